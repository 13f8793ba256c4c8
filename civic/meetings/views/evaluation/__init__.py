"""Pages of an evaluation: convening, papers, score sheets, result; and the heart page itself."""

from civic.meetings.views.evaluation import convening, papers, rating
