"""What is kept here about one person, for that person (PIPL 45)."""

from typing import Any

from sqlalchemy import Select, select

from civic.opinions.models.tables import Opinion, Reaction


def own_opinions(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person said, in their own words, hidden or not."""
    return select(
        Opinion.id,
        Opinion.matter_id,
        Opinion.kind,
        Opinion.channel,
        Opinion.text,
        Opinion.given_at,
        Opinion.hidden,
    ).where(Opinion.author_id == person_id)


def own_reactions(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person makes of what others said."""
    return select(Reaction.opinion_id, Reaction.stance, Reaction.at).where(
        Reaction.person_id == person_id
    )


OWN_DATA = {"opinions": own_opinions, "reactions": own_reactions}
