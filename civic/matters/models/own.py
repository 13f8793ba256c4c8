"""What is kept here about one person, for that person (PIPL 45)."""

from typing import Any

from sqlalchemy import Select, select

from civic.matters.models.tables import Matter, Seconding


def own_matters(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person has raised, in their own words, hidden or not."""
    return select(
        Matter.id,
        Matter.written_title.label("title"),
        Matter.written_body.label("body"),
        Matter.written_wish.label("wish"),
        Matter.written_reason.label("withdrawal_reason"),
        Matter.hidden,
        Matter.stage,
        Matter.created_at,
    ).where(Matter.author_id == person_id)


def own_secondings(person_id: int) -> Select[*tuple[Any, ...]]:
    """What a person stands behind, and since when."""
    return (
        select(Matter.id, Matter.title, Seconding.at)
        .join(Seconding, Seconding.matter_id == Matter.id)
        .where(Seconding.person_id == person_id)
    )


OWN_DATA = {"matters": own_matters, "secondings": own_secondings}
