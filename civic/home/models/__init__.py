"""What waits for a person, what goes on around here, and how much of it there was."""

from civic.home.models.around import entries, figures, hearings, home_of, open_matters
from civic.home.models.waiting import tasks, waiting
