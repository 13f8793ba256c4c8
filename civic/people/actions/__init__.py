"""Acts on people: accounts, cards, offices, the roster."""

from civic.people.actions.accounts import sign_in, sign_out

__all__ = ["sign_in", "sign_out"]
