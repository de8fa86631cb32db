"""Legal texts, what cites them, what their changes asked, monthly reviews."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers
from qms.kernel import clock

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

APPEND_ONLY = ("legal_limits", "legal_reviews", "legal_answers")
NEVER_DELETED = ("legal_texts", "legal_changes", "legal_tasks")
TABLES = (
    "legal_limits",
    "legal_texts",
    "legal_names",
    "legal_relations",
    "legal_changes",
    "legal_reviews",
    "legal_citations",
    "legal_tasks",
    "legal_answers",
)


def upgrade() -> None:
    op.create_table(
        "legal_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("months > 0", name=op.f("ck_legal_limits_months_are_positive")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_limits_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_limits")),
        sa.UniqueConstraint(
            "organization_id", "valid_from", name=op.f("uq_legal_limits_organization_id_valid_from")
        ),
    )
    op.create_index(op.f("ix_legal_limits_organization_id"), "legal_limits", ["organization_id"])
    op.create_table(
        "legal_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("not_verified", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("link = '' OR link LIKE 'https://%'", name=op.f("ck_legal_texts_link_is_https")),
        sa.CheckConstraint("number <> '' AND title <> ''", name=op.f("ck_legal_texts_number_and_title")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_texts_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_texts")),
    )
    op.create_index(op.f("ix_legal_texts_organization_id"), "legal_texts", ["organization_id"])
    op.create_index("ix_legal_texts_organization_id_number", "legal_texts", ["organization_id", "number"])
    op.create_table(
        "legal_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_names_organization_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["legal_texts.id"], name=op.f("fk_legal_names_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_names")),
        sa.UniqueConstraint(
            "organization_id", "key", "year", name=op.f("uq_legal_names_organization_id_key_year")
        ),
    )
    op.create_index(op.f("ix_legal_names_organization_id"), "legal_names", ["organization_id"])
    op.create_index(op.f("ix_legal_names_text_id"), "legal_names", ["text_id"])
    op.create_table(
        "legal_relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("text_id <> other_id", name=op.f("ck_legal_relations_two_texts")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_relations_organization_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["legal_texts.id"], name=op.f("fk_legal_relations_other_id")),
        sa.ForeignKeyConstraint(["text_id"], ["legal_texts.id"], name=op.f("fk_legal_relations_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_relations")),
        sa.UniqueConstraint(
            "text_id",
            "other_id",
            "kind",
            "from_on",
            name=op.f("uq_legal_relations_text_id_other_id_kind_from_on"),
        ),
    )
    op.create_index(op.f("ix_legal_relations_organization_id"), "legal_relations", ["organization_id"])
    op.create_index(op.f("ix_legal_relations_other_id"), "legal_relations", ["other_id"])
    op.create_table(
        "legal_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("relation_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("happening", sa.String(), nullable=False),
        sa.Column("takes_effect_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["legal_texts.id"], name=op.f("fk_legal_changes_by_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_changes_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["relation_id"], ["legal_relations.id"], name=op.f("fk_legal_changes_relation_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["legal_texts.id"], name=op.f("fk_legal_changes_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_changes")),
        sa.UniqueConstraint("text_id", "relation_id", name=op.f("uq_legal_changes_text_id_relation_id")),
    )
    op.create_index(op.f("ix_legal_changes_organization_id"), "legal_changes", ["organization_id"])
    op.create_index("ix_legal_changes_organization_id_due_on", "legal_changes", ["organization_id", "due_on"])
    op.create_table(
        "legal_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "sources <> '' AND found <> ''", name=op.f("ck_legal_reviews_says_what_was_looked_at")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_reviews_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_legal_reviews_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_reviews")),
        sa.UniqueConstraint(
            "organization_id", "year", "month", name=op.f("uq_legal_reviews_organization_id_year_month")
        ),
    )
    op.create_index(op.f("ix_legal_reviews_organization_id"), "legal_reviews", ["organization_id"])
    op.create_table(
        "legal_citations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_legal_citations_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_citations_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_legal_citations_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_citations")),
    )
    op.create_index("ix_legal_citations_document_id", "legal_citations", ["document_id"])
    op.create_index(op.f("ix_legal_citations_organization_id"), "legal_citations", ["organization_id"])
    op.create_index("ix_legal_citations_organization_id_key", "legal_citations", ["organization_id", "key"])
    op.create_index("ix_legal_citations_revision_id", "legal_citations", ["revision_id"])
    op.create_table(
        "legal_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_revision_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name=op.f("ck_legal_tasks_ended_has_its_moment")
        ),
        sa.CheckConstraint(
            "state <> 'revised' OR closing_revision_id IS NOT NULL",
            name=op.f("ck_legal_tasks_revised_by_a_revision"),
        ),
        sa.ForeignKeyConstraint(["change_id"], ["legal_changes.id"], name=op.f("fk_legal_tasks_change_id")),
        sa.ForeignKeyConstraint(
            ["closing_revision_id"], ["revisions.id"], name=op.f("fk_legal_tasks_closing_revision_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_legal_tasks_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_tasks_organization_id")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_legal_tasks_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_tasks")),
        sa.UniqueConstraint("change_id", "document_id", name=op.f("uq_legal_tasks_change_id_document_id")),
    )
    op.create_index("ix_legal_tasks_document_id_state", "legal_tasks", ["document_id", "state"])
    op.create_index(op.f("ix_legal_tasks_organization_id"), "legal_tasks", ["organization_id"])
    op.create_index("ix_legal_tasks_state", "legal_tasks", ["state"])
    op.create_table(
        "legal_answers",
        sa.Column("task_id", sa.Integer(), nullable=False),
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
            ["organization_id"], ["organizations.id"], name=op.f("fk_legal_answers_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_legal_answers_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["legal_tasks.id"], name=op.f("fk_legal_answers_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_answers")),
    )
    op.create_index(op.f("ix_legal_answers_organization_id"), "legal_answers", ["organization_id"])
    op.create_index(op.f("ix_legal_answers_task_id"), "legal_answers", ["task_id"])
    _give_first_limits()
    _ask_for_citations()
    for table in APPEND_ONLY:
        triggers.append_only(op, table)
    for table in NEVER_DELETED:
        triggers.never_deleted(op, table)
    triggers.frozen_when(
        op,
        "legal_tasks",
        "second_answer",
        "OLD.state <> 'open'",
        "an answer to a change of law is never changed",
    )


def _give_first_limits() -> None:
    """The organisations that are there know how long a change of law leaves (QĐ 19/2014/QĐ-TTg, Article 4)."""
    limits = sa.table(
        "legal_limits",
        sa.column("organization_id", sa.Integer),
        sa.column("months", sa.Integer),
        sa.column("valid_from", sa.Date),
        sa.column("basis", sa.String),
    )
    first = {
        "months": 3,
        "valid_from": date(2014, 5, 18),
        "basis": "Quyết định số 19/2014/QĐ-TTg, Điều 4",
    }
    ids = op.get_bind().execute(sa.text("SELECT id FROM organizations")).scalars()
    op.bulk_insert(limits, [{"organization_id": number, **first} for number in ids])


def _ask_for_citations() -> None:
    """What the documents that are there cite is read by the worker, one document at a time."""
    effects = sa.table(
        "effects",
        *(sa.column(name) for name in ("kind", "key", "state", "tries", "last_error")),
        sa.column("payload", sa.JSON),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "run_at")),
    )
    now = clock.now()
    now = now.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else now
    asked = {
        "kind": "citations",
        "state": "waiting",
        "tries": 0,
        "last_error": "",
        "created_at": now,
        "run_at": now,
    }
    ids = op.get_bind().execute(sa.text("SELECT id FROM documents")).scalars()
    op.bulk_insert(
        effects, [{**asked, "key": f"document:{number}", "payload": {"id": number}} for number in ids]
    )


def downgrade() -> None:
    op.execute("DELETE FROM effects WHERE kind = 'citations'")
    for table in reversed(TABLES):
        op.drop_table(table)
