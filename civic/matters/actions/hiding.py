"""Hiding a matter's words or one of its files, objecting to that, deciding the objection.

``lay``, ``contest``, ``refer`` and ``settle`` are the steps that the hiding of opinions shares.
"""

from typing import Any

from civic import calendar, clock, ledger, policy
from civic.db import session
from civic.errors import OutOfOrder
from civic.ledger import JSON, Fact
from civic.matters import rules
from civic.matters.actions import turn
from civic.matters.models import AttachmentHiding, Hides, Matter, MatterAttachment, MatterHiding
from civic.matters.rules import HideGround, Objection, Why
from civic.people.models import Person
from civic.policy import Can

Part = MatterAttachment | None
"""What of a matter is meant: one of its files, or its words."""


def hide(actor: Person, matter: Matter, part: Part = None, *, ground: HideGround) -> Hides:
    """Hide its words or a file on a ground everybody sees, never for what it criticises.

    The place stays, with the ground and the moderator's office. What the supervisors
    brought back is not hidden again, but what was said since is: with an objection of its own.
    """
    policy.require(actor, Can.HIDE_MATTER, matter)
    _hold(matter, part)
    before = _hiding(matter, part)
    hiding: Hides
    if part is not None:
        hiding = AttachmentHiding(link_id=part.id)
    elif before is not None and matter.is_hideable(before):
        hiding, before = _anew(before), None
    else:
        hiding = MatterHiding(matter_id=matter.id)
    rules.hide(ground, hidden=before.ground if before else None)
    lay(hiding, ground, actor, matter, Can.HIDE_MATTER)
    _show(matter, part, ground)
    ledger.record(
        Fact.MATTER_HIDDEN,
        about=matter,
        by=actor,
        pub=_which(matter, part)
        | {
            "ground": ground.value,
            "office": hiding.office.value if hiding.office else None,
            "object_until": hiding.object_until_on.isoformat(),
        },
    )
    return hiding


def object_to_hiding(actor: Person, matter: Matter, part: Part = None, *, text: str) -> Hides:
    """Whoever raised the matter says why that should not be hidden."""
    policy.require(actor, Can.OBJECT_TO_HIDING, matter)
    _hold(matter, part)
    hiding = _hiding(matter, part)
    if hiding is None:
        raise OutOfOrder(Why.NOT_HIDDEN)
    contest(hiding, matter.hidden if part is None else part.hidden)
    hiding.objection_text = rules.check_length(text, rules.OBJECTION_LENGTH, "text")
    assert hiding.decide_until_on is not None
    ledger.record(
        Fact.MATTER_OBJECTED,
        about=matter,
        by=actor,
        pub=_which(matter, part) | {"decide_until": hiding.decide_until_on.isoformat()},
        secret={"text": hiding.objection_text},
    )
    return hiding


def decide_objection(
    actor: Person, matter: Matter, part: Part = None, *, uphold: bool, reason: str
) -> Hides:
    """The supervisors decide: it comes back and says so, or stays hidden; always with a reason."""
    policy.require(actor, Can.DECIDE_OBJECTION, matter)
    _hold(matter, part)
    hiding = _hiding(matter, part)
    if hiding is None:
        raise OutOfOrder(Why.NO_OPEN_OBJECTION)
    is_back = settle(hiding, actor, uphold=uphold)
    hiding.decision_reason = rules.check_length(reason, rules.OBJECTION_LENGTH, "reason")
    if is_back:
        _show(matter, part, None)
    ledger.record(
        Fact.MATTER_RESTORED if is_back else Fact.MATTER_KEPT_HIDDEN,
        about=matter,
        by=actor,
        pub=_which(matter, part) | {"ground": hiding.ground.value},
        text=[hiding.decision_reason],
    )
    return hiding


def _hold(matter: Matter, part: Part) -> None:
    turn.hold(matter)
    if part is None:
        return
    if session().get(MatterAttachment, part.id, populate_existing=True) is None:
        raise OutOfOrder(Why.FILE_GONE)  # its author took it off meanwhile


def _hiding(matter: Matter, part: Part) -> Hides | None:
    """How that was hidden, if ever: as it stands now that the matter is held (PostgreSQL)."""
    if part is None:
        return session().get(MatterHiding, matter.id, populate_existing=True)
    return session().get(AttachmentHiding, part.id, populate_existing=True)


def _show(matter: Matter, part: Part, hidden: HideGround | None) -> None:
    """Hidden from now on, or shown again; found by its words only as long as they are shown."""
    if part is not None:
        part.hidden = hidden
    else:
        matter.hidden = hidden
        turn.index(matter)
    session().flush()


def _anew(hiding: Hides) -> Hides:
    """Another hiding in the place of one that is over; how that went, the record keeps."""
    hiding.objection = hiding.objection_text = hiding.objected_at = None
    hiding.decide_until_on = hiding.decision_reason = None
    hiding.decided_by_id = hiding.decided_at = None
    return hiding


def _which(matter: Matter, part: Part) -> dict[str, Any]:
    named: dict[str, JSON] = {"words": True} if part is None else {"file": part.id}
    return turn.sign(matter) | named


# What every hiding does -----------------------------------------------------------------


def lay(hiding: Hides, ground: HideGround, actor: Person, about: policy.Subject, can: Can) -> None:
    """From now on hidden, by the office that the actor holds over it."""
    roles = policy.roles(actor, about)
    hiding.ground, hiding.by_id, hiding.at = ground, actor.id, clock.now()
    hiding.office = next(r for r in policy.holders(can)[::-1] if r in roles)
    hiding.object_until_on = rules.objection_due(clock.today(), calendar.current()).due_on
    hiding.calendar = calendar.version()
    session().add(hiding)
    session().flush()


def contest(hiding: Hides, hidden: HideGround | None) -> None:
    """The author objects, in time."""
    rules.object_to_hiding(
        hidden=hidden,
        objection=hiding.objection,
        due_on=hiding.object_until_on,
        at=clock.now(),
    )
    refer(hiding)


def refer(hiding: Hides) -> None:
    """Before the supervisors, whose days begin."""
    hiding.objection, hiding.objected_at = Objection.OPEN, clock.now()
    due = rules.objection_decision_due(clock.today(), calendar.current())
    hiding.decide_until_on, hiding.calendar = due.due_on, calendar.version()


def settle(hiding: Hides, actor: Person, *, uphold: bool) -> bool:
    """Whether what was hidden is to be shown again."""
    hiding.objection = rules.decide_objection(
        hiding.objection, uphold=uphold, hidden_by=hiding.by_id, decided_by=actor.id
    )
    hiding.decided_by_id, hiding.decided_at = actor.id, clock.now()
    return hiding.objection is Objection.UPHELD
