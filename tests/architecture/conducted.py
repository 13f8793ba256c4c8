"""Votes at every stage, for the routes' table: owners of one building, prepared with the rest."""

import io
from datetime import timedelta
from typing import Any

from civic import clock, db
from civic.db import session
from civic.voting import actions
from civic.voting.models import Naming, Vote, Voter, numbered, voters_for, whole
from civic.voting.rules import (
    Channel,
    Delivery,
    Electorate,
    QuestionKind,
    RaterGroup,
    Rule,
    Scale,
    Secrecy,
    VoterKind,
)
from civic.voting.wording import result_text
from tests.world import own, person

GAP = "一张纸票认不出来。"
"""Why it does not add up, as one has written it and another is to sign."""

LONG_AGO = timedelta(days=60)
NOTICE = 16
"""Days from a posting to the earliest opening: fifteen clear ones between."""


def long_ago(here: Any, kept: Any, hands: clock.Hands, mark: str) -> None:
    """Votes whose ballots are in; the clock stands sixty days before everything else."""
    with db.transaction():
        own(person("房东甲", f"landlord{mark}"), here.building, "202", 6200)
        own(person("房东乙", f"third{mark}"), here.building, "203", 6200)
    names = ("over", "closed", "gap", "reconciled", "counted", "published", "challenged", "ended")
    votes = {name: _posted(here, name, days=7) for name in names}
    hands.set(_opens(votes["over"]))
    for vote in votes.values():
        _open(here, vote)
    for name in ("closed", "gap"):
        _on_paper(here, votes[name], _owners(here, votes[name]))
    _on_paper(here, votes["closed"], _numbered(votes["closed"], 2))
    hands.set(votes["over"].closes_at or clock.now())
    for name, vote in votes.items():
        kept.keep(f"led_{name}", vote)
        if name != "over":
            with db.transaction():
                actions.close(here.clerk, _fresh(vote))
    with db.transaction():
        kept.keep("bundle", actions.bundle(here.clerk, _fresh(votes["closed"]), size=1))
        kept.keep("paper", _owners(here, votes["closed"]).number)
        actions.explain_gap(here.chair, _fresh(votes["gap"]), text=GAP)
    for name in names[3:]:
        with db.transaction():
            actions.reconcile(here.supervisor, _fresh(votes[name]))
    for name in names[4:]:
        with db.transaction():
            actions.count(here.clerk, _fresh(votes[name]))
    with db.transaction():
        _publish(here, votes["ended"])


def lately(here: Any, kept: Any, hands: clock.Hands) -> None:
    """Votes that are open, or could be opened: posted twenty days before everything else."""
    start = clock.now()
    votes = {name: _posted(here, name, days=60) for name in ("due",)}
    votes["open"] = _posted(here, "open", days=50)
    hands.set(_opens(votes["open"]))
    _open(here, votes["open"])
    with db.transaction():
        vote = _fresh(votes["open"])
        other = _numbered(vote, 2)
        actions.hand_out(here.clerk, other, channel=Channel.PAPER_SITE)
        third = _numbered(vote, 3)
        actions.deliver(here.clerk, third, how=Delivery.REGISTERED_MAIL, upload=_paper("回执.pdf"))
    for name, vote in votes.items():
        kept.keep(f"led_{name}", vote)
    later = (votes["open"].closes_at or start) + timedelta(days=5)
    kept.keep("extended", f"{later.astimezone(clock.SHANGHAI):%Y-%m-%dT%H:%M}")
    kept.keep("head", 1)
    kept.keep("other_head", 2)
    kept.keep("third_head", 3)
    hands.set(start)


