"""PURE: keys, sealed rows, commitments, receipts, opening."""
