"""Documents: controlled documents and their revisions, from the draft to the archive.

Serves ISO 9001:2015 clause 7.5 (documented information): identification, review and approval (7.5.2), control
of distribution, use, changes and obsolete versions (7.5.3).
"""
