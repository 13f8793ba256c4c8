"""Votes in the demo's neighbourhood as those who conduct them see them: one for each desk page."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from civic import clock, db
from civic.db import session
from civic.demo.wording import people as told
from civic.people.models import Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.places.rules import Level
from civic.voting import actions
from civic.voting.models import PaperBundle, Vote, Voter, bundle, voter, whole
from civic.voting.rules import (
    Channel,
    Electorate,
    Line,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
)

Who = Callable[[str], Person]
CLERK, CHAIR, SUPERVISOR = "liumin", "guifang", "wulao"
LONG_AGO = timedelta(days=40)
NOTICE, DAYS = 17, 7


def play(who: Who) -> dict[str, Any]:
    """Ids by name; the clock is put back to now."""
    now = clock.now()
    here = session().scalars(select(Place).where(Place.name == told.HERE)).one()
    estates = select(Place).where(Place.level == Level.ESTATE, Place.path.startswith(here.path))
    estate = session().scalars(estates.order_by(Place.path)).first()

    def drafted(title: str) -> int:
        with db.transaction():
            vote = actions.draft(
                who(CLERK),
                estate,  # type: ignore[arg-type]
                rule=Rule.OWNERS_ORDINARY,
                electorate=Electorate.OWNERS,
                secrecy=Secrecy.CLOSED_NAMED,
                official_title=title,
                explanation="现在的合同到期，三家公司来投标，方案和报价贴在公告栏。",
            )
            actions.ask(who(CLERK), vote, kind=QuestionKind.YES_NO, text="同意重新选聘吗？")
            actions.ask(
                who(CLERK),
                vote,
                kind=QuestionKind.SEVERAL_OF,
                text="愿意和哪几家谈？",
                options=["申城物业", "五里桥物业服务", "万家服务"],
                most=2,
            )
            return vote.id

    def post(ident: int, days: int = DAYS) -> None:
        with db.transaction():
            opens_at, closes_at = _day(NOTICE), _day(NOTICE + days)
            actions.post(who(CLERK), _fresh(ident), opens_at=opens_at, closes_at=closes_at)

    found: dict[str, Any] = {"led_draft": drafted("重新选聘物业服务企业（草稿）")}
    with clock.stopped(now - LONG_AGO) as hands:
        for name, title, days in (
            ("open", "动用公共收益修大门", 60),
            ("closed", "重新选聘物业服务企业", DAYS),
            ("counted", "更换二次供水水泵", DAYS),
        ):
            found[f"led_{name}"] = ident = drafted(title)
            post(ident, days)
        hands.set(_fresh(found["led_closed"]).opens_at)
        numbers: list[int] = []
        for name in ("open", "closed", "counted"):
            with db.transaction():
                actions.open_(who(CLERK), _fresh(found[f"led_{name}"]))
            numbers = _papers(who(CLERK), found[f"led_{name}"], is_back=name != "open")
        hands.set(_fresh(found["led_closed"]).closes_at)
        differing = _bundled(who, found["led_closed"], numbers, second=("no",))
        _bundled(who, found["led_counted"], numbers, second=("yes",))
        with db.transaction():
            actions.reconcile(who(SUPERVISOR), _fresh(found["led_counted"]))
            actions.count(who(CLERK), _fresh(found["led_counted"]))
    found["led_posted"] = ident = drafted("加装充电桩")
    post(ident)
    caster = _casters(ident)[0].caster_id
    with db.transaction():
        owner = session().get_one(Person, caster)
        actions.object_to_roll(owner, _fresh(ident), text="我爱人也是共有人，请查房产证。")
        actions.give_proxy(
            owner,
            _loaded(_casters(ident)[0].id),
            who("jianguo"),
            scope="全部事项",
            until=clock.today() + timedelta(days=60),
            upload=(io.BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), "委托书.pdf"),
        )
    found["led_raters"] = _rated(who, here)
    return found | {"led_bundle": differing, "led_number": numbers[0]}


def _rated(who: Who, here: Place) -> int:
    with db.transaction():
        vote = actions.draft(
            who(CLERK),
            here,
            rule=Rule.SATISFACTION,
            electorate=Electorate.INVITED,
            secrecy=Secrecy.SECRET,
            official_title="物业服务满意度测评",
            unit=_firm(),
        )
        asked = {"kind": QuestionKind.GRADES, "text": "保洁做得怎么样？", "scale": Scale.UNIT}
        actions.ask(who(CLERK), vote, **asked)  # type: ignore[arg-type]
        actions.invite(who(CLERK), vote, who("xiuying"), group=RaterGroup.RESIDENT)
        return vote.id


def _firm() -> Unit:
    firms = select(Unit).where(Unit.kind == UnitKind.PROPERTY_FIRM).order_by(Unit.id)
    return session().scalars(firms.limit(1)).one()


def _papers(clerk: Person, vote_id: int, *, is_back: bool) -> list[int]:
    """The last owners on the roll get papers; their numbers."""
    own = _casters(vote_id)[-4:]
    for each in own:
        with db.transaction():
            actions.hand_out(clerk, _loaded(each.id), channel=Channel.PAPER_SITE)
        if is_back:
            with db.transaction():
                actions.take_back(clerk, _loaded(each.id))
    return [each.number for each in own]


def _bundled(who: Who, vote_id: int, numbers: list[int], *, second: tuple[str]) -> int:
    """All papers in one bundle, read by two; of one paper the second reads something else."""
    with db.transaction():
        actions.close(who(CLERK), _fresh(vote_id))
    with db.transaction():
        ident = actions.bundle(who(CLERK), _fresh(vote_id), size=len(numbers)).id
    for login, first in ((CLERK, ("yes",)), (CHAIR, second)):
        with db.transaction():
            lines = [Line(n, (first if n == numbers[0] else ("yes",), ("1", "2"))) for n in numbers]
            tied = _bundle(ident)
            actions.enter_paper(who(login), tied, lines, shown=tied.step)
    return ident


def _day(days: int, hour: int = 9) -> datetime:
    return clock.start_of_day(clock.today() + timedelta(days=days)) + timedelta(hours=hour)


def _fresh(ident: int) -> Vote:
    found = whole(ident).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def _loaded(ident: int) -> Voter:
    found = voter(ident).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def _bundle(ident: int) -> PaperBundle:
    found = bundle(ident).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def _casters(vote_id: int) -> list[Voter]:
    found = select(Voter).where(Voter.vote_id == vote_id, Voter.caster_id.is_not(None))
    return list(session().scalars(found.order_by(Voter.number)))
