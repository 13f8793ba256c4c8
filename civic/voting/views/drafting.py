"""The committee's draft: by which law, put to whom, how; and what is asked."""

from typing import Any

from flask import Response, abort, request, url_for

from civic import policy, web
from civic.db import session, whole
from civic.i18n import gettext as _
from civic.matters.models import Matter
from civic.matters.rules import Forum
from civic.opinions.models import neighbours, units_around
from civic.people.models import Person, Unit
from civic.people.rules import UnitKind
from civic.places.models import Place
from civic.places.rules import Level
from civic.policy import GRANTS, Can
from civic.voting import actions, models, rules
from civic.voting.forms import conducting as forms
from civic.voting.models import Invitation, Question, Vote
from civic.voting.rules import Electorate, Rule, VoteStage, forums
from civic.voting.views import bp, lines, load
from civic.voting.wording import ELECTORATE, QUESTION_KIND, RATER_GROUP, RULE, RULE_SAYS, SCALE


@bp.get("/new")
def new() -> Response:
    """Which law counts the votes comes first; then only what it leaves open is asked."""
    _require_committee()
    matter = _matter()
    if "rule" not in request.args:
        permitted = rules.BY_THEMSELVES
        if matter is not None:
            permitted &= forums.fitting(matter.stage, matter.forum)
        return web.reply(
            "voting/rules.html",
            cards=[(r, RULE[r], RULE_SAYS[r], _says(r)) for r in Rule if r in permitted],
            matter=matter,
            is_narrowed=permitted < rules.BY_THEMSELVES,
            needs_each_owner=matter is not None and matter.forum is Forum.OWNERS_CONCERNED,
        )
    rule = _rule()
    form, places, _units = _form(rule)
    if matter is not None:
        around = [place.id for place in places if matter.place_path.startswith(place.path)]
        form.place_id.data = around[-1] if around else None  # the nearest
        form.official_title.data = matter.title
    return _new(rule, form, matter)


@bp.post("/")
def create() -> Response:
    """Write the draft down."""
    _require_committee()
    rule, matter = _rule(), _matter()
    form, places, units = _form(rule)
    typed = form.values()
    place = _of(places, typed.pop("place_id"))
    unit = _of(units, typed.pop("unit_id", None))
    vote = web.attempt(
        form, actions.draft, web.person(), place, rule=rule, matter=matter, unit=unit, **typed
    )
    if vote is None:
        return _new(rule, form, _matter())
    return web.done(url_for(".questions", id=vote.id), _("草稿写好了，公示以前只有居委会看得到。"))


@bp.get("/<int:id>/edit")
def edit(id: int) -> Response:
    """The draft as it stands."""
    vote = load.mine(id, Can.DRAFT_VOTE)
    form, _places, _units = _form(vote.rule, obj=vote)
    return _edit(vote, form)


@bp.post("/<int:id>/edit")
def redraft(id: int) -> Response:
    """Change it, until it is posted."""
    vote = load.mine(id, Can.DRAFT_VOTE)
    form, _places, _units = _form(vote.rule)
    del form.place_id
    del form.unit_id
    act = actions.redraft
    if web.attempt(form, act, web.person(), vote, rule=vote.rule, **form.values()) is None:
        return _edit(load.mine(id, Can.DRAFT_VOTE), form)
    return web.done(url_for(".desk", id=id), _("草稿改好了。"))


def _require_committee() -> None:
    if not policy.anywhere(web.person(), Can.DRAFT_VOTE):
        if web.person() is None:
            raise web.SignInNeeded
        web.require(Can.DRAFT_VOTE, web.person())


def _matter() -> Matter | None:
    ident = request.values.get("matter", type=whole)
    if ident is None:
        return None
    matter: Matter = web.get_or_404(Matter, ident)
    web.require(Can.DRAFT_VOTE, matter)
    return matter


def _rule() -> Rule:
    found = request.values.get("rule", "")
    return next((rule for rule in rules.BY_THEMSELVES if rule == found), None) or abort(404)


def _of(found: list[Any], ident: int | None) -> Any:
    return next((each for each in found if each.id == ident), None)


def _form(rule: Rule, **kept: Any) -> tuple[forms.Draft, list[Place], list[Unit]]:
    """The form with what the rule leaves open, and where and whom it may be about."""
    form = forms.Draft(**kept)
    form.ask_only(rule)
    held = web.person().holds
    paths = sorted({each.path for each in held if each.role in GRANTS[Can.DRAFT_VOTE]})
    places = list(web.rows(models.places_for(paths, rules.PERMITS[rule].levels)))
    form.place_id.choices = [(str(place.id), _named(place)) for place in places]
    units: list[Unit] = []
    if "unit_id" in form:
        around = web.rows(units_around(paths[0])) if paths else []
        # The committee is rated in a meeting, by no vote that it conducts (JWH25 Art.37).
        units = [unit for unit in around if unit.kind is not UnitKind.COMMITTEE]
        form.unit_id.choices = [("", _("请选择")), *((str(u.id), u.name) for u in units)]
    return form, places, units


def _named(place: Place) -> str:
    """A building by its estate's name, everything else by its own."""
    inside = place.level is Level.BUILDING and place.parent is not None
    return f"{place.parent.name}{place.name}" if inside and place.parent else place.name


