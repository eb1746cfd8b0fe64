"""Fee sheets, their people by keyed hash, scans of signed papers, and where experts are paid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "fee_sheet",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", name="pk_fee_sheet"),
    )
    op.create_index("ix_fee_sheet_state", "fee_sheet", ["state"])
    op.create_index("ix_fee_sheet_due_on", "fee_sheet", ["due_on"])
    op.create_table(
        "fee_person",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_fee_person"),
    )
    op.create_index("ix_fee_person_draw_id", "fee_person", ["draw_id"])
    op.create_table(
        "fee_scan",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "kind", name="pk_fee_scan"),
    )
    op.create_table(
        "bank_account",
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_bank_account_expert_id_expert"),
        sa.PrimaryKeyConstraint("expert_id", name="pk_bank_account"),
    )


def downgrade() -> None:
    for name in ("bank_account", "fee_scan", "fee_person", "fee_sheet"):
        op.drop_table(name)
