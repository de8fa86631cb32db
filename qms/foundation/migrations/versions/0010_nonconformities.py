"""Nonconformities: reports, rounds, actions, checks, and the trees of origins, severities and causes."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers
from qms.nonconformities.first_terms import FIRST_TERMS, VALID_FROM, parent_code

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nonconformity_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name_vi", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("check_after_days", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from",
            name=op.f("ck_nonconformity_terms_valid_from_until"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_nonconformity_terms_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["nonconformity_terms.id"], name=op.f("fk_nonconformity_terms_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformity_terms")),
        sa.UniqueConstraint(
            "organization_id", "kind", "code", name=op.f("uq_nonconformity_terms_organization_id_kind_code")
        ),
    )
    with op.batch_alter_table("nonconformity_terms", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nonconformity_terms_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "nonconformities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("severity_id", sa.Integer(), nullable=True),
        sa.Column("cause_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("source_kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("source_label", sa.String(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("step_id", sa.String(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_nonconformities_closed_has_its_moment"),
        ),
        sa.CheckConstraint(
            "state <> 'declined' OR end_reason <> ''", name=op.f("ck_nonconformities_declined_has_a_reason")
        ),
        sa.CheckConstraint(
            "state <> 'void' OR end_reason <> ''", name=op.f("ck_nonconformities_void_has_a_reason")
        ),
        sa.CheckConstraint(
            "state IN ('reported', 'declined', 'void') OR owner_id IS NOT NULL",
            name=op.f("ck_nonconformities_accepted_has_an_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["cause_id"], ["nonconformity_terms.id"], name=op.f("fk_nonconformities_cause_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_nonconformities_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_nonconformities_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["nonconformity_terms.id"], name=op.f("fk_nonconformities_origin_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_nonconformities_owner_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["persons.id"], name=op.f("fk_nonconformities_reporter_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_nonconformities_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["severity_id"], ["nonconformity_terms.id"], name=op.f("fk_nonconformities_severity_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_nonconformities_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformities")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_nonconformities_organization_id_code")),
        sa.UniqueConstraint(
            "organization_id", "year", "number", name=op.f("uq_nonconformities_organization_id_year_number")
        ),
    )
    with op.batch_alter_table("nonconformities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nonconformities_cause_id"), ["cause_id"], unique=False)
        batch_op.create_index(
            "ix_nonconformities_document_id_step_id", ["document_id", "step_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_nonconformities_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "ix_nonconformities_organization_id_reported_on", ["organization_id", "reported_on"], unique=False
        )
        batch_op.create_index(
            "ix_nonconformities_organization_id_state", ["organization_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_nonconformities_origin_id"), ["origin_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nonconformities_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nonconformities_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index("ix_nonconformities_source", ["source_kind", "source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nonconformities_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "nonconformity_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonconformity_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why_reopened", sa.Text(), nullable=False),
        sa.Column("containment", sa.Text(), nullable=False),
        sa.Column("contained_on", sa.Date(), nullable=True),
        sa.Column("whys", sa.JSON(), nullable=False),
        sa.Column("fishbone", sa.JSON(), nullable=False),
        sa.Column("cause_text", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=True),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("verifier_id", sa.Integer(), nullable=True),
        sa.Column("check_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cause_id"], ["nonconformity_terms.id"], name=op.f("fk_nonconformity_rounds_cause_id")
        ),
        sa.ForeignKeyConstraint(
            ["nonconformity_id"],
            ["nonconformities.id"],
            name=op.f("fk_nonconformity_rounds_nonconformity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_nonconformity_rounds_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["verifier_id"], ["persons.id"], name=op.f("fk_nonconformity_rounds_verifier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformity_rounds")),
        sa.UniqueConstraint(
            "nonconformity_id", "number", name=op.f("uq_nonconformity_rounds_nonconformity_id_number")
        ),
    )
    with op.batch_alter_table("nonconformity_rounds", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nonconformity_rounds_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_nonconformity_rounds_verifier_id"), ["verifier_id"], unique=False
        )

    op.create_table(
        "nonconformity_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonconformity_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("common_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("drop_reason", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)",
            name=op.f("ck_nonconformity_actions_done_has_its_moment"),
        ),
        sa.CheckConstraint(
            "kind <> 'common' OR common_id IS NOT NULL",
            name=op.f("ck_nonconformity_actions_common_names_the_action"),
        ),
        sa.CheckConstraint(
            "kind <> 'release' OR document_id IS NOT NULL",
            name=op.f("ck_nonconformity_actions_release_names_its_document"),
        ),
        sa.ForeignKeyConstraint(
            ["common_id"], ["nonconformity_actions.id"], name=op.f("fk_nonconformity_actions_common_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_nonconformity_actions_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["nonconformity_id"],
            ["nonconformities.id"],
            name=op.f("fk_nonconformity_actions_nonconformity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_nonconformity_actions_organization_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["persons.id"], name=op.f("fk_nonconformity_actions_owner_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["nonconformity_rounds.id"], name=op.f("fk_nonconformity_actions_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformity_actions")),
        sa.UniqueConstraint(
            "nonconformity_id", "number", name=op.f("uq_nonconformity_actions_nonconformity_id_number")
        ),
    )
    with op.batch_alter_table("nonconformity_actions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nonconformity_actions_common_id"), ["common_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_nonconformity_actions_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_nonconformity_actions_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_nonconformity_actions_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nonconformity_actions_round_id"), ["round_id"], unique=False)
        batch_op.create_index("ix_nonconformity_actions_state_due_on", ["state", "due_on"], unique=False)

    op.create_table(
        "nonconformity_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("evidence <> ''", name=op.f("ck_nonconformity_checks_has_evidence")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_nonconformity_checks_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_nonconformity_checks_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["nonconformity_rounds.id"], name=op.f("fk_nonconformity_checks_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformity_checks")),
    )
    with op.batch_alter_table("nonconformity_checks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nonconformity_checks_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_nonconformity_checks_round_id"), ["round_id"], unique=False)

    op.create_table(
        "nonconformity_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("wanted_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["nonconformity_actions.id"], name=op.f("fk_nonconformity_extensions_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["persons.id"], name=op.f("fk_nonconformity_extensions_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_nonconformity_extensions_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_nonconformity_extensions_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nonconformity_extensions")),
    )
    with op.batch_alter_table("nonconformity_extensions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nonconformity_extensions_action_id"), ["action_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_nonconformity_extensions_organization_id"), ["organization_id"], unique=False
        )

    triggers.append_only(op, "nonconformity_checks")
    for table in (
        "nonconformity_terms",
        "nonconformities",
        "nonconformity_rounds",
        "nonconformity_actions",
        "nonconformity_extensions",
    ):
        triggers.never_deleted(op, table)
    triggers.frozen_when(
        op,
        "nonconformities",
        "new_number",
        "NEW.code <> OLD.code OR NEW.number <> OLD.number OR NEW.year <> OLD.year",
        "the number of a nonconformity is never changed",
    )
    triggers.frozen_when(
        op,
        "nonconformities",
        "closing_unchecked",
        "NEW.state = 'closed' AND OLD.state NOT IN ('verifying', 'closed')",
        "a nonconformity is closed after its effect was checked",
    )
    triggers.frozen_when(
        op,
        "nonconformity_rounds",
        "change_after_end",
        "OLD.ended_at IS NOT NULL",
        "a round that has ended is never changed",
    )
    triggers.frozen_when(
        op,
        "nonconformity_actions",
        "change_after_done",
        "OLD.state <> 'open' AND NEW.state <> OLD.state",
        "an action that was finished or dropped stays so",
    )
    triggers.frozen_when(
        op,
        "nonconformity_extensions",
        "second_answer",
        "OLD.decided_at IS NOT NULL",
        "an answer to a wish for time is never changed",
    )
    give_terms()


def give_terms() -> None:
    """Organisations that are there already get the trees that new ones begin with."""
    bind = op.get_bind()
    terms = sa.table(
        "nonconformity_terms",
        *(
            sa.column(name, sa.Date() if name == "valid_from" else None)
            for name in (
                "id",
                "kind",
                "code",
                "parent_id",
                "name_vi",
                "name_en",
                "check_after_days",
                "position",
                "valid_from",
                "version",
                "organization_id",
            )
        ),
    )
    for (organization_id,) in bind.execute(sa.text("SELECT id FROM organizations ORDER BY id")).fetchall():
        made: dict[tuple[str, str], int] = {}
        for position, first in enumerate(FIRST_TERMS):
            row = {
                "kind": first.kind.value,
                "code": first.code,
                "parent_id": made.get((first.kind, parent_code(first.code))),
                "name_vi": first.name_vi,
                "name_en": first.name_en,
                "check_after_days": first.check_after_days,
                "position": position,
                "valid_from": VALID_FROM,
                "version": 1,
                "organization_id": organization_id,
            }
            added = bind.execute(sa.insert(terms).values(**row).returning(terms.c.id))
            made[first.kind, first.code] = added.scalar_one()


def downgrade() -> None:
    with op.batch_alter_table("nonconformity_extensions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nonconformity_extensions_organization_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformity_extensions_action_id"))

    op.drop_table("nonconformity_extensions")
    with op.batch_alter_table("nonconformity_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nonconformity_checks_round_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformity_checks_organization_id"))

    op.drop_table("nonconformity_checks")
    with op.batch_alter_table("nonconformity_actions", schema=None) as batch_op:
        batch_op.drop_index("ix_nonconformity_actions_state_due_on")
        batch_op.drop_index(batch_op.f("ix_nonconformity_actions_round_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformity_actions_owner_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformity_actions_organization_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformity_actions_document_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformity_actions_common_id"))

    op.drop_table("nonconformity_actions")
    with op.batch_alter_table("nonconformity_rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nonconformity_rounds_verifier_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformity_rounds_organization_id"))

    op.drop_table("nonconformity_rounds")
    with op.batch_alter_table("nonconformities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nonconformities_unit_id"))
        batch_op.drop_index("ix_nonconformities_source")
        batch_op.drop_index(batch_op.f("ix_nonconformities_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformities_owner_id"))
        batch_op.drop_index(batch_op.f("ix_nonconformities_origin_id"))
        batch_op.drop_index("ix_nonconformities_organization_id_state")
        batch_op.drop_index("ix_nonconformities_organization_id_reported_on")
        batch_op.drop_index(batch_op.f("ix_nonconformities_organization_id"))
        batch_op.drop_index("ix_nonconformities_document_id_step_id")
        batch_op.drop_index(batch_op.f("ix_nonconformities_cause_id"))

    op.drop_table("nonconformities")
    with op.batch_alter_table("nonconformity_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nonconformity_terms_organization_id"))

    op.drop_table("nonconformity_terms")
