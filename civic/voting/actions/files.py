"""The files of a vote in the public bundle (integrity.md 3.4): what everybody recounts it from.

Each is canonical JSON (RFC 8785), the same bytes on every machine. Areas are in 0.01 m². What
small groups may not show is null (integrity.md 2.5).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from civic import ledger
from civic.checks import Check
from civic.db import session
from civic.ledger import JSON
from civic.voting.actions.ceremony import shown_certificate
from civic.voting.actions.counting import Result, results, shown
from civic.voting.actions.reconciling import figures_said
from civic.voting.actions.sealing import logged
from civic.voting.models import Box, Question, Vote, questions_with_counts
from civic.voting.rules import Showing, sealed
from civic.voting.urn import sealing


class FileName(StrEnum):
    """The files of a vote, in the order in which they come to be."""

    MANIFEST = "manifest"  # 表决的参数
    BATCHES = "batches"  # 票的编码
    TALLY = "tally"  # 计票
    CERTIFICATE = "certificate"  # 开票证明


def file(vote: Vote, name: FileName) -> bytes | None:
    """One file of a vote; None as long as there is nothing to say in it, or it may not be said."""
    return _WRITES[name](vote)


def manifest(vote: Vote) -> bytes | None:
    """What was locked before the first ballot, and where the record says so."""
    if vote.roll_root is None:
        return None
    box = session().get(Box, vote.id) if vote.is_by_urn else None
    return _written(
        "manifest",
        vote,
        {
            "place": vote.place.name,
            "title": vote.official_title,
            "explanation": vote.explanation,
            "rule": vote.rule.value,
            "electorate": vote.electorate.value,
            "secrecy": vote.secrecy.value,
            "silence": vote.silence.value,
            "silence_basis": vote.silence_basis,
            "online_basis": vote.online_basis,
            "counts_parking": vote.counts_parking,
            "opens_at": vote.opens_at.isoformat() if vote.opens_at else None,
            "closes_at": vote.closes_at.isoformat() if vote.closes_at else None,
            "heads": vote.heads,
            "area": vote.area,
            "representatives": vote.representatives,
            "roll": vote.roll_root.hex(),
            "key": sealing.key_fingerprint(box.key) if box is not None and box.key else None,
            "holders": list(box.offices) if box is not None else [],
            "questions": [_asked(question) for question in vote.questions],
            # In the order of the certificate's tallies: of question 2 the third option is 2.3.
            "slots": [slot.name for slot in sealed.slots(vote.asked)] if vote.is_by_urn else None,
            "entries": [
                [entry.idx, entry.fact.value]
                for entry in session().scalars(ledger.entries_about([vote.ledger_ref]))
            ],
        },
    )


def batches(vote: Vote) -> bytes | None:
    """Commitments to everything in the urn, as far as the record lists them: hex, sorted."""
    found = logged(vote) if vote.is_by_urn else None
    if found is None or not (found.ballots or found.rows):
        return None
    return _written(
        "batches",
        vote,
        {
            "ballots": [value.hex() for value in found.ballots],
            "rows": [value.hex() for value in found.rows],
        },
    )


def tally(vote: Vote) -> bytes | None:
    """The sums, and what each thing put to the vote comes to; ``count`` is the very input with
    which ``civic count`` comes to the same. From the publication on."""
    if not vote.shows_result:
        return None
    session().scalars(questions_with_counts(vote.id)).unique().all()
    found = results(vote)
    return _written(
        "tally",
        vote,
        {
            "heads": vote.heads,
            "area": vote.area,
            "took_part": {"heads": vote.took_part_heads, "area": vote.took_part_area},
            "ballots_digest": vote.ballots_digest,
            "figures": figures_said(vote.kept_figures) if vote.kept_figures else None,
            "gap": vote.gap,
            "questions": [
                _came_to(vote, question, [each for each in found if each.question is question])
                for question in vote.questions
            ],
        },
    )


def certificate(vote: Vote) -> bytes | None:
    """What two supervisors have signed, where it gives nobody away."""
    if not (vote.is_by_urn and vote.shows_result):
        return None
    session().scalars(questions_with_counts(vote.id)).unique().all()
    found = shown_certificate(vote)
    return None if found is None else found.encode()


_WRITES: Final[Mapping[FileName, Callable[[Vote], bytes | None]]] = {
    FileName.MANIFEST: manifest,
    FileName.BATCHES: batches,
    FileName.TALLY: tally,
    FileName.CERTIFICATE: certificate,
}


# Small steps -----------------------------------------------------------------------------


def _written(name: str, vote: Vote, said: Mapping[str, JSON]) -> bytes:
    return ledger.canonical({"format": f"civic-vote-{name}-v1", "vote": vote.id, **said})


def _asked(question: Question) -> JSON:
    return {
        "position": question.position,
        "kind": question.kind.value,
        "text": question.text,
        "most": question.most,
        "scale": question.scale.value if question.scale else None,
        "options": [option.text for option in question.options],
        "keys": list(question.asked.keys),
    }


def _came_to(vote: Vote, question: Question, found: list[Result]) -> JSON:
    is_shown = shown(vote, question).showing is Showing.WHOLE
    counts: JSON = [[count.key, count.heads, count.area] for count in question.counts]
    return {
        "position": question.position,
        "counts": counts if is_shown else None,
        "outcomes": [
            {
                "key": each.key,
                "outcome": each.reckoned.outcome.value,
                "because": [_check(check) for check in each.reckoned.because] if is_shown else None,
                "count": each.recount.as_asked() if each.recount and is_shown else None,
            }
            for each in found
        ],
    }


def _check(check: Check) -> JSON:
    return {
        "check": str(check.check),
        "left": check.left,
        "op": check.op.value,
        "right": check.right,
        "holds": check.holds,
        "article": check.article,
    }
