"""What leaves the system on paper: layout, files, numbered copies, signatures; each revision's mark for paper."""

import secrets

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_misses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_misses")),
    )
    with op.batch_alter_table("check_misses", schema=None) as batch_op:
        batch_op.create_index("ix_check_misses_address_at", ["address", "at"], unique=False)

    op.create_table(
        "trusted_certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pem", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_authority", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_trusted_certificates_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_certificates")),
        sa.UniqueConstraint(
            "organization_id", "fingerprint", name=op.f("uq_trusted_certificates_organization_id_fingerprint")
        ),
    )
    with op.batch_alter_table("trusted_certificates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_trusted_certificates_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "print_layouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("heading_wrote", sa.String(), nullable=False),
        sa.Column("heading_reviewed", sa.String(), nullable=False),
        sa.Column("heading_approved", sa.String(), nullable=False),
        sa.Column("amendment_variant", sa.String(), nullable=False),
        sa.Column("recall_days", sa.Integer(), nullable=False),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("recall_days > 0", name=op.f("ck_print_layouts_recall_takes_days")),
        sa.ForeignKeyConstraint(["logo_id"], ["stored_files.id"], name=op.f("fk_print_layouts_logo_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_print_layouts_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_layouts")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_print_layouts_organization_id")),
    )
    with op.batch_alter_table("print_layouts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_print_layouts_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "paper_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("handed_out_on", sa.Date(), nullable=False),
        sa.Column("handed_out_by", sa.String(), nullable=False),
        sa.Column("check_token", sa.String(), nullable=False),
        sa.Column("recalled_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ending IS NULL)", name=op.f("ck_paper_copies_an_end_says_how")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_paper_copies_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_paper_copies_organization_id")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_paper_copies_revision_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_paper_copies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_copies")),
        sa.UniqueConstraint("check_token", name=op.f("uq_paper_copies_check_token")),
        sa.UniqueConstraint("revision_id", "number", name=op.f("uq_paper_copies_revision_id_number")),
    )
    with op.batch_alter_table("paper_copies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_copies_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_copies_due_on"), ["due_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_paper_copies_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_paper_copies_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "signed_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["persons.id"], name=op.f("fk_signed_files_added_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_signed_files_file_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_signed_files_organization_id")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_signed_files_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_files")),
    )
    with op.batch_alter_table("signed_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_files_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_signed_files_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_signed_files_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "printed_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=True),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["paper_copies.id"], name=op.f("fk_printed_files_copy_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_printed_files_file_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_printed_files_organization_id")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_printed_files_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_files")),
    )
    with op.batch_alter_table("printed_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_printed_files_copy_id"), ["copy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_printed_files_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_printed_files_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_printed_files_revision_id"), ["revision_id"], unique=False)
        batch_op.create_index(
            "uq_printed_files_released",
            ["revision_id"],
            unique=True,
            sqlite_where=sa.text("stamp = 'controlled' AND copy_id IS NULL"),
            postgresql_where=sa.text("stamp = 'controlled' AND copy_id IS NULL"),
        )

    for table in ("printed_files", "signed_files"):
        triggers.append_only(op, table)
    for table in ("paper_copies", "trusted_certificates"):
        triggers.never_deleted(op, table)

    op.add_column("revisions", sa.Column("check_token", sa.String(), nullable=True))
    _give_marks()
    op.create_index(op.f("ix_revisions_check_token"), "revisions", ["check_token"], unique=True)


def _give_marks() -> None:
    """Revisions that were made before."""
    revisions = sa.table("revisions", sa.column("id"), sa.column("check_token"))
    bind = op.get_bind()
    for (number,) in bind.execute(sa.select(revisions.c.id)).all():
        token = secrets.token_urlsafe(16)
        bind.execute(revisions.update().where(revisions.c.id == number).values(check_token=token))


def downgrade() -> None:
    op.drop_index(op.f("ix_revisions_check_token"), "revisions")
    op.drop_column("revisions", "check_token")
    op.drop_table("printed_files")
    op.drop_table("signed_files")
    op.drop_table("paper_copies")
    op.drop_table("print_layouts")
    op.drop_table("trusted_certificates")
    op.drop_table("check_misses")
