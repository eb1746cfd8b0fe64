"""What witnesses signed of the log. Rows are only ever added, as in the log itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLE = "log_cosignature"
# SQLite numbers rows by itself only in a column declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("size", BIG, autoincrement=False, nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["size"], ["log_checkpoint.size"], name="fk_log_cosignature_size_log_checkpoint"
        ),
        sa.PrimaryKeyConstraint("size", "witness", name="pk_log_cosignature"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for name, what, each in (("change", "UPDATE OR DELETE", "ROW"), ("empty", "TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{name} BEFORE {what} ON {TABLE} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
    for what in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {TABLE}_no_{what.lower()} BEFORE {what} ON {TABLE} {refuse}")
    there = f"EXISTS (SELECT 1 FROM {TABLE} WHERE size = NEW.size AND witness = NEW.witness)"  # noqa: S608
    op.execute(f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN {there} {refuse}")


def downgrade() -> None:
    op.drop_table(TABLE)
