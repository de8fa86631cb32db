"""Paper goes out: revisions as PDF and Word files, their signatures, what a scanned mark answers, numbered copies.

Clauses 7.5.2 and 7.5.3 of ISO 9001:2015: identified, approved, available where it is needed, distribution and
retrieval of copies controlled, obsolete ones recognised as such. Value of an electronically signed document:
Law on Electronic Transactions 20/2023/QH15, Article 22; NĐ 30/2020/NĐ-CP, Article 5.
"""
