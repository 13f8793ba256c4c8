"""Casting a ballot: the mark on the roll and the sealed rows stand together, or neither does."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from secrets import token_bytes
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.engine import Connection

from civic.errors import AlreadyDone, Invalid, OutOfOrder, Refused
from civic.voting.urn import sealing
from civic.voting.urn.counting import parameters
from civic.voting.urn.place import here
from civic.voting.urn.sealing import COMMENT, ID_BYTES, LONGEST_COMMENT, Receipt
from civic.voting.urn.tables import BoxState, answers, ballots, box, comments, roll
from civic.voting.urn.why import Why

# The box stays open until the ballot stands: on PostgreSQL, closing waits for it.
_OPEN = (
    select(box.c.vote_id)
    .where(box.c.vote_id == bindparam("of"), box.c.state == BoxState.OPEN)
    .with_for_update(read=True)
    .scalar_subquery()
)
_VOTER = and_(roll.c.vote_id == bindparam("of"), roll.c.unit_no == bindparam("unit"))
# Whoever finds the mark set changes no row: this is the one-ballot rule.
_MARK = (
    update(roll)
    .where(_VOTER, roll.c.vote_id == _OPEN, roll.c.state == 0)
    .values(state=1, channel=bindparam("paper"))
)
_PUT_BALLOT, _PUT_ANSWERS, _PUT_COMMENT = map(insert, (ballots, answers, comments))


_Unit = tuple[int, int]
"""Of which vote, and its number on the roll."""


class _Sealed(NamedTuple):
    """What goes into the urn."""

    unit: _Unit
    ballot: dict[str, Any]
    rows: list[dict[str, Any]]
    said: dict[str, Any] | None


def cast(
    vote_id: int,
    unit_no: int,
    given: Sequence[bytes],
    *,
    word: str = "",
    comment: bytes | None = None,
    record: str = "",
) -> Receipt:
    """Cast a unit's one ballot, an answer for each question; back when it is in the urn for good.

    ``word``: the voter's own, or none. ``record``: fingerprint of the record's checkpoint.
    Raises Invalid: not on the roll, too long an answer, a word that is none; AlreadyDone: the unit
    has voted or was handed paper; OutOfOrder: the box is not open.
    """
    place = here()
    fixed = parameters(place, vote_id)
    if len(given) != fixed.questions:
        raise Invalid(Why.ANSWERS_UNFIT, questions=fixed.questions)
    receipt = Receipt(
        vote_id, token_bytes(ID_BYTES), sealing.checked_word(word), token_bytes(ID_BYTES), record
    )
    ballot = {
        "vote_id": vote_id,
        "ballot_id": receipt.ballot_id,
        "commitment": receipt.commitment,
    }
    rows = [
        {
            "vote_id": vote_id,
            "question": question,
            "row_id": token_bytes(ID_BYTES),
            "sealed": sealing.seal(fixed.public, vote_id, question, answer, fixed.row_length),
        }
        for question, answer in enumerate(given, 1)
    ]
    said = None if comment is None else _sealed_comment(fixed.public, vote_id, comment)

    place.writer.do(_put, _Sealed((vote_id, unit_no), ballot, rows, said))
    return receipt


def hand_paper(vote_id: int, unit_no: int) -> None:
    """Hand out a paper ballot (发纸票): the same mark, so that nobody votes on paper and online.

    Raises as ``cast`` does.
    """
    here().writer.do(_hand, (vote_id, unit_no))


def _put(link: Connection, sealed: Sequence[_Sealed]) -> list[Refused | None]:
    """Several ballots, those whose mark could be set."""
    refused = _marked(link, [each.unit for each in sealed], paper=0)
    put = [each for each, refusal in zip(sealed, refused, strict=True) if refusal is None]
    if put:
        link.execute(_PUT_BALLOT, _unlinked((each.ballot for each in put), "ballot_id"))
        link.execute(_PUT_ANSWERS, _unlinked((row for each in put for row in each.rows), "row_id"))
    if said := [each.said for each in put if each.said is not None]:
        link.execute(_PUT_COMMENT, _unlinked(said, "row_id"))
    return refused


def _unlinked(rows: Iterable[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """In the order of their random keys: nothing lies beside what came with it."""
    return sorted(rows, key=itemgetter(key))


def _hand(link: Connection, units: Sequence[_Unit]) -> list[Refused | None]:
    return _marked(link, units, paper=1)


def _marked(link: Connection, units: Sequence[_Unit], *, paper: int) -> list[Refused | None]:
    """Set the mark of each; why it could not be, or None."""
    found: list[Refused | None] = [None] * len(units)
    # In their order: whoever else casts for some of the same waits for us, or we for them.
    for place in sorted(range(len(units)), key=units.__getitem__):
        who = dict(zip(("of", "unit"), units[place], strict=True))
        if link.execute(_MARK, who | {"paper": paper}).rowcount != 1:
            found[place] = _refusal(link, who)
    return found


def _refusal(link: Connection, who: dict[str, Any]) -> Refused:
    """Why no row was changed."""
    state = link.scalar(select(box.c.state).where(box.c.vote_id == who["of"]))
    marked = link.scalar(select(roll.c.state).where(_VOTER), who)
    if state is None:
        return OutOfOrder(Why.NO_BOX)
    if marked is None:
        return Invalid(Why.NOT_ON_ROLL)
    if marked == 1:
        return AlreadyDone(Why.VOTED_ALREADY)
    return OutOfOrder(Why.NOT_AT_THIS_STAGE, state=BoxState(state))


def _sealed_comment(public: bytes, vote_id: int, comment: bytes) -> dict[str, Any]:
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(Why.COMMENT_TOO_LONG, field="comment", most=LONGEST_COMMENT)
    return {
        "vote_id": vote_id,
        "row_id": token_bytes(ID_BYTES),
        "sealed": sealing.seal(public, vote_id, COMMENT, comment, LONGEST_COMMENT),
    }
