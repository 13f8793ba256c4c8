"""The register: numbers without gaps, days that are kept, words that are never changed."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from civic import clock as civic_clock
from civic import db, ledger
from civic.db import session
from civic.errors import AlreadyDone, Invalid, NotAllowed, OutOfOrder
from civic.ledger import Fact
from civic.matters.rules import Stage
from civic.register import actions, models
from civic.register.models import Commitment, RegisterEntry
from civic.register.rules import CommitmentState, Kind, Why
from tests.register.story import enter, matter_of, paper, photo


def again(entry_id):
    return session().scalars(models.shown(entry_id)).unique().one()


# Numbers -----------------------------------------------------------------------------


def test_entries_of_a_community_are_numbered_from_one(world):
    with db.transaction():
        numbers = [enter(world).number_text for _ in range(3)]
    assert numbers == ["五里桥〔2026〕1号", "五里桥〔2026〕2号", "五里桥〔2026〕3号"]


def test_another_community_counts_for_itself(world):
    with db.transaction():
        enter(world)
        there = enter(world, place=world.there.place)
    assert there.number_text == "桑城〔2026〕1号"


def test_what_happens_in_a_building_stands_in_its_communitys_register(world):
    with db.transaction():
        entry = enter(world, place=world.here.building)
    assert entry.place_id == world.here.place_id


def test_a_new_year_begins_with_one(world, clock):
    with db.transaction():
        enter(world)
        clock.move(timedelta(days=60))
        assert enter(world).number_text == "五里桥〔2027〕1号"


def test_an_act_that_fails_gives_its_number_back(world):
    with db.transaction():
        enter(world)
    with pytest.raises(RuntimeError), db.transaction():
        assert enter(world).number == 2
        raise RuntimeError("the act ends badly")
    with db.transaction(), pytest.raises(Invalid), session().begin_nested():
        enter(world, commitments=[actions.Promise("修好路灯", date(2020, 1, 1), owner="居委会")])
    with db.transaction():
        assert enter(world).number == 2
    assert session().scalars(select(RegisterEntry.number)).all() == [1, 2]


def test_two_who_write_at_the_same_time_get_two_numbers_without_a_gap(app, world):
    problems = []

    def write(times):
        try:
            with app.app_context():
                for _ in range(times):
                    with db.transaction():
                        enter(world)
        except Exception as problem:
            problems.append(problem)

    writers = [threading.Thread(target=write, args=(8,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not problems
    db.rollback()
    assert sorted(session().scalars(select(RegisterEntry.number))) == list(range(1, 17))


# What the record says ----------------------------------------------------------------


def test_an_entry_stands_in_the_record_with_number_title_and_text(world):
    with db.transaction():
        entry = enter(world)
    said = ledger.content(session().get_one(ledger.Entry, entry.ledger_idx))
    assert said["type"] == Fact.REGISTER_ENTERED
    assert said["pub"]["number"] == entry.number_text
    assert said["pub"]["title"] == entry.title
    assert said["pub"]["shown_until"] == "2026-12-08"
    assert said["text"] == [{"pub": entry.text}]


def test_who_wrote_it_is_not_told(world):
    with db.transaction():
        entry = enter(world)
    body = session().get_one(ledger.Entry, entry.ledger_idx).body.decode()
    assert world.chair.name not in body


@pytest.mark.parametrize(("title", "text"), [("", "正文"), ("标题", " "), ("题" * 121, "正文")])
def test_an_entry_needs_a_title_and_a_text_of_some_length(world, title, text):
    with pytest.raises(Invalid), db.transaction():
        enter(world, title=title, text=text)


# Taking down (JWH25 Art. 34) ---------------------------------------------------------


def test_nothing_is_taken_down_before_fifteen_days_are_over(world, clock):
    with db.transaction():
        entry = enter(world)
    with pytest.raises(OutOfOrder) as no, db.transaction():
        actions.take_down(world.chair, again(entry.id), reason="办完了")
    assert no.value.why is Why.STILL_SHOWN
    assert no.value.facts["article"] == "JWH25 Art.34"
    assert no.value.facts["until"] == date(2026, 12, 8)
    clock.set(civic_clock.end_of_day(date(2026, 12, 8)) - timedelta(seconds=1))
    with pytest.raises(OutOfOrder), db.transaction():
        actions.take_down(world.chair, again(entry.id), reason="办完了")
    clock.set(civic_clock.end_of_day(date(2026, 12, 8)))
    with db.transaction():
        actions.take_down(world.chair, again(entry.id), reason="办完了")
    assert again(entry.id).is_taken_down


def test_only_the_chair_takes_down_and_only_at_home(world, clock):
    with db.transaction():
        entry = enter(world)
    clock.move(timedelta(days=20))
    for who in (world.clerk, world.resident, world.there.chair):
        with pytest.raises(NotAllowed), db.transaction():
            actions.take_down(who, again(entry.id), reason="办完了")


def test_taken_down_it_keeps_its_words_and_its_number(world, clock):
    with db.transaction():
        entry = enter(world)
    clock.move(timedelta(days=20))
    with db.transaction():
        actions.take_down(world.chair, again(entry.id), reason="办完了")
    assert entry.id not in [e.id for e in session().scalars(models.listed())]
    assert entry.id in [e.id for e in session().scalars(models.listed(with_archive=True))]
    assert again(entry.id).text == "采纳12条，部分采纳3条。"


# Correcting --------------------------------------------------------------------------


def test_a_mistake_is_corrected_by_a_new_entry_and_the_old_one_stays(world):
    with db.transaction():
        old = enter(world)
    with db.transaction():
        new = actions.correct(
            world.clerk,
            again(old.id),
            text="采纳11条，部分采纳4条。",
            reason="数错了一条",
            is_redacted=True,
        )
    old, new = again(old.id), again(new.id)
    assert old.text == "采纳12条，部分采纳3条。"
    assert (new.number, new.text) == (2, "采纳11条，部分采纳4条。")
    assert old.corrected_by is new
    assert new.corrects is old
    said = ledger.content(new.record)
    assert said["type"] == Fact.REGISTER_CORRECTED
    assert said["pub"]["corrects"] == {"number": old.number_text, "seq": old.ledger_idx}


@pytest.mark.parametrize("how", ["corrected", "taken down"])
def test_nothing_more_is_promised_under_words_that_hold_no_longer(world, clock, how):
    with db.transaction():
        entry = enter(world)
    clock.move(timedelta(days=20))
    promise = actions.Promise("装扶手", date(2026, 12, 24), owner="楼栋长")
    with db.transaction():
        entry = again(entry.id)
        if how == "corrected":
            words = {"text": "采纳11条。", "reason": "数错了。", "is_redacted": True}
            later = actions.correct(world.clerk, entry, **words)
        else:
            actions.take_down(world.chair, entry, reason="公开期满。")
    with pytest.raises(OutOfOrder) as no, db.transaction():
        actions.commit_to(world.clerk, again(entry.id), promise=promise)
    assert no.value.why is Why.NO_LONGER_STANDS
    assert not session().scalars(select(Commitment)).all()
    if how == "corrected":
        with db.transaction():
            actions.commit_to(world.clerk, again(later.id), promise=promise)
        assert session().scalars(select(Commitment.entry_id)).all() == [later.id]


def test_an_entry_is_corrected_once_then_its_correction_is(world):
    with db.transaction():
        old = enter(world)
        actions.correct(
            world.clerk, again(old.id), text="采纳11条。", reason="数错了", is_redacted=True
        )
    with pytest.raises(AlreadyDone) as no, db.transaction():
        actions.correct(
            world.clerk, again(old.id), text="采纳10条。", reason="又数错了", is_redacted=True
        )
    assert no.value.why is Why.CORRECTED_ALREADY


def test_the_clerk_next_door_corrects_nothing_here(world):
    with db.transaction():
        old = enter(world)
    with pytest.raises(NotAllowed), db.transaction():
        actions.correct(
            world.there.clerk, again(old.id), text="不采纳。", reason="不同意", is_redacted=True
        )


def test_what_was_promised_goes_with_the_words_that_hold(world):
    with db.transaction():
        old = enter(
            world, commitments=[actions.Promise("修好路灯", date(2026, 12, 1), owner="物业")]
        )
        new = actions.correct(
            world.clerk, again(old.id), text="采纳11条。", reason="数错了", is_redacted=True
        )
    assert not again(old.id).commitments
    assert [c.what for c in again(new.id).commitments] == ["修好路灯"]


# A department's decision -------------------------------------------------------------


def decide(world, who, matter, **changes):
    terms = {
        "unit": world.here.unit("greening"),
        "document_number": "黄绿容〔2026〕8号",
        "decided_on": date(2026, 11, 20),
        "title": "关于3号楼加装电梯绿化调整的决定",
        "text": "同意移植香樟一株，保留银杏两株。",
        "uploads": [paper()],
    }
    return actions.enter_decision(who, actions.docket(matter), **(terms | changes))


def test_the_official_who_was_asked_enters_the_decision_with_its_document(world):
    with db.transaction():
        matter = matter_of(world)
        entry = decide(world, world.official, matter)
    entry = again(entry.id)
    assert entry.kind is Kind.DEPARTMENT_DECISION
    assert entry.matter_id == matter.id
    assert [file.name for file in entry.documents] == ["批复.pdf"]
    said = ledger.content(entry.record)["pub"]
    assert said["matter"] == f"matter/{matter.id}"
    assert said["decided"]["document"] == "黄绿容〔2026〕8号"
    assert said["documents"] == [entry.documents[0].digest]


def test_an_official_who_was_not_asked_enters_nothing(world):
    with pytest.raises(NotAllowed), db.transaction():
        decide(world, world.other_official, matter_of(world), unit=world.here.unit("water"))
    for who in (world.chair, world.clerk, world.resident, world.there.official):
        with pytest.raises(NotAllowed), db.transaction():
            decide(world, who, matter_of(world))


def test_nobody_signs_for_a_unit_of_others(world):
    with pytest.raises(Invalid) as no, db.transaction():
        decide(world, world.official, matter_of(world), unit=world.here.unit("water"))
    assert no.value.why is Why.NOT_YOUR_UNIT


def test_the_answers_come_before_the_decision(world):
    """HR-10: another round is possible until the decision is taken."""
    with pytest.raises(OutOfOrder) as no, db.transaction():
        decide(world, world.official, matter_of(world, Stage.FOLLOW_UP))
    assert no.value.why is Why.RESULT_COMES_FIRST


def test_no_decision_without_its_paper(world):
    with pytest.raises(Invalid) as no, db.transaction():
        decide(world, world.official, matter_of(world), uploads=[])
    assert no.value.why is Why.DOCUMENT_MISSING
    with pytest.raises(Invalid) as no, db.transaction():
        decide(world, world.official, matter_of(world), document_number=" ")
    assert no.value.why is Why.DOCUMENT_MISSING


def test_what_a_department_decided_nobody_rewrites_but_itself(world):
    """The committee publishes answers; it never puts words into a department's mouth (S0)."""
    with db.transaction():
        entry = decide(world, world.official, matter_of(world))
    terms = {"text": "同意移植香樟两株。", "reason": "漏了一株", "is_redacted": True}
    for who in (world.clerk, world.chair, world.other_official, world.there.official):
        with pytest.raises(NotAllowed), db.transaction():
            actions.correct(who, again(entry.id), **terms)
    with db.transaction():
        new = actions.correct(world.official, again(entry.id), **terms)
    assert (new.text, new.unit_id) == ("同意移植香樟两株。", world.here.unit("greening").id)
    with db.transaction():
        ours = enter(world)
    with pytest.raises(NotAllowed), db.transaction():
        actions.correct(world.official, again(ours.id), **terms)


