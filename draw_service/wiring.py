"""The one place that knows every room; with ``machine`` alone it touches the clock and chance."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache, partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from socket import gethostname
from threading import Event
from time import sleep
from urllib.parse import urlsplit

from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session

from audit.checkpoint import NoteError
from audit.events import HouseEvent
from audit.keys import LogKey
from draw_service.devices.fingerprint import SimulatedFingerprints
from draw_service.devices.id_readers import HttpIdReader
from draw_service.devices.printers import printer_at
from draw_service.devices.site import keys_for
from draw_service.documents.paper_kit import TypstPapers
from draw_service.drill.ports import DrillClock, DrillEntropy, DrillPrinter
from draw_service.drill.practice_clock import PracticeClock
from draw_service.machine import InlineExecutor, NetworkClock, SystemClock, SystemEntropy
from draw_service.rules.pack_editions import PackEdition, edition_of, stack
from draw_service.rules.packs import RulePack
from draw_service.rules.refusals import (
    ChangedUnderYou,
    DatabaseUnusable,
    NotFound,
    SettingWrong,
)
from draw_service.settings import Settings
from draw_service.store.books import SqlBooks, check_key, sequence
from draw_service.store.calendar import loaded_years
from draw_service.store.desk import RoomDesk, TypedCalls
from draw_service.store.engine import aside_of, open_engine, views_of
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.migrations import upgrade
from draw_service.store.observed import reading
from draw_service.store.pkcs11_token import Token
from draw_service.store.rotation import await_open_acts, reencrypt, remaining
from draw_service.store.rulebook import confirmed_editions
from draw_service.store.sequencer import Sequencer
from draw_service.store.witnesses import asked_witnesses
from draw_service.usecases.calling.hear import hear
from draw_service.usecases.ports import Clock, Entropy, House, Lines, Printer
from draw_service.usecases.ports.running import Reading
from notifications import throttles
from notifications.channels.manual import ManualChannel
from notifications.channels.port import Callback, Channel, Reply
from notifications.channels.registry import Parts
from notifications.channels.registry import build as build_channel
from notifications.channels.simulated import SimulatedChannel
from notifications.dispatcher import Dispatcher
from notifications.reports import Report
from notifications.simulator.network import Network
from scoring.calendar_source import published_calendar
from scoring.rules.working_days import civil_date, loaded_over

LAYERS = ("national", "jilin", "baicheng")
UNDER_WAY = 30.0
"""Seconds an act that was under way with an old column key is waited for."""
THREADS = 24
"""Of a worker: more than it places at a time, so that callbacks never wait for a provider."""


def software() -> str:
    """Name and version as they stand in ``draw.locked``."""
    return f"panel/{version('panel')}"


@cache
def _layers() -> tuple[dict[str, object], ...]:
    folder = files("draw_service.rules") / "packs_data"
    return tuple(tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in LAYERS)


@lru_cache(maxsize=64)
def _pack(editions: tuple[PackEdition, ...], day: date) -> RulePack:
    return stack(_layers(), editions, day)


def pack_on(at: datetime, editions: tuple[PackEdition, ...] = ()) -> RulePack:
    """The rule pack in force at a time (Art. 24: national > province > city)."""
    return _pack(editions, civil_date(at))


def pack_by_id(pack_id: str, at: datetime, editions: tuple[PackEdition, ...] = ()) -> RulePack:
    """The pack a draw was filed under. Raises ``NotFound`` for one this house does not carry."""
    held = tuple(one for one in editions if one.number <= edition_of(pack_id))
    pack = pack_on(at, held)
    if pack.id != pack_id:
        raise NotFound
    return pack


def open_house(settings: Settings) -> House:
    """The real house on the settings' database and keyring; makes and migrates them on first use."""
    printer = _printer(settings)
    keyring = _keyring(settings)
    engine = _database(settings.database_url, keyring)
    return _house(engine, keyring, SystemClock(), SystemEntropy(), printer, settings)


