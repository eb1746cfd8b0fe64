"""What experts propose and sign, and the receipts of their tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expert_proposal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_expert_proposal_expert_id_expert"),
        sa.PrimaryKeyConstraint("id", name="pk_expert_proposal"),
    )
    op.create_index("ix_expert_proposal_expert_id", "expert_proposal", ["expert_id"], unique=False)
    op.create_index("ix_expert_proposal_state", "expert_proposal", ["state"], unique=False)
    op.create_table(
        "expert_statement",
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_expert_statement_expert_id_expert"),
        sa.PrimaryKeyConstraint("expert_id", "kind", "at", name="pk_expert_statement"),
    )
    op.create_table(
        "ticket_receipt",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_ticket_receipt"),
    )
    op.create_index("ix_ticket_receipt_draw_id", "ticket_receipt", ["draw_id"], unique=False)


def downgrade() -> None:
    op.drop_table("ticket_receipt")
    op.drop_table("expert_statement")
    op.drop_table("expert_proposal")
