"""Digital signatures in PDF: keys.py signs with the installation's key, judging.py says what signatures are worth."""
