"""What is read of proxies, ballots, papers and challenges.

Nothing here tells how a vote goes while ballots are taken: answers come out of the tables
only through ``answers_of`` (counting, after closing), ``ballot_of`` (the voter's own) and
``shown_ballots`` (votes held openly, where each ballot is seen as it is cast, like a hand).
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    distinct,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from civic.files import Attachment
from civic.voting.models.ballots import Answer, Ballot, PaperBundle, PaperEntry
from civic.voting.models.challenges import Challenge
from civic.voting.models.questions import Question
from civic.voting.models.rolls import (
    Proxy,
    Voter,
    VoterPerson,
)
from civic.voting.models.selects import AREA, with_persons
from civic.voting.models.tables import Vote
from civic.voting.rules import (
    COUNTED,
    NEXT_READING,
    PAPER,
    BundleState,
    Channel,
    Delivery,
    ProxyState,
    Secrecy,
    Silence,
    VoterKind,
    VoteStage,
)

# Proxies -----------------------------------------------------------------------------


def places_taken(vote_id: int, holder_id: int) -> Select[int]:
    """Which of a holder's three places are taken."""
    return select(Proxy.slot).where(
        Proxy.vote_id == vote_id,
        Proxy.holder_id == holder_id,
        Proxy.state.in_([ProxyState.GIVEN, ProxyState.CONFIRMED]),
    )


def proxies(vote_id: int) -> Select[Proxy]:
    """Authorisations handed in for a vote, those to be looked at first."""
    return (
        select(Proxy)
        .where(Proxy.vote_id == vote_id)
        .options(
            joinedload(Proxy.voter).options(*with_persons()),
            joinedload(Proxy.holder),
            joinedload(Proxy.document),
        )
        .order_by(Proxy.state != ProxyState.GIVEN, Proxy.id)
    )


def proxy(proxy_id: int) -> Select[Proxy]:
    """One authorisation with what its acts need."""
    return (
        select(Proxy)
        .where(Proxy.id == proxy_id)
        .options(joinedload(Proxy.voter).options(*with_persons()), joinedload(Proxy.holder))
    )


# Ballots -----------------------------------------------------------------------------


def counted_ballot(voter_id: int) -> Select[Ballot]:
    """The ballot that counts for a head, without its answers."""
    return select(Ballot).where(Ballot.voter_id == voter_id, Ballot.is_counted)


def ballot_of(voter_id: int) -> Select[Ballot]:
    """A head's own ballot with its answers: for whoever stands behind that head."""
    return counted_ballot(voter_id).options(
        selectinload(Ballot.answers), joinedload(Ballot.cast_by)
    )


def shown_ballots(vote_id: int) -> Select[Ballot]:
    """Ballots with names and answers, of a vote held openly, as soon as each is cast."""
    return (
        select(Ballot)
        .join(Vote, Vote.id == Ballot.vote_id)
        .where(
            Ballot.vote_id == vote_id,
            Ballot.is_counted,
            Vote.secrecy == Secrecy.OPEN,
            Vote.is_public,
        )
        .options(
            selectinload(Ballot.answers),
            joinedload(Ballot.voter).selectinload(Voter.persons).joinedload(VoterPerson.person),
        )
        .order_by(Ballot.id)
    )


def ballots_for_counting_group(vote_id: int, since: int = 1) -> Select[Ballot]:
    """Named ballots for those who count and scrutinise, from a voter's number on: once they are
    counted, not before."""
    return (
        select(Ballot)
        .join(Vote, Vote.id == Ballot.vote_id)
        .join(Ballot.voter)
        .where(
            Ballot.vote_id == vote_id,
            Ballot.is_counted,
            Vote.stage.in_(COUNTED),
            Voter.number >= since,
        )
        .options(
            selectinload(Ballot.answers),
            joinedload(Ballot.voter).options(*with_persons()),
        )
        .order_by(Voter.number)
    )


def signature(vote_id: int, ballot_id: int) -> Select[int, Attachment]:
    """For whose head a paper took the place of what was cast online, and what was signed for it."""
    return (
        select(Ballot.voter_id, Attachment)
        .join(Attachment, Attachment.id == Ballot.signature_id)
        .where(Ballot.id == ballot_id, Ballot.vote_id == vote_id)
    )


def took_part(vote_id: int) -> Select[int, int]:
    """Heads and area with a ballot that counts: how many, never what they chose."""
    return (
        select(func.count(Ballot.id), AREA)
        .join(Voter, Voter.id == Ballot.voter_id)
        .where(Ballot.vote_id == vote_id, Ballot.is_counted)
    )


