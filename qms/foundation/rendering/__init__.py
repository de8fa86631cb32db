"""What is done with controlled text inside the confined child: pure functions, text in and text out.

Imports neither Flask nor the database: the nursery (qms/foundation/confined.py) loads only this.
The application calls qms/foundation/markdown.py and qms/foundation/comparing.py instead.
"""
