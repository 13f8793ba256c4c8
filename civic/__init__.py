"""civic: neighbourhoods governing themselves in the open."""

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from civic import config, db, files, i18n, web, wording

FEATURES = (
    "home",
    "notices",
    "reckoner",
    "ratings",
    "meetings",
    "sittings",
    "voting",
    "register",
    "opinions",
    "matters",
    "people",
    "places",
)


def create_app(**overrides: Any) -> Flask:
    """The site. ``overrides`` are settings of the configuration table.

    Raises config.Unsafe where production would start without its secrets.
    """
    settings = config.load(**overrides)
    app = Flask(
        __name__,
        template_folder=str(config.resource("templates")),
        static_folder=str(config.resource("static")),
        instance_path=settings["INSTANCE"],
    )
    app.config.update(settings)
    demo = settings["ENV"] != "production"
    app.config.update(
        SECRET_KEY=settings["SECRET_KEY"] or ("not-secret" if demo else None),
        SESSION_COOKIE_SECURE=not demo,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Kept anew when something in it changes: what a page fetches by itself, later than a
        # neighbour's own step, must not bring back what stood in the cookie before.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        REMEMBER_COOKIE_SECURE=not demo,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        # As many files as a matter takes, each of the largest size, and the words with them.
        MAX_CONTENT_LENGTH=files.LARGEST * 10,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        # Compressed pages tell a stranger nothing by their length: no foreign page can ask for
        # them with a cookie of ours (SameSite).
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
        TESTING=settings["ENV"] == "test",
    )
    if settings["TRUSTED_PROXIES"]:
        hops = settings["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    db.init_app(app)
    i18n.init_app(app)
    web.init_app(app)
    _add_features(app)
    return app


def _add_features(app: Flask) -> None:
    refusals: dict[Any, Any] = dict(wording.REFUSALS)
    context: dict[str, Any] = {}
    panels: list[Any] = []
    offers: list[Any] = []
    own: dict[str, Any] = {}
    demo = ("demo",) if app.config["ENV"] == "demo" else ()
    for feature in (*FEATURES, *demo):
        for part in ("models", "wording", "views"):
            if find_spec(f"civic.{feature}.{part}") is None:
                continue
            module = import_module(f"civic.{feature}.{part}")
            refusals |= getattr(module, "REFUSALS", {})
            context |= getattr(module, "CONTEXT", {})
            panels += getattr(module, "MATTER_PANELS", ())
            offers += getattr(module, "MATTER_OFFERS", ())
            own |= getattr(module, "OWN_DATA", {})
            if part == "views":
                app.register_blueprint(module.bp)
                if hasattr(module, "init_app"):
                    module.init_app(app)
    app.extensions["civic.refusals"] = refusals
    app.extensions["civic.roles"] = wording.ROLE
    app.extensions["civic.powers"] = wording.POWER
    app.extensions["civic.context"] = context
    app.extensions["civic.matter_panels"] = panels
    app.extensions["civic.matter_offers"] = offers
    app.extensions["civic.own_data"] = own
