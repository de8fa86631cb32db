"""The floor: the least that a Flask page of this kind can cost. The yardstick of bench_pages.

One signed-in person loaded by Flask-Login, one document by its code, its HTML kept ready, a base template with a
little navigation: nothing else.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin, login_required
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from markupsafe import Markup
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PAGE = """<!doctype html><html lang="vi"><head><title>{{ document.title }}</title></head><body>
<nav>{% for n in range(6) %}<a href="/{{ n }}">Mục {{ n }}</a>{% endfor %}</nav>
<main><h1>{{ document.title }}</h1><p>{{ document.code }}</p>{{ html }}</main></body></html>"""


def make_floor(folder: Path, html: str) -> Flask:
    """The floor app with one document whose text is ``html``."""
    app = Flask("floor")
    app.jinja_loader = DictLoader({"document.html": PAGE})  # compiled once, as files are
    app.config.update(SECRET_KEY="floor", SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'floor.sqlite'}")

    class Base(DeclarativeBase):  # its own each time: several parts may make a floor in one process
        pass

    db = SQLAlchemy(app, model_class=Base)

    class Document(db.Model):
        id: Mapped[int] = mapped_column(primary_key=True)
        code: Mapped[str] = mapped_column(unique=True)
        title: Mapped[str]
        html: Mapped[str]

    class Person(UserMixin, db.Model):
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]

    manager = LoginManager(app)
    manager.user_loader(lambda number: db.session.get(Person, int(number)))

    @app.get("/documents/<code>")
    @login_required
    def show(code: str) -> str:
        document = db.session.scalars(db.select(Document).where(Document.code == code)).one()
        return render_template("document.html", document=document, html=Markup(document.html))

    with app.app_context():
        db.create_all()
        db.session.add_all([Document(code="QT-01", title="Quy trình", html=html), Person(id=1, name="Lan")])
        db.session.commit()
    return app


def sign_in(app: Flask) -> FlaskClient:
    """A client of the one person."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "1"
    return client


if __name__ == "__main__":  # when its first page was there, for bench_memory
    with tempfile.TemporaryDirectory() as own:
        assert sign_in(make_floor(Path(own), "<p>chữ</p>")).get("/documents/QT-01").status_code == 200
        print(json.dumps({"page": time.time()}))
