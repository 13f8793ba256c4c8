"""What nobody but its author ever read goes with the author's account (PIPL 47)."""

from sqlalchemy import select

from civic import clock, files, ledger
from civic.db import session
from civic.files import Attachment
from civic.ledger import Entry
from civic.matters import rules
from civic.matters.actions import turn
from civic.matters.models import Matter, MatterAttachment
from civic.matters.rules import Stage


def forget_drafts(person_id: int) -> int:
    """Words and files of drafts that were never submitted; how many drafts there were."""
    here = session()
    drafts = here.scalars(
        select(Matter).where(Matter.author_id == person_id, Matter.number.is_(None))
    ).all()
    for draft in drafts:
        turn.hold(draft)
        if draft.stage is Stage.DRAFT:
            draft.stage, draft.ended_at = rules.withdraw(draft.stage), clock.now()
        draft.title = draft.body = draft.wish = ""
        draft.withdrawal_reason = None
        of_draft = MatterAttachment.matter_id == draft.id
        for link in here.scalars(select(MatterAttachment).where(of_draft)):
            kept = here.get_one(Attachment, link.attachment_id)
            here.delete(link)
            here.flush()
            files.forget(kept)
        said = here.scalars(select(Entry.idx).where(Entry.ref == draft.ledger_ref)).all()
        ledger.forget(said, "person.closed")
    return len(drafts)
