"""Search: one box for documents, procedures and steps; short forms; keeping the index in line.

Serves ISO 9001:2015 clause 7.5.3.1 (documented information is available and suitable where it is needed).
"""
