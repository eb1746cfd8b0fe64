"""Alembic from day one. ``upgrade`` brings a database to the newest version and is safe to call on every
start, from several processes at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from audit.columns import advisory_lock
from draw_service.rules.refusals import DatabaseNewer


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


def revision_of(connection: Connection) -> str:
    """The revision a database is at, "" for an empty one."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def plan(revision: str) -> list[tuple[str, str]]:
    """What lies between a revision and the newest, in order: number and first line of each.

    Raises ``DatabaseNewer`` for a revision this program does not know.
    """
    scripts = ScriptDirectory.from_config(config())
    known = [(each.revision, (each.doc or "").splitlines()[0]) for each in scripts.walk_revisions()][::-1]
    names = [name for name, _ in known]
    if revision and revision not in names:
        raise DatabaseNewer(have=revision, known=names[-1])
    return known[names.index(revision) + 1 if revision else 0 :]


def upgrade_within(
    connection: Connection, applied: Callable[[str], None] = lambda _revision: None, to: str = "head"
) -> None:
    """Create or upgrade the schema in the open transaction; ``applied`` hears of every step."""
    if plan(revision_of(connection)):
        settings = config()
        settings.attributes |= {"connection": connection, "applied": applied}
        command.upgrade(settings, to)


def upgrade(engine: Engine, applied: Callable[[str], None] = lambda _revision: None) -> None:
    """Create or upgrade the schema in one transaction. Running it again changes nothing.

    Raises ``DatabaseNewer``.
    """
    with Session(engine) as session:
        advisory_lock(session, "migrations")
        upgrade_within(session.connection(), applied)
        session.commit()
