"""Taking the register home: a table, a feed, and the proof of an entry."""

from base64 import b64encode
from typing import Any

from flask import Response, abort, current_app, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from civic import ledger, web
from civic.db import session, whole
from civic.i18n import gettext as _
from civic.register import models, wording
from civic.register.models import RegisterEntry
from civic.register.views import bp
from civic.register.views.pages import address, asked, narrowed

FEED = 30


@bp.get("/export.csv")
@web.public
def export() -> Response:
    """What the filter leaves, as a table for any spreadsheet."""
    _form, statement = narrowed()
    heads = (
        _("编号"),
        _("地方"),
        _("类别"),
        _("标题"),
        _("全文"),
        _("计票结果"),
        _("公布日期"),
        _("公开到"),
        _("撤下日期"),
        _("更正为"),
        _("文号"),
        _("决定日期"),
        _("记录序号"),
        _("网址"),
    )
    found = session().scalars(statement.execution_options(yield_per=500))
    return web.spreadsheet("register.csv", heads, map(_row, found))


def _row(entry: RegisterEntry) -> tuple[Any, ...]:
    return (
        entry.number_text,
        entry.place.name,
        wording.KIND[entry.kind],
        entry.title,
        entry.text,
        entry.figures,
        entry.published_on,
        entry.shown_until.due_on,
        entry.taken_down_on,
        entry.corrected_by and entry.corrected_by.number_text,
        entry.document_number,
        entry.decided_on,
        entry.ledger_idx,
        address(entry),
    )


@bp.get("/feed.atom")
@web.public
def feed() -> AnyResponse:
    """The newest entries, for whoever follows them with a reader of their own."""
    form, statement = narrowed()
    entries = session().scalars(statement.limit(FEED)).all()
    response = web.reply(
        "register/feed.xml",
        asked=asked(form),
        entries=entries,
        address=address,
        base=current_app.config["BASE_URL"].rstrip("/"),
        KIND=wording.KIND,
    )
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@bp.get("/<int:id>/proof")
@web.public
def proof(id: int) -> Response:
    """How anybody checks that the entry stands unchanged in the public record."""
    entry = _proved(id)
    return web.reply("register/proof.html", entry=entry, standing=_standing(entry))


@bp.get("/<int:id>/proof.json")
@web.public
def proof_json(id: int) -> Response:
    """The same for a program: RFC 6962, hashes in hexadecimal, the entry in base64."""
    entry = _proved(id)
    standing = _standing(entry)
    body = entry.record.body if entry.record else b""
    return jsonify(
        {
            "format": "civic-inclusion-v1",
            "algorithm": "RFC 6962, SHA-256",
            "number": entry.number_text,
            "url": address(entry),
            "entry": b64encode(body).decode("ascii"),
            "leaf_index": standing.idx,
            "leaf_hash": entry.leaf,
            "tree_size": standing.size,
            "root": standing.root.hex(),
            "proof": [step.hex() for step in standing.proof],
            "texts": _long_texts(entry),
        }
    )


def _proved(ident: int) -> RegisterEntry:
    entry: RegisterEntry = web.one_or_404(models.proved(ident))
    return entry if entry.record is not None else abort(404)


def _standing(entry: RegisterEntry) -> ledger.Standing:
    size = request.args.get("size", type=whole)
    idx = entry.ledger_idx or 0
    try:
        return ledger.standing(idx, size)
    except ValueError:  # a size at which the entry or the record was not there yet
        abort(404)


def _long_texts(entry: RegisterEntry) -> dict[str, str]:
    """Official texts that the entry names by their hash, being too long for it."""
    assert entry.record is not None
    parts = ledger.content(entry.record).get("text", [])
    digests = [part["sha256"] for part in parts if "sha256" in part]
    return {digest: ledger.long_text(digest) or "" for digest in digests}
