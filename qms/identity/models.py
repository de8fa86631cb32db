"""Tables of organisations, units, positions, people and their sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.foundation.access import Role
from qms.foundation.db import Model, OrganizationScoped, UtcDateTime


class Organization(Model):
    """An agency with a quality system of its own; organisations form a tree (a Chi cục under its Sở)."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    language: Mapped[str] = mapped_column(default="vi")
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped[Organization | None] = relationship(remote_side=id)

    __mapper_args__ = {"version_id_col": version}


class Unit(OrganizationScoped, Model):
    """A part of an organisation (phòng, chi cục, trung tâm, bộ phận); units form a tree."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("organization_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    code: Mapped[str]
    name: Mapped[str]
    head_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", use_alter=True))
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped[Unit | None] = relationship(remote_side=id)
    head: Mapped[Person | None] = relationship(foreign_keys=head_id, post_update=True)

    __mapper_args__ = {"version_id_col": version}


class Position(OrganizationScoped, Model):
    """A position that people hold: Giám đốc, Trưởng phòng, Chuyên viên."""

    __tablename__ = "positions"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Person(OrganizationScoped, Model):
    """A person with an account. Accounts are never deleted and never given to somebody else."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)  # folded to lower case
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    position_id: Mapped[int | None] = mapped_column(ForeignKey("positions.id"))
    language: Mapped[str] = mapped_column(default="vi")
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    password_given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: their own choice
    is_active: Mapped[bool] = mapped_column(default=True)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship()
    unit: Mapped[Unit | None] = relationship(foreign_keys=unit_id)
    position: Mapped[Position | None] = relationship()
    grants: Mapped[list[RoleGrant]] = relationship(back_populates="person", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(grant.role) for grant in self.grants)

    @property
    def position_name(self) -> str:
        return self.position.name if self.position else ""


class RoleGrant(OrganizationScoped, Model):
    """A role that a person has in the organisation; the trail keeps what was granted and taken before."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("person_id", "organization_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[str]

    person: Mapped[Person] = relationship(back_populates="grants")


class SignIn(Model):
    """A signed-in session, kept on the server so that signing out ends it at once, everywhere.

    The cookie holds a random token; we keep its hash only.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str]
    device: Mapped[str]


class SignInFailure(Model):
    """A failed try to sign in, counted per account and per address across all machines."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (
        Index("ix_sign_in_failures_username_at", "username", "at"),
        Index("ix_sign_in_failures_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
