"""After the vote: closing, reconciling, the way to the ceremony and back, the end."""

from sqlalchemy import delete, select

from civic import db
from civic.errors import Invalid, OutOfOrder
from civic.voting.urn import sealing
from civic.voting.urn.counting import Counts, ballots_in, counts_in, rows_in
from civic.voting.urn.laying import light_key
from civic.voting.urn.place import here, readable
from civic.voting.urn.sealing import Certificate, Commitments, Export, Opened
from civic.voting.urn.sealing.opening import Box
from civic.voting.urn.stages import advance, take_back
from civic.voting.urn.tables import ALL, TABLES, BoxState, box
from civic.voting.urn.why import Why

_COUNTED = (BoxState.RECONCILED, BoxState.OPENED, BoxState.CERTIFIED)


def close(vote_id: int) -> Counts:
    """No more ballots; the urn is written anew, so that its order tells nothing any more."""
    place = here()
    with place.changing() as link:
        advance(link, vote_id, BoxState.CLOSED)
        found = counts_in(link, vote_id)
    rebuild()
    return found


def rebuild() -> None:
    """Write every table anew, sorted by its random key.

    Also for the night of a long vote, but never for fewer than ten new ballots: whoever sees the
    urn before and after would know which.
    """
    place = here()
    if place.engine.dialect.name == "sqlite":
        with readable():
            db.vacuum(place.engine)
        return
    # One transaction for all rows: what was cast together carries one number no longer. New files
    # instead of VACUUM FULL, which keeps what any old transaction might still look at.
    with place.changing() as link:
        link.exec_driver_sql(f"LOCK TABLE {ALL} IN ACCESS EXCLUSIVE MODE")
        for table in TABLES:
            key = ", ".join(table.primary_key.columns.keys())
            for statement in (
                f"CREATE TEMPORARY TABLE kept AS SELECT * FROM {table.name}",
                f"TRUNCATE {table.name}",
                f"INSERT INTO {table.name} SELECT * FROM kept ORDER BY {key}",
                "DROP TABLE kept",
            ):
                link.exec_driver_sql(statement)


def reconcile(vote_id: int) -> Counts:
    """The figures agree (对账): no explanation stands for a ballot.

    Raises OutOfOrder with the figures where they do not.
    """
    with here().changing() as link:
        found = counts_in(link, vote_id)
        if not found.agree:
            raise OutOfOrder(
                Why.COUNTS_DIFFER, marked=found.marked, online=found.online, paper=found.paper
            )
        advance(link, vote_id, BoxState.RECONCILED)
    return found


def export(vote_id: int, logged: Commitments) -> bytes:
    """The file for the ceremony, with what the record says of it. Raises OutOfOrder before reconciling."""
    with here().looking() as link:
        found = link.execute(select(box).where(box.c.vote_id == vote_id)).one_or_none()
        if found is None or found.state not in _COUNTED:
            raise OutOfOrder(Why.NOT_AT_THIS_STAGE, state=found and BoxState(found.state))
        figures = counts_in(link, vote_id)
        inside = tuple(ballots_in(link, vote_id))
        by_question: list[list[tuple[bytes, bytes]]] = [[] for _ in range(found.n_questions + 1)]
        for question, row_id, sealed in rows_in(link, vote_id):
            by_question[question].append((row_id, sealed))
    parameters = Box(
        vote=vote_id,
        mode=found.mode,
        key=found.hpke_pub.hex(),
        row_length=found.row_len,
        questions=found.n_questions,
        manifest=found.manifest_leaf,
        roll=figures.roll,
        marked=figures.marked,
        paper=figures.paper,
    )
    return Export(parameters, inside, tuple(map(tuple, by_question)), logged).pack()


def open_light(vote_id: int, logged: Commitments) -> Opened:
    """Open a box of light mode, as holders would open theirs."""
    return sealing.open_export(export(vote_id, logged), light_key(vote_id))


def accept(vote_id: int, certificate: Certificate, logged: Commitments) -> None:
    """The result of the ceremony is of this box, as it stands in the record.

    Raises Invalid: other figures, another key, another record.
    """
    with here().changing() as link:
        found = link.execute(select(box).where(box.c.vote_id == vote_id)).one_or_none()
        if found is None:
            raise OutOfOrder(Why.NO_BOX)
        figures = counts_in(link, vote_id)
        named = (
            certificate.vote,
            certificate.key,
            certificate.manifest,
            certificate.commitments,
            (certificate.roll, certificate.marked, certificate.paper),
            (certificate.ballots, certificate.comments),
            tuple(sum(n for _value, n in tally) for tally in certificate.tallies),
        )
        if named != (
            vote_id,
            sealing.key_fingerprint(found.hpke_pub),
            found.manifest_leaf,
            logged.digest().hex(),
            (figures.roll, figures.marked, figures.paper),
            (figures.online, figures.comments),
            figures.rows,
        ):
            raise Invalid(Why.OTHER_CERTIFICATE)
        advance(link, vote_id, BoxState.OPENED)


def certify(vote_id: int) -> None:
    """Two observers have signed the certificate."""
    with here().changing() as link:
        advance(link, vote_id, BoxState.CERTIFIED)


def destroy(vote_id: int) -> None:
    """After the term for disputes: roll, ballots, rows and comments are gone, the box is kept empty.

    Also for a vote that is given up before anybody has voted.
    """
    place = here()
    with place.changing() as link:
        take_back(link, vote_id, BoxState.DESTROYED)
        for table in TABLES:
            link.execute(delete(table).where(table.c.vote_id == vote_id))
    place.parameters.pop(vote_id, None)
    rebuild()
