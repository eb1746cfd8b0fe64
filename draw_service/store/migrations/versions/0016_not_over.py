"""Indexes for what a draw asks of the past: engagements that are not over, and shares once revealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

REVEALED = sa.text("type = 'draw.revealed'")


def upgrade() -> None:
    op.create_index("ix_engagement_until", "engagement", ["until"])
    op.create_index(
        "ix_journal_event_revealed",
        "journal_event",
        ["id"],
        sqlite_where=REVEALED,
        postgresql_where=REVEALED,
    )


def downgrade() -> None:
    op.drop_index("ix_journal_event_revealed", table_name="journal_event")
    op.drop_index("ix_engagement_until", table_name="engagement")
