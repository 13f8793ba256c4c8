"""The demo's front page: sign-in cards, the clock, neighbours who vote by themselves.

Its paths exist only where ENV is demo.
"""

from flask import Blueprint, Flask, Response, abort, request

from civic import clock, web
from civic.demo import actions, models
from civic.demo.rules import Move
from civic.demo.wording import CARDS, DUE, MOVES
from civic.i18n import gettext as _
from civic.i18n import moment
from civic.people import session
from civic.people.models import Person
from civic.voting.models import Vote, with_questions
from civic.web import public

bp = Blueprint("demo", __name__, url_prefix="/demo")


def init_app(app: Flask) -> None:
    """From now on this process keeps the demo's time."""
    actions.start_clock()
    app.before_request(_wind)


def _wind() -> None:
    if request.endpoint not in {"static", "web.healthz"}:
        actions.wind()


CONTEXT = {"demo_now": lambda: moment(clock.now())}


@bp.get("/")
@public
def show() -> Response:
    """Who you can be here, and what time it is."""
    people = web.rows(models.card_holders([card.login for card in CARDS]))
    held = {person.login: person for person in people}
    cards = [(card, held[card.login]) for card in CARDS if card.login in held]
    due = actions.next_deadline()
    to = {Move.SITTING: actions.next_sitting(), Move.VOTE: actions.next_vote_ends()}
    return web.reply(
        "demo/show.html",
        cards=cards,
        moves={move: said for move, said in MOVES.items() if to.get(move, True)},
        next_at=due.at if due else None,
        next_is=DUE[due.kind] if due else None,
        votes=[vote for vote in web.rows(models.open_votes(clock.now())) if vote.is_online],
    )


@bp.post("/sign-ins")
@public
def sign_in() -> Response:
    """Be one of the people on the cards."""
    login = request.form.get("login", "")
    if login not in {card.login for card in CARDS}:
        abort(404)
    person: Person = web.one_or_404(models.card_holders([login]))
    session.sign_in(person)
    return web.done(
        web.safe_next(request.form.get("next")), _("您现在是%(name)s。", name=person.name)
    )


@bp.post("/clock")
@public
def move_clock() -> Response:
    """Move the clock forward: by a day, to the next deadline, to the next hearing."""
    try:
        move = Move(request.form.get("move", ""))
    except ValueError:
        abort(400)
    now = actions.move_clock(None, move)
    return web.done(web.safe_next(request.form.get("next")), _("现在是%(now)s。", now=moment(now)))


@bp.post("/votes/<int:id>/rest")
@public
@web.apart
def let_the_rest_vote(id: int) -> Response:
    """Whoever is on the roll and is played by nobody votes."""
    vote: Vote = web.one_or_404(with_questions(id))
    if not vote.is_taking_ballots:
        abort(404)
    number, left = actions.let_the_rest_vote(vote, [card.login for card in CARDS])
    if left:
        said = _("%(n)s人投了票，还有%(left)s人等着，请再按一次。", n=number, left=left)
    elif number:
        said = _("%(n)s人投了票。您能扮演的人、领了纸票的人，留给您来投。", n=number)
    else:
        said = _("其余的人都投过了。")
    return web.done(web.safe_next(request.form.get("next")), said)
