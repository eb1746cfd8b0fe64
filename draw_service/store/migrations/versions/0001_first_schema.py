"""The first schema: journal, house log, register, draws.

The journal and the log accept new rows and nothing else: triggers refuse UPDATE and DELETE on both engines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

APPEND_ONLY = {
    "journal_event": "id = NEW.id OR (draw = NEW.draw AND n = NEW.n) OR (stream = NEW.stream AND n = NEW.n)",
    "log_leaf": '"index" = NEW."index" OR event_id = NEW.event_id',
    "log_node": 'level = NEW.level AND "index" = NEW."index"',
    "log_checkpoint": "size = NEW.size",
}
"""Table -> when a new row takes the place of one that is there."""


def upgrade() -> None:
    _journal()
    _register()
    _draws()
    _rooms()
    _forbid_changes()


def downgrade() -> None:
    """There is nothing before the first schema, and a journal is not thrown away."""
    raise NotImplementedError("the first schema cannot be undone: restore a backup instead")


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
        for table in APPEND_ONLY:
            for name, what in (("change", "UPDATE OR DELETE"), ("empty", "TRUNCATE")):
                each = "ROW" if name == "change" else "STATEMENT"
                op.execute(
                    f"CREATE TRIGGER {table}_no_{name} BEFORE {what} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
                )
        return
    for table, same in APPEND_ONLY.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for what in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} {refuse}")
        # INSERT OR REPLACE deletes without firing the trigger above on a connection of default settings.
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}")


def _journal() -> None:
    op.create_table(
        "journal_event",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("draw", sa.String(), nullable=True),
        sa.Column("stream", sa.String(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(draw IS NULL) <> (stream IS NULL)", name="ck_journal_event_one_chain"),
        sa.PrimaryKeyConstraint("id", name="pk_journal_event"),
        sa.UniqueConstraint("draw", "n", name="uq_journal_event_draw_n"),
        sa.UniqueConstraint("stream", "n", name="uq_journal_event_stream_n"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "log_pending",
        sa.Column("event_id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["journal_event.id"], name="fk_log_pending_event_id_journal_event"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_log_pending"),
    )
    op.create_table(
        "log_leaf",
        sa.Column("index", BIG, autoincrement=False, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["journal_event.id"], name="fk_log_leaf_event_id_journal_event"
        ),
        sa.PrimaryKeyConstraint("index", name="pk_log_leaf"),
        sa.UniqueConstraint("event_id", name="uq_log_leaf_event_id"),
    )
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("index", BIG, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name="pk_log_node"),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("size", BIG, autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_log_checkpoint"),
    )


def _register() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
        sa.UniqueConstraint("lookup", name="uq_company_lookup"),
    )
    op.create_table(
        "company_alias",
        sa.Column("lookup", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name="pk_company_alias"),
    )
    op.create_table(
        "expert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("card_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=True),
        sa.Column("majors", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("left_pool", sa.Boolean(), nullable=False),
        sa.Column("legal_bar", sa.Boolean(), nullable=False),
        sa.Column("relations", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_expert_company_id_company"),
        sa.PrimaryKeyConstraint("id", name="pk_expert"),
        sa.UniqueConstraint("card_lookup", name="uq_expert_card_lookup"),
    )
    op.create_table(
        "expert_file",
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("phones", sa.LargeBinary(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("onwork", sa.Boolean(), nullable=False),
        sa.Column("enter_date", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_expert_file_expert_id_expert"),
        sa.PrimaryKeyConstraint("expert_id", name="pk_expert_file"),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name="fk_absence_expert_id_expert"),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    op.create_index("ix_absence_expert_id", "absence", ["expert_id"], unique=False)
    op.create_table(
        "specialty",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "code", name="pk_specialty"),
    )
    op.create_table(
        "engagement",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("expert", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token", name="pk_engagement"),
    )
    op.create_index("ix_engagement_draw_id", "engagement", ["draw_id"], unique=False)


def _draws() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_application"),
    )
    op.create_table(
        "bidders",
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name="pk_bidders"),
    )
    op.create_table(
        "recusal_request",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("expert", sa.LargeBinary(), nullable=False),
        sa.Column("justified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_recusal_request"),
    )
    op.create_index("ix_recusal_request_application_id", "recusal_request", ["application_id"], unique=False)
    op.create_table(
        "draw",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draw"),
        sa.UniqueConstraint("application_id", "attempt", name="uq_draw_application_id_attempt"),
    )
    op.create_table(
        "draw_blob",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "kind", "n", name="pk_draw_blob"),
    )
    op.create_table(
        "slip",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("unseal_pk", sa.String(), nullable=False),
        sa.Column("entry_hash", sa.String(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "party", name="pk_slip"),
    )
    op.create_table(
        "slip_used",
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("value", name="pk_slip_used"),
    )
    op.create_table(
        "call_record",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "number", name="pk_call_record"),
    )
    op.create_table(
        "receipt_time",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "slot", name="pk_receipt_time"),
    )
    op.create_table(
        "draw_mark",
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("draw_id", "kind", name="pk_draw_mark"),
    )


def _rooms() -> None:
    op.create_table(
        "room",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_room"),
        sa.UniqueConstraint("draw_id", name="uq_room_draw_id"),
    )
    op.create_table(
        "room_queue",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("draw_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("room", "draw_id", name="pk_room_queue"),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counter"),
    )
