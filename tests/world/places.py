"""Where the documents of the office stand, and the words that only few may read."""

from __future__ import annotations

from functools import cache

from sqlalchemy import select

from qms.documents import queries
from qms.documents.policy import READ as READ_REVISION
from qms.foundation.access import can
from qms.foundation.db import db
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.policy import READ as READ_NONCONFORMITY
from tests.people import actor

# Each state's document and revision: what the route argument pairs of the matrix stand for.
PLACES: dict[str, tuple[str, int]] = {
    "draft": ("QT-NHAP-01", 1),
    "in_review": ("QT-XEMXET-01", 1),
    "changes_requested": ("QT-TRALAI-01", 1),
    "awaiting_approval": ("QT-CHODUYET-01", 1),
    "approved": ("QT-DADUYET-01", 1),
    "effective": ("QT-HIEULUC-01", 2),
    "superseded": ("QT-HIEULUC-01", 1),
    "withdrawn": ("QT-BAIBO-01", 1),
    "next_draft": ("QT-SUADOI-01", 2),  # a draft whose forerunner is in force
}


ELSEWHERE = ("QT-CHICUC-01", 1)  # in force in the other organisation


ELSEWHERE_DRAFT = ("QT-CHICUC-02", 1)


def word_of(state: str) -> str:
    """The word that stands in title and text of this state's revision and nowhere else."""
    return f"từkhóa{state.replace('_', '')}"


SECRET_NONCONFORMITY = "từkhóasựkhôngphùhợp"  # in the title of the department's: for those with a part in it


THEIR_NONCONFORMITY = "Sổ đo từkhóachicụcbáo"


# What the other organisation must never see of the department, and the other way round.
SECRETS = {
    "SKHCN": [
        *(word_of(state) for state in PLACES),
        "QT-HIEULUC-01",
        "Trần Quang Minh",
        "Lê Thị Hoa",
        "Hoàng Thanh Bình",
        SECRET_NONCONFORMITY,
    ],
    "CCTDC": [
        word_of("elsewhere"),
        word_of("theirdraft"),
        "QT-CHICUC-01",
        "Đặng Kim Chi",
        "Mai Gia Khánh",
        THEIR_NONCONFORMITY.rsplit(maxsplit=1)[-1],
    ],
}


@cache
def hidden_from(username: str | None) -> frozenset[str]:
    """Words that stand in what this visitor may not read, and nowhere else; None is nobody."""
    if username == "chi":
        return frozenset(SECRETS["SKHCN"])
    words = {SECRET_NONCONFORMITY, *(word_of(state) for state in PLACES)}
    if username in (None, "thanh"):
        return frozenset(words)
    reader = actor(username)
    readable = {
        word_of(state)
        for state, place in PLACES.items()
        if can(reader, READ_REVISION, queries.get_revision(*place))
    }
    found = db.session.scalars(
        select(Nonconformity).where(Nonconformity.title.contains(SECRET_NONCONFORMITY))
    ).one()
    if can(reader, READ_NONCONFORMITY, found):
        readable.add(SECRET_NONCONFORMITY)
    return frozenset(words - readable)
