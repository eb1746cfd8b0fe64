"""Pool keeping: cases and their documents, history, looks, reminders, pairs, editions of specialties.

``expert`` learns its pool (BASE_TYPE, null: still in the encrypted details alone), where it stands (null: as
``left_pool`` says) and when employment and relations were last declared.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("pool", sa.String(), nullable=True),
        sa.Column("standing", sa.String(), nullable=True),
        sa.Column("declared_at", _AT, nullable=True),
    ):
        op.add_column("expert", column)
    # Who was put in the register or confirmed the entry declared it then.
    op.execute(
        "UPDATE expert SET declared_at = (SELECT max(at) FROM expert_statement"
        " WHERE expert_statement.expert_id = expert.id AND kind = 'unchanged')"
    )
    op.execute(
        "UPDATE expert SET declared_at = (SELECT added_at FROM expert_file"
        " WHERE expert_file.expert_id = expert.id) WHERE declared_at IS NULL"
    )
    op.create_index("ix_expert_declared_at", "expert", ["declared_at"], unique=False)
    op.create_table(
        "pool_case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("expert_id", sa.String(), nullable=True),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("filed_at", _AT, nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", _AT, nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_pool_case_expert_id_expert"),
        sa.PrimaryKeyConstraint("id", name="pk_pool_case"),
    )
    op.create_index("ix_pool_case_expert_id", "pool_case", ["expert_id"], unique=False)
    op.create_index("ix_pool_case_state", "pool_case", ["state"], unique=False)
    op.create_table(
        "pool_document",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["pool_case.id"], name="fk_pool_document_case_id_pool_case"),
        sa.PrimaryKeyConstraint("id", name="pk_pool_document"),
    )
    op.create_index("ix_pool_document_case_id", "pool_document", ["case_id"], unique=False)
    op.create_table(
        "pool_change",
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("was", sa.LargeBinary(), nullable=False),
        sa.Column("became", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_pool_change_expert_id_expert"),
        sa.PrimaryKeyConstraint("expert_id", "n", name="pk_pool_change"),
    )
    op.create_table(
        "pool_look",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pool_look"),
    )
    op.create_index("ix_pool_look_expert_id", "pool_look", ["expert_id"], unique=False)
    op.create_index("ix_pool_look_at", "pool_look", ["at"], unique=False)
    op.create_table(
        "pool_reminder",
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_pool_reminder_expert_id_expert"),
        sa.PrimaryKeyConstraint("expert_id", "until", "days", name="pk_pool_reminder"),
    )
    op.create_table(
        "pool_pair",
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name="pk_pool_pair"),
    )
    op.create_table(
        "specialty_edition",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("put_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_specialty_edition"),
    )
    op.create_table(
        "specialty_mapping",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "old", "new", name="pk_specialty_mapping"),
    )


def downgrade() -> None:
    for table in (
        "specialty_mapping",
        "specialty_edition",
        "pool_pair",
        "pool_reminder",
        "pool_look",
        "pool_change",
        "pool_document",
        "pool_case",
    ):
        op.drop_table(table)
    op.drop_index("ix_expert_declared_at", table_name="expert")
    for column in ("declared_at", "standing", "pool"):
        op.drop_column("expert", column)
