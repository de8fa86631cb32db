"""Writing: printing.py makes the files, settling.py sets the layout; one function is one act."""
