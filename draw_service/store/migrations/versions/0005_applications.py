"""Applications by organisation, drafts, suppliers' letters.

No earlier release let an organisation file one, so there is nothing to enter in the new index.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "application_party",
        sa.Column("organisation", sa.LargeBinary(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "application_id", name="pk_application_party"),
    )
    op.create_index(
        "ix_application_party_application_id", "application_party", ["application_id"], unique=False
    )
    op.create_table(
        "application_draft",
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name="pk_application_draft"),
    )
    op.create_table(
        "recusal_letter",
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "letter", name="pk_recusal_letter"),
    )


def downgrade() -> None:
    op.drop_table("recusal_letter")
    op.drop_table("application_draft")
    op.drop_table("application_party")
