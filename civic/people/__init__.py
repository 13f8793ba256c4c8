"""人: accounts, who lives and owns where, who holds which office.

Residents (居民), owners (业主), tenants (物业使用人), units (单位) and
appointments (任职: role × place × term). JWH25 Art. 16–17 on who is a resident
of a community; Civil Code Art. 271, SPC interpretation Art. 1 on owners; PIPL
Art. 13–17, 25 on their data.
"""