def now(here: Any, kept: Any) -> None:
    """Votes that are drafted or posted today, and what was published today."""
    draft = kept.keep("led_draft", _drafted(here, "draft"))
    kept.keep("question", draft.questions[0])
    with db.transaction():
        rated = actions.draft(
            here.clerk,
            here.building,
            rule=Rule.SATISFACTION,
            electorate=Electorate.INVITED,
            secrecy=Secrecy.SECRET,
            official_title="水务所服务满意度测评",
            unit=here.unit("water"),
        )
        actions.ask(
            here.clerk, rated, kind=QuestionKind.GRADES, text="保洁做得怎么样？", scale=Scale.UNIT
        )
        actions.invite(here.clerk, rated, here.owner, group=RaterGroup.RESIDENT)
        kept.keep("led_rated", rated)
    kept.keep("law", Rule.OWNERS_ORDINARY.value)
    kept.keep("owner", here.people["owner"])
    kept.keep("neighbours_name", here.neighbour.name)
    posted = kept.keep("led_posted", _posted(here, "posted", days=30))
    with db.transaction():
        late = own(person("房东丙", f"late{here.place_id}"), here.building, "204", 6200)
        kept.keep("late_owner", late)
        kept.keep("late_owners_name", late.name)
    with db.transaction():
        text = "我爱人也是共有人。"
        kept.keep("roll_objection", actions.object_to_roll(here.owner, _fresh(posted), text=text))
        kept.keep(
            "led_proxy",
            actions.give_proxy(
                here.owner,
                _owners(here, posted),
                here.neighbour,
                scope="全部事项",
                until=clock.today() + timedelta(days=90),
                upload=_paper("委托书.pdf"),
            ),
        )
    with db.transaction():
        done = actions.object_to_roll(here.neighbour, _fresh(posted), text="少了一户。")
        actions.decide_objection(here.supervisor, done, is_upheld=True, reason="查实。")
        forgotten = own(person("房东丁", f"forgotten{here.place_id}"), here.building, "205", 6200)
        more = {"persons": [forgotten], "kind": VoterKind.OWNER, "reason": "照异议增补。"}
        actions.add_to_roll(here.clerk, _fresh(posted), objection=done, **more)
        kept.keep("amended_objection", done)
    with db.transaction():
        kept.keep("led_naming", _named_on_paper(here, posted))
    for name in ("published", "challenged"):
        with db.transaction():
            published = session().get_one(Vote, kept[f"led_{name}"])
            _publish(here, published)
        if name == "published":
            kept.keep("vote_entry", published.entry_id)
    with db.transaction():
        voter = _owners(here, session().get_one(Vote, kept["led_challenged"]))
        kept.keep("challenge", actions.challenge(here.owner, voter, text="请再核对一遍票数。"))


def _named_on_paper(here: Any, vote: Vote) -> Naming:
    """A paper that says who casts, entered and not yet confirmed."""
    head, upload = _owners(here, vote), _paper("推举书.pdf")
    return actions.enter_caster(here.clerk, head, here.owner, upload=upload)


def _paper(name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), name


# Steps -------------------------------------------------------------------------------


def _drafted(here: Any, name: str) -> Vote:
    with db.transaction():
        vote = actions.draft(
            here.clerk,
            here.building,
            rule=Rule.OWNERS_ORDINARY,
            electorate=Electorate.OWNERS,
            secrecy=Secrecy.CLOSED_NAMED,
            official_title=f"选聘物业服务企业（{name}）",
        )
        actions.ask(here.clerk, vote, kind=QuestionKind.YES_NO, text="同意选聘方案吗？")
    return _fresh(vote)


def _posted(here: Any, name: str, *, days: int) -> Vote:
    vote = _drafted(here, name)
    opens_at = clock.start_of_day(clock.today() + timedelta(days=NOTICE)) + timedelta(hours=9)
    with db.transaction():
        closes_at = opens_at + timedelta(days=days)
        actions.post(here.clerk, vote, opens_at=opens_at, closes_at=closes_at)
    return _fresh(vote)


def _open(here: Any, vote: Vote) -> None:
    with db.transaction():
        actions.open_(here.clerk, _fresh(vote))


def _opens(vote: Vote) -> Any:
    return vote.opens_at


def _on_paper(here: Any, vote: Vote, voter: Voter) -> None:
    with db.transaction():
        actions.hand_out(here.clerk, voter, channel=Channel.PAPER_SITE)
    with db.transaction():
        actions.take_back(here.clerk, _numbered(vote, voter.number))


def _publish(here: Any, vote: Vote) -> None:
    text = "参加表决的不足三分之二，表决无效。"
    title = "选聘物业服务企业"
    actions.publish(
        here.clerk, _fresh(vote), title=title, text=text, is_redacted=True, figures=result_text
    )


def _fresh(vote: Vote) -> Vote:
    return session().scalars(whole(vote.id)).unique().one()


def _owners(here: Any, vote: Vote) -> Voter:
    wanted = voters_for(here.people["owner"], vote_id=vote.id)
    return session().scalars(wanted.execution_options(populate_existing=True)).unique().first()  # type: ignore[return-value]


def _numbered(vote: Vote, number: int) -> Voter:
    return session().scalars(numbered(vote.id, number)).unique().one()
