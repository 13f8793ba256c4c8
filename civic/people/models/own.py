"""Everything kept about one person, for that person (PIPL 45)."""

import json
from typing import Any

from sqlalchemy import select

from civic.db import session
from civic.ledger import Entry
from civic.people.models.desk import ownerships, residences, tenancies, terms_of
from civic.people.models.tables import Ownership, Person, Residence, Tenancy
from civic.places.models import door_label


def own_data(person: Person) -> dict[str, Any]:
    """The person's own data as plain values, with every act of theirs in the record."""
    here = session()

    def bond(row: Any, door: Any, **more: Any) -> dict[str, Any]:
        return {
            "door": f"{door_label(door.place)} {door.number}",
            "since_on": row.since_on.isoformat(),
            "until_on": row.until_on.isoformat() if row.until_on else None,
        } | more

    acts = select(Entry).where(Entry.by_id == person.id).order_by(Entry.idx)
    return {
        "id": person.id,
        "name": person.name,
        "born_on": person.born_on.isoformat() if person.born_on else None,
        "phone": person.phone,
        "email": person.email,
        "login": person.login,
        "state": person.state.value,
        "document_number_kept_as_check_code_only": person.document_mac is not None,
        "shows_name": person.shows_name,
        "locale": person.locale,
        "created_at": person.created_at.isoformat(),
        "residences": [
            bond(row, row.household, is_head=row.is_head)
            for row in here.scalars(residences(Residence.person_id == person.id))
        ],
        "ownerships": [
            bond(row, row.part, area=row.part.area)
            for row in here.scalars(ownerships(Ownership.person_id == person.id))
        ],
        "tenancies": [
            bond(row, row.part, area=row.part.area)
            for row in here.scalars(tenancies(Tenancy.person_id == person.id))
        ],
        "offices": [
            {
                "role": term.role.value,
                "place": term.place.name,
                "unit": term.unit.name if term.unit else None,
                "starts_on": term.starts_on.isoformat(),
                "ends_on": term.ends_on.isoformat() if term.ends_on else None,
            }
            for term in here.scalars(terms_of(person.id))
        ],
        "acts": [
            {
                "entry": entry.idx,
                "fact": entry.fact.value,
                "about": entry.ref,
                "at": entry.at.isoformat(),
                "published": json.loads(entry.body),
            }
            for entry in here.scalars(acts)
        ],
    }
