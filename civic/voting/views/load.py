"""Finding a vote, and one's own heads on its roll, for whoever may see it."""

from dataclasses import dataclass
from typing import Any

from flask import abort, request
from sqlalchemy import Select, select
from sqlalchemy.exc import NoResultFound

from civic import clock, web
from civic.db import session, whole
from civic.forms import plain
from civic.policy import Can, may
from civic.voting import models, rules, urn
from civic.voting.actions import conducting
from civic.voting.models import Ballot, Casting, Vote, Voter


@dataclass(frozen=True)
class Head:
    """One head on the roll that the reader has to do with, and the ballot that counts for it."""

    voter: Voter
    ballot: Ballot | None
    is_cast: bool | None
    """None: nobody knows any more, since its urn is destroyed."""
    rates_themselves: bool
    """Whether the reader serves where somebody is rated by it, and is no peer (EV-4)."""
    caster_is_rated: bool
    """The same of whoever was to cast for it: its other persons name somebody else."""

    def is_casters(self, reader: Any) -> bool:
        """Whether the reader casts for it: agreed on by its persons, or by a confirmed proxy."""
        is_caster = reader.id == self.voter.caster_id and not self.voter.is_cast_by_minor
        return is_caster or self.voter.proxy_of(reader.id) is not None

    @property
    def lacks_caster(self) -> bool:
        """Whether nobody can cast for it until its persons name somebody (OW-5; EV-4)."""
        return self.voter.is_warned or self.caster_is_rated

    def may_name(self, reader: Any) -> bool:
        """Whether the reader has a say in who casts for it: among several, of age, and not rated."""
        is_one_of_several = reader.id in self.voter.adult_ids and len(self.voter.persons) > 1
        return is_one_of_several and not self.rates_themselves

    def is_behind(self, reader: Any) -> bool:
        """Whether the reader is one of its persons."""
        return reader.id in self.voter.person_ids


def shown(id: int) -> Vote:
    """The vote with all that is asked, fresh; a draft is there for those who prepare it alone."""
    return _seen(models.with_questions(id))


def bare(id: int) -> Vote:
    """The vote for whoever may see it, without what is asked."""
    return _seen(models.on_page(id))


def _seen(statement: Select[Vote]) -> Vote:
    vote = _fresh(statement)
    return vote if is_seen(vote) else abort(404)


def is_seen(vote: Vote) -> bool:
    """From the posting on by everybody; before, by those who prepare it."""
    return vote.is_public or may(web.person(), Can.DRAFT_VOTE, vote)


def mine(id: int, can: Can) -> Vote:
    """The vote, for whoever has the power over it and may see it, and is not rated by it (EV-4)."""
    vote = _mine(models.with_questions(id), can)
    rules.require_not_rated(vote.rates(web.person()))
    return vote


def my_bare(id: int, can: Can) -> Vote:
    """The same without what is asked."""
    vote = _mine(models.on_page(id), can)
    rules.require_not_rated(_rates(vote))
    return vote


def _mine(statement: Select[Vote], can: Can) -> Vote:
    vote = _fresh(statement)
    web.require(conducting(web.person(), vote, can), vote)
    return vote if is_seen(vote) else abort(404)


def _rates(vote: Vote) -> bool:
    if not vote.is_of_a_meeting and vote.unit_id is None:
        return False
    rated = select(Vote.id).where(Vote.id == vote.id, models.rating(web.person()))
    return session().scalar(rated) is not None


def _fresh(statement: Select[Vote]) -> Vote:
    found = statement.execution_options(populate_existing=True)
    return session().scalars(found).unique().one_or_none() or abort(404)


def heads(vote: Vote, reader: Any) -> list[Head]:
    """The reader's heads: own ones, the household's, those whose proxy they hold."""
    if reader is None:
        return []
    found = models.own(vote, reader.id).execution_options(populate_existing=True)
    who = {"person": reader.id, "today": clock.today()}
    rows = session().execute(found, who).unique().all()
    return [
        Head(voter, ballot, _has_cast(vote, voter, ballot), *are_rated)
        for voter, ballot, *are_rated in rows
    ]


def head(vote: Vote, reader: Any) -> Head:
    """The one that the address or the form names, else the only one there is; 404 for another's."""
    return named_head(heads(vote, reader))


def named_head(own: list[Head]) -> Head:
    """The same of those at hand."""
    asked = request.values.get("voter", type=whole)
    found = own if asked is None else [one for one in own if one.voter.id == asked]
    return found[0] if len(found) == 1 else abort(404)


def may_cast(voter: Voter, own: frozenset[int]) -> list[tuple[str, str]]:
    """Whom its persons may name, as a form offers them: nobody who is rated (EV-4), no minor."""
    able = voter.adult_ids - own
    return [(str(p.person_id), p.person.name) for p in voter.persons if p.person_id in able]


def casting(id: int, reader: Any) -> Casting:
    """That head as whoever casts for it needs it, in one look; 404 for another's."""
    asked = request.values.get("voter", type=whole)
    if asked is None:
        asked = head(shown(id), reader).voter.id
    try:
        found = Casting.find(asked, reader.id, clock.today())
    except NoResultFound:
        abort(404)
    is_own = found.vote_id == id and found.is_of(reader.id) and not found.held.is_struck
    return found if is_own else abort(404)


def _has_cast(vote: Vote, voter: Voter, ballot: Ballot | None) -> bool | None:
    if vote.is_by_urn and vote.opened_at is not None:
        return urn.has_voted(vote.id, voter.number)
    return ballot is not None


def named(most: int = 60) -> str:
    """The name that is looked for, in the address or sent along with a form."""
    return plain(request.values.get("who")).strip()[:most]
