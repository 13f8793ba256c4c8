"""The door to the web: replies, refusals as pages, what every page knows."""

from civic.web.door import init_app
from civic.web.page import asset, may, on_paper, preference, safe_next
from civic.web.paging import Page, at_page, paged
from civic.web.replies import (
    SignInNeeded,
    Submission,
    attempt,
    done,
    forget_submissions,
    form_refused,
    fragment_or_page,
    get_or_404,
    harmless,
    one_or_404,
    person,
    public,
    reply,
    require,
    rows,
    sentence,
    takes_files,
)

__all__ = [
    "Page",
    "SignInNeeded",
    "Submission",
    "asset",
    "at_page",
    "attempt",
    "done",
    "forget_submissions",
    "form_refused",
    "fragment_or_page",
    "get_or_404",
    "harmless",
    "init_app",
    "may",
    "on_paper",
    "one_or_404",
    "paged",
    "person",
    "preference",
    "public",
    "reply",
    "require",
    "rows",
    "safe_next",
    "sentence",
    "takes_files",
]
