"""What casting asks: few statements and no objects, because all come on one evening."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from civic.db import session
from civic.people.models import Appointment, Person
from civic.policy import Actor, Role
from civic.voting import rules
from civic.voting.models.eligible import runs
from civic.voting.models.questions import Option, Question
from civic.voting.models.rolls import Proxy, Voter, VoterPerson
from civic.voting.models.tables import Vote
from civic.voting.rules import Asked, Electorate, ProxyState, RaterGroup, Rule, Secrecy, VoteStage


class Held(NamedTuple):
    """What others may change of a head, and of its vote, until its ballot stands; its proxy besides.

    ``id`` is the head's.
    """

    id: int
    caster_id: int | None
    is_struck: bool
    stage: VoteStage
    opens_at: datetime | None
    closes_at: datetime | None


class Casting(NamedTuple):
    """A head as somebody comes to cast for it: what the roll, a proxy and its vote say of that.

    ``comes_id``: who comes; ``person_id``: the same, if they stand behind it; ``holder_id``: who holds
    a proxy for it that is confirmed and in force.
    """

    held: Held
    holder_id: int | None
    comes_id: int
    number: int
    person_id: int | None
    vote_id: int
    official_title: str
    place_path: str
    rule: Rule
    secrecy: Secrecy
    online_basis: str
    takes_comments: bool
    rates_themselves: bool
    """Whether whoever comes serves now where somebody is rated, and is no peer (EV-4; AP-8)."""
    born_on: date | None
    """Of whoever comes (B7.1)."""
    questions: dict[int, Asked]
    """What counting sees of each question of the vote, in their order."""

    @classmethod
    def find(cls, head: int, person: int, today: date) -> "Casting":
        """That head as that person comes to it, in one look. Raises NoResultFound."""
        who = {"head": head, "person": person, "today": today}
        rows = session().connection().execute(_CASTING, who).all()
        if not rows:
            raise NoResultFound
        asks = len(Held._fields) + len(cls._fields) - 2
        held, rest = rows[0][: len(Held._fields)], rows[0][len(Held._fields) : asks]
        questions = {row[asks]: Asked(*row[asks + 1 :]) for row in rows}
        return cls._make((Held._make(held), *rest, questions))

    @property
    def id(self) -> int:
        """The head's."""
        return self.held.id

    def relations(self, actor: Actor) -> frozenset[Role]:
        """As of a Voter, for who comes."""
        if self.is_of(getattr(actor, "id", None)) and getattr(actor, "is_verified", False):
            return frozenset({Role.ON_ROLL})
        return frozenset()

    def is_of(self, person_id: int | None) -> bool:
        """Whether they stand behind it, were named for it, or hold a proxy."""
        able = {self.person_id, self.held.caster_id, self.holder_id}
        return person_id is not None and person_id in able

    @property
    def is_by_urn(self) -> bool:
        return self.secrecy in rules.BY_URN

    @property
    def is_online(self) -> bool:
        return rules.PERMITS[self.rule].is_online(self.online_basis)


def rates_themselves(person: Any, today: Any) -> ColumnElement[bool]:
    """Of a head of a vote: that somebody serves now where somebody is rated by it, and is no peer.

    On a list, which somebody made, a colleague of the rated is not either (EV-4; AP-8).
    """
    rated = aliased(Question)
    serves = exists().where(
        Appointment.person_id == person,
        Appointment.unit_id == func.coalesce(rated.unit_id, Vote.unit_id),
        runs(Appointment.starts_on, Appointment.ends_on, today),
    )
    counts_in = or_(rated.person_id.is_(None), Vote.electorate == Electorate.INVITED)
    # Of this vote, whatever others there are.
    is_their_own = or_(
        rated.person_id == person, and_(counts_in, serves.correlate(rated, Vote, Voter))
    )
    return and_(
        # Not IN: its list would be spelled out anew for every ballot.
        or_(*(Vote.rule == rule for rule in sorted(rules.RATINGS))),
        Voter.group.is_distinct_from(RaterGroup.PEER),
        exists().where(rated.vote_id == Vote.id, is_their_own),
    )


RATES_THEMSELVES = rates_themselves(bindparam("person"), bindparam("today"))
CASTER_IS_RATED = rates_themselves(Voter.caster_id, bindparam("today"))

_HELD = select(
    Voter.id,
    Voter.caster_id,
    Voter.is_struck,
    Vote.stage,
    Vote.opens_at,
    Vote.closes_at,
).join(Vote, Vote.id == Voter.vote_id)
_HEADS: BindParameter[Any] = bindparam("heads", expanding=True)
_IN_FORCE = and_(
    Proxy.voter_id == Voter.id,
    Proxy.principal_id == Voter.caster_id,
    Proxy.state == ProxyState.CONFIRMED,
    Proxy.until >= bindparam("today"),
)

HELD = _HELD.where(Voter.id.in_(_HEADS)).with_for_update(read=True, of=(Vote, Voter))
"""The rows of several Held; until the end of the transaction nobody closes the vote, names somebody
else, takes a proxy back."""

PROXIES = (
    select(Voter.id, Proxy.holder_id, Proxy.id).join(Proxy, _IN_FORCE).where(Voter.id.in_(_HEADS))
)
"""Their proxies: asked for after that, since PostgreSQL shows what is joined to a row that it waited
for as it was before. A key lets only one of a head be confirmed."""

_CASTING = (
    _HELD.add_columns(
        Proxy.holder_id,
        bindparam("person", type_=Integer),
        Voter.number,
        VoterPerson.person_id,
        Vote.id,
        Vote.official_title,
        Vote.place_path,
        Vote.rule,
        Vote.secrecy,
        Vote.online_basis,
        Vote.takes_comments,
        RATES_THEMSELVES,
        select(Person.born_on).where(Person.id == bindparam("person")).scalar_subquery(),
        Question.id,
        Question.kind,
        select(func.count())
        .where(Option.question_id == Question.id)
        .correlate(Question)
        .scalar_subquery(),
        Question.most,
        Question.scale,
    )
    .outerjoin(Proxy, _IN_FORCE)
    .outerjoin(
        VoterPerson,
        and_(VoterPerson.voter_id == Voter.id, VoterPerson.person_id == bindparam("person")),
    )
    .join(Question, Question.vote_id == Vote.id)
    .where(Voter.id == bindparam("head"))
    .order_by(Question.position)
)
"""The rows of a Casting."""