def owners_took_part(vote_id: int, silence: Silence) -> Select[int, int]:
    """Heads and area of the owners who take part as the vote's mode has it: who expressed
    something, and in two of the modes whom the ballot reached (B3.6)."""
    reached = _is_reached() if silence is not Silence.STRICT else false()
    return select(func.count(Voter.id), AREA).where(
        Voter.vote_id == vote_id, Voter.is_struck.is_(False), or_(_expresses(), reached)
    )


def delivered_silent(vote_id: int) -> Select[int, int]:
    """Heads and area to whom the ballot was delivered and who expressed nothing (B3.6)."""
    return select(func.count(Voter.id), AREA).where(
        Voter.vote_id == vote_id,
        Voter.is_struck.is_(False),
        _is_reached(),
        ~_expresses(),
    )


def _is_reached() -> Any:
    """Whether the ballot is proven to have reached a head's owner, whom somebody knows (OW-2; B3.6):
    by a document, or by the site itself, where they signed in; or as it was entered, in a vote that
    asks for no proof."""
    proven = or_(Voter.delivery_document_id.is_not(None), Voter.delivery == Delivery.LOGIN)
    asks_none = exists().where(Vote.id == Voter.vote_id, Vote.asks_proof.is_(False))
    as_entered = and_(Voter.delivery.is_not(None), asks_none)
    return and_(Voter.kind != VoterKind.UNKNOWN_OWNER, or_(proven, as_entered))


def _expresses() -> Any:
    """Whether a head expressed something: not by a spoiled paper, nor by one that nobody has read
    when counting begins."""
    is_to_be_read = exists().where(Vote.id == Ballot.vote_id, Vote.stage.in_(_BEFORE_COUNTING))
    return exists().where(
        Ballot.voter_id == Voter.id,
        Ballot.is_counted,
        Ballot.is_spoiled.is_(False),
        or_(is_to_be_read, exists().where(Answer.ballot_id == Ballot.id)),
    )


def answers_of(question_id: int) -> Select[*tuple[Any, ...]]:
    """Rows (value, heads, area): for counting, once the vote is closed and reconciled."""
    # Looked at once: joined, the vote would be looked up for each of a million ballots.
    ripe = (
        select(Question.id)
        .join(Vote, Vote.id == Question.vote_id)
        .where(Question.id == question_id, Vote.stage.not_in(_BEFORE_COUNTING))
        .scalar_subquery()
    )
    return (
        select(Answer.value, func.count(Ballot.id), AREA)
        .join(Ballot, Ballot.id == Answer.ballot_id)
        .join(Voter, Voter.id == Ballot.voter_id)
        .where(
            Answer.question_id == ripe,
            Ballot.is_counted,
            Ballot.is_spoiled.is_(False),
        )
        .group_by(Answer.value)
    )


