"""The urn of a secret vote after its closing: opened away from the server, certified by two,
its words released, in the end destroyed (integrity.md 2.4, 2.5)."""

import json
from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import delete, select, update

from civic import calendar, clock, ledger, policy
from civic.db import session
from civic.errors import AlreadyDone, Invalid, OutOfOrder
from civic.ledger import Fact
from civic.people.models import Person
from civic.policy import Can
from civic.voting import rules, urn
from civic.voting.actions.bundling import settled_papers
from civic.voting.actions.holding import hold, scrutinising
from civic.voting.actions.losing import gone, is_lost
from civic.voting.actions.opening import close_by_the_clock
from civic.voting.actions.reconciling import figures, figures_said
from civic.voting.actions.sealing import box_of, logged
from civic.voting.models import Box, Comment, PaperBundle, PaperEntry, Question, Vote, comments
from civic.voting.rules import (
    Cell,
    Ground,
    Outcome,
    Secrecy,
    Showing,
    Sum,
    Theme,
    VoteStage,
    Why,
    sealed,
)
from civic.voting.urn import BoxState, sealing
from civic.voting.urn.sealing import Certificate

K = TypeVar("K", bound=Hashable)


def export(vote: Vote) -> bytes:
    """The file for the ceremony: sealed rows, and what the record says of them."""
    return urn.export(vote.id, logged(vote))


def hand_in_certificate(
    actor: Person, vote: Vote, *, certificate: bytes, tally: bytes | None = None
) -> Box:
    """What the holders' machine wrote: the counts, and the words where there are any.

    Another one replaces it (those who sign read their own machine's), until it is certified; the
    very same is refused, since it would only take away the first signature.
    """
    policy.require(actor, Can.OPEN_URN, vote)
    vote = hold(vote)
    rules.require_not_rated(vote.rates(actor))
    rules.require_ceremony(vote.secrecy, vote.stage)
    box = box_of(vote)
    if box.is_certified:
        raise AlreadyDone(Why.CERTIFIED_ALREADY)
    if certificate == box.certificate:
        raise AlreadyDone(Why.HANDED_IN_ALREADY)
    found = sealing.read_certificate(certificate)
    sealed.together(vote.asked, found.tallies)
    said = _read_comments(found, tally)
    urn.accept(vote.id, found, logged(vote))
    _keep(vote, box, found, said)
    ledger.record(
        Fact.URN_OPENED,
        about=vote,
        by=actor,
        **_opened(found, by="holders"),
    )
    return box


def sign_certificate(actor: Person, vote: Vote, *, fingerprint: str) -> Box:
    """Somebody of the supervisors has opened the urn as well and found the same; so has another."""
    policy.require(actor, scrutinising(vote, Can.CERTIFY_URN), vote)
    vote = hold(vote)
    rules.require_not_rated(vote.rates(actor))
    rules.require_ceremony(vote.secrecy, vote.stage)
    box = box_of(vote)
    found = certificate(box)
    if found is None:
        raise OutOfOrder(Why.NOT_CERTIFIED)
    is_second = rules.sign_certificate(
        fingerprint,
        found.fingerprint,
        first=box.signed_by_id,
        signatory=actor.id,
        is_certified=box.is_certified,
    )
    if is_second:
        urn.certify(vote.id)
        box.certified_by_id, box.certified_at = actor.id, clock.now()
    else:
        box.signed_by_id = actor.id
    ledger.record(
        Fact.VOTE_CERTIFIED,
        about=vote,
        by=actor,
        pub={"signatures": 2 if is_second else 1},
        secret={"certificate": found.fingerprint},
    )
    return box


def give_up_urn(actor: Person, vote: Vote, *, reason: str = "", shown: str = "") -> Box:
    """The sheets are lost and nobody can open the urn, nor the server its own; or its figures differ:
    two supervisors say so, the first for a reason that everybody can read. The vote ends without a
    result, its figures public; what stays sealed is kept for disputes, then destroyed (2.4, 2.6).

    ``shown``: ``rules.text_shown`` of the first's reason as the second read it; empty for the first.
    """
    policy.require(actor, scrutinising(vote, Can.CERTIFY_URN), vote)
    vote = hold(vote)
    is_gone = gone(vote) is not None
    if not is_gone:
        close_by_the_clock(vote)
    rules.require_not_rated(vote.rates(actor))
    stage = VoteStage.CLOSED if is_gone and vote.stage is VoteStage.OPEN else vote.stage
    rules.require_lost(vote.secrecy, stage, is_lost=is_lost(vote))
    # Of an urn that is gone: what two have reconciled, if it came to that.
    box, found = box_of(vote), vote.kept_figures if is_gone else figures(vote)
    is_second = rules.sign_loss(
        first=box.lost_by_id, signatory=actor.id, is_certified=box.is_certified
    )
    rules.require_text_shown(box.lost_reason, shown)
    if is_second:
        close_by_the_clock(vote, has_urn=False)  # had it one, it would be closed by now
        vote.stage = rules.advance(vote.stage, VoteStage.FAILED)
        if found is not None:
            vote.took_part_heads, vote.kept_figures = found.took_part, found
        for question in vote.questions:
            question.outcome = Outcome.UNOPENED
        session().execute(delete(Comment).where(Comment.vote_id == vote.id))
        box.lost_signed_by_id, box.lost_at = actor.id, clock.now()
    else:
        box.lost_reason, box.lost_by_id = rules.check_reason(reason), actor.id
    ledger.record(
        Fact.VOTE_FAILED,
        about=vote,
        by=actor,
        pub={
            "signatures": 2 if is_second else 1,
            "figures": figures_said(found) if found else None,
            # Nobody ends a vote unseen whose figures somebody says to know already.
            "certificate": box.certificate is not None,
        },
        text=[box.lost_reason or ""],
    )
    return box