def _says(rule: Rule) -> list[str]:
    """The days that its law sets, before anything is typed."""
    permit = rules.PERMITS[rule]
    least, most = permit.window
    notice = _("公示满%(days)s天才能开始", days=permit.notice_days)
    window = (
        _("投票%(least)s到%(most)s天", least=least, most=most)
        if least
        else _("投票最多%(most)s天", most=most)
    )
    who = _("、").join(str(said) for each, said in ELECTORATE.items() if each in permit.electorates)
    says = [notice, window, _("可以由%(who)s来投", who=who)]
    if Electorate.OWNERS in permit.electorates:
        says.append(_("按人数和面积计票"))
    return [str(each) for each in says]


def _new(rule: Rule, form: forms.Draft, matter: Matter | None) -> Response:
    return web.reply(
        "voting/draft.html",
        form=form,
        vote=None,
        rule=rule,
        matter=matter,
        rule_name=RULE[rule],
        rule_says=RULE_SAYS[rule],
        days=_says(rule),
    )


def _edit(vote: Vote, form: forms.Draft) -> Response:
    return web.reply(
        "voting/draft.html",
        form=form,
        vote=vote,
        rule=vote.rule,
        matter=vote.matter,
        rule_name=RULE[vote.rule],
        rule_says=RULE_SAYS[vote.rule],
        days=_says(vote.rule),
        crumbs=lines.back(vote),
    )


# -- what is asked --------------------------------------------------------------


@bp.get("/<int:id>/questions")
def questions(id: int) -> Response:
    """What is asked so far, and room for one more."""
    return _questions(load.mine(id, Can.DRAFT_VOTE), forms.Question())


@bp.post("/<int:id>/questions")
def ask(id: int) -> Response:
    """One more question on the ballot paper."""
    vote = load.mine(id, Can.DRAFT_VOTE)
    form = forms.Question()
    form.ask_only(vote.rule)
    if web.attempt(form, lambda: actions.ask(web.person(), vote, **form.written())) is None:
        return _questions(load.mine(id, Can.DRAFT_VOTE), form)
    return web.done(url_for(".questions", id=id), _("加上了。还有就接着写，写完就去公示。"))


@bp.post("/<int:id>/questions/<int:question_id>/removal")
def drop_question(id: int, question_id: int) -> Response:
    """Take one off; those after it move up."""
    vote, form = load.mine(id, Can.DRAFT_VOTE), forms.Press()
    question = _question(vote, question_id)
    if web.attempt(form, actions.drop_question, web.person(), vote, question) is None:
        return _questions(load.mine(id, Can.DRAFT_VOTE), forms.Question(formdata=None), form)
    return web.done(url_for(".questions", id=id), _("这一项去掉了。"))


def _question(vote: Vote, ident: int) -> Question:
    return next((q for q in vote.questions if q.id == ident), None) or abort(404)


def _questions(vote: Vote, form: forms.Question, refused: forms.Press | None = None) -> Response:
    form.ask_only(vote.rule)
    return web.reply(
        "voting/questions.html",
        form=refused or form,
        question_form=form,
        vote=vote,
        crumbs=lines.back(vote),
        is_locked=vote.stage is not VoteStage.DRAFT,
        by_invitation=vote.electorate is Electorate.INVITED,
        QUESTION_KIND=QUESTION_KIND,
        SCALE=SCALE,
        press=lambda: forms.Press(formdata=None),
    )


# -- who is invited to rate -----------------------------------------------------


@bp.get("/<int:id>/raters")
def raters(id: int) -> Response:
    """Who is invited, and a way to find somebody more."""
    return _raters(load.mine(id, Can.DRAFT_VOTE), forms.Rater())


@bp.post("/<int:id>/raters")
def invite(id: int) -> Response:
    """Put somebody on the list."""
    vote, form = load.mine(id, Can.DRAFT_VOTE), forms.Rater()
    _offer(vote, form)
    ident = form.person_id.data
    person = session().get(Person, ident) if ident else None
    act = actions.invite
    if web.attempt(form, act, web.person(), vote, person, group=form.group.data) is None:
        return _raters(load.mine(id, Can.DRAFT_VOTE), form)
    return web.done(url_for(".raters", id=id), _("已经列入名单。"))


@bp.post("/<int:id>/raters/<int:person_id>/removal")
def uninvite(id: int, person_id: int) -> Response:
    """Off the list again."""
    vote, form = load.mine(id, Can.DRAFT_VOTE), forms.Press()
    invitation = session().get(Invitation, (vote.id, person_id)) or abort(404)
    if web.attempt(form, actions.uninvite, web.person(), vote, invitation) is None:
        return _raters(load.mine(id, Can.DRAFT_VOTE), forms.Rater(formdata=None), form)
    return web.done(url_for(".raters", id=id), _("已经从名单上去掉。"))


def _offer(vote: Vote, form: forms.Rater) -> str:
    """Whoever has the name that was asked for, from around here; the name."""
    name = load.named()
    found = session().execute(neighbours(vote.place_path, name)).all() if name else []
    form.person_id.choices = [
        (str(person.id), f"{person.name}（{place}{door}）") for person, place, door in found
    ]
    return name


def _raters(vote: Vote, form: forms.Rater, refused: forms.Press | None = None) -> Response:
    name = _offer(vote, form)
    return web.reply(
        "voting/raters.html",
        form=refused or form,
        rater_form=form,
        vote=vote,
        crumbs=lines.back(vote),
        invited=web.rows(models.invitations(vote.id)),
        who=name,
        RATER_GROUP=RATER_GROUP,
        press=lambda: forms.Press(formdata=None),
        is_by_invitation=vote.electorate is Electorate.INVITED,
    )
