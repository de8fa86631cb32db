"""Short forms that an organisation uses: TTHC for thủ tục hành chính."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qms.foundation.db import Model, OrganizationScoped


class ShortForm(OrganizationScoped, Model):
    """An abbreviation and one thing it stands for. The same letters may stand for several things."""

    __tablename__ = "short_forms"
    __table_args__ = (UniqueConstraint("organization_id", "short", "full"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    short: Mapped[str]
    full: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
