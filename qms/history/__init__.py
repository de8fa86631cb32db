"""History: the trail as people read it: what happened to a record, and the log of signing in and refusals.

Serves ISO 9001:2015 clauses 7.5.3.2 (control of changes) and 7.5.3.1 (protection of information).
"""
