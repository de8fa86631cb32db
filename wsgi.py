"""The application object for a WSGI server, and for the ``flask`` command from the project's root."""

from qms import create_app

app = create_app()
