"""Paper comes in: Word and PDF files of procedures are read, checked by a person, and become drafts.

Serves ISO 9001:2015 clauses 7.5.2 (creating and updating) and 7.5.3 (control of documented information), when an
office moves what it has on paper into the system. Nothing that is read counts until a person has confirmed it.
"""
