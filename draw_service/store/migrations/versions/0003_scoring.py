"""The ledger of conduct, its records and files, annual results, loaded calendar years."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = ("id", "n", "kind", "expert_id", "year", "item", "points", "late", "responses", "reverses", "at")
"""Of a line: all but its encrypted cell, which another key may rewrite."""


def upgrade() -> None:
    _ledger()
    _records()
    _keep_ledger()


def downgrade() -> None:
    for table in ("calendar_year", "annual_page", "score_file", "score_record", "score_line"):
        op.drop_table(table)


def _ledger() -> None:
    op.create_table(
        "score_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("reverses", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_score_line"),
        sa.UniqueConstraint("n", name="uq_score_line_n"),
        sa.UniqueConstraint("reverses", name="uq_score_line_reverses"),
    )
    columns = ["year", "expert_id", "points", "late", "responses"]
    op.create_index("ix_score_line_totals", "score_line", columns, unique=False)
    op.create_table(
        "annual_page",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "first", name="pk_annual_page"),
    )


def _records() -> None:
    op.create_table(
        "score_record",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_score_record"),
    )
    op.create_index("ix_score_record_seq", "score_record", ["seq"], unique=False)
    for name, column in (
        ("expert", "expert_id"),
        ("subject", "subject"),
        ("state", "state"),
        ("due", "due_at"),
    ):
        op.create_index(f"ix_score_record_{name}", "score_record", ["kind", column], unique=False)
    op.create_table(
        "score_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_score_file"),
    )
    op.create_index("ix_score_file_entry_id", "score_file", ["entry_id"], unique=False)
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("holidays", sa.String(), nullable=False),
        sa.Column("workdays", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_calendar_year"),
    )


def _keep_ledger() -> None:
    """Lines are only ever added; the cell alone may be encrypted again under another key."""
    if op.get_bind().dialect.name == "postgresql":
        new, old = (", ".join(f"{side}.{column}" for column in COLUMNS) for side in ("NEW", "OLD"))
        op.execute(
            "CREATE FUNCTION refuse_line_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'UPDATE' AND ({new}) IS NOT DISTINCT FROM ({old}) THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION 'score_line is append-only'; END $$"
        )
        for name, what, each in (("change", "UPDATE OR DELETE", "ROW"), ("empty", "TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER score_line_no_{name} BEFORE {what} ON score_line "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_line_change()"
            )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'score_line is append-only'); END"
    columns = ", ".join(COLUMNS)
    op.execute(f"CREATE TRIGGER score_line_no_update BEFORE UPDATE OF {columns} ON score_line {refuse}")
    op.execute(f"CREATE TRIGGER score_line_no_delete BEFORE DELETE ON score_line {refuse}")
    there = "EXISTS (SELECT 1 FROM score_line WHERE id = NEW.id OR n = NEW.n)"
    op.execute(f"CREATE TRIGGER score_line_no_replace BEFORE INSERT ON score_line WHEN {there} {refuse}")
