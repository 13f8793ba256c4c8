"""Hiding an opinion, objecting to that, and deciding the objection."""

from civic import calendar, clock, ledger, policy
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import Fact
from civic.opinions import rules
from civic.opinions.actions.turn import hold, make_findable
from civic.opinions.models import Hiding, Opinion, Reply
from civic.opinions.rules import HideGround, Objection, Why
from civic.people.models import Person
from civic.policy import Can


def hide(actor: Person, opinion: Opinion, *, ground: HideGround) -> Hiding:
    """Hide an opinion on a ground everybody sees, never for what it criticises.

    Its place stays, with the ground and the moderator's office. What the supervisors
    brought back is not hidden again.
    """
    policy.require(actor, Can.HIDE_OPINION, opinion)
    hold([opinion])
    before = _hiding(opinion)
    rules.hide(ground, hidden=before.ground if before else None)
    roles = policy.roles(actor, opinion)
    hiding = Hiding(
        opinion_id=opinion.id,
        ground=ground,
        by_id=actor.id,
        office=next(r for r in policy.holders(Can.HIDE_OPINION)[::-1] if r in roles),
        at=clock.now(),
        object_until_on=rules.objection_due(clock.today(), calendar.current()).due_on,
        calendar=calendar.version(),
    )
    session().add(hiding)
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
        },
    )
    return hiding


def object_to_hiding(actor: Person, opinion: Opinion, *, text: str) -> Hiding:
    """The author says why it should not be hidden."""
    policy.require(actor, Can.OBJECT_TO_HIDING, opinion)
    hold([opinion])
    hiding = _hiding(opinion)
    if hiding is None:
        raise OutOfOrder(Why.NOT_HIDDEN)
    objection = rules.object_to_hiding(
        hidden=opinion.hidden,
        objection=hiding.objection,
        due_on=hiding.object_until_on,
        at=clock.now(),
    )
    hiding.objection_text = rules.check_text(text, rules.REASON_LENGTH)
    hiding.objection, hiding.objected_at = objection, clock.now()
    due = rules.objection_decision_due(clock.today(), calendar.current())
    hiding.decide_until_on, hiding.calendar = due.due_on, calendar.version()
    ledger.record(
        Fact.OPINION_OBJECTED,
        about=opinion,
        by=actor,
        pub={"matter": opinion.matter_id, "decide_until": due.due_on.isoformat()},
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
    hiding.objection = rules.decide_objection(
        hiding.objection, uphold=uphold, hidden_by=hiding.by_id, decided_by=actor.id
    )
    hiding.decision_reason = rules.check_reason(reason)
    hiding.decided_by_id, hiding.decided_at = actor.id, clock.now()
    is_back = hiding.objection is Objection.UPHELD
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


def _hiding(opinion: Opinion) -> Hiding | None:
    return session().get(Hiding, opinion.id)
