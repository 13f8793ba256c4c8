"""Who casts for a head: its persons agree on one of them, or an owner gives a proxy (OW-5, B3.4)."""

from typing import Any

from flask import Response, abort, url_for

from civic import clock, web
from civic.db import session
from civic.errors import Invalid
from civic.forms import plain
from civic.i18n import gettext as _
from civic.people.models import Person, by_login
from civic.policy import Can
from civic.voting import actions, models
from civic.voting.forms import ballot as forms
from civic.voting.models import Proxy, Vote
from civic.voting.rules import IN_HAND, ProxyState, Why
from civic.voting.views import bp, load
from civic.voting.views.lines import back, door
from civic.voting.views.load import Head
from civic.voting.views.offers import Now, no_caster, status, way_in
from civic.voting.wording import PROXY_STATE, naming_state


@bp.get("/<int:id>/caster")
def caster(id: int) -> Response:
    """Who stands behind a head, and whom each of them names."""
    vote, head = _mine(id, Can.NAME_CASTER)
    return _caster_page(vote, head, _caster_form(vote, head))


@bp.post("/<int:id>/caster")
def name_caster(id: int) -> Response:
    """Name one; when all name the same, that one casts."""
    vote, head = _mine(id, Can.NAME_CASTER)
    form = _caster_form(vote, head)
    named = web.attempt(form, lambda: _name(head, form))
    if named is None:
        return _caster_page(*_mine(id, Can.NAME_CASTER), form)
    said = (
        _("说好了，等其他人也推举同一个人，这一票才能投。")
        if named.caster_id is None
        else _("推举好了：这一票由%(name)s来投，现在还没有投。", name=_chosen(form).name)
    )
    return web.done(url_for(".caster", id=id, voter=head.voter.id), said)


@bp.get("/<int:id>/proxy")
def proxy(id: int) -> Response:
    """The proxy given for a head, and the form for one."""
    vote, head = _mine(id, Can.GIVE_PROXY)
    form = forms.Proxy()
    if form.until.data is None and vote.closes_at is not None:
        form.until.data = clock.day_of(vote.closes_at)
    return _proxy_page(vote, head, form)


@bp.post("/<int:id>/proxy")
@web.takes_files
def give_proxy(id: int) -> Response:
    """Hand in the signed paper; it holds once the committee has looked at it."""
    _vote, head = _mine(id, Can.GIVE_PROXY)
    form = forms.Proxy()
    if web.attempt(form, lambda: _give(head, form)) is None:
        return _proxy_page(*_mine(id, Can.GIVE_PROXY), form)
    said = _("委托书收到了。居委会核实以后才生效，生效以前您还可以自己投。")
    return web.done(url_for(".proxy", id=id, voter=head.voter.id), said)


@bp.post("/<int:id>/proxies/<int:proxy_id>/removal")
def revoke_proxy(id: int, proxy_id: int) -> Response:
    """Take it back, as long as it was not used."""
    load.shown(id)
    found: Proxy = web.one_or_404(models.proxy(proxy_id))
    if found.vote_id != id:
        abort(404)
    web.require(Can.GIVE_PROXY, found)
    actions.revoke_proxy(web.person(), found)
    url = url_for(".proxy", id=id, voter=found.voter_id)
    return web.done(url, _("委托收回了，这一票还是由您来投。"))


# Small steps -----------------------------------------------------------------------------


def _mine(id: int, can: Can) -> tuple[Vote, Head]:
    vote = load.shown(id)
    head = load.head(vote, web.person())
    web.require(can, head.voter)
    return vote, head


def _caster_form(vote: Vote, head: Head) -> forms.Caster:
    form = forms.Caster()
    form.person_id.choices = load.may_cast(head.voter, actions.rated(vote))
    return form


def _name(head: Head, form: forms.Caster) -> Any:
    return actions.name_caster(web.person(), head.voter, _chosen(form))


def _chosen(form: forms.Caster) -> Person:
    person = session().get(Person, form.person_id.data or 0)
    if person is None:
        raise Invalid(Why.NOT_ONE_OF_THEM, field="person_id", article="OW-5")
    return person


def _caster_page(vote: Vote, head: Head, form: forms.Caster) -> Response:
    """What each of them said, what a paper says for them, and that paper: nobody else knows whether
    it is a forgery."""
    now = Now(vote, web.person(), [head])
    is_live = vote.is_taking_ballots and vote.is_online
    names = {p.person_id: p.person.name for p in head.voter.persons}
    is_behind, caster = head.is_behind(now.reader), names.get(head.voter.caster_id or 0)
    may_name = head.may_name(now.reader) and now.is_before_closing and not head.is_cast
    papers = web.rows(models.namings_for(head.voter.id)) if is_behind else []
    return web.reply(
        "voting/caster.html",
        form=form,
        vote=vote,
        voter=head.voter,
        crumbs=back(vote),
        door=door(head.voter),
        agreed=None if head.caster_is_rated or caster is None else _agreed(now, head, caster),
        way_in=way_in(now, head) if is_live and head in now.to_cast else None,
        no_caster=no_caster(caster) if head.caster_is_rated else None,
        said=[
            (p.person.name, names.get(p.names_id) if p.names_id else None, p.is_by_paper)
            for p in head.voter.persons
        ],
        papers=[(each, naming_state(each)) for each in papers],
        is_deniable=may_name and any(each.state is ProxyState.GIVEN for each in papers),
        may_name=may_name,
    )


def _agreed(now: Now, head: Head, name: str) -> Any:
    """Who casts, and that naming somebody has not cast it yet."""
    if head.is_cast is not False or not now.is_before_closing:
        return status(now, head)[0]
    if head.is_casters(now.reader):
        return _("这一票由您来投，现在还没有投。")
    return _("请%(name)s来投，现在还没有投。", name=name)


def _give(head: Head, form: forms.Proxy) -> Proxy:
    """To whom the name and the sign-in name both belong: neither tells the other."""
    holder = session().scalar(by_login(plain(form.login.data).lower()))
    if holder is None or holder.name != form.name.data:
        raise Invalid(Why.PROXY_HOLDER_UNKNOWN, field="name")
    paper = form.file.data
    return actions.give_proxy(
        web.person(),
        head.voter,
        holder,
        scope=form.scope.data or "",
        until=form.until.data,
        upload=(paper.stream, paper.filename) if paper else None,
    )


def _proxy_page(vote: Vote, head: Head, form: forms.Proxy) -> Response:
    given = [proxy for proxy in head.voter.proxies if proxy.principal_id == web.person().id]
    return web.reply(
        "voting/proxy.html",
        form=form,
        vote=vote,
        voter=head.voter,
        crumbs=back(vote),
        door=door(head.voter),
        proxies=[(p, PROXY_STATE[p.state], p.state in IN_HAND) for p in given],
        may_give=head.voter.caster_id == web.person().id
        and not head.is_cast
        and not any(p.state in IN_HAND for p in head.voter.proxies),
    )
