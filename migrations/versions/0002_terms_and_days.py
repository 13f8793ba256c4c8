"""one term at a time without a unit; no empty moment in place of an entry's day

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

from civic.migrate import downgrade

revision = "0002"
down_revision = "0001"


NOT_THE_DAY = "(NEW.ref = '' AND NEW.place_path = '/' AND NEW.by_id IS NULL AND NEW.at <= OLD.at AND datetime(NEW.at) > datetime(OLD.at, '-1 day') AND time(NEW.at) = '16:00:00') IS NOT TRUE"


def upgrade() -> None:
    that_ran = sa.text("unit_id IS NULL AND (ends_on IS NULL OR ends_on >= starts_on)")
    op.execute("DELETE FROM people_appointments WHERE unit_id IS NULL AND (ends_on IS NULL OR ends_on >= starts_on) AND EXISTS (SELECT 1 FROM people_appointments AS other WHERE other.id < people_appointments.id AND other.unit_id IS NULL AND (other.ends_on IS NULL OR other.ends_on >= other.starts_on) AND other.person_id = people_appointments.person_id AND other.role = people_appointments.role AND other.place_id = people_appointments.place_id AND other.starts_on = people_appointments.starts_on)")
    op.create_index("uq_people_appointments_without_unit", "people_appointments", ["person_id", "role", "place_id", "starts_on"], unique=True, sqlite_where=that_ran, postgresql_where=that_ran)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER log_entries_only_the_day")
        op.execute(f"CREATE TRIGGER log_entries_only_the_day BEFORE UPDATE OF ref, place_path, at ON log_entries WHEN {NOT_THE_DAY} BEGIN SELECT RAISE(ABORT, 'log_entries is append-only'); END")