def test_a_correction_too_is_read_for_names_first(world):
    """PIPL 25: it stands in the public record for good, as every entry does."""
    with db.transaction():
        entry = enter(world)
    with pytest.raises(Invalid) as no, db.transaction():
        actions.correct(
            world.clerk, again(entry.id), text="采纳11条。", reason="数错了", is_redacted=False
        )
    assert no.value.why is Why.NOT_REDACTED


# What was promised (TM-7, TM-8) ------------------------------------------------------


def promise(world, **changes):
    terms = {"what": "12月1日前修好路灯", "due_on": date(2026, 12, 1)}
    terms |= changes or {"unit": world.here.unit("greening")}
    entry = enter(world, commitments=[actions.Promise(**terms)])
    return entry.commitments[0].id


def load(ident):
    return session().scalars(models.commitment(ident)).unique().one()


def test_its_unit_reports_it_done_with_evidence_and_somebody_else_strikes_it_off(world):
    with db.transaction():
        ident = promise(world)
    with db.transaction():
        actions.report(world.official, load(ident), report="已更换。", uploads=[photo()])
    assert load(ident).state is CommitmentState.REPORTED_DONE
    with db.transaction():
        actions.settle(world.supervisor, load(ident))
    done = load(ident)
    assert done.is_kept
    assert [file.name for file in done.evidence] == ["完工.png"]


