"""What the stories of the register begin with."""

from io import BytesIO

from PIL import Image

from civic import clock
from civic.db import session
from civic.matters import actions as matters
from civic.matters.models import Matter
from civic.matters.rules import Category, Stage
from civic.opinions.models import Opinion
from civic.opinions.rules import Channel, Phase
from civic.opinions.rules import Kind as OpinionKind
from civic.register import actions
from civic.register.models import RegisterEntry
from civic.register.rules import Kind
from tests.world import World


def enter(world: World, title: str = "加装电梯听证结果", **changes) -> RegisterEntry:
    """An entry as the closing act of a hearing writes it."""
    terms = {"kind": Kind.HEARING_OUTCOME, "title": title, "text": "采纳12条，部分采纳3条。"}
    place = changes.pop("place", None) or world.place
    return actions.enter(world.chair, place, **(terms | changes))


def paper(name: str = "批复.pdf"):
    """A document as it arrives."""
    return BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), name


def photo():
    """A picture of the finished work."""
    kept = BytesIO()
    Image.new("RGB", (8, 8), "white").save(kept, "PNG")
    kept.seek(0)
    return kept, "完工.png"


def matter_of(world: World, stage: Stage = Stage.RESULT_PUBLISHED) -> Matter:
    """A matter whose hearing is over, with an opinion that went to the greening office."""
    matter = matters.raise_matter(
        world.resident,
        world.here.building,
        category=next(iter(Category)),
        title="3号楼加装电梯",
        text="老人多，上下楼难，请开听证会商量。",
    )
    matter.stage = stage
    session().add(
        Opinion(
            matter_id=matter.id,
            place_path=matter.place_path,
            round=1,
            kind=OpinionKind.SUGGESTION,
            phase=Phase.BEFORE,
            channel=Channel.ONLINE,
            text="请保留大树。",
            author_id=world.neighbour.id,
            given_at=clock.now(),
            unit_id=world.here.units["greening"],
            sent_at=clock.now(),
            due_on=clock.today(),
        )
    )
    session().flush()
    return matter
