"""The roll at the desk: a head is found, its ballot handed out on paper and given back."""

from typing import Any

from flask import Response, url_for

from civic import web
from civic.db import session
from civic.errors import NotAllowed
from civic.forms import Form
from civic.i18n import gettext as _
from civic.opinions.models import neighbours
from civic.people.models import Person
from civic.policy import Can, may
from civic.voting import actions, models, rules
from civic.voting.forms import papers as forms
from civic.voting.forms.conducting import Add, Strike
from civic.voting.models import Ballot, RollObjection, Vote, Voter
from civic.voting.rules import AmendmentKind, Delivery, RaterGroup, VoterKind, VoteStage, Why
from civic.voting.views import bp, lines, load
from civic.voting.views.desk import CONDUCT
from civic.voting.wording import CHANNEL, DELIVERY, PROXY_STATE, VOTER_KIND

PAGE = 30


@bp.get("/<int:id>/heads")
def heads(id: int) -> Response:
    """Every head on the roll, or those that were asked for; never who has voted."""
    vote = load.my_bare(id, Can.HAND_OUT_BALLOT)
    asked = load.named()
    found, page = web.paged(models.found_on_roll(vote.id, asked), PAGE)
    own = actions.rated(vote)
    return web.reply(
        "voting/heads.html",
        vote=vote,
        crumbs=lines.back(vote),
        size=lines.size(vote),
        rows=[_row(vote, voter, own, asked if is_named else "") for voter, is_named in found],
        page=page,
        who=asked,
        way_back=_way_back(vote),
    )


def _row(
    vote: Vote, voter: Voter, own: frozenset[int], name: str
) -> tuple[str, str, list[str], list[tuple[str, str]]]:
    """Its address, its number and the name it was found by, its door, what is known of its ballot."""
    tags = []
    if voter.is_warned or _lacks_caster(voter, own):
        tags.append((str(_("还没有推举投票人")), "now"))
    if voter.delivery is not None:
        tags.append((str(_("已送达")), "done"))
    if voter.paper is not None:
        tags.append((str(_("已发纸票")), "done"))
    url = url_for(".head", id=vote.id, number=voter.number)
    title = str(_("%(n)s号", n=voter.number))
    door = [lines.door(voter)] if voter.door else []
    return url, f"{title} {name}".rstrip(), [*door, str(VOTER_KIND[voter.kind])], tags


@bp.get("/<int:id>/heads/<int:number>")
def head(id: int, number: int) -> Response:
    """One head: who stands behind it, who casts, what became of its paper."""
    vote = load.my_bare(id, Can.HAND_OUT_BALLOT)
    return _page(vote, voter_of(vote, number))


@bp.post("/<int:id>/heads/<int:number>/paper")
def hand_out(id: int, number: int) -> Response:
    """A paper with the head's number goes to its voter."""
    vote, voter = _loaded(id, number)
    form = forms.HandOut()
    if web.attempt(form, actions.hand_out, web.person(), voter, **form.values()) is None:
        return again(id, number, form)
    said = _("记下了：发出%(n)s号纸票一张。", n=number)
    return web.done(at_head(vote, number), said)


@bp.post("/<int:id>/heads/<int:number>/return")
@web.takes_files
def take_back(id: int, number: int) -> Response:
    """The filled paper is given back."""
    vote, voter = _loaded(id, number)
    form = forms.TakeBack()
    if web.attempt(form, actions.take_back, web.person(), voter, upload=upload_of(form)) is None:
        return again(id, number, form)
    said = _("收回%(n)s号纸票，请投进票箱，不要看。", n=number)
    return web.done(url_for(".heads", id=vote.id), said)


@bp.post("/<int:id>/heads/<int:number>/caster")
@web.takes_files
def enter_caster(id: int, number: int) -> Response:
    """The co-owners' agreement, or the developer's letter, says who casts."""
    vote = load.my_bare(id, Can.ENTER_CASTER)
    voter, form = voter_of(vote, number), forms.Caster()
    _offer_casters(vote, voter, form, actions.rated(vote))
    person = _chosen(form.person_id.data)
    upload = upload_of(form)
    made = web.attempt(form, actions.enter_caster, web.person(), voter, person, upload=upload)
    if made is None:
        return again(id, number, form)
    return web.done(at_head(vote, number), _("登记好了，另一位工作人员核实以后，由推举的人来投。"))


@bp.post("/<int:id>/heads/<int:number>/proxies")
@web.takes_files
def enter_proxy(id: int, number: int) -> Response:
    """An authorisation on paper is taken down."""
    vote = load.my_bare(id, Can.CONFIRM_PROXY)
    voter, form = voter_of(vote, number), forms.Proxy()
    _offer(vote, form.holder_id)
    typed = form.values()
    made = web.attempt(
        form,
        actions.give_proxy,
        web.person(),
        voter,
        _chosen(typed["holder_id"]),
        scope=typed["scope"],
        until=typed["until"],
        upload=upload_of(form),
    )
    if made is None:
        return again(id, number, form)
    return web.done(url_for(".proxies", id=id), _("委托书登记好了，核实以后生效。"))


