"""Documents, revisions, signatures."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_types",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code_pattern", sa.String(), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("has_structure", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_document_types_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_types")),
        sa.UniqueConstraint("organization_id", "key", name=op.f("uq_document_types_organization_id_key")),
    )
    with op.batch_alter_table("document_types", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_types_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "document_type_signers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_document_type_signers_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_document_type_signers_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["document_types.id"], name=op.f("fk_document_type_signers_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_type_signers")),
        sa.UniqueConstraint(
            "type_id", "person_id", "meaning", name=op.f("uq_document_type_signers_type_id_person_id_meaning")
        ),
    )
    with op.batch_alter_table("document_type_signers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_type_signers_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_document_type_signers_type_id"), ["type_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_documents_organization_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_documents_owner_id")),
        sa.ForeignKeyConstraint(["type_id"], ["document_types.id"], name=op.f("fk_documents_type_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_documents_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_documents_organization_id_code")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_next_review_on"), ["next_review_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(
            "ix_documents_organization_id_title", ["organization_id", "title"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_documents_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_type_id"), ["type_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("structure", sa.Text(), nullable=False),
        sa.Column("rendered", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("editor_ids", sa.JSON(), nullable=False),
        sa.Column("last_editor_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change_place", sa.String(), nullable=False),
        sa.Column("change_what", sa.String(), nullable=False),
        sa.Column("change_why", sa.String(), nullable=False),
        sa.Column("is_significant", sa.Boolean(), nullable=False),
        sa.Column("decision_number", sa.String(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("withdrawal_decision", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "approver_id IS NULL OR approver_id <> author_id",
            name=op.f("ck_revisions_approver_is_not_author"),
        ),
        sa.CheckConstraint(
            "approver_id IS NULL OR reviewer_id IS NULL OR approver_id <> reviewer_id",
            name=op.f("ck_revisions_approver_is_not_reviewer"),
        ),
        sa.CheckConstraint(
            "reviewer_id IS NULL OR reviewer_id <> author_id",
            name=op.f("ck_revisions_reviewer_is_not_author"),
        ),
        sa.ForeignKeyConstraint(["approver_id"], ["persons.id"], name=op.f("fk_revisions_approver_id")),
        sa.ForeignKeyConstraint(["author_id"], ["persons.id"], name=op.f("fk_revisions_author_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_revisions_document_id")),
        sa.ForeignKeyConstraint(["last_editor_id"], ["persons.id"], name=op.f("fk_revisions_last_editor_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_revisions_organization_id")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["persons.id"], name=op.f("fk_revisions_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_revisions_document_id_number")),
    )
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revisions_approver_id"), ["approver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_revisions_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_revisions_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_revisions_reviewer_id"), ["reviewer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_revisions_state"), ["state"], unique=False)
        batch_op.create_index("ix_revisions_state_effective_on", ["state", "effective_on"], unique=False)
        batch_op.create_index(
            "uq_revisions_effective",
            ["document_id"],
            unique=True,
            sqlite_where=sa.text("state = 'effective'"),
            postgresql_where=sa.text("state = 'effective'"),
        )
        batch_op.create_index(
            "uq_revisions_open",
            ["document_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('draft', 'changes_requested', 'in_review', 'awaiting_approval', 'approved')"
            ),
            postgresql_where=sa.text(
                "state IN ('draft', 'changes_requested', 'in_review', 'awaiting_approval', 'approved')"
            ),
        )

    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_signatures_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_signatures_person_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_signatures_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signatures_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signatures_revision_id"), ["revision_id"], unique=False)
    triggers.append_only(op, "signatures")
    for table in ("documents", "revisions"):
        triggers.never_deleted(op, table)
    same = " AND ".join(
        f"NEW.{name} = OLD.{name}" for name in ("title", "body", "structure", "issue", "amendment")
    )
    triggers.frozen_when(
        op,
        "revisions",
        "text_change_after_signing",
        f"OLD.state NOT IN ('draft', 'changes_requested') AND NOT ({same})",
        "the text of a revision that people have signed is never changed",
    )
    triggers.frozen_when(
        op,
        "revisions",
        "change_after_release",
        "OLD.effective_at IS NOT NULL AND (NEW.effective_on <> OLD.effective_on"
        " OR NEW.content_hash <> OLD.content_hash OR NEW.author_id <> OLD.author_id"
        " OR NEW.document_id <> OLD.document_id OR NEW.number <> OLD.number)",
        "what was in force is never changed",
    )
    triggers.frozen_when(
        op, "documents", "new_code", "NEW.code <> OLD.code", "the code of a document is never changed"
    )


def downgrade() -> None:
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signatures_revision_id"))
        batch_op.drop_index(batch_op.f("ix_signatures_organization_id"))

    op.drop_table("signatures")
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_revisions_open",
            sqlite_where=sa.text(
                "state IN ('draft', 'changes_requested', 'in_review', 'awaiting_approval', 'approved')"
            ),
            postgresql_where=sa.text(
                "state IN ('draft', 'changes_requested', 'in_review', 'awaiting_approval', 'approved')"
            ),
        )
        batch_op.drop_index(
            "uq_revisions_effective",
            sqlite_where=sa.text("state = 'effective'"),
            postgresql_where=sa.text("state = 'effective'"),
        )
        batch_op.drop_index("ix_revisions_state_effective_on")
        batch_op.drop_index(batch_op.f("ix_revisions_state"))
        batch_op.drop_index(batch_op.f("ix_revisions_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_revisions_organization_id"))
        batch_op.drop_index(batch_op.f("ix_revisions_author_id"))
        batch_op.drop_index(batch_op.f("ix_revisions_approver_id"))

    op.drop_table("revisions")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_unit_id"))
        batch_op.drop_index(batch_op.f("ix_documents_type_id"))
        batch_op.drop_index(batch_op.f("ix_documents_owner_id"))
        batch_op.drop_index("ix_documents_organization_id_title")
        batch_op.drop_index(batch_op.f("ix_documents_organization_id"))
        batch_op.drop_index(batch_op.f("ix_documents_next_review_on"))

    op.drop_table("documents")
    with op.batch_alter_table("document_type_signers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_type_signers_type_id"))
        batch_op.drop_index(batch_op.f("ix_document_type_signers_organization_id"))

    op.drop_table("document_type_signers")
    with op.batch_alter_table("document_types", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_types_organization_id"))

    op.drop_table("document_types")
