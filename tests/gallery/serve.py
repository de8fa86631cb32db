"""Serves the test application with the gallery and the named people, to be looked at in a browser."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask_migrate import upgrade

from qms import create_app
from qms.foundation.db import db, see
from tests import people
from tests.conftest import test_config
from tests.gallery.app import add_gallery

PORT = 8765


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="qms-gallery-"))
    app = create_app(test_config(folder, f"sqlite:///{folder / 'gallery.sqlite'}"))
    add_gallery(app)
    with app.app_context():
        see(None)
        upgrade()
        people.settle()
        db.session.commit()
    app.debug = True
    print(f"http://127.0.0.1:{PORT}/gallery (sign in as lan, {people.PASSWORD})")
    app.run(port=PORT, use_reloader=False)


if __name__ == "__main__":
    main()