@bp.post("/<int:id>/heads/<int:number>/removal")
def strike(id: int, number: int) -> Response:
    """Off the posted roll; its number is not given again."""
    vote = load.my_bare(id, Can.AMEND_ROLL)
    voter, form = voter_of(vote, number), Strike()
    upheld = offer_objections(vote, form)
    typed = form.values()
    objection = next((o for o in upheld if o.id == typed["objection_id"]), None)
    act = actions.strike_from_roll
    reason = typed["reason"]
    if web.attempt(form, act, web.person(), voter, reason=reason, objection=objection) is None:
        return again(id, number, form)
    said = _("%(n)s号删除了，理由记录在案。", n=number)
    return web.done(amended(objection) or url_for(".heads", id=id), said)


# -- small steps ----------------------------------------------------------------


def opens_heads(vote: Vote) -> bool:
    """Whether the reader may open the page of a head: the supervisors, who look on, may not."""
    reader = web.person()
    return may(reader, actions.conducting(reader, vote, Can.HAND_OUT_BALLOT), vote)


def amended(objection: RollObjection | None) -> str | None:
    """Where whoever amended under an objection goes on, or says that all is done."""
    if objection is None:
        return None
    about = f"objection-{objection.id}"
    return url_for(".objections", id=objection.vote_id, _anchor=about)


def offer_objections(vote: Vote, form: Strike | Add) -> list[Any]:
    """The upheld objections that an amendment can carry out: later than three days before nobody
    can object any more, nothing else is amended (RB-19)."""
    kind = AmendmentKind.STRUCK if isinstance(form, Strike) else AmendmentKind.ADDED
    upheld = list(web.rows(models.upheld(vote.id, kind)))
    form.objection_id.choices = [
        ("", _("不是因为异议") if vote.is_taking_own_amendments else _("请选一件")),
        *((str(each.id), f"{each.text[:30]}") for each in upheld),
    ]
    return upheld


def voter_of(vote: Vote, number: int) -> Voter:
    """The head of that number, fresh; 404 where there is none."""
    asked = models.numbered(vote.id, number)
    found: Voter = web.one_or_404(asked.execution_options(populate_existing=True))
    return found


def at_head(vote: Vote, number: int) -> str:
    """The page of one head."""
    return url_for(".head", id=vote.id, number=number)


def again(id: int, number: int, form: Form) -> Response:
    """That page with what was refused."""
    vote = load.my_bare(id, Can.HAND_OUT_BALLOT)
    return _page(vote, voter_of(vote, number), form)


def upload_of(form: forms.Caster | forms.Deliver | forms.Proxy | forms.TakeBack) -> Any:
    """The file that was chosen, and its name."""
    file = form.file.data
    return (file.stream, file.filename) if file else None


def _loaded(id: int, number: int) -> tuple[Vote, Voter]:
    vote = load.my_bare(id, Can.HAND_OUT_BALLOT)
    return vote, voter_of(vote, number)


def _way_back(vote: Vote) -> str:
    """To the desk, for who conducts it; who goes from door to door has none."""
    return url_for(".desk" if may(web.person(), CONDUCT, vote) else ".show", id=vote.id)


def _chosen(ident: int | None) -> Any:
    return session().get(Person, ident) if ident else None


def _offer_casters(vote: Vote, voter: Voter, form: forms.Caster, own: frozenset[int]) -> None:
    """One of its own persons; for the developer whoever the letter names, for a minor the guardian."""
    if voter.kind is VoterKind.DEVELOPER or voter.is_minors:
        _offer(vote, form.person_id)
        return
    form.person_id.choices = load.may_cast(voter, own)


def _offer(vote: Vote, field: Any) -> None:
    """People of the name that was asked for, from around here; doors for whoever sees the roster."""
    name = load.named()
    found = session().execute(neighbours(vote.place_path, name)).all() if name else []
    sees_doors = may(web.person(), Can.SEE_ROSTER, vote)
    field.choices = [
        (str(person.id), f"{person.name}（{place}{door if sees_doors else ''}）")
        for person, place, door in found
    ]


