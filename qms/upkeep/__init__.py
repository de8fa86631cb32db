"""Upkeep: what an administrator looks after: the worker, what it could not do, mail, and the trail's seal.

Serves ISO 9001:2015 clauses 7.1.3 (infrastructure) and 7.5.3.2 (storage and preservation).
"""