def require_opened(actor: Person, vote: Vote) -> None:
    """Nothing is counted before two have certified; light mode is opened by the server, which
    says so."""
    box = box_of(vote)
    if vote.secrecy is Secrecy.SECRET:
        if not box.is_certified:
            raise OutOfOrder(Why.NOT_CERTIFIED, article="integrity 2.4")
        return
    known = logged(vote)
    opened = urn.open_light(vote.id, known)
    if urn.state(vote.id) is not BoxState.CERTIFIED:  # else not heard of the last time
        urn.accept(vote.id, opened.certificate, known)
        urn.certify(vote.id)
    _keep(vote, box, opened.certificate, [said.decode() for said in opened.comments])
    box.lost_reason = box.lost_by_id = None  # what one had signed, before it opened after all
    ledger.record(
        Fact.URN_OPENED,
        about=vote,
        by=actor,
        **_opened(opened.certificate, by="server"),
    )


def sift_comments(
    actor: Person, vote: Vote, grounds: Mapping[int, Ground], themes: Mapping[int, Theme | None]
) -> list[Comment]:
    """What insults, or names somebody, is not shown (2.5); and what each is about (AP-11). Both by
    the comment's number; those hidden come back. What is hidden stays so, and has its theme, too.
    A theme of None takes it away again."""
    policy.require(actor, Can.SIFT_COMMENTS, vote)
    vote = hold(vote)
    rules.require_not_rated(vote.rates(actor))
    rules.require_sifting(vote.stage)
    found = {said.number: said for said in session().scalars(comments(vote.id))}
    hidden = []
    for number, ground in sorted(grounds.items()):
        said = found.get(number)
        if said is None or said.ground is not None:
            continue
        said.ground, said.hidden_by_id = ground, actor.id
        hidden.append(said)
        ledger.record(
            Fact.COMMENT_HIDDEN,
            about=vote,
            by=actor,
            pub={"comment": number, "ground": ground.value},
        )
    sorted_ = {n: theme for n, theme in themes.items() if n in found and found[n].theme != theme}
    for number, theme in sorted_.items():
        found[number].theme = theme
    if sorted_:
        ledger.record(
            Fact.COMMENTS_SORTED,
            about=vote,
            by=actor,
            pub={str(n): theme and theme.value for n, theme in sorted(sorted_.items())},
        )
    return hidden


def destroy_urn(actor: Person, vote: Vote) -> Box:
    """After the term for disputes: marks, ballots, rows and readings of papers are gone; the
    holders destroy their sheets. What was published stays."""
    policy.require(actor, Can.DESTROY_URN, vote)
    vote = hold(vote)
    rules.require_not_rated(vote.rates(actor))
    box = box_of(vote)
    if box.destroyed_at is not None:
        raise AlreadyDone(Why.DESTROYED_ALREADY)
    rules.require_destructible(kept_until(vote), clock.today())
    urn.destroy(vote.id)
    bundles = select(PaperBundle.id).where(PaperBundle.vote_id == vote.id)
    session().execute(
        update(PaperEntry)
        .where(PaperEntry.bundle_id.in_(bundles))
        .values(lines="[]", salt=None)
        .execution_options(synchronize_session=False)
    )
    box.destroyed_at = clock.now()
    ledger.record(Fact.URN_DESTROYED, about=vote, by=actor)
    return box


# What the urn says ---------------------------------------------------------------------------


def certificate(box: Box) -> Certificate | None:
    """The certificate that was handed in."""
    return None if box.certificate is None else sealing.read_certificate(box.certificate)


def kept_until(vote: Vote) -> date | None:
    """Until when the urn is kept for disputes; None before the result is published, or there is
    none."""
    ended_at = box_of(vote).lost_at if vote.stage is VoteStage.FAILED else vote.published_at
    if ended_at is None:
        return None
    return rules.destruction_due(clock.day_of(ended_at), calendar.current()).due_on


