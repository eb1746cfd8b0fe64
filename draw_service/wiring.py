"""The one place that knows every room; alone it touches the clock, chance, the file system and commands."""

from __future__ import annotations

import os
import shlex
import subprocess
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from audit.checkpoint import NoteError
from audit.events import HouseEvent
from audit.keys import LogKey
from draw_service.drill.ports import DrillClock, DrillEntropy, DrillPrinter
from draw_service.rules.packs import RulePack, build
from draw_service.rules.refusals import (
    DatabaseUnusable,
    NotFound,
    PrinterFailed,
    PrinterMissing,
    SettingWrong,
)
from draw_service.settings import Settings
from draw_service.store.books import SqlBooks, check_key, sequence
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.migrations import upgrade
from draw_service.store.rotation import reencrypt, remaining
from draw_service.usecases.ports import Clock, Entropy, House, Printer
from scoring.calendar_source import published_calendar
from scoring.rules.working_days import civil_date

LAYERS = ("national", "jilin", "baicheng")


class SystemClock:
    """The machine's clock, whole seconds."""

    def now(self) -> datetime:
        return datetime.now(UTC).replace(microsecond=0)


class SystemEntropy:
    """The operating system's random numbers."""

    def bytes(self, size: int) -> bytes:
        return os.urandom(size)


class CommandPrinter:
    """Pipes each sheet to a command such as ``lp -d envelope``; keeps no copy."""

    def __init__(self, command: str) -> None:
        try:
            self._words = shlex.split(command)
        except ValueError:
            raise SettingWrong(name="PANEL_PRINTER", zh="引号不成对", en="a quotation mark is open") from None

    def ready(self) -> None:
        if not self._words:
            raise PrinterMissing

    def send(self, serial: str, sheet: bytes) -> None:
        try:
            subprocess.run(self._words, input=sheet, check=True, capture_output=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            raise PrinterFailed(serial=serial) from None


def software() -> str:
    """Name and version as they stand in ``draw.locked``."""
    return f"panel/{version('panel')}"


@cache
def _layers() -> tuple[dict[str, object], ...]:
    folder = files("draw_service.rules") / "packs_data"
    return tuple(tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in LAYERS)


@cache
def _pack(day: date) -> RulePack:
    return build(_layers(), day)


def pack_on(at: datetime) -> RulePack:
    """The rule pack in force at a time (Art. 24: national > province > city)."""
    return _pack(civil_date(at))


def pack_by_id(pack_id: str, at: datetime) -> RulePack:
    """The pack a draw was filed under. Raises ``NotFound`` for one this build does not carry."""
    pack = pack_on(at)
    if pack.id != pack_id:
        raise NotFound
    return pack


def open_house(settings: Settings) -> House:
    """The real house on the settings' database and keyring; makes and migrates them on first use."""
    printer = CommandPrinter(settings.printer)
    keyring = _keyring(settings)
    return _house(settings.database_url, keyring, SystemClock(), SystemEntropy(), printer, drill=False)


def open_drill(folder: Path, seed: int, start: datetime) -> tuple[House, DrillClock, DrillPrinter]:
    """A house in ``folder`` whose clock and chance are seeded; everything it makes says 演练."""
    clock, entropy, printer = DrillClock(start), DrillEntropy(seed), DrillPrinter()
    keyring = open_keyring(folder / "keyring.json", entropy, origin="panel.invalid/drill")
    house = _house(f"sqlite:///{folder / 'panel.db'}", keyring, clock, entropy, printer, drill=True)
    return house, clock, printer


def _house(
    url: str,
    keyring: Keyring,
    clock: Clock,
    entropy: Entropy,
    printer: Printer,
    *,
    drill: bool,
) -> House:
    engine = _database(url, keyring)
    calendar = published_calendar()
    return House(
        books=lambda: SqlBooks(engine, keyring),
        clock=clock,
        entropy=entropy,
        keyring=keyring,
        pack=pack_on,
        pack_by_id=pack_by_id,
        calendar=lambda: calendar,
        sequence=lambda: sequence(engine, keyring, clock.now()),
        printer=printer,
        software=software() + (" drill" if drill else ""),
        log_vkey=keyring.log.vkey,
        drill=drill,
    )


def _keyring(settings: Settings) -> Keyring:
    """The settings' keyring, made on first use. Raises ``SettingWrong`` for an origin no log can have."""
    try:
        LogKey.from_seed(settings.origin, bytes(32)).vkey  # noqa: B018
    except NoteError:
        raise SettingWrong(
            name="PANEL_ORIGIN", zh="不得为空，不得含空格或加号", en="no blanks, no plus sign, not empty"
        ) from None
    if not settings.database:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open_keyring(settings.keyring_path, SystemEntropy(), origin=settings.origin)


def _database(url: str, keyring: Keyring) -> Engine:
    """The database, at its newest schema and signed with this keyring. Raises ``SettingWrong``,
    ``DatabaseUnusable``, ``KeyringForeign``."""
    try:
        engine = open_engine(url)
    except (ArgumentError, ValueError):
        raise SettingWrong(
            name="PANEL_DATABASE",
            zh="应为 sqlite:/// 或 postgresql:// 地址",
            en="give a sqlite:/// or postgresql:// URL",
        ) from None
    try:
        upgrade(engine)
        check_key(engine, keyring)
    except (DBAPIError, CommandError):
        raise DatabaseUnusable from None
    return engine


def rotate_keys(settings: Settings, progress: Callable[[int, int], None]) -> tuple[int, str]:
    """A new column key; every encrypted row rewritten; old keys dropped. ``(rows, key id)``.

    Stopped halfway it is run again. The event is logged once all rows are rewritten.
    """
    keyring = _keyring(settings)
    engine = _database(settings.database_url, keyring)
    if len(keyring.key_ids) == 1:
        keyring.rotate()
    rows = reencrypt(engine, keyring.cipher, progress)
    now = SystemClock().now()
    with SqlBooks(engine, keyring) as books:
        books.journal.note("keys", HouseEvent.KEY_ROTATED, {"key": keyring.key_ids[-1], "rows": rows}, now)
        books.commit()
    sequence(engine, keyring, now)
    if remaining(engine, keyring.cipher) == 0:
        keyring.forget_old()
    return rows, keyring.key_ids[-1]


def key_facts(settings: Settings) -> tuple[str, tuple[str, ...]]:
    """The log's verifier key and the ids of the column keys."""
    keyring = _keyring(settings)
    return keyring.log.vkey, keyring.key_ids
