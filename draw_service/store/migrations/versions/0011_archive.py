"""Records of the archive, and data keys that can be destroyed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "archive_record",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_archive_record"),
        sa.UniqueConstraint("seq", name="uq_archive_record_seq"),
    )
    op.create_index("ix_archive_record_state", "archive_record", ["kind", "state"])
    op.create_table(
        "data_key",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("shredded_at", AT, nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name="pk_data_key"),
    )


def downgrade() -> None:
    for name in ("data_key", "archive_record"):
        op.drop_table(name)
