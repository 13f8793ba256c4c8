"""What the reader can do with a vote now: asked of the policy (who) and of the rules (when)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from civic import clock, web
from civic.db import session
from civic.errors import NotAllowed
from civic.i18n import gettext as _
from civic.i18n import moment, starting, until
from civic.matters.views import Offer
from civic.policy import Can, may
from civic.voting.models import Box, Vote, rated_themselves
from civic.voting.rules import NAMED, RATINGS, Secrecy, VoteStage, Why
from civic.voting.views.lines import who
from civic.voting.views.load import Head

ASIDE = 100


@dataclass(frozen=True)
class Now:
    """A vote at this moment, for this reader."""

    vote: Vote
    reader: Any
    heads: Sequence[Head]

    def may(self, can: Can) -> bool:
        """The policy's answer about the vote itself."""
        return may(self.reader, can, self.vote)

    def to(self, view: str, **facts: Any) -> str:
        """The address of a page of this vote."""
        return url_for(f"voting.{view}", id=self.vote.id, **facts)

    @property
    def to_cast(self) -> list[Head]:
        """For whom the reader can cast and has not."""
        mine = [p for p in self.heads if p.is_casters(self.reader) and not p.rates_themselves]
        return [p for p in mine if not p.is_cast]

    @property
    def is_before_closing(self) -> bool:
        return self.vote.stage is VoteStage.POSTED or self.vote.is_taking_ballots


def offers(now: Now) -> list[Offer]:
    """All that this reader can do here, the main thing first."""
    return sorted(
        [*_voting(now), *_conducting(now), *_preparing(now), *_looking(now), *_afterwards(now)]
    )


def _voting(now: Now) -> Iterator[Offer]:
    vote = now.vote
    if not vote.is_taking_ballots or vote.closes_at is None:
        return
    if now.reader is None:
        why = _("登录以后，名册上的人可以投票。%(until)s。", until=until(vote.closes_at))
        yield Offer(50, _("去登录"), url_for("people.sign_in", next=now.to("show")), "sign-in", why)
    elif now.to_cast and vote.is_online:
        why = until(vote.closes_at)
        if len(now.to_cast) > 1:
            yield Offer(10, _("去投票"), now.to("choose"), "vote", why)
        else:
            yield Offer(10, _("去投票"), way_in(now, now.to_cast[0]), "vote", why, vote.is_by_area)


def way_in(now: Now, head: Head) -> str:
    """To the ballot of a head; an owner's is delivered by opening it (B3.6)."""
    return now.to("receive" if now.vote.is_by_area else "ballot", voter=head.voter.id)


def _conducting(now: Now) -> Iterator[Offer]:
    """To the desk, for the committee and the supervisors; to the roll, for who goes from door to
    door with papers; to nobody who is rated (EV-4)."""
    if now.reader is None or now.vote.rates(now.reader):
        return
    if now.may(Can.RECONCILE_VOTE):
        of_a_meeting = now.vote.is_of_a_meeting
        text = _("主持评议投票") if of_a_meeting else _("主持这次表决")
        yield Offer(45, text, now.to("desk"), "list")
    elif now.may(Can.HAND_OUT_BALLOT) and now.is_before_closing:
        yield Offer(45, _("发纸票、收纸票"), now.to("heads"), "people")


def _preparing(now: Now) -> Iterator[Offer]:
    """Who casts for whom, as long as nobody has."""
    if not now.is_before_closing:
        return
    for head in now.heads:
        voter = head.voter
        if head.is_cast:
            continue
        if head.may_name(now.reader):
            why = _("没有推举出同一个人，这一票谁也投不了。") if head.lacks_caster else ""
            order = 15 if head.lacks_caster else ASIDE + 2
            url = now.to("caster", voter=voter.id)
            yield Offer(order, _("推举由谁来投"), url, "people", why)
        is_mine = voter.caster_id == now.reader.id and not voter.is_cast_by_minor
        if now.vote.is_by_area and is_mine:
            yield Offer(ASIDE + 3, _("委托别人来投"), now.to("proxy", voter=voter.id), "person")


def _looking(now: Now) -> Iterator[Offer]:
    vote = now.vote
    if vote.stage in {VoteStage.DRAFT, VoteStage.CANCELLED}:
        return
    if vote.is_taking_objections:
        why = _("看看自己在不在名册上，少了谁、多了谁，可以提异议。")
        yield Offer(40, _("看名册"), now.to("roll"), "list", why)
    else:
        yield Offer(ASIDE + 5, _("看名册"), now.to("roll"), "list")
    for head in now.heads:
        if head.ballot is not None and vote.secrecy in NAMED:
            url = now.to("receipt", voter=head.voter.id)
            yield Offer(ASIDE + 1, _("看我投的票"), url, "document")
        if head.voter.delivery_document_id is not None and head.is_behind(now.reader):
            url = now.to("delivery", number=head.voter.number)
            yield Offer(ASIDE + 7, _("看送达的凭据"), url, "attachment")
        is_named = head.is_cast or not now.is_before_closing
        if is_named and head.voter.caster_document_id and head.is_behind(now.reader):
            url = now.to("caster", voter=head.voter.id)
            yield Offer(ASIDE + 8, _("看是谁推举的投票人"), url, "attachment")
    if vote.secrecy is Secrecy.OPEN and vote.opened_at is not None:
        yield Offer(ASIDE + 4, _("看谁投了什么"), now.to("ballots"), "people")


def _afterwards(now: Now) -> Iterator[Offer]:
    vote = now.vote
    if not vote.shows_result or vote.is_final or not vote.is_by_area:
        return
    for head in now.heads[:1]:
        url = now.to("challenge", voter=head.voter.id)
        yield Offer(ASIDE + 6, _("申请核实计票"), url, "flag")


