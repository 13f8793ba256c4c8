"""Stories of matters: what neighbours, the committee and the Party organisation may do, and when."""

import threading
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from civic import clock as civic_clock
from civic import db, files, ledger, search
from civic.db import session
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder, TooOften
from civic.files import Attachment
from civic.files import Why as FileWhy
from civic.ledger import Entry, Fact, LogSecret
from civic.matters import actions, models
from civic.matters.models import Matter, MatterAttachment, Seconding
from civic.matters.rules import Category, Destination, Effect, Forum, Screening, Stage, Subject, Why
from civic.people.models import Person
from civic.people.rules import PersonState, UnitKind
from tests.world import World, live, person, unit

TITLE = "3号楼前的垃圾桶离窗户太近"
TEXT = "夏天有味道，住一楼的老人开不了窗，去年冬天就反映过一次。"


def raised(world: World, **changes) -> Matter:
    place = changes.pop("place", None) or world.here.building
    actor = changes.pop("actor", None) or world.resident
    words = {"category": Category.ENVIRONMENT, "title": TITLE, "text": TEXT} | changes
    return actions.raise_matter(actor, place, **words)


def accepted(world: World, **changes) -> Matter:
    matter = raised(world, **changes)
    return actions.screen(
        world.clerk, matter, Screening.ACCEPT, reason="关系多户居民，应当议一议。"
    )


def picture(size=(8, 8), kind="PNG") -> BytesIO:
    kept = BytesIO()
    Image.new("RGB", size, "white").save(kept, kind)
    kept.seek(0)
    return kept


def facts(matter: Matter) -> list[Fact]:
    found = select(Entry).where(Entry.ref == matter.ledger_ref).order_by(Entry.idx)
    return [entry.fact for entry in session().scalars(found)]


def last(matter: Matter) -> dict:
    found = select(Entry).where(Entry.ref == matter.ledger_ref).order_by(Entry.idx.desc())
    return ledger.content(session().scalars(found).first())


def crowd(world: World, matter: Matter, count: int) -> None:
    """So many neighbours, each behind an own door, second it."""
    for n in range(count):
        who = live(person(f"邻{n}", f"crowd{n}"), world.here.building, f"9{n:02d}")
        session().flush()
        who.forget()
        actions.second(who, matter)


# -- raising ------------------------------------------------------------------


def test_a_resident_raises_a_matter_of_her_building(world: World) -> None:
    matter = raised(world, wish="挪到车棚边上")
    assert (matter.stage, matter.code, matter.round) == (Stage.SUBMITTED, "2026-001", 1)
    assert matter.community_id == world.here.place_id
    assert matter.place_path == world.here.building.path
    assert matter.is_public
    assert facts(matter) == [Fact.MATTER_RAISED]


def test_the_committee_has_five_working_days_from_the_day_after(world: World) -> None:
    matter = raised(world)  # on a Monday
    assert matter.due_at == civic_clock.end_of_day(date(2026, 11, 30))


def test_numbers_of_a_community_run_without_gaps_and_apart_from_the_next(world: World) -> None:
    codes = [raised(world).code for _ in range(3)]
    draft = raised(world, is_draft=True)
    other = raised(world, actor=world.there.resident, place=world.there.building)
    assert codes == ["2026-001", "2026-002", "2026-003"]
    assert draft.code == ""
    assert other.code == "2026-001"
    assert actions.submit(world.resident, draft).code == "2026-004"


def test_a_neighbour_raises_ten_matters_a_day_drafts_too(
    world: World, clock: civic_clock.Hands
) -> None:
    for n in range(10):
        raised(world, is_draft=n % 2 == 0)
    with pytest.raises(TooOften):
        raised(world)
    assert raised(world, actor=world.neighbour).code == "2026-006"
    for _ in range(11):
        raised(world, actor=world.clerk)  # who enters for others
    clock.move(timedelta(days=1))
    assert raised(world).code == "2026-018"


def test_a_refused_matter_takes_no_number(world: World) -> None:
    with pytest.raises(Invalid), session().begin_nested():
        raised(world, text="太短")
    assert raised(world).code == "2026-001"


