"""Help: the guide in docs/guide, one page a task, and what of it is drawn from the rules themselves.

Serves ISO 9001:2015 clauses 7.2 (competence) and 7.3 (awareness).
"""
