"""Nonconformities: what was found wrong, why it came about, what is done, and whether it helped.

Serves ISO 9001:2015 clauses 8.7 (nonconforming outputs) and 10.2 (nonconformity and corrective action). Higher
rooms report into it (a finding of an audit, a late dossier) through ``operations.reporting.report``.
"""