def secret_sums(vote: Vote) -> list[dict[str, Sum]]:
    """Behind each key, question by question: the certificate's counts, and the papers'."""
    box = box_of(vote)
    found, papers = certificate(box), settled_papers(vote)
    if found is None:
        raise OutOfOrder(Why.NOT_CERTIFIED)
    box.counted = found.ballots + len(papers)
    return [
        {
            key: online[key].plus(said.heads, 0)
            for key, said in rules.tally(asked, ((paper[n], 1, 0) for paper in papers)).items()
        }
        for n, (asked, online) in enumerate(
            zip(vote.asked, sealed.together(vote.asked, found.tallies), strict=True)
        )
    ]


def counted_secretly(vote: Vote) -> int:
    """How many ballots were counted, online and on paper."""
    box = session().get(Box, vote.id)
    return 0 if box is None else box.counted or 0


def voted_secretly(vote: Vote) -> int:
    """How many took part, online and on papers that were read: what was not returned did not,
    nor what nobody could read. As it was reconciled, whatever became of the urn since."""
    return (vote.kept_figures or figures(vote)).took_part


def shown_certificate(vote: Vote) -> Certificate | None:
    """The certificate, where it gives nobody away: neither what it says nor, subtracted from
    the whole, what the papers said (2.5)."""
    box = session().get(Box, vote.id)
    found = None if box is None or not vote.shows_result else certificate(box)
    if found is None:
        return None
    papers = counted_secretly(vote) - found.ballots
    opened = sealed.together(vote.asked, found.tallies)
    for question, sums in zip(vote.questions, opened, strict=True):
        counts = counts_of(question)
        online = {key: found.heads for key, found in sums.items()}
        cells = [
            cell(question, "all", None, counts, found.ballots + papers),
            cell(question, "online", "all", online, found.ballots),
        ]
        if papers:
            rest = {key: heads - online[key] for key, heads in counts.items()}
            cells.append(cell(question, "paper", "all", rest, papers))
        if rules.shown(cells)["online"].showing is not Showing.WHOLE:
            return None
    return found


def cell(
    question: Question, key: K, parent: K | None, counts: Mapping[str, int], ballots: int | None
) -> Cell[K]:
    """A group's answers to a question, as the small-group rule takes them: of grades who judges
    (2.5; AP-7)."""
    if question.scale is None:
        return Cell(key, parent, counts, ballots)
    return Cell(key, parent, counts, silent=rules.SILENT[question.scale])


def counts_of(question: Question) -> dict[str, int]:
    """Heads behind each key; the counts must be loaded."""
    return {count.key: count.heads for count in question.counts}


def reads_comments(vote: Vote) -> bool:
    """Somebody may read what was said: once it is counted, and only where ten voted online, for
    no paper says anything (2.5)."""
    box = session().get(Box, vote.id) if vote.takes_comments and vote.is_counted else None
    found = None if box is None else certificate(box)
    return found is not None and found.ballots >= rules.LEAST


def shows_comments(vote: Vote) -> bool:
    """What was said is public with the result."""
    return vote.shows_result and reads_comments(vote)


# Small steps -----------------------------------------------------------------------------


def _opened(found: Certificate, *, by: str) -> dict[str, Any]:
    """What the record says of it; fewer than ten stand behind commitments (2.5)."""
    figures = {"ballots": found.ballots, "comments": found.comments}
    few = {name: n for name, n in figures.items() if n < rules.LEAST}
    return {
        "pub": {"by": by} | {name: n for name, n in figures.items() if name not in few},
        "secret": {"certificate": found.fingerprint} | few,
    }


def _keep(vote: Vote, box: Box, found: Certificate, said: list[str]) -> None:
    box.certificate, box.signed_by_id = found.encode(), None
    session().execute(delete(Comment).where(Comment.vote_id == vote.id))
    session().add_all(
        Comment(vote_id=vote.id, number=number, text=text)
        for number, text in enumerate(said, start=1)
    )


def _read_comments(found: Certificate, tally: bytes | None) -> list[str]:
    """The words, if they are those of the certificate. Raises Invalid."""
    said: Any = []
    if tally is not None:
        try:
            said = json.loads(tally)["comments"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Invalid(Why.COMMENTS_DIFFER, field="tally") from None
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise Invalid(Why.COMMENTS_DIFFER, field="tally")
    try:
        words = [each.encode() for each in said]
    except UnicodeEncodeError:  # half a character, which JSON can write and nothing can keep
        raise Invalid(Why.COMMENTS_DIFFER, field="tally") from None
    if len(said) != found.comments or sealing.comments_digest(words) != found.comments_digest:
        raise Invalid(Why.COMMENTS_DIFFER, field="tally")
    return said
