"""Which of the two majorities an owners' vote lacks, said in a sentence (MFD 278)."""

import pytest

from civic.voting import rules
from civic.voting.rules import Group, MatterClass, OwnersOpinion, Rule, Silence
from civic.voting.wording import AREAS, RULE_SAYS, dual


@pytest.mark.parametrize(
    ("agreed", "against", "said"),
    [
        (
            (1200_00, 5),
            (800_00, 5),
            "面积过半数同意，人数不够：同意的5人，至少要6人。人数和面积都要够，所以没有通过。",
        ),
        (
            (1000_00, 6),
            (1000_00, 4),
            "人数过半数同意，面积不够：同意的1,000.00 ㎡，至少要1,000.01 ㎡。"
            "人数和面积都要够，所以没有通过。",
        ),
        ((900_00, 4), (1100_00, 6), "人数和面积都没有过半数同意，所以没有通过。"),
    ],
)
def test_it_says_which_majority_is_lacking(
    app: object, agreed: tuple[int, int], against: tuple[int, int], said: str
) -> None:
    found = rules.owners_vote(
        area=2000_00,
        heads=10,
        kind=MatterClass.ORDINARY,
        silence=Silence.STRICT,
        groups=[Group(*agreed, OwnersOpinion.YES), Group(*against, OwnersOpinion.NO)],
    )
    by_area, by_heads = sorted(found.because[-2:], key=lambda c: c.check not in AREAS)
    assert dual(by_area, by_heads) == said


def test_a_notice_of_owners_says_which_matters_take_three_quarters(app: object) -> None:
    """Whoever reads that the repair fund is to be filled by a bare majority can object (MFD 278)."""
    assert "不能用这一种" in str(RULE_SAYS[Rule.OWNERS_ORDINARY])
    assert "必须用这一种" in str(RULE_SAYS[Rule.OWNERS_SPECIAL])
