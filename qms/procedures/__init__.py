"""Procedures: documents whose revisions carry structure as data.

Serves ISO 9001:2015 clauses 4.4 (processes), 8.1 (operational planning and control), 8.2.2 (requirements for
services) and 8.5.1 (control of service provision).
"""