def expressed(question_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Rows (question, heads, area) of those who answered it, once it is closed and reconciled."""
    return (
        select(Answer.question_id, func.count(Ballot.id), AREA)
        .join(Ballot, Ballot.id == Answer.ballot_id)
        .join(Voter, Voter.id == Ballot.voter_id)
        .join(Vote, Vote.id == Ballot.vote_id)
        .where(
            Answer.question_id.in_(question_ids),
            Ballot.is_counted,
            Ballot.is_spoiled.is_(False),
            Vote.stage.not_in(_BEFORE_COUNTING),
        )
        .group_by(Answer.question_id)
    )


_BEFORE_COUNTING = (VoteStage.DRAFT, VoteStage.POSTED, VoteStage.OPEN, VoteStage.CLOSED)


# Paper -------------------------------------------------------------------------------


def bundles(vote_id: int) -> Select[PaperBundle]:
    """Bundles of a vote, by number, without what was read."""
    return (
        select(PaperBundle)
        .where(PaperBundle.vote_id == vote_id)
        .options(joinedload(PaperBundle.vote))
        .order_by(PaperBundle.number)
    )


def bundle(bundle_id: int) -> Select[PaperBundle]:
    """A bundle with its vote, its questions, its readings: for the act that enters the next."""
    return (
        select(PaperBundle)
        .where(PaperBundle.id == bundle_id)
        .options(
            joinedload(PaperBundle.vote)
            .selectinload(Vote.questions)
            .selectinload(Question.options),
            selectinload(PaperBundle.entries).joinedload(PaperEntry.clerk),
        )
    )


def papers_unsettled(vote_id: int) -> Select[int]:
    """How many papers lie in bundles that are not read to the end."""
    return select(func.coalesce(func.sum(PaperBundle.size), 0)).where(
        PaperBundle.vote_id == vote_id, PaperBundle.state.in_(NEXT_READING)
    )


def papers_tied(vote_id: int) -> Select[int]:
    """How many papers lie in bundles."""
    return select(func.coalesce(func.sum(PaperBundle.size), 0)).where(
        PaperBundle.vote_id == vote_id, PaperBundle.state != BundleState.UNTIED
    )


def papers_loose(vote_id: int) -> Select[int]:
    """How many papers given back in a named vote lie in no bundle."""
    given_back = select(func.count(Ballot.id)).where(
        Ballot.vote_id == vote_id, Ballot.is_counted, Ballot.channel.in_(PAPER)
    )
    return select(given_back.scalar_subquery() - papers_tied(vote_id).scalar_subquery())


def settled_bundles(vote_id: int) -> Select[PaperBundle]:
    """Bundles of which every paper is read, with their readings."""
    return (
        select(PaperBundle)
        .where(PaperBundle.vote_id == vote_id, PaperBundle.state == BundleState.SETTLED)
        .options(selectinload(PaperBundle.entries))
        .order_by(PaperBundle.number)
    )


def papers_to_read(vote_id: int) -> Select[*tuple[Any, ...]]:
    """Rows (number, ballot) of papers given back in a named vote and not settled yet."""
    has_answers = exists().where(Answer.ballot_id == Ballot.id)
    return (
        select(Voter.number, Ballot)
        .join(Voter, Voter.id == Ballot.voter_id)
        .where(
            Ballot.vote_id == vote_id,
            Ballot.is_counted,
            Ballot.channel.in_(PAPER),
            Ballot.is_spoiled.is_(False),
            ~has_answers,
        )
        .order_by(Voter.number)
    )


def paper_figures(vote_id: int) -> Select[int, int, int, int, int]:
    """One row (voters with a ballot that counts, ballots cast online, papers handed out, given
    back, spoiled) of a named vote: each counted by itself, so that they can disagree."""
    counts = (Ballot.vote_id == vote_id, Ballot.is_counted)
    marked = select(func.count(distinct(Ballot.voter_id))).where(*counts)
    online = select(func.count(Ballot.id)).where(*counts, Ballot.channel == Channel.ONLINE)
    handed = (
        select(func.count(Voter.id))
        .where(Voter.vote_id == vote_id, Voter.is_struck.is_(False), Voter.paper.is_not(None))
        .scalar_subquery()
    )
    given_back = select(func.count(Ballot.id)).where(*counts, Ballot.channel.in_(PAPER))
    return select(
        marked.scalar_subquery(),
        online.scalar_subquery(),
        handed,
        given_back.scalar_subquery(),
        given_back.where(Ballot.is_spoiled).scalar_subquery(),
    )


def rows_of(question_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Rows (question, answers) of ballots that count, spoiled ones apart."""
    return (
        select(Answer.question_id, func.count(Answer.ballot_id))
        .join(Ballot, Ballot.id == Answer.ballot_id)
        .where(
            Answer.question_id.in_(question_ids) if question_ids else false(),
            Ballot.is_counted,
            Ballot.is_spoiled.is_(False),
        )
        .group_by(Answer.question_id)
    )


def ballots_in_order(vote_id: int) -> Select[*tuple[Any, ...]]:
    """Rows (number, salt, channel, question's position, value), for the digest at closing."""
    return (
        select(Voter.number, Voter.salt, Ballot.channel, Question.position, Answer.value)
        .join(Voter, Voter.id == Ballot.voter_id)
        .outerjoin(Answer, Answer.ballot_id == Ballot.id)
        .outerjoin(Question, Question.id == Answer.question_id)
        .where(Ballot.vote_id == vote_id, Ballot.is_counted)
        .order_by(Voter.number, Question.position)
    )


# After the result --------------------------------------------------------------------


def challenges(vote_id: int) -> Select[Challenge]:
    """Requests to verify a count, oldest first."""
    return (
        select(Challenge)
        .where(Challenge.vote_id == vote_id)
        .options(joinedload(Challenge.vote), joinedload(Challenge.by))
        .order_by(Challenge.id)
    )


def unanswered(vote_id: int) -> Select[int]:
    """How many challenges are still to be answered."""
    return select(func.count(Challenge.id)).where(
        Challenge.vote_id == vote_id, Challenge.answered_at.is_(None)
    )
