"""Records of supervision: measures, terminals, papers of the dispatch service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oversight_record",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_oversight_record"),
        sa.UniqueConstraint("seq", name="uq_oversight_record_seq"),
    )
    op.create_index("ix_oversight_record_state", "oversight_record", ["kind", "state"])
    op.create_index("ix_oversight_record_subject", "oversight_record", ["kind", "subject"])


def downgrade() -> None:
    op.drop_table("oversight_record")