@dataclass(frozen=True, slots=True)
class Works:
    """A house that calls by itself. ``bases``: channel -> public URL of its callbacks; ``pool`` places and
    applies; ``count`` keeps count of refused callbacks; ``fresh`` is set when a report brought work;
    ``reading`` says how the house is doing."""

    house: House
    dispatcher: Dispatcher
    channels: Mapping[str, Channel]
    bases: Mapping[str, str]
    pool: Executor
    count: Callable[[str, str], None]
    now: Callable[[], datetime]
    fresh: Event
    reading: Callable[[], Reading | None]

    def typed_calls(self) -> TypedCalls | None:
        """Takes in how calls went that a person read out; None without the channel ``manual``."""
        manual = self.channels.get("manual")
        if not isinstance(manual, ManualChannel) or not isinstance(manual.desk, RoomDesk):
            return None
        return TypedCalls(manual.desk, manual, self.dispatcher.receive, self.now)

    def connect(self, receive: Callable[[str, Callback], Reply]) -> None:
        """Let simulated phones report to ``receive``; other channels report over the web."""
        for name, channel in self.channels.items():
            if isinstance(channel, SimulatedChannel):
                channel.receive = partial(receive, name)


def open_works(
    settings: Settings,
    network: Network | None = None,
    clock: SystemClock | PracticeClock | None = None,
    *,
    by_hand: bool = False,
) -> Works:
    """The house of the settings with its lines, for a worker. ``network``: the phones of a drill;
    ``by_hand``: without lines people phone, and the worker signs the log.

    Raises ``SettingWrong`` without lines, ``SimulatedInProduction`` and what ``open_house`` raises.
    """
    keyring = _keyring(settings)
    engine = _database(settings.database_url, keyring)
    clock = clock or SystemClock()
    house = _house(engine, keyring, clock, SystemEntropy(), _printer(settings), settings)
    if house.lines is None and not by_hand:
        zh, en = "没有通知渠道，由人打电话，不需要值守进程", "a person phones here, so no worker is needed"
        raise SettingWrong(name="PANEL_VOICE", zh=zh, en=en)
    desk, secret = RoomDesk(engine, keyring, house), keyring.pseudonym("simulated phones")
    parts = Parts(clock.exact, not settings.drill, network, secret, desk)
    names = {house.lines.voice, house.lines.sms} - {""} if house.lines else set()
    channels = {name: build_channel(name, settings.channels.get(name, {}), parts) for name in sorted(names)}
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="panel")
    return _works(engine, keyring, house, channels, _bases(settings, names), pool, clock.exact)


def open_practice_works(
    settings: Settings, seed: int, start: datetime
) -> tuple[Works, PracticeClock, Network]:
    """A drill to walk through: simulated phones, and a clock that newcomers may move on from ``start``."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock = PracticeClock(SystemClock().exact, settings.data / "practice-clock.json", start)
    network = Network(clock.exact(), seed, clock=clock)
    clock.moved = network.changed.set
    return open_works(settings, network, clock), clock, network


def open_rehearsal(
    folder: Path, seed: int, network: Network, overhear: Callable[[Sequence[Report]], None]
) -> Works:
    """A drill in ``folder`` whose time is the network's: one thread, virtual time. ``overhear`` is told every
    report after the house has acted on it."""
    entropy, clock = DrillEntropy(seed), NetworkClock(network)
    origin = "panel.invalid/drill"
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    keyring = open_keyring(folder / "keyring.json", entropy, origin=origin, argon2=cheap, drill=True)
    engine = _database(f"sqlite:///{folder / 'panel.db'}", keyring)
    settings = Settings(data=folder, voice="simulated", sms="simulated", drill=True)
    house = _house(engine, keyring, clock, entropy, DrillPrinter(), settings)
    parts = Parts(clock.exact, False, network, keyring.pseudonym("simulated phones"))
    channels = {"simulated": build_channel("simulated", {}, parts)}
    return _works(engine, keyring, house, channels, {}, InlineExecutor(), clock.exact, overhear)


def _works(
    engine: Engine,
    keyring: Keyring,
    house: House,
    channels: Mapping[str, Channel],
    bases: Mapping[str, str],
    pool: Executor,
    now: Callable[[], datetime],
    overhear: Callable[[Sequence[Report]], None] = lambda _reports: None,
) -> Works:
    fresh = Event()

    def on_reports(session: Session, reports: Sequence[Report]) -> None:
        hear(house, SqlBooks(session, keyring, house.witnesses), reports)
        overhear(reports)
        fresh.set()

    def count(channel: str, code: str) -> None:
        with Session(engine) as session:
            throttles.count(session, f"refused:{channel}:{code}", now())
            session.commit()

    dispatcher = Dispatcher(
        engine,
        keyring.cipher,
        house.entropy,
        _Exact(now),
        channels,
        on_reports,
        pool,
        owner=f"{gethostname()}-{os.getpid()}-{house.entropy.bytes(4).hex()}",
        callbacks=bases,
        clashes=(ChangedUnderYou,),
    )
    return Works(house, dispatcher, channels, bases, pool, count, now, fresh, partial(reading, engine))


@dataclass(frozen=True, slots=True)
class _Exact:
    """A clock to the microsecond: gaps between calls are kept to it."""

    now: Callable[[], datetime]


def _bases(settings: Settings, names: Iterable[str]) -> dict[str, str]:
    """Public URLs of the channels' callbacks. Raises ``SettingWrong`` for plain HTTP beyond this machine."""
    outside = [name for name in names if name not in ("simulated", "manual")]
    url = urlsplit(settings.public_url)
    here = url.hostname in ("127.0.0.1", "localhost", "::1")
    if outside and not (url.hostname and (url.scheme == "https" or (url.scheme == "http" and here))):
        zh, en = "回调地址须为 https（本机除外）", "callbacks come over https, except on this machine"
        raise SettingWrong(name="PANEL_PUBLIC_URL", zh=zh, en=en)
    return {name: f"{settings.public_url.rstrip('/')}/gateway/{name}" for name in outside}


