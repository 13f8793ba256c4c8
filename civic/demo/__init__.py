"""演示: a neighbourhood to try everything in. Only where ENV is demo; production refuses it.

Sign-in cards for every role, a clock that can be moved forward, its mail at hand.
"""
