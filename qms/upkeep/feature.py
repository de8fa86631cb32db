"""What the room offers."""

from __future__ import annotations

from datetime import datetime, timedelta

from qms.foundation import files
from qms.foundation.db import learn_of_tables
from qms.foundation.feature import Feature, NavigationItem, NoticeText
from qms.foundation.outbox import Duty
from qms.foundation.texts import _l
from qms.upkeep import sealing
from qms.upkeep.policy import PERMISSIONS, UPKEEP
from qms.upkeep.views import blueprint
from qms.web.transaction import ANSWERS_KEPT, forget_answers


def give_sign_of_life(_now: datetime) -> None:
    """Nothing to do: that the duty ran, and when, is the sign."""


feature = Feature(
    name="upkeep",
    title=_l("Upkeep"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    navigation=(NavigationItem(_l("Upkeep"), "upkeep.show", "sliders", 90, UPKEEP),),
    duties=(
        Duty("upkeep.sign_of_life", _l("Give a sign of life"), timedelta(minutes=1), give_sign_of_life),
        Duty(
            "upkeep.send_seal",
            _l("Send administrators the seal of the trail, once a day"),
            timedelta(hours=1),
            sealing.send_seal,
        ),
        Duty(
            "upkeep.forget_answers",
            _l("Forget forms that were answered more than %(days)s days ago", days=ANSWERS_KEPT.days),
            timedelta(hours=6),
            forget_answers,
        ),
        Duty(
            "upkeep.learn_of_tables",
            _l("Let the database look how large its tables are"),
            timedelta(hours=1),
            learn_of_tables,
        ),
        Duty(
            "upkeep.sweep_files",
            _l("Remove files that no record names"),
            timedelta(hours=6),
            files.sweep,
        ),
    ),
    checks={"files": files.damaged},
    sentences={
        "upkeep.tried_again": _l("%(actor)s had %(subject)s tried again."),
        "upkeep.gave_up": _l("%(actor)s gave up %(subject)s. Last error: %(error)s"),
    },
    notices={
        sealing.KIND: NoticeText(
            _l("Seal of the trail, %(day)s: entry %(number)s"),
            _l(
                "Keep this message. Last entry of the trail on %(day)s: number %(number)s, "
                "SHA-256 %(digest)s. With it, “flask qms verify-trail --anchor %(number)s:%(digest)s” "
                "proves that nothing before it was changed or cut off."
            ),
        )
    },
)
