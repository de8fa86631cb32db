"""Read and understood: audiences, who is asked to read, confirmations and answers."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("remind_before", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "days > 0 AND remind_before >= 0", name=op.f("ck_reading_terms_days_are_positive")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reading_terms_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_terms")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_reading_terms_organization_id")),
    )
    op.create_index(
        op.f("ix_reading_terms_organization_id"), "reading_terms", ["organization_id"], unique=False
    )
    op.create_table(
        "reading_audiences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("from_steps", sa.Boolean(), nullable=False),
        sa.Column("everybody", sa.Boolean(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_reading_audiences_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reading_audiences_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_audiences")),
        sa.UniqueConstraint("document_id", name=op.f("uq_reading_audiences_document_id")),
    )
    op.create_index(
        op.f("ix_reading_audiences_organization_id"), "reading_audiences", ["organization_id"], unique=False
    )
    op.create_table(
        "reading_tallies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_reading_tallies_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reading_tallies_organization_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reading_tallies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_tallies")),
    )
    op.create_index("ix_reading_tallies_document_id", "reading_tallies", ["document_id"], unique=False)
    op.create_index(
        op.f("ix_reading_tallies_organization_id"), "reading_tallies", ["organization_id"], unique=False
    )
    for key in ("unit", "document"):
        columns = ["organization_id", "unit_id", "document_id", "asked"]
        op.create_index(
            f"ix_reading_tallies_by_{key}",
            "reading_tallies",
            columns if key == "unit" else [each for each in columns if each != "unit_id"],
        )
    op.create_table(
        "reading_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("right_count", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_reading_attempts_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reading_attempts_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_reading_attempts_person_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_reading_attempts_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_attempts")),
    )
    op.create_index(
        op.f("ix_reading_attempts_document_id"), "reading_attempts", ["document_id"], unique=False
    )
    op.create_index(
        op.f("ix_reading_attempts_organization_id"), "reading_attempts", ["organization_id"], unique=False
    )
    op.create_index(op.f("ix_reading_attempts_person_id"), "reading_attempts", ["person_id"], unique=False)
    op.create_index(
        "ix_reading_attempts_revision_id_person_id",
        "reading_attempts",
        ["revision_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "reading_audience_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("position_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("is_from_steps", sa.Boolean(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN position_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_reading_audience_parts_is_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["reading_audiences.id"], name=op.f("fk_reading_audience_parts_audience_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reading_audience_parts_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_reading_audience_parts_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["positions.id"], name=op.f("fk_reading_audience_parts_position_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reading_audience_parts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_audience_parts")),
    )
    op.create_index(
        op.f("ix_reading_audience_parts_audience_id"), "reading_audience_parts", ["audience_id"], unique=False
    )
    op.create_index(
        op.f("ix_reading_audience_parts_organization_id"),
        "reading_audience_parts",
        ["organization_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reading_audience_parts_person_id"), "reading_audience_parts", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_reading_audience_parts_position_id"), "reading_audience_parts", ["position_id"], unique=False
    )
    op.create_index(
        op.f("ix_reading_audience_parts_unit_id"), "reading_audience_parts", ["unit_id"], unique=False
    )
    op.create_table(
        "reading_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_reading_confirmations_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reading_confirmations_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_reading_confirmations_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_reading_confirmations_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_confirmations")),
        sa.UniqueConstraint(
            "revision_id", "person_id", name=op.f("uq_reading_confirmations_revision_id_person_id")
        ),
    )
    op.create_index(
        "ix_reading_confirmations_document_id_person_id",
        "reading_confirmations",
        ["document_id", "person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reading_confirmations_organization_id"),
        "reading_confirmations",
        ["organization_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reading_confirmations_person_id"), "reading_confirmations", ["person_id"], unique=False
    )
    op.create_table(
        "reading_duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("confirmation_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["reading_confirmations.id"], name=op.f("fk_reading_duties_confirmation_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_reading_duties_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reading_duties_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_reading_duties_person_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_reading_duties_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_duties")),
    )
    op.create_index(
        "ix_reading_duties_of_person",
        "reading_duties",
        ["person_id", "confirmation_id", "due_on", "organization_id", "ended_on"],
        unique=False,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        op.f("ix_reading_duties_organization_id"), "reading_duties", ["organization_id"], unique=False
    )
    op.create_index(
        "ix_reading_duties_to_read",
        "reading_duties",
        ["organization_id", "document_id", "due_on", "person_id", "told", "confirmation_id", "ended_on"],
        unique=False,
        sqlite_where=sa.text("ended_on IS NULL AND confirmation_id IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL AND confirmation_id IS NULL"),
    )
    op.create_index(
        "uq_reading_duties_now",
        "reading_duties",
        ["document_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )

    for table in ("reading_confirmations", "reading_attempts"):
        triggers.append_only(op, table)
    triggers.never_deleted(op, "reading_duties")


def downgrade() -> None:
    op.drop_table("reading_duties")
    op.drop_table("reading_confirmations")
    op.drop_table("reading_audience_parts")
    op.drop_table("reading_attempts")
    op.drop_table("reading_tallies")
    op.drop_table("reading_audiences")
    op.drop_table("reading_terms")
