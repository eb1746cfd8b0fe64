"""What is counted of ended draws, and the sums over it.

Nothing is entered here: the reader of the log begins at its start and counts what earlier releases drew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AGAIN = sa.text("count >= 2")
TABLES = (
    "statistics_bidder",
    "statistics_draw",
    "statistics_expert",
    "statistics_handler",
    "statistics_name",
    "statistics_order",
    "statistics_party",
    "statistics_position",
    "statistics_seat",
    "statistics_specialty",
    "statistics_together",
)


def upgrade() -> None:
    op.create_table(
        "statistics_bidder",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("party", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "party", name="pk_statistics_bidder"),
    )
    op.create_table(
        "statistics_draw",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("log_index", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bodies", sa.Integer(), nullable=False),
        sa.Column("tenderer", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("handler", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("ended", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("revealed", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.UniqueConstraint("log_index", name="uq_statistics_draw_log_index"),
        sa.PrimaryKeyConstraint("draw_id", name="pk_statistics_draw"),
    )
    op.create_index("ix_statistics_draw_year_bodies", "statistics_draw", ["year", "bodies"], unique=False)
    op.create_table(
        "statistics_expert",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expert", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bodies", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "expert", "bodies", name="pk_statistics_expert"),
    )
    op.create_table(
        "statistics_handler",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expert", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("handler", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bodies", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("asked_after", sa.Integer(), nullable=False),
        sa.Column("accepted_after", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "expert", "handler", "bodies", name="pk_statistics_handler"),
    )
    op.create_index(
        "ix_statistics_handler_expert_handler", "statistics_handler", ["expert", "handler"], unique=False
    )
    op.create_table(
        "statistics_name",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("token", name="uq_statistics_name_token"),
        sa.PrimaryKeyConstraint("number", name="pk_statistics_name"),
    )
    op.create_index("ix_statistics_name_kind", "statistics_name", ["kind"], unique=False)
    op.create_table(
        "statistics_order",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("log_index", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("bodies", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("drawn", sa.LargeBinary(), nullable=False),
        sa.Column("eligible", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "stratum", name="pk_statistics_order"),
    )
    op.create_index(
        "ix_statistics_order_year_log_index", "statistics_order", ["year", "log_index"], unique=False
    )
    op.create_table(
        "statistics_party",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("party", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bodies", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draws", sa.Integer(), nullable=False),
        sa.Column("aborted", sa.Integer(), nullable=False),
        sa.Column("revealed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "role", "party", "bodies", name="pk_statistics_party"),
    )
    op.create_table(
        "statistics_position",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_statistics_position"),
    )
    op.create_table(
        "statistics_seat",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("expert", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_outcome", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("served", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "slot", "ordinal", name="pk_statistics_seat"),
    )
    op.create_index("ix_statistics_seat_expert_year", "statistics_seat", ["expert", "year"], unique=False)
    op.create_table(
        "statistics_specialty",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("expert", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bodies", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "code", "expert", "bodies", name="pk_statistics_specialty"),
    )
    op.create_table(
        "statistics_together",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expert", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenderer", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bidder", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "year", "expert", "tenderer", "agency", "bidder", name="pk_statistics_together"
        ),
    )
    op.create_index(
        "ix_statistics_together_again",
        "statistics_together",
        ["year", "count"],
        unique=False,
        sqlite_where=AGAIN,
        postgresql_where=AGAIN,
    )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
