"""Copies of a database while it is in use, and back again (``panel backup``, ``panel restore``).

A backup is a folder named after its time: the copy, and ``backup.json`` with its hash, the schema and the
newest checkpoint of the log. It never holds the keyring: who finds the copy alone reads no name.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, rmtree, which
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import URL, Engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from audit import journal
from audit.checkpoint import NoteError, read_note
from draw_service.rules.refusals import (
    BackupDamaged,
    BackupMissing,
    DatabaseTaken,
    DatabaseUnusable,
    SettingWrong,
    ToolFailed,
)
from draw_service.store.engine import open_engine
from draw_service.store.migrations import standing

FORMAT = "panel-backup/1"
MANIFEST = "backup.json"
_NAMES = {"sqlite": "panel.db", "postgresql": "panel.dump"}
_PATIENCE = 6 * 3600
_NO_RIGHT = "42501"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What stands in ``backup.json``. ``at``: when it was taken, ``YYYYMMDDTHHMMSSZ``; ``engine``: sqlite or
    postgresql; ``log``: verifier key of the log; ``checkpoint``: its newest note, "" before the first."""

    at: str
    engine: str
    sha256: str
    schema: str
    software: str
    log: str
    checkpoint: str

    @property
    def leaves(self) -> int:
        return read_note(self.checkpoint).size if self.checkpoint else 0


