"""What residents typed is nowhere in the open part of the public record (integrity 3.5; PIPL 25)."""

from datetime import timedelta
from io import BytesIO

from sqlalchemy import select

from civic import ledger
from civic.clock import Hands
from civic.db import session, transaction
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Screening, Subject
from civic.meetings import actions
from civic.meetings.models import Meeting
from civic.opinions import actions as opinions
from civic.opinions.rules import Channel, HideGround, Kind
from civic.people.models import Person
from civic.register.models import RegisterEntry
from civic.sittings import actions as sittings
from tests.meetings import hearing
from tests.meetings.hearing import in_days
from tests.world import Community, World

MARK = "王大妈家"
"""What residents write everywhere, and no committee member ever does."""

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99="
    b"\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def told_of(here: Community, who: Person) -> Matter:
    """A matter that names a neighbour in its title, its text, its wish and its photo."""
    with transaction():
        matter = matters.raise_matter(
            who,
            here.building,
            category=Category.RENOVATION,
            title=f"{MARK}门口加装电梯",
            text=f"{MARK}天天吵，说电梯挡了光，请社区来管一管。",
            wish=f"请{MARK}同意。",
        )
        matters.attach(who, matter, uploads=[(BytesIO(PNG), f"{MARK}.png")])
        matters.screen(here.clerk, matter, Screening.ACCEPT, reason="属于居民切身利益，受理。")
        matters.route(here.clerk, matter, Subject.PROJECT)
    return matter


def test_from_the_first_word_to_the_archive_no_residents_words_stand_in_the_open_record(
    world: World, as_, clock: Hands
) -> None:
    here, clerk = world.here, as_(world.clerk)
    matter = told_of(here, world.resident)
    meeting = hearing.explained(here, hearing.with_panel(here, hearing.convened(here, matter)))
    url = f"/meetings/{meeting.id}"
    typed = {
        "starts_at": f"{in_days(11):%Y-%m-%dT14:00}",
        "registration_until": f"{in_days(10):%Y-%m-%dT14:00}",
        "materials": "图纸见公告栏。",
    }
    form = clerk.get(f"{url}/notice/new").text
    assert f"{MARK}门口加装电梯" in form, "the clerk starts from the resident's title"
    answer = clerk.fill(f"{url}/notice/new", f"{url}/notices", **typed)
    assert answer.status_code == 422, "and has to read it for names first"
    answer = clerk.fill(
        f"{url}/notice/new", f"{url}/notices", title="三号楼加装电梯", is_redacted="y", **typed
    )
    assert answer.status_code == 303, answer.text

    meeting = session().get_one(Meeting, meeting.id)
    matter = session().get_one(Matter, meeting.matter_id)
    hearing.said(here, matter, f"{MARK}说得不对。")
    rude = hearing.said(here, matter, f"{MARK}不讲理。")
    with transaction():
        opinions.hide(world.clerk, rude, ground=HideGround.INSULT)
        opinions.object_to_hiding(world.neighbour, rude, text=f"{MARK}就是不讲理。")
        opinions.enter(
            world.clerk,
            matter,
            kind=Kind.OPINION,
            text=f"{MARK}在电话里说同意。",
            channel=Channel.PHONE,
            name=MARK,
        )
        opinions.decide_objection(world.supervisor, rude, uphold=False, reason="确是骂人的话。")
    hearing.closed(here, hearing.opened(here, meeting))
    with transaction():
        sittings.draft_minutes(world.clerk, meeting.sitting, text=f"{MARK}发言，赞成方案。")
        for who in (world.chair, world.neighbour, world.owner):
            sittings.confirm(who, meeting.sitting, remark=f"{MARK}的话没有记全。", version=1)
    with transaction():
        actions.send_opinions(world.clerk, meeting)
    hearing.answered(here, meeting)
    answer = clerk.fill(f"{url}/outcome", f"{url}/outcome", is_redacted="y")
    assert answer.status_code == 303, answer.text
    clock.move(timedelta(days=17))
    with transaction():
        actions.archive(world.clerk, session().get_one(Meeting, meeting.id))

    entry = session().scalars(select(RegisterEntry)).one()
    assert entry.title == "三号楼加装电梯"
    for each in session().scalars(select(ledger.Entry)):
        assert MARK not in each.body.decode("utf-8"), each.fact
    assert MARK not in "".join(session().scalars(select(ledger.LogText.text)))