def why_not(now: Now) -> str | None:
    """Instead of a dead button: why there is nothing to do here, and who may."""
    vote, reader = now.vote, now.reader
    if vote.stage is VoteStage.CANCELLED:
        return str(_("取消的理由：%(reason)s", reason=vote.cancelled_reason))
    if vote.stage is VoteStage.FAILED:
        box, found = session().get_one(Box, vote.id), vote.kept_figures
        if found is not None and not found.urn_agrees:
            return str(_("票箱里的数对不上，没有结果：%(reason)s", reason=box.lost_reason))
        why = str(_("票箱作废，没有结果：%(reason)s", reason=box.lost_reason))
        known = str(_("作废以前，已经有人交过开箱的证明。")) if box.certificate is not None else ""
        return " ".join(filter(None, (why, known)))
    if vote.stage is VoteStage.POSTED and vote.opens_at is not None:
        return _not_begun(vote, vote.opens_at)
    if not vote.is_taking_ballots:
        return _awaited(vote)
    if reader is None:
        return None
    if not now.heads:
        if not reader.is_verified:
            return str(_("您的身份还没有核实。带上证件到居委会核实，下一次表决就可以参加。"))
        if vote.rule in RATINGS and _is_rated(vote, reader):
            return str(_("这次评的就是您或者您的单位，所以您不在名册上：谁也不评自己。"))
        return str(
            _(
                "您不在这次表决的名册上。能投票的是：%(who)s。名册在开始投票时封存，不能再加人。",
                who=who(vote),
            )
        )
    if now.to_cast and not vote.is_online:
        return str(_("这次表决只用纸质票。请在%(until)s前，到居委会领票、投票。", until=_end(vote)))
    return None


def _not_begun(vote: Vote, opens_at: datetime) -> str:
    """What keeps it from beginning, whatever that is."""
    if clock.now() < opens_at:
        return str(_("%(starting)s。现在还不能投票。", starting=starting(opens_at)))
    if vote.has_lapsed:
        return str(_("定好的投票时间过了，一直没有开始，这次表决不会举行了。"))
    if vote.is_roll_unsettled:
        return str(_("到了开始的时间，名册的异议还没有处理完，处理完就开始。"))
    if vote.is_of_a_meeting:
        return str(_("会议宣布开会以后，投票才开始。"))
    return str(_("到了开始的时间，还没有准备好，正在等主持的人。"))


def _is_rated(vote: Vote, reader: Any) -> bool:
    """Whether they are off the roll because it rates them, or the unit in which they serve."""
    return reader.id in session().scalars(rated_themselves(vote.id, clock.today())).all()


def _end(vote: Vote) -> str:
    return moment(vote.closes_at) if vote.closes_at else ""


def _awaited(vote: Vote) -> str | None:
    """Between closing and publishing nobody knows anything yet."""
    if (until := vote.others_until) is not None and not vote.shows_result:
        said = _("别的组还在投票，投到%(until)s；都投完了，才核对、计票。", until=moment(until))
        return str(said)
    if vote.shows_result or vote.publish_due is None:
        return (
            str(_("投票时间到了，正在等主持的人结束表决。"))
            if vote.stage is VoteStage.OPEN
            else None
        )
    day_of = moment(vote.publish_due.ends_at)
    return str(_("正在核对、计票。结果最晚%(day)s公布。", day=day_of))


def status(now: Now, head: Head) -> tuple[str, str]:
    """How a head stands, in words; the icon that goes with them."""
    text, icon = _status(now, head)
    return str(text), icon


def _status(now: Now, head: Head) -> tuple[Any, str]:
    voter, ballot, reader = head.voter, head.ballot, now.reader
    if ballot is not None:
        at = moment(ballot.at)
        if ballot.is_paper:
            return _("已交纸质票，%(at)s，算数了。", at=at), "check"
        if ballot.cast_by_id != reader.id:
            name = ballot.cast_by.name
            return _("已由%(name)s投出，%(at)s，算数了。", name=name, at=at), "check"
        return _("您已投票，%(at)s，算数了。", at=at), "check"
    if head.is_cast and voter.paper is not None:  # by the urn, which marks a paper as it goes out
        if now.is_before_closing:
            return _("领了纸票，填好以后由本人投进票箱。"), "document"
        return _("领了纸票。"), "document"
    if head.is_cast:
        return _("您已投票，算数了。"), "check"
    if head.is_cast is None and now.is_before_closing:
        return _("票箱读不出来，请告诉工作人员。"), "person"
    if head.is_cast is None:
        return _("票箱已销毁，谁投没投不再有记录。"), "person"
    if not now.is_before_closing:
        return _("没有投票。"), "person"
    if head.rates_themselves and (head.lacks_caster or head.is_casters(reader)):
        return web.sentence(NotAllowed(Why.OWN_RATING)), "person"
    if voter.is_cast_by_minor and not head.is_casters(reader):
        return web.sentence(NotAllowed(Why.NOT_OF_AGE)), "person"
    if voter.is_warned:
        return _("还没有推举出同一个人来投。"), "person"
    if head.is_casters(reader):
        said = _("还没有投。") if now.vote.is_taking_ballots else _("到时由您来投。")
        return said, "person"
    caster = next((p.person for p in voter.persons if p.person_id == voter.caster_id), None)
    name = caster.name if caster else _("推举的人")
    if head.caster_is_rated:
        return no_caster(name), "person"
    return _("由%(name)s来投。", name=name), "person"


def no_caster(name: Any) -> Any:
    """Whoever was to cast for a household is rated by it (EV-4)."""
    return _(
        "%(name)s不能投：这次评的就是这个人，或者这个人任职的单位。请推举另一个人来投。", name=name
    )
