"""What ``wiring`` is for the house, this is for those who run it: copies of the database, and back again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError

from draw_service import wiring
from draw_service.devices.printers import printer_at
from draw_service.documents.paper_kit import TypstPapers
from draw_service.rules.refusals import (
    BackupDamaged,
    DatabaseTaken,
    KeyringForeign,
    KeyringMissing,
    NoDataFolder,
    NoRegister,
    SettingWrong,
)
from draw_service.settings import Settings
from draw_service.store import backups
from draw_service.store.backups import Backup
from draw_service.store.books import SqlBooks
from draw_service.store.engine import open_engine, views_of
from draw_service.store.keyring import Keyring
from draw_service.store.log_check import LogFound, check_log
from draw_service.store.no_keys import NoKeys
from draw_service.store.observed import reading
from draw_service.store.witnesses import asked_witnesses
from draw_service.usecases.ports import House
from draw_service.usecases.ports.running import Reading
from scoring.calendar_source import published_calendar

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Checked:
    """A log that verified. ``held``: how many checkpoints from elsewhere it fits; ``witnessed``: whether the
    witnesses have signed it just now, None when they were not asked."""

    log: LogFound
    held: int
    witnessed: bool | None


@dataclass(frozen=True, slots=True)
class Restored(Checked):
    """What was put back."""

    folder: Path
    backup: Backup


def back_up(settings: Settings, folder: Path) -> tuple[Path, Backup]:
    """Copy the settings' database into a new folder in ``folder``; the keyring stays where it is."""
    engine = _engine(settings.database_url)
    try:
        return backups.take(engine, folder, wiring.SystemClock().now(), wiring.software(), _own_key(settings))
    finally:
        engine.dispose()


def check_database(settings: Settings, checkpoints: Sequence[Path]) -> Checked:
    """The log of the database that is there, held to the checkpoints in these files and to the witnesses."""
    key = _own_key(settings)
    if not key:
        raise KeyringMissing(path=settings.keyring_path)
    engine = _engine(settings.database_url)
    try:
        log = check_log(engine, key, _notes(checkpoints))
        return Checked(log, len(checkpoints), _ask(engine, settings, log))
    finally:
        engine.dispose()


def restore(
    settings: Settings,
    folder: Path,
    at: datetime | None,
    into: str,
    checkpoints: Sequence[Path],
    *,
    drill: bool,
) -> Restored:
    """Put a backup back: into the settings' database, or ``into`` another; a ``drill`` without ``into``
    leaves nothing behind and asks no witness, who has seen more than any backup of a house at work.
    ``folder``: a backup, or a folder of them (then the newest, or the newest not after ``at``). The log is
    verified and held to every checkpoint of the other backups there and in ``checkpoints``; on SQLite nothing
    is in its place before.

    Raises ``BackupMissing``, ``BackupDamaged``, ``DatabaseTaken``, ``LogUnsound``, ``LogRolledBack``,
    ``LogForked``, ``CheckpointForeign``, ``KeyringForeign``, ``WitnessSilent``, ``WitnessRefuses``,
    ``ToolFailed``; for a drill on PostgreSQL whose role may make no database, ``SettingWrong``.
    """
    chosen, found, beside = backups.find(folder, at)
    own = _own_key(settings)
    if own and found.log and own != found.log:
        raise KeyringForeign
    key = own or found.log
    if not key:
        raise KeyringMissing(path=settings.keyring_path)
    known = {**beside, **_notes(checkpoints)}
    held = len(known)
    if found.checkpoint:
        known[str(chosen)] = found.checkpoint
    if found.engine == "sqlite":
        place = None if drill and not into else _place(into or settings.database_url)
        log, witnessed = _restore_sqlite(settings, chosen, found, place, key, known, drill=drill)
        return Restored(log, held, witnessed, chosen, found)
    if drill and not into:
        name = f"panel_drill_{wiring.SystemEntropy().bytes(8).hex()}"
        with backups.scratch(_engine(settings.database_url), name) as empty:
            log = _fill(empty, chosen, found, key, known)
        return Restored(log, held, None, chosen, found)
    engine = _engine(into or settings.database_url)
    try:
        log = _fill(engine, chosen, found, key, known)
        return Restored(log, held, None if drill else _ask(engine, settings, log), chosen, found)
    finally:
        engine.dispose()


