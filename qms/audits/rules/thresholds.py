"""How many months and days an organisation allows; every one may be changed by it. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """An organisation's own limits; what stands here is what it begins with."""

    long_ago_months: int = 12  # QĐ 19/2014/QĐ-TTg, Article 4: an internal audit at least once a year
    answer_days: int = 7  # a unit has so many days to answer a finding
    report_days: int = 15  # the report is signed so many days after the last day on site


MOST_MONTHS, MOST_DAYS = 60, 90