def test_a_new_year_counts_from_one_again(world: World, clock: civic_clock.Hands) -> None:
    raised(world)
    clock.move(timedelta(days=45))
    assert raised(world).code == "2027-001"


def test_two_at_the_same_time_get_two_numbers(app, world: World) -> None:
    """Thirty neighbours press the button together: thirty numbers, none twice, none left out."""
    barrier, errors, clerk = threading.Barrier(6), [], world.here.people["clerk"]

    def many() -> None:
        with app.app_context():
            barrier.wait()
            try:
                for _ in range(5):
                    with db.transaction():
                        raised(world, actor=db.session().get_one(Person, clerk))
            except Exception as error:
                errors.append(error)
            finally:
                db.db.session.remove()

    threads = [threading.Thread(target=many) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    numbers = session().scalars(select(Matter.number).order_by(Matter.number)).all()
    assert list(numbers) == list(range(1, 31))


@pytest.mark.parametrize("role", ["owner", "tenant", "official", "clerk", "chair", "party_branch"])
def test_owners_tenants_offices_raise_too(world: World, role: str) -> None:
    assert raised(world, actor=getattr(world, role)).stage is Stage.SUBMITTED


def test_a_building_head_speaks_for_the_building_not_for_the_community(world: World) -> None:
    assert raised(world, actor=world.building_head).is_public
    with pytest.raises(NotAllowed):
        raised(world, actor=world.building_head, place=world.place)


@pytest.mark.parametrize("role", ["unverified", "administrator", "auditor", "supervisor"])
def test_who_does_not_belong_here_does_not_raise(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        raised(world, actor=getattr(world, role))


def test_a_resident_does_not_raise_next_door(world: World) -> None:
    with pytest.raises(NotAllowed):
        raised(world, place=world.there.building)


def test_a_street_is_not_a_place_of_a_matter(world: World) -> None:
    street = session().get_one(type(world.place), world.place.parent_id)
    with pytest.raises(Invalid) as refused:
        raised(world, actor=world.official, place=street)
    assert refused.value.why is Why.NO_PLACE


@pytest.mark.parametrize(
    ("changes", "why", "field"),
    [
        ({"title": "短"}, Why.TOO_SHORT, "title"),
        ({"title": "长" * 61}, Why.TOO_LONG, "title"),
        ({"text": "太短"}, Why.TOO_SHORT, "text"),
        ({"text": "长" * 5001}, Why.TOO_LONG, "text"),
    ],
)
def test_words_have_their_measure(world: World, changes: dict, why: Why, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        raised(world, **changes)
    assert (refused.value.why, refused.value.field) == (why, field)


def test_what_a_resident_wrote_stands_in_the_record_only_behind_commitments(world: World) -> None:
    matter = raised(world, wish="挪到车棚边上")
    entry = session().scalars(select(Entry).where(Entry.ref == matter.ledger_ref)).one()
    body = entry.body.decode()
    assert not [word for word in (TITLE, TEXT, "挪到车棚边上", world.resident.name) if word in body]
    kept = session().scalars(select(LogSecret.field).where(LogSecret.idx == entry.idx)).all()
    assert {"title", "text", "wish"} <= set(kept)


def test_a_public_matter_is_found_by_its_words_a_draft_is_not(world: World) -> None:
    matter = raised(world)
    raised(world, is_draft=True)
    assert session().scalars(search.matching("matter", "垃圾桶")).all() == [matter.id]


# -- drafts, edits, taking back -----------------------------------------------


def test_a_draft_may_be_unfinished_and_is_private(world: World) -> None:
    draft = raised(world, text="", is_draft=True)
    assert (draft.stage, draft.is_public) == (Stage.DRAFT, False)
    entry = session().scalars(select(Entry).where(Entry.ref == draft.ledger_ref)).one()
    assert ledger.content(entry)["type"] == "private"
    with pytest.raises(Invalid):
        actions.submit(world.resident, draft)


def test_words_change_until_a_neighbour_has_put_a_name_under_them(world: World) -> None:
    matter = raised(world)
    words = {"category": Category.ENVIRONMENT, "title": "换一句话说这件事", "text": TEXT}
    actions.edit(world.resident, matter, world.here.estate, **words)
    assert (matter.title, matter.place_id) == ("换一句话说这件事", world.here.estate_id)
    assert session().scalars(search.matching("matter", "换一句话")).all() == [matter.id]
    actions.second(world.neighbour, matter)
    with pytest.raises(OutOfOrder) as refused:
        actions.edit(world.resident, matter, world.here.estate, **words)
    assert refused.value.why is Why.NOT_OPEN_FOR_EDITING


def test_nobody_but_the_author_edits(world: World) -> None:
    matter = raised(world)
    words = {"category": Category.OTHER, "title": TITLE, "text": TEXT}
    for who in (world.neighbour, world.clerk, world.chair, world.there.resident):
        with pytest.raises(NotAllowed):
            actions.edit(who, matter, world.here.building, **words)


def test_an_edit_does_not_empty_a_submitted_matter(world: World) -> None:
    matter = raised(world)
    words = {"category": Category.OTHER, "title": TITLE, "text": ""}
    with pytest.raises(Invalid):
        actions.edit(world.resident, matter, world.here.building, **words)


def test_the_author_takes_it_back_until_it_is_screened_and_says_why(world: World) -> None:
    matter = raised(world)
    with pytest.raises(Invalid):
        actions.withdraw(world.resident, matter)
    actions.withdraw(world.resident, matter, reason="物业已经挪走了。")
    assert (matter.stage, matter.due_at) == (Stage.WITHDRAWN, None)
    assert "物业" not in str(last(matter))
    late = accepted(world)
    with pytest.raises(OutOfOrder):
        actions.withdraw(world.resident, late, reason="不想议了。")
    with pytest.raises(NotAllowed):
        actions.withdraw(world.neighbour, raised(world), reason="不是我提的。")


def test_a_draft_goes_without_a_word(world: World) -> None:
    draft = raised(world, is_draft=True)
    actions.withdraw(world.resident, draft)
    assert session().scalars(models.of_author(world.resident.id)).all() == []


# -- seconding ----------------------------------------------------------------


def test_neighbours_second_once_each_and_may_think_again(world: World) -> None:
    matter = raised(world)
    for who in (world.neighbour, world.owner, world.tenant):
        actions.second(who, matter)
    assert matter.supporters == 3
    with pytest.raises(AlreadyDone):
        actions.second(world.neighbour, matter)
    actions.take_back_second(world.neighbour, matter)
    assert matter.supporters == 2
    with pytest.raises(OutOfOrder) as refused:
        actions.take_back_second(world.neighbour, matter)
    assert refused.value.why is Why.NOT_SECONDED


def test_nobody_seconds_their_own_matter(world: World) -> None:
    with pytest.raises(OutOfOrder) as refused:
        actions.second(world.resident, raised(world))
    assert refused.value.why is Why.OWN_MATTER


@pytest.mark.parametrize("role", ["clerk", "official", "party_branch", "unverified"])
def test_offices_do_not_second(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        actions.second(getattr(world, role), raised(world))


def test_who_seconds_is_nowhere_in_the_public_record(world: World) -> None:
    matter = raised(world)
    actions.second(world.neighbour, matter)
    entry = session().scalars(select(Entry).order_by(Entry.idx.desc())).first()
    assert ledger.content(entry)["type"] == "private"
    assert matter.ledger_ref not in entry.body.decode()
    assert Fact.MATTER_SECONDED not in [e.fact for e in session().scalars(models.happened(matter))]


def test_seconding_ends_when_a_forum_takes_it_up(world: World) -> None:
    matter = accepted(world)
    actions.second(world.neighbour, matter)
    actions.route(world.clerk, matter, Subject.PROJECT)
    actions.move(matter, Stage.PLANNED)
    with pytest.raises(OutOfOrder):
        actions.second(world.owner, matter)


def test_the_database_itself_takes_no_name_twice(world: World) -> None:
    from sqlalchemy.exc import IntegrityError

    matter = raised(world)
    actions.second(world.neighbour, matter)
    with pytest.raises(IntegrityError), session().begin_nested():
        session().add(
            Seconding(matter_id=matter.id, person_id=world.neighbour.id, at=civic_clock.now())
        )
        session().flush()


# -- screening ----------------------------------------------------------------


def test_the_committee_accepts_with_a_reason_that_stands_in_the_record(world: World) -> None:
    matter = accepted(world)
    assert (matter.stage, matter.screening, matter.due_at) == (
        Stage.SCREENED,
        Screening.ACCEPT,
        None,
    )
    entry = last(matter)
    assert entry["pub"]["result"] == "accept"
    assert "应当议一议" in str(entry["text"])


def test_another_places_clerk_does_not_screen(world: World) -> None:
    matter = raised(world)
    for who in (world.there.clerk, world.there.chair, world.resident, world.official):
        with pytest.raises(NotAllowed):
            actions.screen(who, matter, Screening.ACCEPT, reason="关系多户居民。")
    assert matter.stage is Stage.SUBMITTED


def test_it_is_screened_once(world: World) -> None:
    matter = accepted(world)
    with pytest.raises(OutOfOrder):
        actions.screen(world.chair, matter, Screening.REJECT, reason="再想想不议了。")


def test_no_is_said_with_a_reason(world: World) -> None:
    matter = raised(world)
    with pytest.raises(Invalid) as refused:
        actions.screen(world.clerk, matter, Screening.REJECT, reason="  ")
    assert refused.value.why is Why.REASON_MISSING
    actions.screen(world.clerk, matter, Screening.REJECT, reason="上月已经办结，见公示。")
    assert matter.stage is Stage.REJECTED
    assert matter.ended_at is not None


def test_sent_elsewhere_it_says_where(world: World) -> None:
    matter = raised(world)
    with pytest.raises(Invalid) as refused:
        actions.screen(world.clerk, matter, Screening.ROUTE_OUT, reason="属于行政处罚。")
    assert refused.value.field == "destination"
    actions.screen(
        world.clerk,
        matter,
        Screening.ROUTE_OUT,
        reason="属于行政处罚。",
        destination=Destination.HOTLINE_12345,
    )
    assert (matter.stage, matter.destination) == (Stage.ROUTED_OUT, Destination.HOTLINE_12345)


def test_ten_neighbours_cannot_be_turned_away(world: World) -> None:
    matter = raised(world, place=world.place)
    crowd(world, matter, 9)
    with session().begin_nested() as attempt:
        actions.screen(world.clerk, matter, Screening.REJECT, reason="理由不充分。")
        attempt.rollback()
    actions.second(world.neighbour, matter)
    with pytest.raises(OutOfOrder) as refused:
        actions.screen(world.clerk, matter, Screening.REJECT, reason="理由不充分。")
    assert (refused.value.why, refused.value.facts["article"]) == (Why.QUALIFIED, "CN-8")


def test_five_households_do_in_a_courtyard_without_a_property_firm(world: World) -> None:
    matter = raised(world)
    crowd(world, matter, 5)
    assert session().execute(models.standing(matter)).one() == (1, 5)
    with pytest.raises(OutOfOrder):
        actions.screen(world.clerk, matter, Screening.REJECT, reason="理由不充分。")
    unit("安居物业", UnitKind.PROPERTY_FIRM, world.here.estate)
    assert session().execute(models.standing(matter)).one() == (0, 5)
    actions.screen(world.clerk, matter, Screening.REJECT, reason="理由不充分。")


def test_two_of_one_door_are_one_household(world: World) -> None:
    matter = raised(world)
    for name in ("甲", "乙"):
        who = live(person(name, f"same-{name}"), world.here.building, "901")
        session().flush()
        actions.second(who, matter)
    assert session().execute(models.standing(matter)).one() == (1, 1)


# -- routing and Party review -------------------------------------------------


def test_a_project_goes_to_a_hearing_which_does_not_decide(world: World) -> None:
    matter = accepted(world)
    advice = actions.route(world.clerk, matter, Subject.PROJECT)
    assert (advice.forum, advice.effect) == (Forum.HEARING, Effect.ADVISORY)
    assert (matter.stage, matter.route) == (Stage.SCREENED, advice)
    assert last(matter)["pub"]["article"] == "JWH25 Art.32; SH17 Art.16"


def test_a_penalty_is_routed_out_with_a_word(world: World) -> None:
    matter = accepted(world)
    with pytest.raises(Invalid) as refused:
        actions.route(world.clerk, matter, Subject.PENALTY_OR_PERMIT)
    assert refused.value.field == "note"
    actions.route(
        world.clerk, matter, Subject.PENALTY_OR_PERMIT, note="违法搭建由城管执法中队查处。"
    )
    assert (matter.stage, matter.destination) == (Stage.ROUTED_OUT, Destination.DEPARTMENT)


def test_only_an_accepted_matter_is_routed_and_only_by_its_own_committee(world: World) -> None:
    with pytest.raises(OutOfOrder):
        actions.route(world.clerk, raised(world), Subject.PROJECT)
    with pytest.raises(NotAllowed):
        actions.route(world.there.clerk, accepted(world), Subject.PROJECT)


def test_no_forum_takes_it_up_before_it_has_one(world: World) -> None:
    with pytest.raises(OutOfOrder) as refused:
        actions.move(accepted(world), Stage.PLANNED)
    assert refused.value.why is Why.NO_FORUM


def test_what_is_important_waits_for_the_party_organisation(world: World) -> None:
    matter = accepted(world)
    actions.route(world.clerk, matter, Subject.ALL_RESIDENTS)
    assert matter.needs_party_review
    with pytest.raises(OutOfOrder) as refused:
        actions.move(matter, Stage.PLANNED)
    assert refused.value.why is Why.PARTY_REVIEW_MISSING
    actions.review(
        world.party_branch, matter, reviewed_on=date(2026, 11, 20), text="同意提交居民会议。"
    )
    assert actions.move(matter, Stage.PLANNED).stage is Stage.PLANNED


def important(world: World) -> Matter:
    matter = raised(world)
    return actions.screen(
        world.clerk, matter, Screening.ACCEPT, reason="关系全体居民，受理。", is_important=True
    )


def test_routing_does_not_take_away_the_study_that_screening_asked_for(world: World) -> None:
    """JWH25 Art.30: no second form makes an important matter unimportant, least of all silently."""
    matter = important(world)
    actions.route(world.clerk, matter, Subject.PROJECT, is_important=False)
    assert matter.needs_party_review
    with pytest.raises(OutOfOrder) as refused:
        actions.move(matter, Stage.PLANNED)
    assert refused.value.why is Why.PARTY_REVIEW_MISSING
    for fact in (Fact.MATTER_SCREENED, Fact.MATTER_ROUTED):
        written = session().scalars(
            select(ledger.Entry).where(
                ledger.Entry.ref == matter.ledger_ref, ledger.Entry.fact == fact
            )
        )
        assert ledger.content(written.one())["pub"]["important"] is True


def test_joining_another_matter_does_not_take_it_away_either(world: World) -> None:
    into = accepted(world)
    actions.merge(world.clerk, important(world), into)
    actions.route(world.clerk, into, Subject.PROJECT)
    assert into.needs_party_review


@pytest.mark.parametrize("stage", [Stage.PLANNED, Stage.NOTICED])
def test_what_was_not_studied_joins_nothing_that_is_being_convened(
    world: World, stage: Stage
) -> None:
    """JWH25 Art.30: it would be heard without the study."""
    into = accepted(world)
    into.stage, into.party_review_on = stage, date(2026, 11, 23)
    matter = important(world)
    with pytest.raises(OutOfOrder) as refused:
        actions.merge(world.clerk, matter, into)
    assert refused.value.why is Why.PARTY_REVIEW_MISSING
    assert matter.stage is Stage.SCREENED
    actions.review(world.party_branch, matter, reviewed_on=date(2026, 11, 23), text="同意听证。")
    assert actions.merge(world.clerk, matter, into) is into


def test_nor_does_it_join_what_was_studied_without_it(world: World) -> None:
    into = important(world)
    actions.review(world.party_branch, into, reviewed_on=date(2026, 11, 23), text="同意听证。")
    with pytest.raises(OutOfOrder) as refused:
        actions.merge(world.clerk, important(world), into)
    assert refused.value.why is Why.PARTY_REVIEW_MISSING


def test_a_study_is_noted_once_by_this_party_branch_and_not_ahead_of_time(world: World) -> None:
    matter = accepted(world)
    words = {"reviewed_on": date(2026, 11, 23), "text": "同意听证。"}
    for who in (world.there.party_branch, world.clerk):
        with pytest.raises(NotAllowed):
            actions.review(who, matter, **words)
    with pytest.raises(Invalid) as refused:
        actions.review(
            world.party_branch, matter, reviewed_on=date(2026, 11, 24), text="同意听证。"
        )
    assert refused.value.why is Why.REVIEW_IN_FUTURE
    actions.review(world.party_branch, matter, **words)
    with pytest.raises(AlreadyDone):
        actions.review(world.party_branch, matter, **words)


def test_what_was_studied_is_what_is_heard(world: World) -> None:
    """JWH25 Art.30: as long as its words may change, there is nothing to study yet."""
    matter = raised(world)
    words = {"reviewed_on": date(2026, 11, 23), "text": "同意研究。"}
    with pytest.raises(OutOfOrder) as refused:
        actions.review(world.party_branch, matter, **words)
    assert refused.value.why is Why.NOT_OPEN_FOR_REVIEW
    session().rollback()
    matter = accepted(world)
    actions.review(world.party_branch, matter, **words)
    with pytest.raises(OutOfOrder) as refused:
        actions.edit(
            world.resident,
            matter,
            world.building,
            category=Category.OTHER,
            title="完全是另一件事",
            text="和研究过的那件事没有一点关系。",
        )
    assert refused.value.why is Why.NOT_OPEN_FOR_EDITING


# -- merging ------------------------------------------------------------------


def test_merged_the_author_and_the_seconders_stand_behind_the_other(world: World) -> None:
    into = raised(world, actor=world.owner, place=world.place, title="小区垃圾房整体改造")
    matter = raised(world)
    actions.second(world.neighbour, matter)
    actions.second(world.owner, matter)  # the other's author: not counted behind his own
    actions.second(world.neighbour, into)  # stands there already: once is enough
    actions.second(world.tenant, matter)
    actions.merge(world.clerk, matter, into)
    assert (matter.stage, matter.merged_into_id) == (Stage.MERGED, into.id)
    behind = set(session().scalars(models.seconder_ids(into.id)))
    assert behind == {world.neighbour.id, world.resident.id, world.tenant.id}
    assert into.supporters == 3
    assert Fact.MATTER_MERGED in facts(matter)
    assert Fact.MATTER_MERGED in facts(into)


def test_a_matter_does_not_join_itself_nor_the_next_community(world: World) -> None:
    matter = raised(world)
    with pytest.raises(Invalid) as refused:
        actions.merge(world.clerk, matter, matter)
    assert refused.value.why is Why.SAME_MATTER
    other = raised(world, actor=world.there.resident, place=world.there.building)
    with pytest.raises(NotAllowed):
        actions.merge(world.clerk, matter, other)


def test_what_has_ended_takes_nobody_in(world: World) -> None:
    ended = actions.withdraw(world.resident, raised(world), reason="物业已经挪走了。")
    with pytest.raises(OutOfOrder):
        actions.merge(world.clerk, raised(world), ended)


# -- attachments --------------------------------------------------------------


def test_pictures_come_with_it_and_more_later(world: World) -> None:
    matter = raised(world, uploads=[(picture(), "垃圾桶.png"), (picture((9, 9)), "夜里.png")])
    actions.attach(world.resident, matter, [(picture((7, 7)), "白天.png")])
    links = session().scalars(select(func.count()).where(MatterAttachment.matter_id == matter.id))
    assert links.one() == 3
    assert "垃圾桶.png" not in str(last(matter))


def test_a_file_that_lies_about_its_type_is_refused_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(Invalid) as refused, session().begin_nested():
        raised(world, uploads=[(BytesIO(b"<script>alert(1)</script>"), "图.png")])
    assert refused.value.why is FileWhy.TYPE
    assert session().scalar(select(func.count()).select_from(Matter)) == 0


def test_nine_files_and_no_more(world: World) -> None:
    matter = raised(world, uploads=[(picture((n + 1, 1)), f"{n}.png") for n in range(9)])
    with pytest.raises(Invalid) as refused:
        actions.attach(world.clerk, matter, [(picture(), "第十张.png")])
    assert refused.value.facts == {"most": 9, "present": 9}


def test_strangers_attach_nothing(world: World) -> None:
    matter = raised(world)
    for who in (world.neighbour, world.there.clerk, world.official):
        with pytest.raises(NotAllowed):
            actions.attach(who, matter, [(picture(), "图.png")])


def test_only_who_raised_it_takes_a_file_off_and_its_bytes_go_too(world: World) -> None:
    """B7.1: what the committee wants away is hidden, on a ground that everybody sees."""
    with db.transaction():
        link_of = select(MatterAttachment)
        id = raised(world, uploads=[(picture(), "邻居.png")]).id
    matter = session().get_one(Matter, id)
    link = session().scalars(link_of).one()
    where = files.path(session().get_one(Attachment, link.attachment_id))
    for who in (world.clerk, world.chair, world.neighbour):
        with pytest.raises(NotAllowed):
            actions.detach(who, matter, link)
    assert where.exists()
    with db.transaction():
        matter = session().get_one(Matter, id)
        actions.detach(world.resident, matter, session().scalars(link_of).one())
    assert not where.exists()
    assert session().scalar(select(func.count()).select_from(Attachment)) == 0


def test_what_neighbours_saw_when_they_seconded_stays(world: World) -> None:
    matter = raised(world, uploads=[(picture(), "一.png"), (picture((9, 9)), "二.png")])
    links = session().scalars(select(MatterAttachment).order_by(MatterAttachment.id)).all()
    actions.detach(world.resident, matter, links[0])
    actions.second(world.neighbour, matter)
    with pytest.raises(OutOfOrder):
        actions.detach(world.resident, matter, links[1])


# -- the way through ----------------------------------------------------------


def test_higher_rooms_carry_it_on_and_a_second_sitting_is_a_second_round(world: World) -> None:
    matter = accepted(world)
    actions.route(world.clerk, matter, Subject.PROJECT)
    for stage in (Stage.PLANNED, Stage.NOTICED, Stage.PLANNED, Stage.NOTICED, Stage.IN_SESSION):
        actions.move(matter, stage)
    assert matter.round == 1, "a postponed sitting is not a new round"
    actions.move(matter, Stage.MINUTED)
    actions.move(matter, Stage.PLANNED)
    assert matter.round == 2
    with pytest.raises(OutOfOrder):
        actions.move(matter, Stage.ARCHIVED)


def test_it_is_archived_when_every_promise_is_settled(world: World) -> None:
    matter = accepted(world)
    actions.route(world.clerk, matter, Subject.PROJECT)
    way = (Stage.PLANNED, Stage.NOTICED, Stage.IN_SESSION, Stage.MINUTED, Stage.FOLLOW_UP)
    for stage in (*way, Stage.RESULT_PUBLISHED):
        actions.move(matter, stage)
    with pytest.raises(OutOfOrder) as refused:
        actions.archive(world.chair, matter, unsettled=2)
    assert refused.value.why is Why.NOT_SETTLED
    with pytest.raises(NotAllowed):
        actions.archive(world.there.chair, matter, unsettled=0)
    assert actions.archive(world.chair, matter, unsettled=0).stage is Stage.ARCHIVED


def test_one_finds_what_one_raised_and_what_one_stands_behind(world: World) -> None:
    first, second = raised(world), raised(world)
    raised(world, actor=world.there.resident, place=world.there.building)
    assert session().scalars(models.of_author(world.resident.id)).all() == [second, first]
    actions.second(world.neighbour, first)
    assert session().scalars(models.seconded_by(world.neighbour.id)).all() == [first]


def test_an_unverified_person_does_nothing(world: World) -> None:
    assert world.unverified.state is PersonState.REGISTERED
    matter = raised(world)
    for act in (actions.second, actions.take_back_second, actions.submit):
        with pytest.raises(NotAllowed):
            act(world.unverified, matter)