def take(engine: Engine, folder: Path, now: datetime, software: str, vkey: str) -> tuple[Path, Backup]:
    """A new folder in ``folder`` (files 0600), complete or not at all. Raises ``DatabaseUnusable``,
    ``ToolFailed``, ``OSError``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kind = engine.dialect.name
    at = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    making = Path(mkdtemp(prefix=f".{at}.", dir=folder))
    try:
        file = making / _NAMES[kind]
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        # Read before the copy is made: the copy holds at least this much.
        schema, checkpoint = _facts(engine)
        if kind == "sqlite":
            _copy_sqlite(engine.url, file)
        else:
            _run("pg_dump", engine.url, "--format=custom", "--no-owner", f"--file={file}")
        _sync(file)
        found = Backup(at, kind, _hash(file), schema, software, vkey, checkpoint)
        said = json.dumps({"format": FORMAT, **asdict(found)}, indent=1, ensure_ascii=False)
        (making / MANIFEST).touch(0o600)
        (making / MANIFEST).write_text(said + "\n", encoding="utf-8")
        _sync(making / MANIFEST)
        os.rename(making, folder / at)
        _sync(folder)
    except BaseException:
        rmtree(making, ignore_errors=True)
        raise
    return folder / at, found


def find(folder: Path, at: datetime | None = None) -> tuple[Path, Backup, Mapping[str, str]]:
    """The backup in ``folder`` itself, or its newest one, or its newest not after ``at``; and the checkpoints
    of the other backups beside it, by folder. Raises ``BackupMissing``, ``BackupDamaged``."""
    alone = (folder / MANIFEST).is_file()
    beside = folder.resolve().parent if alone else folder
    found = {one: _read(one) for one in sorted(_folders(beside)) if one.resolve() != folder.resolve()}
    chosen = folder if alone else None
    limit = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if at is not None else "9"
    if not alone:
        chosen = max((one for one, said in found.items() if said.at <= limit), default=None)
    if chosen is None:
        raise BackupMissing(path=folder)
    taken = found.get(chosen) or _read(chosen)
    others = {one: said for one, said in found.items() if one != chosen and said.checkpoint}
    return chosen, taken, {str(one): said.checkpoint for one, said in others.items()}


def put_back(folder: Path, found: Backup, into: str | URL) -> None:
    """Copy the backup into a database that is not there yet (SQLite) or empty (PostgreSQL).

    Raises ``BackupDamaged``, ``DatabaseTaken``, ``DatabaseUnusable``, ``ToolFailed``.
    """
    url, file = make_url(into), folder / _NAMES[found.engine]
    if url.get_backend_name() != found.engine or not file.is_file() or _hash(file) != found.sha256:
        raise BackupDamaged(path=folder)
    if found.engine == "sqlite":
        _put_sqlite(file, Path(str(url.database)))
    else:
        _run("pg_restore", url, "--no-owner", "--exit-on-error", "--single-transaction", str(file))


def check_empty(engine: Engine) -> None:
    """Raises ``DatabaseTaken`` when there is a table, ``DatabaseUnusable``."""
    try:
        if inspect(engine).get_table_names():
            raise DatabaseTaken
    except DBAPIError:
        raise DatabaseUnusable from None


@contextmanager
def scratch(engine: Engine, name: str) -> Iterator[Engine]:
    """An empty PostgreSQL database of this name beside the one of ``engine``, which is disposed of, and gone
    afterwards. ``name``: letters, digits, underscores.

    Raises ``SettingWrong`` when the role may make none, ``DatabaseUnusable``.
    """
    beside = engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with beside.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    except DBAPIError as error:
        engine.dispose()
        if getattr(error.orig, "sqlstate", None) != _NO_RIGHT:
            raise DatabaseUnusable from None
        raise SettingWrong(
            name="PANEL_DATABASE",
            zh="演练要在同一服务器上建立临时库，请给该用户 CREATEDB 权限，或用 --into 指明一个空库",
            en="a drill makes a database beside it for a while: let its role CREATEDB, or name an empty one"
            " with --into",
        ) from None
    made = open_engine(engine.url.set(database=name))
    try:
        yield made
    finally:
        made.dispose()
        with beside.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def _facts(engine: Engine) -> tuple[str, str]:
    """Schema revision and newest checkpoint."""
    try:
        schema = standing(engine)[0]
        with Session(engine) as session:
            newest = journal.newest_checkpoint(session) if schema else None
    except DBAPIError:
        raise DatabaseUnusable from None
    return schema, newest[1] if newest else ""


def _copy_sqlite(url: URL, file: Path) -> None:
    """SQLite's own online copy: readers and writers go on meanwhile."""
    try:
        source = sqlite3.connect(f"{Path(str(url.database)).resolve().as_uri()}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(file)) as target:
            source.backup(target)
            # One file, without companions that could be left behind.
            target.execute("PRAGMA journal_mode=DELETE").close()
            (sound,) = target.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError:
        raise DatabaseUnusable from None
    if sound != "ok":
        raise DatabaseUnusable


def move_in(file: Path, place: Path) -> None:
    """Put a restored SQLite file where it belongs, in one step. Raises ``DatabaseTaken``."""
    if any(place.with_name(place.name + tail).exists() for tail in ("", "-wal", "-shm")):
        raise DatabaseTaken
    os.link(file, place)  # unlike a rename, refuses when somebody else was quicker
    _sync(place.parent)


def _put_sqlite(file: Path, place: Path) -> None:
    if place.exists():
        raise DatabaseTaken
    os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    copyfile(file, place)
    _sync(place)


def _run(tool: str, url: URL, *words: str) -> None:
    """A PostgreSQL client; the password goes by the environment, never by the command line. What it says is
    not passed on: it could quote a row. Raises ``ToolFailed``."""
    program = which(tool)
    if program is None:
        raise ToolFailed(tool=tool)
    target = ["--dbname"] if tool == "pg_restore" else []
    environment = {**os.environ, **_connection(url)}
    command = [program, *words[:-1], *target, *([str(url.database)] if target else []), words[-1]]
    try:
        subprocess.run(  # noqa: S603 - the program is PostgreSQL's own
            command, env=environment, check=True, capture_output=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.SubprocessError):
        raise ToolFailed(tool=tool) from None


def _connection(url: URL) -> dict[str, str]:
    """libpq's environment variables for ``url``."""
    named = {
        "PGHOST": url.host,
        "PGPORT": url.port and str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        **{f"PG{name.upper()}": value for name, value in url.query.items() if isinstance(value, str)},
    }
    return {name: str(value) for name, value in named.items() if value}


def _folders(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise BackupMissing(path=folder)
    for one in folder.iterdir():
        if not one.name.startswith(".") and (one / MANIFEST).is_file():
            yield one


def _read(folder: Path) -> Backup:
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        if said.pop("format") != FORMAT:
            raise BackupDamaged(path=folder)
        found = Backup(**said)
        if found.engine not in _NAMES:
            raise BackupDamaged(path=folder)
        found.leaves  # noqa: B018 - a checkpoint that is none is found now
    except (ValueError, TypeError, KeyError, AttributeError, NoteError):
        raise BackupDamaged(path=folder) from None
    return found


def _hash(file: Path) -> str:
    with file.open("rb") as read:
        found = sha256()
        while chunk := read.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
