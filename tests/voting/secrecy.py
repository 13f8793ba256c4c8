"""A secret vote and those around it: key-holders with their sheets, supervisors, the ceremony."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from civic.cli.urn import _tally
from civic.clock import Hands
from civic.db import session, transaction
from civic.people.models import Appointment, Person, Unit
from civic.people.rules import UnitKind
from civic.policy import Role
from civic.voting import actions
from civic.voting.models import Vote
from civic.voting.rules import (
    BundleState,
    Electorate,
    Line,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
)
from civic.voting.urn import Receipt, sealing
from civic.voting.urn.sealing import Opened, Sheet
from civic.voting.wording import result_text
from tests.voting.ballot import coming, fresh, over, posted, residents, voter_of
from tests.voting.box import answered
from tests.world import World, appoint, person
from tests.world import unit as unit_

HOLDERS = ("抽签产生的居民", "居务监督委员会", "街道办事处")


@dataclass
class Secret:
    """A secret vote on its way."""

    vote: Vote
    who: list[Person]
    sheets: tuple[Sheet, ...] = ()
    key: str = ""


def rated_by_vote(world: World, secrecy: Secrecy) -> Unit:
    """An authority; where the key is on the server a property firm."""
    if secrecy is not Secrecy.LIGHT:
        return world.here.unit("water")
    return unit_("五里桥物业", UnitKind.PROPERTY_FIRM, world.place)


def drafted_secretly(
    world: World,
    who: Sequence[Person],
    *,
    secrecy: Secrecy = Secrecy.SECRET,
    questions: int = 2,
    comments: bool = True,
    unit: Unit | None = None,
) -> Vote:
    """A satisfaction vote of those who are invited to rate."""
    with transaction():
        vote = actions.draft(
            world.clerk,
            world.place,
            rule=Rule.SATISFACTION,
            electorate=Electorate.INVITED,
            secrecy=secrecy,
            official_title="水务所服务满意度测评",
            unit=unit or rated_by_vote(world, secrecy),
            takes_comments=comments,
        )
        for n in range(questions):
            actions.ask(
                world.clerk,
                vote,
                kind=QuestionKind.GRADES,
                text=f"您对第{n + 1}项服务满意吗？",
                scale=Scale.UNIT,
            )
        for each in who:
            actions.invite(world.clerk, vote, each, group=RaterGroup.RESIDENT)
    return fresh(vote)


def laid(world: World, number: int = 12, **more: object) -> Secret:
    """Posted, the days to object over, the key handed in and the roll in the urn."""
    who = residents(world, number)
    vote = posted(world, drafted_secretly(world, who, **more))  # type: ignore[arg-type]
    return Secret(vote, who)


def with_key(world: World, secret: Secret, hands: Hands) -> Secret:
    """The key handed in at the hour of the opening, which waits for the rehearsal."""
    vote = secret.vote
    supervisors(world)
    assert vote.opens_at is not None
    hands.set(vote.opens_at)
    private = sealing.new_key()
    secret.sheets = sealing.split(private, vote.id)
    secret.key = sealing.key_file(sealing.public_of(private), vote.id)
    with transaction():
        actions.lay_urn(world.clerk, fresh(vote), key=secret.key, holders=HOLDERS)
    return secret


def opened_secretly(world: World, hands: Hands, number: int = 12, **more: object) -> Secret:
    return opened(world, laid(world, number, **more), hands)


def opened(world: World, secret: Secret, hands: Hands) -> Secret:
    """The key handed in, rehearsed, and open."""
    return rehearsed(world, with_key(world, secret, hands))


def rehearsed(world: World, secret: Secret) -> Secret:
    """Each pair of holders has opened the rehearsal, and the urn is open."""
    with transaction():
        codes = answered(secret.vote.id, secret.sheets)
        actions.rehearse_urn(world.supervisor, fresh(secret.vote), answered=codes)
    with transaction():
        actions.open_(world.clerk, fresh(secret.vote))
    secret.vote = fresh(secret.vote)
    return secret


def seal(secret: Secret, who: Person, *answers: str, **more: str) -> Receipt:
    """Somebody's secret ballot, an answer to each question: ``1,3`` chooses two."""
    given = [answer.split(",") for answer in answers]
    made = actions.cast(who, coming(who, voter_of(secret.vote, who)), given, **more)
    session().rollback()
    assert isinstance(made, Receipt)
    return made


