"""Alembic from day one. ``upgrade`` brings a database to the newest version and is safe to call on every
start, from several processes at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import Session

from audit.columns import advisory_lock


def config() -> Config:
    """Alembic's settings; the connection is handed over in ``attributes["connection"]``."""
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    return found


def standing(engine: Engine) -> tuple[str, str]:
    """The revision a database is at ("" for an empty one), and the newest there is. Changes nothing."""
    newest = ScriptDirectory.from_config(config()).get_current_head() or ""
    with Session(engine) as session:
        return MigrationContext.configure(session.connection()).get_current_revision() or "", newest


def upgrade(engine: Engine) -> None:
    """Create or upgrade the schema in one transaction. Running it again changes nothing."""
    settings = config()
    newest = ScriptDirectory.from_config(settings).get_current_head()
    with Session(engine) as session:
        advisory_lock(session, "migrations")
        connection = session.connection()
        if MigrationContext.configure(connection).get_current_revision() != newest:
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
        session.commit()
