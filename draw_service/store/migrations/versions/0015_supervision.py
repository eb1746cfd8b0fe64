"""Records of supervision: measures, terminals, papers of the dispatch service; incidents, reports
in confidence with their files, handovers, the transaction catalogue."""

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
    op.create_table(
        "incident_record",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_incident_record"),
        sa.UniqueConstraint("seq", name="uq_incident_record_seq"),
    )
    op.create_index("ix_incident_record_state", "incident_record", ["kind", "state"])
    op.create_table(
        "report_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_file"),
    )
    op.create_index("ix_report_file_owner", "report_file", ["owner"])


def downgrade() -> None:
    for name in ("report_file", "incident_record"):
        op.drop_table(name)
    op.drop_table("oversight_record")
