"""The application object for a WSGI server, and for the ``flask`` command from the project's root."""

import gc

gc.disable()  # all that is loaded now stays: to search it for garbage again and again is a tenth of the start

from qms import create_app  # noqa: E402 - what loading makes is what the line above spares

app = create_app()
gc.freeze()  # nor is it searched later, in the middle of a request
gc.enable()
