"""What people say, and what neighbours make of it."""

from sqlalchemy import select

from civic import clock, ledger, policy
from civic.db import session
from civic.ledger import Fact
from civic.matters.models import Matter
from civic.opinions import models, rules
from civic.opinions.actions.turn import hold, make_findable
from civic.opinions.models import Opinion, Reaction
from civic.opinions.rules import Channel, Kind, Stance
from civic.people.models import Person
from civic.policy import Can

_COUNTERS = {Stance.AGREE: "agree", Stance.DISAGREE: "disagree", Stance.PASS: "passed"}


def give(actor: Person, matter: Matter, *, kind: Kind, text: str) -> Opinion:
    """Say something of a matter: a criticism, an opinion, a suggestion."""
    policy.require(actor, Can.GIVE_OPINION, matter)
    opinion = _say(matter, kind, text, Channel.ONLINE, author=actor)
    ledger.record(
        Fact.OPINION_GIVEN, about=opinion, by=actor, pub=_kind(opinion), secret={"text": text}
    )
    return opinion


def enter(
    actor: Person,
    matter: Matter,
    *,
    kind: Kind,
    text: str,
    channel: Channel,
    speaker: Person | None = None,
    name: str = "",
) -> Opinion:
    """Write down what somebody said in the room, on paper or by phone; it is marked so.

    ``speaker`` where the person is on the roster, else the ``name`` that was given.
    """
    policy.require(actor, Can.ENTER_OPINION, matter)
    if channel not in rules.BY_CLERK:
        raise ValueError(f"nobody enters for others {channel}")
    opinion = _say(
        matter, kind, text, channel, author=speaker, name=name.strip() or None, entered_by=actor
    )
    ledger.record(
        Fact.OPINION_GIVEN,
        about=opinion,
        by=actor,
        pub=_kind(opinion),
        secret={"text": opinion.text, "speaker": speaker.id if speaker else opinion.speaker},
    )
    return opinion


def react(actor: Person, opinion: Opinion, *, stance: Stance) -> Opinion:
    """Agree, disagree or pass; one may think again, the last word counts.

    No entry in the ledger: what somebody makes of others' words is theirs. A digest
    is published with the map.
    """
    policy.require(actor, Can.REACT, opinion)
    hold([opinion])
    rules.react(_stage(opinion).stage, hidden=opinion.hidden)
    reaction = session().get(Reaction, (opinion.id, actor.id))
    if reaction is None:
        reaction = Reaction(opinion_id=opinion.id, person_id=actor.id)
        session().add(reaction)
    elif reaction.stance is stance:
        return opinion
    else:
        _count(opinion, reaction.stance, -1)
    reaction.stance, reaction.at = stance, clock.now()
    _count(opinion, stance, 1)
    session().flush()
    return opinion


def _say(
    matter: Matter,
    kind: Kind,
    text: str,
    channel: Channel,
    *,
    author: Person | None,
    name: str | None = None,
    entered_by: Person | None = None,
) -> Opinion:
    if author is not None:  # says one thing after another, or what was said is not counted
        session().execute(
            select(Person.id).where(Person.id == author.id).with_for_update(key_share=True)
        )
    # Many may speak at once; the stage stands still meanwhile (PostgreSQL).
    session().refresh(matter, ("stage", "round"), with_for_update={"read": True})
    if author is not None and entered_by is None:
        today = clock.start_of_day(clock.today())
        since = models.said_by(author.id, matter.id).where(Opinion.given_at >= today)
        rules.check_often(len(session().scalars(since).all()))
    said = set(session().scalars(models.said_by(author.id, matter.id))) if author else set()
    phase, text = rules.say(matter.stage, text, said=said)
    opinion = Opinion(
        matter_id=matter.id,
        place_path=matter.place_path,
        round=matter.round,
        kind=kind,
        phase=phase,
        channel=channel,
        text=text,
        author_id=author.id if author else None,
        speaker=None if author else name,
        entered_by_id=entered_by.id if entered_by else None,
        given_at=clock.now(),
        agree=0,
        disagree=0,
        passed=0,
        due_is_provisional=False,
    )
    session().add(opinion)
    session().flush()
    make_findable(opinion, None)
    return opinion


def _kind(opinion: Opinion) -> dict[str, ledger.JSON]:
    return {
        "matter": opinion.matter_id,
        "round": opinion.round,
        "kind": opinion.kind.value,
        "phase": opinion.phase.value,
        "channel": opinion.channel.value,
    }


def _stage(opinion: Opinion) -> Matter:
    return session().get_one(Matter, opinion.matter_id)


def _count(opinion: Opinion, stance: Stance, by: int) -> None:
    counter = _COUNTERS[stance]
    setattr(opinion, counter, getattr(opinion, counter) + by)
