"""Hiding an opinion, objecting to that, and deciding the objection."""

from civic import ledger, policy
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import Fact
from civic.matters.actions.hiding import contest, lay, refer, settle
from civic.matters.rules import Why
from civic.opinions import rules
from civic.opinions.actions.turn import hold, make_findable
from civic.opinions.models import Hiding, Opinion, Reply
from civic.opinions.rules import HideGround
from civic.people.models import Person
from civic.policy import Can


def hide(actor: Person, opinion: Opinion, *, ground: HideGround) -> Hiding:
    """Hide an opinion on a ground everybody sees, never for what it criticises.

    Its place stays, with the ground and the moderator's office. What the supervisors
    brought back is not hidden again. Whoever has no account cannot object: there the
    supervisors decide as if they had.
    """
    policy.require(actor, Can.HIDE_OPINION, opinion)
    hold([opinion])
    before = _hiding(opinion)
    rules.hide(ground, hidden=before.ground if before else None)
    hiding = Hiding(opinion_id=opinion.id)
    lay(hiding, ground, actor, opinion, Can.HIDE_OPINION)
    author = session().get(Person, opinion.author_id) if opinion.author_id else None
    if author is None or not author.has_account:
        refer(hiding)
    opinion.hidden = ground
    session().flush()
    make_findable(opinion, None)
    ledger.record(
        Fact.OPINION_HIDDEN,
        about=opinion,
        by=actor,
        pub={
            "matter": opinion.matter_id,
            "ground": ground.value,
            "office": hiding.office.value if hiding.office else None,
            "object_until": hiding.object_until_on.isoformat(),
        }
        | _referred(hiding),
    )
    return hiding


def object_to_hiding(actor: Person, opinion: Opinion, *, text: str) -> Hiding:
    """The author says why it should not be hidden."""
    policy.require(actor, Can.OBJECT_TO_HIDING, opinion)
    hold([opinion])
    hiding = _hiding(opinion)
    if hiding is None:
        raise OutOfOrder(Why.NOT_HIDDEN)
    contest(hiding, opinion.hidden)
    hiding.objection_text = rules.check_text(text, rules.REASON_LENGTH)
    assert hiding.decide_until_on is not None
    ledger.record(
        Fact.OPINION_OBJECTED,
        about=opinion,
        by=actor,
        pub={"matter": opinion.matter_id, "decide_until": hiding.decide_until_on.isoformat()},
        secret={"text": hiding.objection_text},
    )
    return hiding


def decide_objection(actor: Person, opinion: Opinion, *, uphold: bool, reason: str) -> Hiding:
    """The supervisors decide: it comes back and says so, or stays hidden; always with a reason."""
    policy.require(actor, Can.DECIDE_OBJECTION, opinion)
    hold([opinion])
    hiding = _hiding(opinion)
    if hiding is None:
        raise OutOfOrder(Why.NO_OPEN_OBJECTION)
    is_back = settle(hiding, actor, uphold=uphold)
    hiding.decision_reason = rules.check_reason(reason)
    if is_back:
        opinion.hidden = None
        answer = session().get(Reply, opinion.reply_id) if opinion.reply_id else None
        make_findable(opinion, answer.text if answer else None)
    ledger.record(
        Fact.OPINION_RESTORED if is_back else Fact.OPINION_KEPT_HIDDEN,
        about=opinion,
        by=actor,
        pub={"matter": opinion.matter_id, "ground": hiding.ground.value},
        text=[hiding.decision_reason],
    )
    return hiding


def _referred(hiding: Hiding) -> dict[str, ledger.JSON]:
    due = hiding.decide_until_on
    return {} if due is None else {"decide_until": due.isoformat()}


def _hiding(opinion: Opinion) -> Hiding | None:
    """As it stands now that the opinion is held: what a page loaded may be over (PostgreSQL)."""
    return session().get(Hiding, opinion.id, populate_existing=True)