def open_drill(folder: Path, seed: int, start: datetime) -> tuple[House, DrillClock, DrillPrinter]:
    """A house in ``folder`` whose clock and chance are seeded; everything it makes says 演练."""
    clock, entropy, printer = DrillClock(start), DrillEntropy(seed), DrillPrinter()
    keyring = open_keyring(folder / "keyring.json", entropy, origin="panel.invalid/drill", drill=True)
    engine = _database(f"sqlite:///{folder / 'panel.db'}", keyring)
    house = _house(
        engine, keyring, clock, entropy, printer, Settings(data=folder, voice="", sms="", drill=True)
    )
    return house, clock, printer


def _printer(settings: Settings) -> Printer:
    return DrillPrinter() if settings.drill and not settings.printer else printer_at(settings.printer)


def _house(
    engine: Engine,
    keyring: Keyring,
    clock: Clock,
    entropy: Entropy,
    printer: Printer,
    settings: Settings,
) -> House:
    published, drill, voice = published_calendar(), settings.drill, settings.voice
    sms, witnesses = settings.sms or voice, asked_witnesses(engine, settings, clock.now)
    views, aside = views_of(engine), aside_of(engine)
    return House(
        books=lambda: SqlBooks(engine, keyring, witnesses),
        views=lambda: SqlBooks(views, keyring, witnesses),
        clock=clock,
        entropy=entropy,
        keyring=keyring,
        pack=lambda at: pack_on(at, confirmed_editions(aside)),
        pack_by_id=lambda pack_id, at: pack_by_id(pack_id, at, confirmed_editions(aside)),
        layers=_layers(),
        calendar=lambda: loaded_over(published, loaded_years(aside)),
        sequence=Sequencer(engine, keyring, clock.now),
        printer=printer,
        papers=TypstPapers(settings.center, drill=drill, envelope=settings.envelope),
        software=software() + (" drill" if drill else ""),
        log_vkey=keyring.log.vkey,
        drill=drill,
        lines=Lines(voice, sms, settings.center) if sms else None,
        access=settings.access,
        security_keys=keys_for(settings.site, settings.center),
        id_reader=HttpIdReader(settings.id_reader) if settings.id_reader else None,
        fingerprints=SimulatedFingerprints() if drill else None,
        witnesses=witnesses,
        paper_printer=printer_at(settings.paper_printer) if settings.paper_printer else None,
        tolerance=timedelta(seconds=settings.clock_tolerance),
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
    path, origin = settings.keyring_path, settings.origin
    token = Token(*settings.token) if settings.token else None
    cipher = settings.column_cipher
    return open_keyring(
        path, SystemEntropy(), origin=origin, drill=settings.drill, cipher=cipher, token=token
    )


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
    except DBAPIError:
        raise DatabaseUnusable from None
    return engine


def rotate_keys(settings: Settings, progress: Callable[[int, int], None]) -> tuple[int, str]:
    """A new column key; every encrypted row rewritten; old keys dropped. ``(rows, key id)``.

    Stopped halfway it is run again. The event is logged once all rows are rewritten. The service may run: it
    takes the new key at once, and the old ones go after whatever was under way with them has ended.
    """
    keyring = _keyring(settings)
    engine = _database(settings.database_url, keyring)
    if len(keyring.key_ids) == 1:
        keyring.rotate(settings.column_cipher)
    rows = reencrypt(engine, keyring.cipher, progress)
    await_open_acts(engine, UNDER_WAY, sleep)
    rows += reencrypt(engine, keyring.cipher, progress)
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
