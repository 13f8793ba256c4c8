"""Secret votes for the routes' table: a council's, one at each step of its urn, sixty days ago."""

from typing import Any

from civic import clock
from civic.db import session, transaction
from civic.policy import Role
from civic.voting import actions
from civic.voting.models import Vote
from civic.voting.rules import Electorate, QuestionKind, Rule, Secrecy
from civic.voting.urn import sealing
from civic.voting.urn.sealing import Sheet
from civic.voting.wording import result_text
from tests.voting.ballot import coming, fresh, in_days, voter_of
from tests.voting.box import answered
from tests.voting.secrecy import HOLDERS, tally_file
from tests.world import appoint, person

MEMBERS = 12
NAMES = ("due", "laid", "reconciled", "signed", "counted", "published")


def long_ago(here: Any, kept: Any, hands: clock.Hands, mark: str) -> None:
    """Posted, laid, rehearsed, closed, opened, counted, published: one less at each step."""
    start = clock.now()
    with transaction():
        council = [
            appoint(person(f"议{n}员", f"council{n}{mark}"), Role.COUNCIL_MEMBER, here.place)
            for n in range(MEMBERS)
        ]
        other = appoint(person("另监督", f"supervisor-b{mark}"), Role.SUPERVISOR, here.place)
        votes = {name: _posted(here) for name in NAMES}
    for name, vote in votes.items():
        kept.keep(f"sealed_{name}", vote)
    hands.set(votes["due"].opens_at or start)
    sheets = {name: _laid(here, votes[name]) for name in NAMES[1:]}
    public = sealing.public_of(sealing.new_key())
    kept.keep("urn_key", sealing.key_file(public, votes["due"].id))
    kept.keep("rehearsed", answered(votes["laid"].id, sheets["laid"]))
    for name in NAMES[2:]:
        vote = votes[name]
        with transaction():
            codes = answered(vote.id, sheets[name])
            actions.rehearse_urn(here.clerk, fresh(vote), answered=codes)
            actions.open_(here.clerk, fresh(vote))
        for n, member in enumerate(council):
            given = [["yes" if n % 3 else "no"]]
            receipt = actions.cast(
                member, coming(member, voter_of(vote, member)), given, comment=f"第{n}句"
            )
            session().rollback()
        kept.keep("receipt_text", receipt.text())  # type: ignore[union-attr]
    hands.set(votes["due"].closes_at or start)
    with transaction():
        for name in NAMES[2:]:
            actions.close(here.clerk, fresh(votes[name]))
            actions.reconcile(here.supervisor, fresh(votes[name]))
    for name in NAMES[2:]:
        opened = sealing.open_export(
            actions.export(fresh(votes[name])), sealing.combine(*sheets[name][:2])
        )
        certificate, tally = opened.certificate.encode(), tally_file(opened)
        if name == "reconciled":
            kept.keep("certificate", certificate)
            kept.keep("tally", tally)
            continue
        with transaction():
            actions.hand_in_certificate(
                here.clerk, fresh(votes[name]), certificate=certificate, tally=tally
            )
        if name == "signed":
            kept.keep("certificate_print", opened.certificate.fingerprint)
            continue
        with transaction():
            for each in (here.supervisor, other):
                print_ = opened.certificate.fingerprint
                actions.sign_certificate(each, fresh(votes[name]), fingerprint=print_)
            actions.count(here.clerk, fresh(votes[name]))
    with transaction():
        actions.publish(
            here.clerk,
            fresh(votes["published"]),
            title="结果",
            text="通过。",
            is_redacted=True,
            figures=result_text,
        )
    hands.set(start)


def _posted(here: Any) -> Vote:
    vote = actions.draft(
        here.clerk,
        here.place,
        rule=Rule.COUNCIL_ORDINARY,
        electorate=Electorate.COUNCIL,
        secrecy=Secrecy.SECRET,
        official_title="公共收益怎么用",
        takes_comments=True,
    )
    actions.ask(here.clerk, vote, kind=QuestionKind.YES_NO, text="同意用来修健身角吗？")
    return actions.post(here.clerk, vote, opens_at=in_days(10), closes_at=in_days(12))


def _laid(here: Any, vote: Vote) -> tuple[Sheet, ...]:
    private = sealing.new_key()
    key = sealing.key_file(sealing.public_of(private), vote.id)
    with transaction():
        actions.lay_urn(here.clerk, fresh(vote), key=key, holders=HOLDERS)
    return sealing.split(private, vote.id)