def test_done_without_evidence_is_not_done(world):
    with db.transaction():
        ident = promise(world)
    with pytest.raises(Invalid) as no, db.transaction():
        actions.report(world.official, load(ident), report="已更换。", uploads=[])
    assert no.value.why is Why.EVIDENCE_MISSING


def test_nobody_strikes_off_what_they_reported_themselves(world):
    with db.transaction():
        ident = promise(world, owner="居委会")
        actions.report(world.clerk, load(ident), report="已更换。", uploads=[photo()])
    with pytest.raises(NotAllowed) as no, db.transaction():
        actions.settle(world.clerk, load(ident))
    assert no.value.why is Why.SETTLES_OWN_REPORT
    with db.transaction():
        actions.settle(world.supervisor, load(ident))


def test_not_done_it_goes_back_with_a_reason(world):
    with db.transaction():
        ident = promise(world)
        actions.report(world.official, load(ident), report="已更换。", uploads=[photo()])
    with pytest.raises(Invalid), db.transaction():
        actions.send_back(world.supervisor, load(ident), reason=" ")
    with db.transaction():
        actions.send_back(world.supervisor, load(ident), reason="只换了一盏")
    assert load(ident).state is CommitmentState.IN_PROGRESS


def at_once(app, *acts):
    """Each in a window of its own: all have read before the first one writes. What went wrong."""
    ready, refused = threading.Barrier(len(acts), timeout=30), []

    def carry_out(find, act):
        with app.app_context():
            try:
                with db.transaction():
                    found = find()
                    ready.wait()
                    act(found)
            except (AlreadyDone, NotAllowed, OutOfOrder) as problem:
                refused.append(problem)
            finally:
                db.db.session.remove()

    windows = [threading.Thread(target=carry_out, args=each) for each in acts]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    return refused


