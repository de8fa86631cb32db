"""Legal texts, made through the operations as people would make them."""

from __future__ import annotations

from datetime import date
from typing import Any

from qms.foundation.db import db
from qms.laws.models import LegalText, Relation
from qms.laws.operations import entering
from qms.laws.operations.entering import TextFacts
from qms.laws.rules import Link
from tests.people import actor, person

DECREE = "142/2020/NĐ-CP"  # that the real procedure QT-ATBX-02 cites


def text(
    number: str = DECREE, title: str = "Tiến hành công việc bức xạ", *, by: str = "lan", **facts: Any
) -> LegalText:
    """A text in the register of this person's organisation."""
    facts.setdefault("in_force_from", date(2021, 2, 1))
    made = entering.add_text(
        TextFacts(number, title, **facts), organization_id=person(by).organization_id, actor=actor(by)
    )
    db.session.commit()
    return made


def related(
    new: LegalText, old: LegalText, *, on: date, link: Link = Link.AMENDS, by: str = "lan"
) -> Relation:
    """One text does something to another from a day on."""
    made = entering.relate(new, link=link, number=old.number, from_on=on, actor=actor(by))
    db.session.commit()
    return made
