"""Identity: organisations, units, positions, people, roles, signing in.

Serves ISO 9001:2015 clause 5.3 (roles, responsibilities and authorities).
"""