@pytest.mark.postgresql_only
def test_struck_off_and_sent_back_in_two_windows_only_one_of_them_happens(app, world):
    with db.transaction():
        ident = promise(world)
        actions.report(world.official, load(ident), report="已更换。", uploads=[photo()])
    refused = at_once(
        app,
        (lambda: load(ident), lambda found: actions.settle(world.supervisor, found)),
        (lambda: load(ident), lambda found: actions.send_back(world.clerk, found, reason="没好")),
    )
    assert [problem.why for problem in refused] == [Why.NOT_NEXT]
    session().expire_all()
    kept = session().scalars(select(ledger.Entry).where(ledger.Entry.ref == f"commitment/{ident}"))
    assert len(kept.all()) == 3, "promised, reported, and one of the two"


@pytest.mark.postgresql_only
def test_corrected_in_two_windows_only_one_correction_stands(app, world):
    with db.transaction():
        ident = enter(world).id

    def correct(text):
        return lambda found: actions.correct(
            world.clerk, found, text=text, reason="数错了", is_redacted=True
        )

    refused = at_once(
        app,
        (lambda: again(ident), correct("采纳11条。")),
        (lambda: again(ident), correct("采纳10条。")),
    )
    assert [problem.why for problem in refused] == [Why.CORRECTED_ALREADY]
    session().expire_all()
    assert session().scalars(select(RegisterEntry.number).order_by("number")).all() == [1, 2]


