"""What stands before a round: the matter is routed here, somebody decides, nothing runs yet."""

from datetime import date, datetime

from civic.errors import AlreadyDone, Invalid, OutOfOrder
from civic.matters.rules import TITLE_LENGTH, Forum
from civic.meetings.rules.hearing import Initiative
from civic.meetings.rules.outcome import PlanChange
from civic.meetings.rules.stages import FINAL, NEXT, MeetingKind, MeetingStage, Why

OPEN_FOR_CHANGES = frozenset(
    stage for stage, after in NEXT.items() if MeetingStage.ANOTHER_ROUND in after
)
"""After the sitting and before the archive: where another round may follow."""


def check_routed(forum: Forum | None, kind: MeetingKind = MeetingKind.HEARING) -> None:
    """A meeting takes up what the router has given to it, and nothing else (B0.1)."""
    if kind is MeetingKind.EVALUATION:
        if forum is not Forum.EVALUATION_MEETING:
            raise OutOfOrder(Why.NOT_ROUTED_TO_EVALUATION, article="B0.1")
    elif forum is not Forum.HEARING:
        raise OutOfOrder(Why.NOT_ROUTED_HERE, article="B0.1")


def check_free(last: MeetingStage | None) -> None:
    """One round at a time; the next one follows when the last has ended (HR-10)."""
    if last is not None and last not in FINAL:
        raise AlreadyDone(Why.CONVENED_ALREADY, stage=last)


def check_decider(initiative: Initiative, *, is_committee: bool) -> None:
    """Its own affairs, and only those, the committee decides itself (HR-2, HR-3; SH06 Art.5)."""
    if is_committee is not (initiative is Initiative.OWN_AFFAIRS):
        raise Invalid(Why.WRONG_DECIDER, field="unit_id", article="SH06 Art.5")


def check_registration(until: datetime, *, at: datetime, sits_at: datetime) -> datetime:
    """Registration is open for a while after the notice, and over when the sitting begins (D)."""
    if until <= at:
        raise Invalid(Why.REGISTRATION_ENDS_EARLY, field="registration_until")
    if until > sits_at:
        raise Invalid(Why.REGISTRATION_ENDS_LATE, field="registration_until", sits_at=sits_at)
    return until


def check_change(stage: MeetingStage, extent: PlanChange, *, decided_on: date | None) -> None:
    """Between a sitting and the archive a plan may turn out to have changed (HR-10).

    Once it is decided, what changes it substantially is another matter with its own hearing (D).
    """
    if stage not in OPEN_FOR_CHANGES:
        raise OutOfOrder(Why.NO_PLAN_TO_CHANGE, stage=stage)
    if extent is PlanChange.NONE:
        raise Invalid(Why.EXTENT_MISSING, field="extent")
    if extent is PlanChange.SUBSTANTIAL and decided_on is not None:
        raise OutOfOrder(
            Why.DECIDED_ALREADY, field="extent", decided_on=decided_on, article="HR-10"
        )


def check_groups_open(stage: MeetingStage) -> None:
    """Groups and panel are settled before the notice names them (HR-4, HR-6)."""
    if stage not in {MeetingStage.DRAFT, MeetingStage.PANEL_FORMED, MeetingStage.POSTPONED}:
        raise OutOfOrder(Why.NAMED_ALREADY, stage=stage, article="HR-4")


def name_officially(title: str, *, is_redacted: bool) -> str:
    """What notice and result call the matter: the committee's words, read for names (PIPL 25).

    They stand in the public record for good; what a resident typed never does.
    """
    title = title.strip()
    if not title or len(title) > TITLE_LENGTH[1]:
        raise Invalid(Why.TITLE_MISSING, field="title", most=TITLE_LENGTH[1])
    if not is_redacted:
        raise Invalid(Why.NOT_REDACTED, field="is_redacted", article="PIPL 25")
    return title