def absent(folder: Path) -> NoRegister:
    """What to say where there is no database."""
    return NoRegister(path=folder) if folder.exists() else NoDataFolder(path=folder)


def open_public(settings: Settings) -> tuple[House, Callable[[], Reading | None]]:
    """A house to look into, without a key, and how its log is doing: nothing can be written, no cell opened.

    Raises ``NoRegister``, ``SettingWrong``.
    """
    entropy, clock = wiring.SystemEntropy(), wiring.SystemClock()
    keys = cast("Keyring", NoKeys(settings.log_vkey, entropy))
    views = views_of(_engine(settings.database_url))
    witnesses = asked_witnesses(views, settings, clock.now)

    def books() -> SqlBooks:
        return SqlBooks(views, keys, witnesses)

    house = House(
        books=books,
        views=books,
        clock=clock,
        entropy=entropy,
        keyring=keys,
        pack=wiring.pack_on,
        pack_by_id=wiring.pack_by_id,
        calendar=published_calendar,
        sequence=lambda: None,
        printer=printer_at(""),
        papers=TypstPapers(settings.center, drill=settings.drill),
        software=wiring.software(),
        log_vkey=settings.log_vkey,
        drill=settings.drill,
        witnesses=witnesses,
        tolerance=timedelta(seconds=settings.clock_tolerance),
    )
    return house, partial(reading, views)


def _fill(engine: Engine, chosen: Path, found: Backup, key: str, known: Mapping[str, str]) -> LogFound:
    """Put the backup into this empty PostgreSQL database and verify its log."""
    backups.check_empty(engine)
    backups.put_back(chosen, found, engine.url)
    return check_log(engine, key, known)


def _restore_sqlite(
    settings: Settings,
    chosen: Path,
    found: Backup,
    place: Path | None,
    key: str,
    known: Mapping[str, str],
    *,
    drill: bool,
) -> tuple[LogFound, bool | None]:
    if place is not None and place.exists():
        raise DatabaseTaken
    if place is not None:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # On the disk it will stay on, so that it is put in its place in one step.
    with TemporaryDirectory(prefix=".panel-restore-", dir=place.parent if place else None) as made:
        trial = Path(made) / "panel.db"
        backups.put_back(chosen, found, f"{_SQLITE}{trial}")
        engine = _engine(f"{_SQLITE}{trial}")
        try:
            log = check_log(engine, key, known)
            witnessed = None if drill else _ask(engine, settings, log)
        finally:
            engine.dispose()
        if place is not None:
            backups.move_in(trial, place)
    return log, witnessed


def _place(url: str) -> Path:
    if not url.startswith(_SQLITE):
        raise BackupDamaged(path=url.partition(":")[0])
    return Path(url.removeprefix(_SQLITE))


def _ask(engine: Engine, settings: Settings, log: LogFound) -> bool | None:
    """Show the log to the witnesses, whatever they have signed before: who has seen more of it refuses."""
    asked = asked_witnesses(engine, settings, wiring.SystemClock().now)
    if asked is None or not log.leaves:
        return None
    asked.time()
    return True


def _notes(files: Sequence[Path]) -> dict[str, str]:
    return {str(file): file.read_text("utf-8", "replace") for file in files}


def _own_key(settings: Settings) -> str:
    """The log's verifier key by the keyring that is there, "" without one: a copy can be made without it."""
    return wiring.key_facts(settings)[0] if settings.keyring_path.exists() else ""


def _engine(url: str) -> Engine:
    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).exists():
        raise absent(Path(url.removeprefix(_SQLITE)).parent)
    try:
        return open_engine(url)
    except (ArgumentError, ValueError):
        zh, en = "应为 sqlite:/// 或 postgresql:// 地址", "give a sqlite:/// or postgresql:// URL"
        raise SettingWrong(name="PANEL_DATABASE", zh=zh, en=en) from None
