"""The sealed urn (票箱): ballots nobody can trace, sealed to a key that is not on the server."""
