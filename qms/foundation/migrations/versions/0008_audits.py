"""Audit programmes, auditors, audits with teams and agendas."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("aims", sa.Text(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["persons.id"], name=op.f("fk_audit_programmes_approver_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_programmes_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_programmes")),
        sa.UniqueConstraint("organization_id", "year", name=op.f("uq_audit_programmes_organization_id_year")),
    )
    with op.batch_alter_table("audit_programmes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_programmes_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "auditor_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("training", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_auditor_records_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_auditor_records_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auditor_records")),
    )
    with op.batch_alter_table("auditor_records", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_auditor_records_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_auditor_records_person_id"), ["person_id"], unique=False)

    op.create_table(
        "audit_programme_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_audit_programme_items_month_is_one")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_audit_programme_items_document_id")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["persons.id"], name=op.f("fk_audit_programme_items_lead_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_programme_items_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["audit_programmes.id"], name=op.f("fk_audit_programme_items_programme_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_audit_programme_items_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_programme_items")),
    )
    with op.batch_alter_table("audit_programme_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_programme_items_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_programme_items_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "audit_signatures",
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_signatures_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_audit_signatures_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["audit_programmes.id"], name=op.f("fk_audit_signatures_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_signatures")),
    )
    with op.batch_alter_table("audit_signatures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_signatures_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_signatures_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "audits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["audit_programme_items.id"], name=op.f("fk_audits_item_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audits_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
        sa.UniqueConstraint(
            "organization_id", "year", "number", name=op.f("uq_audits_organization_id_year_number")
        ),
    )
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audits_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audits_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audits_starts_on"), ["starts_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_audits_state"), ["state"], unique=False)

    op.create_table(
        "audit_agenda",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.String(), nullable=False),
        sa.Column("ends", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("auditor_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_audit_agenda_audit_id")),
        sa.ForeignKeyConstraint(["auditor_id"], ["persons.id"], name=op.f("fk_audit_agenda_auditor_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_agenda_organization_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_audit_agenda_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_agenda")),
    )
    with op.batch_alter_table("audit_agenda", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_agenda_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_agenda_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "audit_documents",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_audit_documents_audit_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_audit_documents_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_documents_organization_id")
        ),
        sa.PrimaryKeyConstraint("audit_id", "document_id", name=op.f("pk_audit_documents")),
    )
    with op.batch_alter_table("audit_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_documents_document_id"), ["document_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_documents_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "audit_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("overruled", sa.JSON(), nullable=False),
        sa.Column("overrule_reason", sa.Text(), nullable=False),
        sa.Column("overruled_by_id", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "overruled_by_id IS NULL OR overrule_reason <> ''",
            name=op.f("ck_audit_members_overruled_with_reason"),
        ),
        sa.CheckConstraint(
            "overruled_by_id IS NULL OR overruled_by_id <> person_id",
            name=op.f("ck_audit_members_not_overruled_by_themselves"),
        ),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_audit_members_audit_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_members_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["overruled_by_id"], ["persons.id"], name=op.f("fk_audit_members_overruled_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_audit_members_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_members")),
        sa.UniqueConstraint("audit_id", "person_id", name=op.f("uq_audit_members_audit_id_person_id")),
    )
    with op.batch_alter_table("audit_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_members_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_members_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_audit_members_lead",
            ["audit_id"],
            unique=True,
            sqlite_where=sa.text("part = 'lead'"),
            postgresql_where=sa.text("part = 'lead'"),
        )

    op.create_table(
        "audit_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wished_on", sa.Date(), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_audit_units_audit_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_units_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["persons.id"], name=op.f("fk_audit_units_representative_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_audit_units_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_units")),
        sa.UniqueConstraint("audit_id", "unit_id", name=op.f("uq_audit_units_audit_id_unit_id")),
    )
    with op.batch_alter_table("audit_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_units_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_units_representative_id"), ["representative_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_units_unit_id"), ["unit_id"], unique=False)

    triggers.append_only(op, "audit_signatures")
    for table in ("audit_programmes", "audits"):
        triggers.never_deleted(op, table)
    triggers.frozen_when(
        op,
        "audits",
        "new_number",
        "NEW.year <> OLD.year OR NEW.number <> OLD.number",
        "the number of an audit is never changed",
    )


def downgrade() -> None:
    op.drop_table("audit_units")
    op.drop_table("audit_members")
    op.drop_table("audit_documents")
    op.drop_table("audit_agenda")
    op.drop_table("audits")
    op.drop_table("audit_signatures")
    op.drop_table("audit_programme_items")
    op.drop_table("auditor_records")
    op.drop_table("audit_programmes")
