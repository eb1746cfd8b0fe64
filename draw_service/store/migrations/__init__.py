"""Alembic from day one. ``upgrade`` brings a database to the newest version and is safe to call on every
start, from several processes at once. Alembic itself is read only where a database has to be moved on: every
command opens one that is at its newest already.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlmodel import Session

from audit.columns import advisory_lock
from draw_service.rules.refusals import DatabaseNewer, DatabaseUnusable

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent


def config() -> Config:
    """Alembic's settings; the connection is handed over in ``attributes["connection"]``."""
    from alembic.config import Config

    found = Config()
    found.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    return found


def newest() -> str:
    """The newest revision there is: the files bear their numbers, in order."""
    return max(file.name for file in (_HERE / "versions").glob("[0-9]*.py")).partition("_")[0]


def standing(engine: Engine) -> tuple[str, str]:
    """The revision a database is at ("" for an empty one), and the newest there is. Changes nothing."""
    with Session(engine) as session:
        return revision_of(session.connection()), newest()


def revision_of(connection: Connection) -> str:
    """The revision a database is at, "" for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def plan(revision: str) -> list[tuple[str, str]]:
    """What lies between a revision and the newest, in order: number and first line of each.

    Raises ``DatabaseNewer`` for a revision this program does not know.
    """
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(config())
    known = [(each.revision, (each.doc or "").splitlines()[0]) for each in scripts.walk_revisions()][::-1]
    names = [name for name, _ in known]
    if revision and revision not in names:
        raise DatabaseNewer(have=revision, known=names[-1])
    return known[names.index(revision) + 1 if revision else 0 :]


def upgrade_within(
    connection: Connection, applied: Callable[[str], None] = lambda _revision: None, to: str = "head"
) -> None:
    """Create or upgrade the schema in the open transaction; ``applied`` hears of every step.

    Raises ``DatabaseNewer``, ``DatabaseUnusable``.
    """
    found = revision_of(connection)
    if found == newest() or not plan(found):
        return
    from alembic import command
    from alembic.util import CommandError

    settings = config()
    settings.attributes |= {"connection": connection, "applied": applied}
    try:
        command.upgrade(settings, to)
    except CommandError:
        raise DatabaseUnusable from None


def upgrade(engine: Engine, applied: Callable[[str], None] = lambda _revision: None) -> None:
    """Create or upgrade the schema in one transaction. Running it again changes nothing.

    Raises ``DatabaseNewer``, ``DatabaseUnusable``.
    """
    with Session(engine) as session:
        if revision_of(session.connection()) == newest():
            return
    # A look of its own: who had to wait for the lock sees what the one before has done.
    with Session(engine) as session:
        advisory_lock(session, "migrations")
        upgrade_within(session.connection(), applied)
        session.commit()
