"""Acts of the author and of the neighbours who second."""

from collections.abc import Iterable

from sqlalchemy import func, select

from civic import clock, files, ledger, policy
from civic.db import session
from civic.errors import Invalid
from civic.files import Attachment
from civic.ledger import Fact
from civic.matters import rules
from civic.matters.actions import turn
from civic.matters.actions.turn import Upload
from civic.matters.models import (
    AttachmentHiding,
    Matter,
    MatterAttachment,
    MatterHiding,
    Seconding,
)
from civic.matters.rules import Category, Stage, Why
from civic.people.models import Person
from civic.places.models import Place
from civic.policy import Can


def raise_matter(
    actor: Person,
    place: Place,
    *,
    category: Category,
    title: str,
    text: str,
    wish: str = "",
    uploads: Iterable[Upload] = (),
    is_draft: bool = False,
) -> Matter:
    """Raise a matter of a place, or keep it as a draft (TM-1)."""
    policy.require(actor, Can.RAISE_MATTER, place)
    today = clock.start_of_day(clock.today())
    of_today = select(func.count()).where(Matter.author_id == actor.id, Matter.created_at >= today)
    rules.check_often(turn.raised_as(actor, place), session().scalar(of_today) or 0)
    matter = Matter(
        author_id=actor.id,
        raised_as=turn.raised_as(actor, place),
        stage=Stage.DRAFT,
        supporters=0,
        round=1,
        created_at=clock.now(),
    )
    turn.write(matter, place, category, title, text, wish)
    session().add(matter)
    session().flush()
    if not is_draft:
        turn.submit(matter)
    turn.add_files(matter, actor, uploads, present=0)
    if is_draft:
        ledger.record(Fact.MATTER_DRAFTED, about=matter, by=actor, secret=turn.words(matter))
    else:
        ledger.record(
            Fact.MATTER_RAISED,
            about=matter,
            by=actor,
            pub=turn.sign(matter),
            secret=turn.words(matter),
        )
    return matter


def edit(
    actor: Person,
    matter: Matter,
    place: Place,
    *,
    category: Category,
    title: str,
    text: str,
    wish: str = "",
) -> Matter:
    """Put it in other words, as long as nobody has put a name under them."""
    policy.require(actor, Can.EDIT_MATTER, matter)
    policy.require(actor, Can.RAISE_MATTER, place)
    turn.hold(matter)
    rules.require_open_for_editing(matter.stage, matter.supporters)
    moderated = session().get(MatterHiding, matter.id)
    rules.require_shown(moderated.ground if moderated else None)
    if matter.number is not None and place.community_id != matter.community_id:
        raise Invalid(Why.OTHER_COMMUNITY, field="place")
    if matter.stage is not Stage.DRAFT:
        rules.check_length(text, rules.TEXT_LENGTH, "text")
    turn.write(matter, place, category, title, text, wish)
    if matter.is_public:
        turn.index(matter)
        ledger.record(
            Fact.MATTER_EDITED,
            about=matter,
            by=actor,
            pub=turn.sign(matter),
            secret=turn.words(matter),
        )
    else:
        ledger.record(Fact.MATTER_DRAFTED, about=matter, by=actor, secret=turn.words(matter))
    return matter


def submit(actor: Person, matter: Matter) -> Matter:
    """Bring a draft before the committee (TM-1)."""
    policy.require(actor, Can.EDIT_MATTER, matter)
    policy.require(actor, Can.RAISE_MATTER, matter)
    turn.hold(matter)
    turn.submit(matter)
    ledger.record(
        Fact.MATTER_RAISED, about=matter, by=actor, pub=turn.sign(matter), secret=turn.words(matter)
    )
    return matter


def withdraw(actor: Person, matter: Matter, *, reason: str = "") -> Matter:
    """Take it back until it has been screened; a draft goes without a word."""
    policy.require(actor, Can.WITHDRAW_MATTER, matter)
    turn.hold(matter)
    was_draft = matter.stage is Stage.DRAFT
    stage = rules.withdraw(matter.stage)
    if not was_draft:
        rules.check_length(reason, rules.REASON_LENGTH, "reason")
    matter.stage, matter.ended_at, matter.due_at = stage, clock.now(), None
    matter.withdrawal_reason = reason.strip() or None
    if was_draft:
        ledger.record(Fact.MATTER_DRAFTED, about=matter, by=actor, secret={"withdrawn": True})
    else:
        ledger.record(
            Fact.MATTER_WITHDRAWN,
            about=matter,
            by=actor,
            pub=turn.sign(matter),
            secret={"reason": reason.strip()},
        )
    return matter


def attach(actor: Person, matter: Matter, uploads: Iterable[Upload]) -> list[Attachment]:
    """Put pictures or papers beside its words."""
    policy.require(actor, Can.ATTACH_FILE, matter)
    turn.hold(matter)
    present = session().scalar(select(func.count()).where(MatterAttachment.matter_id == matter.id))
    added = turn.add_files(matter, actor, uploads, present=present or 0)
    ledger.record(
        Fact.MATTER_ATTACHED,
        about=matter,
        by=actor,
        pub=turn.sign(matter) | {"files": len(added)},
        secret={"names": [file.name for file in added], "digests": [f.digest for f in added]},
    )
    return added


def detach(actor: Person, matter: Matter, link: MatterAttachment) -> Matter:
    """Its author takes a file off again, as long as nobody has seconded what it shows.

    What the committee wants away is hidden, on a ground that everybody sees (B7.1).
    """
    policy.require(actor, Can.EDIT_MATTER, matter)
    turn.hold(matter)
    rules.detach(matter.stage, matter.supporters)
    moderated = session().get(AttachmentHiding, link.id)
    rules.require_shown(moderated.ground if moderated else None)
    kept = session().get_one(Attachment, link.attachment_id)
    session().delete(link)
    session().flush()
    files.forget(kept)
    ledger.record(
        Fact.MATTER_DETACHED, about=matter, by=actor, pub=turn.sign(matter) | {"files": 1}
    )
    return matter


def second(actor: Person, matter: Matter) -> Matter:
    """Put one's name under it (附议)."""
    policy.require(actor, Can.SECOND_MATTER, matter)
    turn.hold(matter)
    rules.second(
        matter.stage,
        is_author=actor.id == matter.author_id,
        has_seconded=turn.seconding(actor, matter) is not None,
    )
    session().add(Seconding(matter_id=matter.id, person_id=actor.id, at=clock.now()))
    turn.count_supporters(matter)
    ledger.record(Fact.MATTER_SECONDED, about=matter, by=actor)
    return matter


def take_back_second(actor: Person, matter: Matter) -> Matter:
    """Take one's name off again."""
    policy.require(actor, Can.SECOND_MATTER, matter)
    turn.hold(matter)
    seconding = turn.seconding(actor, matter)
    rules.take_back_second(matter.stage, has_seconded=seconding is not None)
    session().delete(seconding)
    turn.count_supporters(matter)
    ledger.record(Fact.MATTER_SECOND_TAKEN_BACK, about=matter, by=actor)
    return matter
