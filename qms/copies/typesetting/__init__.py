"""From a paper (qms/copies/paper.py) to the bytes of a PDF: nodes.py, sheet.typ, engine.py."""
