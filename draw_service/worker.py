"""The ticking process (Art. 5): places what is due, hears what comes back, looks after what nobody reported.

A few fixed jobs that only wake up and look for due rows. Everything that matters stands in the database: any
number of workers may share it, and one that dies at any moment is followed by the others.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, AF_INET6, create_server, socket
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from sqlalchemy.exc import SQLAlchemyError

from audit.refusal import Refusal
from draw_service.observing.metrics import Meter
from draw_service.rules.refusals import AddressUnusable
from notifications.alarms import Code
from notifications.channels.port import Callback, Reply

if TYPE_CHECKING:  # a worker that takes no connections needs no web server
    from fastapi import FastAPI

TICK, SWEEP, DUE = 0.2, 1.0, 60.0
"""Seconds between two looks for calls to place, for what else is due, and for dates that have come."""
GRACE = 3
"""Seconds that requests under way are given at the end."""
RARELY = (5_000, 10, 20)
"""How many new objects the collector lets come together; few of a page's outlive it."""
_LOG = logging.getLogger("panel.worker")
LATER = Reply(503, "text/plain", b"later")


@dataclass(frozen=True, slots=True)
class Site:
    """An app and where it answers. ``tls``: files of certificate and key, None for plain HTTP; ``proxied``: a
    proxy on this machine says who asks and how; ``ending`` lets open streams go when the service stops."""

    app: FastAPI
    at: socket
    tls: tuple[Path, Path] | None = None
    proxied: bool = False
    ending: Callable[[], None] = lambda: None


def listen(host: str, port: int) -> socket:
    """A socket that takes connections. Raises ``AddressUnusable`` when somebody else has the port."""
    try:
        return create_server((host, port), family=AF_INET6 if ":" in host else AF_INET, backlog=1024)
    except (OSError, UnicodeError, OverflowError):
        raise AddressUnusable from None


class Alarm(Protocol):
    """Something a person must look at."""

    id: str
    code: Code
    subject: str


class Dispatching(Protocol):
    """What a worker needs of the dispatcher."""

    def tick(self) -> int: ...

    def sweep(self) -> int: ...

    def receive(self, name: str, callback: Callback) -> Reply: ...

    def alarms(self) -> Iterable[Alarm]: ...


