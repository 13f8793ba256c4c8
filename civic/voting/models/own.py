"""What is kept here about one person, for that person (PIPL 45).

What somebody chose in a secret vote is kept nowhere where it could be found for them.
"""

from typing import Any

from sqlalchemy import Select, select

from civic.voting.models.ballots import Answer, Ballot
from civic.voting.models.challenges import Challenge
from civic.voting.models.rolls import Naming, Proxy, RollObjection, Voter, VoterPerson


def own_places_on_rolls(person_id: int) -> Select[*tuple[Any, ...]]:
    """On which rolls a person stands, under which number, and whom they named to cast, or a paper
    did for them."""
    return (
        select(
            Voter.vote_id,
            Voter.number,
            Voter.kind,
            Voter.area,
            Voter.is_struck,
            VoterPerson.names_id,
            VoterPerson.is_by_paper,
            Voter.delivery,
            Voter.delivered_at,
            Voter.paper,
            Voter.handed_out_at,
        )
        .join(VoterPerson, VoterPerson.voter_id == Voter.id)
        .where(VoterPerson.person_id == person_id)
    )


def own_ballots(person_id: int) -> Select[*tuple[Any, ...]]:
    """Named ballots of the heads behind which a person stands, answer by answer."""
    return (
        select(
            Ballot.vote_id,
            Ballot.channel,
            Ballot.at,
            Ballot.is_counted,
            Answer.question_id,
            Answer.value,
        )
        .join(VoterPerson, VoterPerson.voter_id == Ballot.voter_id)
        .outerjoin(Answer, Answer.ballot_id == Ballot.id)
        .where(VoterPerson.person_id == person_id)
    )


def own_proxies(person_id: int) -> Select[*tuple[Any, ...]]:
    """Authorisations that a person gave or holds."""
    return select(
        Proxy.vote_id, Proxy.principal_id, Proxy.holder_id, Proxy.scope, Proxy.until, Proxy.state
    ).where((Proxy.principal_id == person_id) | (Proxy.holder_id == person_id))


def own_namings(person_id: int) -> Select[*tuple[Any, ...]]:
    """Papers that name a person to cast for a head."""
    found = select(Voter.vote_id, Voter.number, Naming.state, Naming.entered_at)
    return found.join(Naming, Naming.voter_id == Voter.id).where(Naming.person_id == person_id)


def own_roll_objections(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person said against rolls, and what was decided."""
    return select(
        RollObjection.vote_id,
        RollObjection.text,
        RollObjection.at,
        RollObjection.is_upheld,
        RollObjection.decision,
    ).where(RollObjection.by_id == person_id)


def own_challenges(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person asked to have verified, and the answer."""
    return select(Challenge.vote_id, Challenge.text, Challenge.at, Challenge.answer).where(
        Challenge.by_id == person_id
    )


OWN_DATA = {
    "places_on_rolls": own_places_on_rolls,
    "ballots": own_ballots,
    "proxies": own_proxies,
    "namings": own_namings,
    "roll_objections": own_roll_objections,
    "challenges": own_challenges,
}