def test_overdue_comes_with_the_clock_alone(world, clock):
    with db.transaction():
        ident = promise(world)
    clock.set(civic_clock.end_of_day(date(2026, 12, 1)) - timedelta(seconds=1))
    assert not load(ident).is_overdue
    clock.set(civic_clock.end_of_day(date(2026, 12, 1)))
    assert load(ident).is_overdue


def test_a_parked_promise_needs_a_reason_and_can_be_taken_up_again(world):
    with db.transaction():
        ident = promise(world)
    with pytest.raises(Invalid), db.transaction():
        actions.park(world.clerk, load(ident), reason="")
    with db.transaction():
        actions.park(world.clerk, load(ident), reason="等资金")
    assert load(ident).state is CommitmentState.PARKED
    assert not load(ident).is_kept
    with db.transaction():
        actions.begin(world.official, load(ident))
    assert load(ident).state is CommitmentState.IN_PROGRESS


def test_strangers_to_a_promise_report_and_settle_nothing(world):
    with db.transaction():
        ident = promise(world)
    for who in (world.resident, world.other_official, world.there.clerk):
        with pytest.raises(NotAllowed), db.transaction():
            actions.report(who, load(ident), report="办好了。", uploads=[photo()])
    for who in (world.resident, world.official, world.there.supervisor):
        with pytest.raises(NotAllowed), db.transaction():
            actions.settle(who, load(ident))


def test_what_is_unsettled_keeps_its_matter_open(world):
    with db.transaction():
        matter = matter_of(world)
        entry = enter(
            world,
            matter=matter,
            commitments=[actions.Promise("修好路灯", date(2026, 12, 1), owner="物业")],
        )
        ident = entry.commitments[0].id
    assert [c.id for c in session().scalars(models.unsettled(matter.id))] == [ident]
    with db.transaction():
        actions.park(world.clerk, load(ident), reason="等资金")
    assert not session().scalars(models.unsettled(matter.id)).all()


def test_a_promise_in_somebodys_own_name_is_not_told_to_the_record(world):
    with db.transaction():
        ident = promise(world, owner="3号楼张阿姨")
    entry = (
        session()
        .scalars(select(ledger.Entry).where(ledger.Entry.ref == f"commitment/{ident}"))
        .one()
    )
    assert "张阿姨" not in entry.body.decode()


# Finding -----------------------------------------------------------------------------


def found(query):
    return [e.title for e in session().scalars(models.listed(query=query))]


def test_two_characters_find_an_entry_and_traditional_ones_find_simplified(world):
    with db.transaction():
        enter(world, "电梯加装结果")
        enter(world, "保險理赔说明", text="车辆保險事宜。")
        enter(world, "路灯维修")
    assert found("电梯") == ["电梯加装结果"]
    assert found("電梯") == ["电梯加装结果"]
    assert found("保险") == ["保險理赔说明"]
    assert found("2号") == ["保險理赔说明"]
    assert found("下水道") == []


def test_the_archive_of_commitments_is_empty_at_first(world):
    assert session().scalars(select(Commitment)).all() == []
