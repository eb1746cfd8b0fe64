"""The register of papers: a line for each numbered paper, a line for each time it was printed. Lines are only
ever added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("center", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checkpoint", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("center", "serial", name="pk_paper"),
    )
    op.create_index("ix_paper_subject", "paper", ["subject"])
    op.create_index("ix_paper_project", "paper", ["project"])
    op.create_table(
        "paper_printing",
        sa.Column("center", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("center", "serial", "nth", name="pk_paper_printing"),
    )


def downgrade() -> None:
    op.drop_table("paper_printing")
    op.drop_table("paper")
