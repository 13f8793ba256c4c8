"""What casting asks: few statements and no objects, because all come on one evening."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from civic.people.models import Appointment, Person
from civic.policy import Actor, Role
from civic.voting import rules
from civic.voting.models.eligible import runs
from civic.voting.models.questions import Option, Question
from civic.voting.models.rolls import Proxy, Voter, VoterPerson
from civic.voting.models.tables import Vote
from civic.voting.rules import Electorate, ProxyState, RaterGroup, Rule, Secrecy, VoteStage


class Casting(NamedTuple):
    """A head as somebody comes to cast for it: what the roll, a proxy and its vote say of that.

    ``id`` is the head's. ``person_id``, ``holder_id``: who comes, if they stand behind it, if they
    hold a proxy for it (``proxy_id``) that is confirmed and in force.
    """

    id: int
    number: int
    caster_id: int | None
    is_struck: bool
    person_id: int | None
    holder_id: int | None
    proxy_id: int | None
    vote_id: int
    official_title: str
    place_path: str
    rule: Rule
    secrecy: Secrecy
    stage: VoteStage
    opens_at: datetime | None
    closes_at: datetime | None
    online_basis: str
    takes_comments: bool
    rates_themselves: bool
    """Whether whoever comes serves now where somebody is rated, and is no peer (EV-4; AP-8)."""
    born_on: date | None
    """Of whoever comes (B7.1)."""

    def relations(self, actor: Actor) -> frozenset[Role]:
        """As of a Voter, for who comes."""
        if self.is_of(getattr(actor, "id", None)) and getattr(actor, "is_verified", False):
            return frozenset({Role.ON_ROLL})
        return frozenset()

    def is_of(self, person_id: int | None) -> bool:
        """Whether they stand behind it, were named for it, or hold a proxy."""
        able = {self.person_id, self.caster_id, self.holder_id}
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
        Vote.rule.in_(rules.RATINGS),
        Voter.group.is_distinct_from(RaterGroup.PEER),
        exists().where(rated.vote_id == Vote.id, is_their_own),
    )


RATES_THEMSELVES = rates_themselves(bindparam("person"), bindparam("today"))
CASTER_IS_RATED = rates_themselves(Voter.caster_id, bindparam("today"))

CASTING = (
    select(
        Voter.id,
        Voter.number,
        Voter.caster_id,
        Voter.is_struck,
        VoterPerson.person_id,
        Proxy.holder_id,
        Proxy.id,
        Vote.id,
        Vote.official_title,
        Vote.place_path,
        Vote.rule,
        Vote.secrecy,
        Vote.stage,
        Vote.opens_at,
        Vote.closes_at,
        Vote.online_basis,
        Vote.takes_comments,
        RATES_THEMSELVES,
        select(Person.born_on).where(Person.id == bindparam("person")).scalar_subquery(),
    )
    .select_from(Voter)
    .join(Vote, Vote.id == Voter.vote_id)
    .outerjoin(
        VoterPerson,
        and_(VoterPerson.voter_id == Voter.id, VoterPerson.person_id == bindparam("person")),
    )
    .outerjoin(
        Proxy,
        and_(
            Proxy.voter_id == Voter.id,
            Proxy.holder_id == bindparam("person"),
            Proxy.principal_id == Voter.caster_id,
            Proxy.state == ProxyState.CONFIRMED,
            Proxy.until >= bindparam("today"),
        ),
    )
    .where(Voter.id == bindparam("head"))
)
"""The row of a Casting; a key lets only one proxy of a head be confirmed."""

PAPER = (
    CASTING.add_columns(
        Question.id,
        Question.kind,
        select(func.count())
        .where(Option.question_id == Question.id)
        .correlate(Question)
        .scalar_subquery(),
        Question.most,
        Question.scale,
    )
    .join(Question, Question.vote_id == Vote.id)
    .order_by(Question.position)
)
"""The same with each question of the vote, and what counting sees of it, in a row of its own."""

HELD = PAPER.with_for_update(read=True, of=(Vote, Voter))
"""The same; until it is committed nobody closes the vote, names somebody else, takes a proxy back."""
