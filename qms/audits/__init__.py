"""Internal audits: the yearly programme, auditors, audits with their checklists, findings and reports.

Serves ISO 9001:2015 clause 9.2 (internal audit) and QĐ 19/2014/QĐ-TTg, Article 4 (an internal audit at least
once a year); the steps follow the headings of ISO 19011:2018.
"""