def supervisors(world: World) -> tuple[Person, Person]:
    """Two of them: a certificate needs both."""
    terms = session().query(Appointment).filter_by(role=Role.SUPERVISOR, place_id=world.place.id)
    others = [
        session().get_one(Person, each.person_id)
        for each in terms
        if each.person_id != world.supervisor.id
    ]
    if not others:
        with transaction():
            login = f"supervisor-b{world.place.id}"
            others = [appoint(person("另监督", login), Role.SUPERVISOR, world.place)]
    return world.supervisor, others[0]


def read_papers(
    world: World,
    vote: Vote,
    answers: Sequence[tuple[str, ...] | None],
    *,
    anew: bool = False,
    more: bool = False,
) -> None:
    """Papers out of the box, shuffled, stamped, bundled; read by two, apart from each other.

    ``anew``: the second finds a spoiled one first, so that both read them all again; ``more``: the
    box holds more than was handed out.
    """
    lines = [
        Line(n, None if each is None else tuple(tuple(a.split(",")) for a in each))
        for n, each in enumerate(answers, start=1)
    ]
    with transaction():
        bundle = actions.bundle(world.clerk, fresh(vote), size=len(lines), more=more)
    by = [(world.clerk, lines), (world.chair, lines)]
    if anew:
        by = [(world.clerk, lines), (world.chair, [*lines[:-1], Line(len(lines), None)]), *by]
    for clerk, read in by:
        with transaction():
            bundle = session().merge(bundle, load=True)
            if bundle.state is BundleState.DIFFERS:
                actions.read_anew(clerk, bundle, shown=bundle.step)
            actions.enter_paper(clerk, bundle, read, shown=bundle.step)


def closed_secretly(world: World, secret: Secret, hands: Hands) -> Vote:
    vote = over(secret.vote, hands)
    with transaction():
        actions.close(world.clerk, vote)
    return fresh(vote)


def ceremony(secret: Secret, one: int = 0, other: int = 1) -> Opened:
    """Two holders open what was exported, on a machine of their own."""
    file = actions.export(fresh(secret.vote))
    return sealing.open_export(file, sealing.combine(secret.sheets[one], secret.sheets[other]))


def certified(world: World, secret: Secret, opened: Opened) -> None:
    """Handed in, and signed by two supervisors."""
    tally = tally_file(opened)
    with transaction():
        actions.hand_in_certificate(
            world.supervisor,
            fresh(secret.vote),
            certificate=opened.certificate.encode(),
            tally=tally,
        )
    signed(world, secret, opened)


def signed(world: World, secret: Secret, opened: Opened) -> None:
    """By two supervisors."""
    for each in supervisors(world):
        with transaction():
            actions.sign_certificate(
                each, fresh(secret.vote), fingerprint=opened.certificate.fingerprint
            )


def counted_secretly(world: World, secret: Secret, hands: Hands) -> Vote:
    """Closed, reconciled, opened, certified, counted."""
    vote = closed_secretly(world, secret, hands)
    with transaction():
        actions.reconcile(world.supervisor, vote)
    if vote.secrecy is Secrecy.SECRET:
        certified(world, secret, ceremony(secret))
    with transaction():
        actions.count(world.clerk, fresh(vote))
    return fresh(vote)


def finished(world: World, secret: Secret, hands: Hands) -> Vote:
    """Counted and published."""
    vote = counted_secretly(world, secret, hands)
    with transaction():
        actions.publish(
            world.clerk,
            fresh(vote),
            title="测评结果",
            text="见附表。",
            is_redacted=True,
            figures=result_text,
        )
    return fresh(vote)


def tally_file(opened: Opened) -> bytes:
    """As ``civic urn open`` writes it."""
    return _tally(opened)


def rows() -> dict[str, list[str]]:
    """Every row of the site's own database."""
    link = session().connection()
    quote = link.dialect.identifier_preparer.quote
    found = {
        name: sorted(map(repr, link.exec_driver_sql(f"SELECT * FROM {quote(name)}").all()))
        for name in sa.inspect(link).get_table_names()
    }
    session().rollback()
    return found