class Worker:
    """One worker. ``sequence`` signs the log, ``resume`` calls for seats that had to wait; ``pool`` places
    and applies; ``count`` keeps count of refused callbacks; ``fresh`` is set by whoever has put something in
    the queue (None: nobody says so); ``ring`` tells the operator of an alarm, once; ``dates`` move on what
    waits for a date (Art. 21); ``meter`` counts."""

    def __init__(
        self,
        dispatcher: Dispatching,
        sequence: Callable[[], None],
        resume: Callable[[], int],
        pool: Executor,
        count: Callable[[str, str], None],
        fresh: Event | None = None,
        ring: Callable[[Code, str], None] = lambda _code, _subject: None,
        dates: Sequence[Callable[[], object]] = (),
        meter: Meter | None = None,
    ) -> None:
        self._dispatcher, self._sequence, self._resume = dispatcher, sequence, resume
        self._pool, self._count, self._fresh, self._ring = pool, count, fresh, ring
        self._dates, self._meter = dates, meter or Meter()
        self._rung: set[str] = set()
        self._ending = False

    def tick(self) -> None:
        """Place what is due."""
        self._guarded("tick", lambda: self._meter.placed(self._dispatcher.tick()))

    def sweep(self) -> None:
        """Sign the log, call for seats that had to wait, look after what is due, tell the operator."""
        self._guarded("sequence", self._sequence)
        self._guarded("resume", self._resume)
        self._guarded("sweep", self._dispatcher.sweep)
        self._guarded("alarms", self._tell)

    def due(self) -> None:
        """Publications, clocks and orders whose date has come, also while nobody was there (Art. 21)."""
        for act in self._dates:
            self._guarded("dates", act)

    def receive(self, channel: str, callback: Callback) -> Reply:
        """Answer a callback, and place at once what it brought about."""
        reply = LATER
        with self._calm("receive"):
            reply = self._dispatcher.receive(channel, callback)
        self._meter.called_back(channel, reply.status)
        if reply.status < 400 and (self._fresh is None or self._fresh.is_set()):
            if self._fresh is not None:
                self._fresh.clear()
            with suppress(RuntimeError):  # the pool takes nothing any more: another worker ticks
                self._pool.submit(self.tick)
        return reply

    def refuse(self, channel: str, code: str) -> None:
        """Count what never became a callback."""
        self._guarded("count", lambda: self._count(channel, code))

    async def run(self, stop: asyncio.Event, site: Site | None = None) -> None:
        """Work until ``stop``; then finish what is in flight, so that no lease is left behind."""
        with _settled_in():
            await self._run(stop, site)

    async def _run(self, stop: asyncio.Event, site: Site | None) -> None:
        # A job that is still running when its next turn comes is no news.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        scheduler = AsyncIOScheduler()
        fixed = {"trigger": "interval", "max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        scheduler.add_job(self.tick, seconds=TICK, id="tick", **fixed)
        scheduler.add_job(self.sweep, seconds=SWEEP, id="sweep", **fixed)
        # At once, too: dates may have come while no worker was there.
        scheduler.add_job(self.due, id="dates-first", misfire_grace_time=None)
        scheduler.add_job(self.due, seconds=DUE, id="dates", **fixed)
        server = _server(site) if site is not None else None
        serving = asyncio.create_task(server.serve([site.at])) if server is not None and site else None
        scheduler.start()
        ended = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({ended, *([serving] if serving else ())}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            scheduler.remove_all_jobs()
            if site is not None and server is not None and serving is not None:
                server.should_exit = True
                site.ending()
                await serving
            # First the turns under way, then the scheduler: it would cancel them, and say so as an error.
            await asyncio.get_running_loop().shutdown_default_executor()
            scheduler.shutdown(wait=False)
            self._ending = True
            self._pool.shutdown(wait=True)

    def _tell(self) -> None:
        alarms = {alarm.id: alarm for alarm in self._dispatcher.alarms()}
        for alarm_id in alarms.keys() - self._rung:
            self._ring(alarms[alarm_id].code, alarms[alarm_id].subject)
        self._rung = set(alarms)

    def _guarded(self, what: str, act: Callable[[], object]) -> None:
        with self._calm(what):
            act()

    @contextmanager
    def _calm(self, what: str) -> Iterator[None]:
        """One failure stops no worker; its kind is said, its words are not: they could quote a row."""
        try:
            yield
        except (SQLAlchemyError, Refusal, OSError, ValueError, LookupError, RuntimeError) as error:
            if self._ending and isinstance(error, RuntimeError):
                return  # the pool takes nothing any more; who reports now comes again, to another worker
            code = {"code": error.code} if isinstance(error, Refusal) else {"kind": type(error).__name__}
            _LOG.warning("job-failed", extra={"job": what, **code})
            self._meter.job_failed(what)


def work(worker: Worker, site: Site | None = None, ready: Callable[[], None] = lambda: None) -> None:
    """Work until SIGINT or SIGTERM; ``ready`` is called once these are heard."""

    async def main() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for wanted in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(wanted, stop.set)
        ready()
        await worker.run(stop, site)

    asyncio.run(main())


def answer(site: Site) -> None:
    """Answer requests until SIGINT or SIGTERM, and do nothing else."""

    async def main() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for wanted in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(wanted, stop.set)
        server = _server(site)
        serving, ended = asyncio.create_task(server.serve([site.at])), asyncio.create_task(stop.wait())
        await asyncio.wait({serving, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        server.should_exit = True
        site.ending()
        await serving

    asyncio.run(main())


@contextmanager
def _settled_in() -> Iterator[None]:
    """What was made so far stays for as long as the process works: the garbage collector need not look
    through all of it again and again, which holds up every page for a fifth of a second."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _server(site: Site) -> Any:
    """A server for the site that leaves signals to the worker."""
    import uvicorn

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    certificate, key = site.tls or (None, None)
    return Server(
        uvicorn.Config(
            site.app,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            proxy_headers=site.proxied,
            forwarded_allow_ips="127.0.0.1,::1",
            timeout_graceful_shutdown=GRACE,
            log_config=None,  # what it says goes through the process's own log
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
        )
    )
