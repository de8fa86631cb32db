"""The one place that asks what time it is. Moments are UTC; days are days of the office's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, UTC, with its zone."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in the office's time zone."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on the office's clock."""
    return moment.astimezone(OFFICE_ZONE)


def start_of(day: date) -> datetime:
    """The moment at which a day begins in the office, UTC."""
    return datetime.combine(day, time.min, OFFICE_ZONE).astimezone(UTC)