def _page(vote: Vote, voter: Voter, refused: Form | None = None) -> Response:
    """Six queries: the vote, its questions, the head with persons and proxies, its ballot; of a
    rating one more."""

    def kept(kind: type[Any]) -> Any:
        return refused if type(refused) is kind else kind(formdata=None)

    reader, is_live = web.person(), vote.is_taking_ballots
    before_closing = is_live or vote.stage is VoteStage.POSTED
    ballot = session().scalar(models.counted_ballot(voter.id)) if vote.opened_at else None
    own = actions.rated(vote)
    caster = proxy = strike_form = None
    is_to_cast = before_closing and ballot is None and not voter.is_struck
    is_entrusted = any(each.state in rules.IN_HAND for each in voter.proxies)
    if isinstance(refused, forms.Caster) or (
        is_to_cast
        and voter.naming is None
        and may(reader, actions.conducting(reader, vote, Can.ENTER_CASTER), voter)
        and (voter.kind in _NAMED_BY_PAPER or voter.is_minors)
    ):
        caster = kept(forms.Caster)
        _offer_casters(vote, voter, caster, own)
    if isinstance(refused, forms.Proxy) or (
        is_to_cast
        and vote.is_by_area
        and voter.caster_id is not None
        and not voter.is_cast_by_minor
        and not is_entrusted
        and may(reader, Can.CONFIRM_PROXY, vote)
    ):
        proxy = kept(forms.Proxy)
        _offer(vote, proxy.holder_id)
    may_deliver = may(reader, actions.conducting(reader, vote, Can.DELIVER_BALLOT), voter)
    may_amend = may(reader, actions.conducting(reader, vote, Can.AMEND_ROLL), vote)
    if vote.is_taking_amendments and may_amend and not voter.is_struck:
        strike_form = kept(Strike)
        upheld = offer_objections(vote, strike_form)
        if not (upheld or vote.is_taking_own_amendments or strike_form is refused):
            strike_form = None
    names = {p.person_id: p.person.name for p in voter.persons}
    may_get_paper = is_live and _may_get_paper(voter)
    own_rating = before_closing and _is_rated(voter, own)
    return web.reply(
        "voting/head.html",
        form=refused,
        refused=refused,
        vote=vote,
        voter=voter,
        crumbs=lines.back(vote),
        door=lines.door(voter),
        kind=VOTER_KIND[voter.kind],
        names=list(names.values()),
        caster_name=None
        if (_lacks_caster(voter, own) or voter.is_cast_by_minor) and before_closing
        else _caster_name(voter, names),
        named=voter.naming and voter.naming.person.name,
        ballot=ballot,
        paper=_paper_stands(voter, ballot),
        delivery=DELIVERY[voter.delivery] if voter.delivery else None,
        channel=CHANNEL[voter.paper] if voter.paper else None,
        may_deliver=may_deliver,
        deliver_form=kept(forms.Deliver)
        if before_closing
        and may_deliver
        and vote.is_by_area
        and not voter.delivery
        and voter.kind is not VoterKind.UNKNOWN_OWNER
        else None,
        withdraw_form=kept(forms.WithdrawDelivery)
        if before_closing and may_deliver and voter.delivery not in {None, Delivery.LOGIN}
        else None,
        hand_out_form=kept(forms.HandOut) if may_get_paper and not own_rating else None,
        may_print=is_to_cast and not own_rating and voter.kind is not VoterKind.UNKNOWN_OWNER,
        no_paper=web.sentence(NotAllowed(Why.OWN_RATING)) if own_rating else None,
        return_form=kept(forms.TakeBack)
        if is_live
        and voter.paper
        and voter.caster_id
        and not voter.is_cast_by_minor
        and not vote.is_by_urn
        and not (ballot and ballot.is_paper)
        else None,
        caster_form=caster,
        proxy_form=proxy,
        strike_form=strike_form,
        proxies=[(p.holder.name, PROXY_STATE[p.state]) for p in voter.proxies],
        who=load.named(),
        is_developer=voter.kind is VoterKind.DEVELOPER,
        is_minors=voter.is_minors,
        is_paper_shut=not before_closing,
        way_back=_way_back(vote),
    )


_NAMED_BY_PAPER = frozenset({VoterKind.CO_OWNERS, VoterKind.HOUSEHOLD, VoterKind.DEVELOPER})


def _may_get_paper(voter: Voter) -> bool:
    return (
        voter.paper is None
        and voter.kind is not VoterKind.UNKNOWN_OWNER
        and not (voter.vote.is_by_urn and voter.caster_id is None)
    )


def _is_rated(voter: Voter, own: frozenset[int]) -> bool:
    """Whether whoever casts for it would rate themselves: then no paper goes out any more (EV-4)."""
    is_to_go_out = voter.paper is None and voter.group is not RaterGroup.PEER
    return is_to_go_out and voter.caster_id in own


def _lacks_caster(voter: Voter, own: frozenset[int]) -> bool:
    """The same of a household, whose others are to name somebody else."""
    return voter.kind is VoterKind.HOUSEHOLD and _is_rated(voter, own)


def _caster_name(voter: Voter, names: dict[int, str]) -> str | None:
    if voter.caster_id is None:
        return None
    return names.get(voter.caster_id) or getattr(_chosen(voter.caster_id), "name", None)


def _paper_stands(voter: Voter, ballot: Ballot | None) -> str:
    """The hand-out check: the one place where staff sees whether a head has voted."""
    if ballot is not None and ballot.is_paper:
        return str(_("纸票已经收回"))
    if ballot is not None:
        return str(_("网上已经投过；再交纸票，要有本人签名才能代替（B3.5）"))
    if voter.paper is not None and voter.vote.is_by_urn:
        return str(_("纸票发出了，由本人投进票箱"))
    if voter.paper is not None:
        return str(_("纸票发出了，还没有收回"))
    return str(_("没有发过纸票"))
