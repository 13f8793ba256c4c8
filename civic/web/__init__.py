"""The door to the web: replies, refusals as pages, what every page knows."""

from civic.qr import picture as qr
from civic.web.documents import document
from civic.web.door import init_app
from civic.web.page import asset, may, on_paper, preference, qr_drawing, safe_next
from civic.web.paging import Page, at_page, paged
from civic.web.replies import (
    SignInNeeded,
    Submission,
    apart,
    attempt,
    done,
    forget_submissions,
    form_refused,
    fragment_or_page,
    get_or_404,
    harmless,
    one_or_404,
    only_once,
    person,
    public,
    quiet,
    refuse_replay,
    reply,
    require,
    rows,
    sentence,
    signs_in,
    takes_files,
)
from civic.web.tables import spreadsheet
