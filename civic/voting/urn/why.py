"""Why the urn, a key-holder's sheet, a receipt or an opening is refused."""

from enum import StrEnum


class Why(StrEnum):
    """Reasons of the urn. Facts of each stand in brackets where there are any."""

    # The urn
    NO_BOX = "urn.no_box"
    UNREADABLE = "urn.unreadable"
    NOT_AT_THIS_STAGE = "urn.not_at_this_stage"  # (state)
    NOT_ON_ROLL = "urn.not_on_roll"
    VOTED_ALREADY = "urn.voted_already"
    ROLL_EMPTY = "urn.roll_empty"
    KEY_UNFIT = "urn.key_unfit"
    KEY_OF_ANOTHER_VOTE = "urn.key_of_another_vote"  # (named, vote)
    SHEET_SHOWN = "urn.sheet_shown"
    ANSWERS_UNFIT = "urn.answers_unfit"  # (questions)
    ANSWER_TOO_LONG = "urn.answer_too_long"  # (question, most)
    COMMENT_TOO_LONG = "urn.comment_too_long"  # (most)
    NOT_REHEARSED = "urn.not_rehearsed"  # (first, second)
    COUNTS_DIFFER = "urn.counts_differ"  # (marked, online, paper)
    OTHER_CERTIFICATE = "urn.other_certificate"
    WATCHED = "urn.watched"  # (settings)

    # Receipts and sheets
    WORD_UNFIT = "urn.word_unfit"  # (least, most)
    RECEIPT_UNREADABLE = "urn.receipt_unreadable"
    SHEET_UNREADABLE = "urn.sheet_unreadable"
    MISTYPED = "urn.mistyped"  # (part, line)
    SAME_HOLDER = "urn.same_holder"  # (holder)
    SHEETS_APART = "urn.sheets_apart"
    WRONG_KEY = "urn.wrong_key"

    # Opening
    EXPORT_UNREADABLE = "urn.export_unreadable"
    ROWS_DROPPED = "urn.rows_dropped"  # (count)
    ROWS_ADDED = "urn.rows_added"  # (count)
    ROWS_TWICE = "urn.rows_twice"  # (count)
    ROWS_TAMPERED = "urn.rows_tampered"  # (count)
    ROWS_UNEQUAL = "urn.rows_unequal"  # (question, rows, ballots)
    BALLOTS_DIFFER = "urn.ballots_differ"  # (missing, added)
    ROW_UNSEALED = "urn.row_unsealed"  # (question)
    CERTIFICATE_UNREADABLE = "urn.certificate_unreadable"
