"""What brings a machine to the point where QMS runs, proves that it does, and keeps what it holds.

bootstrap and what it starts for the tests (checks, chromium, judges, postgres, tesseract) use the standard library only.
"""
