"""PURE: keys, sealed rows, commitments, receipts, opening (``cryptography`` and hashes, no more).

Everything that is hashed or bound is first joined unambiguously (``encoding``); everything that a
person reads or types is base32 in groups of four.
"""

from civic.voting.urn.sealing.encoding import fingerprint, grouped
from civic.voting.urn.sealing.keys import (
    PAIRS,
    Sheet,
    combine,
    key_file,
    key_fingerprint,
    key_folder,
    new_key,
    public_of,
    read_key_file,
    read_sheet,
    split,
)
from civic.voting.urn.sealing.opening import (
    Certificate,
    Export,
    Opened,
    comments_digest,
    open_export,
    read_certificate,
)
from civic.voting.urn.sealing.receipts import Receipt, checked_word, read_receipt
from civic.voting.urn.sealing.rehearsal import Rehearsal, answer_rehearsal, read_rehearsal
from civic.voting.urn.sealing.rows import (
    COMMENT,
    ID_BYTES,
    LONGEST_COMMENT,
    Commitments,
    ballot_commitment,
    open_row,
    private_key,
    row_commitment,
    seal,
    sealed_length,
)
