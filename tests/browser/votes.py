"""Votes in the demo's neighbourhood, as far as its pages are looked at: posted, open, decided."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from civic import clock, db
from civic.db import session
from civic.demo.wording import people as told
from civic.people.models import Person
from civic.places.models import Place
from civic.voting import actions
from civic.voting.models import Vote, Voter, voters_for, whole
from civic.voting.rules import OWNERS, Electorate, QuestionKind, Rule, Secrecy, forums
from civic.voting.wording import result_text
from tests.voting.ballot import coming

Who = Callable[[str], Person]
CLERK, SUPERVISOR = "liumin", "wulao"
LAMPS = (QuestionKind.YES_NO, "公共收益先用来更换三栋楼的楼道灯，同意吗？", (), 1)
REST = (QuestionKind.SEVERAL_OF, "剩下的最想用在哪里？", ("健身角", "自行车棚", "垃圾房除臭"), 2)
KEEP = (QuestionKind.YES_NO, "续聘现在的物业公司三年，物业费不变，同意吗？", (), 1)


def play(who: Who) -> dict[str, Any]:
    """Ids by name; the clock is put back to now."""
    now = clock.now()
    here = session().scalars(select(Place).where(Place.name == told.HERE)).one()
    estate = session().scalars(select(Place).where(Place.name == told.ESTATE)).one()
    with clock.stopped(now - timedelta(days=70)) as hands:

        def made(title: str, rule: Rule, electorate: Electorate, *asked: Any, **more: Any) -> Vote:
            with db.transaction():
                vote = actions.draft(
                    who(CLERK),
                    estate if rule in OWNERS else here,
                    rule=rule,
                    electorate=electorate,
                    official_title=title,
                    **{"secrecy": Secrecy.CLOSED_NAMED, **_studied(rule), **more},
                )
                for kind, text, options, most in asked:
                    actions.ask(who(CLERK), vote, kind=kind, text=text, options=options, most=most)
            return vote

        def run(vote: Vote, ago: int, notice: int, days: int) -> Vote:
            """Posted so many days ago, open since its notice was over."""
            hands.set(now - timedelta(days=ago))
            post(vote, notice, days)
            hands.set(_day(notice))
            with db.transaction():
                actions.open_(who(CLERK), _fresh(vote))
            return _fresh(vote)

        def post(vote: Vote, notice: int, days: int) -> None:
            with db.transaction():
                actions.post(
                    who(CLERK),
                    _fresh(vote),
                    opens_at=_day(notice),
                    closes_at=_day(notice + days, 18),
                )

        def decided(vote: Vote) -> None:
            hands.set(_fresh(vote).closes_at)
            with db.transaction():
                actions.reconcile(who(SUPERVISOR), _fresh(vote))
                actions.count(who(CLERK), _fresh(vote))
            with db.transaction():
                actions.publish(
                    who(CLERK),
                    _fresh(vote),
                    title="表决结果",
                    text="见表决页。",
                    is_redacted=True,
                    figures=result_text,
                )

        residents = (Rule.RESIDENTS_ASSEMBLY, Electorate.ADULTS)
        owners = (Rule.OWNERS_ORDINARY, Electorate.OWNERS)
        council = (Rule.COUNCIL_ORDINARY, Electorate.COUNCIL)
        openly = made("晾衣场地怎么安排", *council, LAMPS, REST, secrecy=Secrecy.OPEN)
        run(openly, 70, 4, 7)
        for login in told.COUNCIL[:10]:
            _cast(_fresh(openly), who(login), "yes", "1,2")
        decided(openly)
        kept = made("续聘物业服务企业", *owners, KEEP)
        run(kept, 31, 17, 9)
        for number, voter in enumerate(session().scalars(_casters(kept)).all()):
            caster = session().get_one(Person, voter.caster_id)
            _cast(_fresh(kept), caster, "yes" if number % 4 else "no")
        decided(kept)
        pumps = run(made("更换2号楼水泵", *owners, KEEP), 20, 18, 20)
        clause = {"online_basis": "居民公约第12条"}
        gains = run(made("公共收益怎么用", *residents, LAMPS, REST, **clause), 14, 12, 7)
        _cast(gains, who("jianguo"), "yes", "1,3")
        posted = made("修订居民公约", residents[0], Electorate.HOUSEHOLDS, LAMPS, **clause)
        hands.set(now)
        post(posted, 12, 10)
        named = ("openly", openly), ("kept", kept), ("pumps", pumps)
        return {
            f"vote_{name}": vote.id for name, vote in (*named, ("gains", gains), ("posted", posted))
        }


def _studied(rule: Rule) -> dict[str, Any]:
    """What goes to an assembly was studied before (JWH25 Art.30)."""
    if rule not in forums.ASSEMBLIES:
        return {}
    return {"party_review_on": clock.today(), "party_review": "研究过，同意提交表决。"}


def _day(days: int, hour: int = 9) -> datetime:
    return clock.start_of_day(clock.today() + timedelta(days=days)) + timedelta(hours=hour)


def _fresh(vote: Vote) -> Vote:
    found = whole(vote.id).execution_options(populate_existing=True)
    return session().scalars(found).unique().one()


def _casters(vote: Vote) -> Any:
    return select(Voter).where(Voter.vote_id == vote.id, Voter.caster_id.is_not(None))


def _cast(vote: Vote, caster: Person, *answers: str) -> None:
    with db.transaction() as here:
        own = here.scalars(voters_for(caster.id, vote_id=vote.id)).unique().first()
        assert own is not None
        actions.cast(caster, coming(caster, own), [answer.split(",") for answer in answers])
