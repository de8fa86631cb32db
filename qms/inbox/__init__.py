"""Inbox: what waits for me and what I was told, on the page and by mail.

Serves ISO 9001:2015 clauses 7.4 (communication) and 7.5.3.1 (information is there when it is needed).
"""
