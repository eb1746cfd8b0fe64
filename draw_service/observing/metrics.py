"""Figures for Prometheus. Every label comes from a set that is known when the process starts.

No label is a name, a number, a draw or a path as it was asked for: a room is the first part of a path the
service has, a code that of a refusal's class, a channel one of the settings'; all else is ``other``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from audit.refusal import Refusal
from draw_service.rules.refusals import AddressUnusable, SettingWrong
from draw_service.usecases.ports.running import Reading

OTHER = "other"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
JOBS = ("tick", "sequence", "resume", "sweep", "alarms", "dates", "receive", "count")
STATES = ("queued", "intent", "uncertain", "placed", "ringing", "answered")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Known:
    """A label's values: what is not among ``values`` is ``other``."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = frozenset(values)

    def of(self, value: str) -> str:
        return value if value in self._values else OTHER


class Meter:
    """The counters of one process, in a registry of its own; ``rooms``, ``channels`` bound their labels."""

    def __init__(self, rooms: Iterable[str] = (), channels: Iterable[str] = ()) -> None:
        self.registry = CollectorRegistry()
        self.rooms, self._channels = Known(rooms), Known(channels)
        self._codes, self._jobs, self._methods = Known(refusal_codes()), Known(JOBS), Known(METHODS)
        given = {"registry": self.registry}
        self._pages = Histogram(
            "panel_page_seconds",
            "Time to answer a request, live streams apart.",
            ("room", "method"),
            buckets=_SECONDS,
            **given,
        )
        self._answers = Counter("panel_answers", "Answers by status class.", ("room", "status"), **given)
        self._refusals = Counter("panel_refusals", "Refusals shown to somebody, by code.", ("code",), **given)
        self.boards = Gauge("panel_boards_open", "Live pages that are being followed.", **given)
        self._placed = Counter("panel_calls_placed", "Calls and messages handed to a channel.", **given)
        self._callbacks = Counter(
            "panel_callbacks", "Callbacks by channel and status class.", ("channel", "status"), **given
        )
        self._failed = Counter("panel_jobs_failed", "Turns of the worker that failed.", ("job",), **given)

    def answered(self, room: str, method: str, status: int, seconds: float | None) -> None:
        """One request. ``seconds`` None for a live stream."""
        room, method = self.rooms.of(room), self._methods.of(method)
        self._answers.labels(room, _class(status)).inc()
        if seconds is not None:
            self._pages.labels(room, method).observe(seconds)

    def refused(self, code: str) -> None:
        self._refusals.labels(self._codes.of(code)).inc()

    def placed(self, count: int) -> None:
        self._placed.inc(count)

    def called_back(self, channel: str, status: int) -> None:
        self._callbacks.labels(self._channels.of(channel), _class(status)).inc()

    def job_failed(self, job: str) -> None:
        self._failed.labels(self._jobs.of(job)).inc()

    def watch(self, read: Callable[[], Reading | None], now: Callable[[], datetime]) -> None:
        """Look at the house whenever somebody asks for the figures. ``read`` gives None while the database is
        out of reach."""
        self.registry.register(_HouseFigures(read, now))

    def listen(self, address: str) -> Callable[[], None]:
        """Answer ``/metrics`` at ``HOST:PORT`` of this machine; returns how to stop.

        Raises ``SettingWrong`` for an address that others could reach, ``AddressUnusable``.
        """
        host, port = loopback(address)
        try:
            server, thread = start_http_server(port, host, self.registry)
        except OSError:
            raise AddressUnusable from None

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop


class _HouseFigures(Collector):
    """What the database says when it is asked: sizes and ages."""

    def __init__(self, read: Callable[[], Reading | None], now: Callable[[], datetime]) -> None:
        self._read, self._now = read, now

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return ()  # nothing is asked before somebody asks

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found, now = self._read(), self._now()
        yield GaugeMetricFamily(
            "panel_database_up", "Whether the database answers.", value=float(found is not None)
        )
        if found is None:
            return

        def age(since: datetime | None) -> float:
            return (now - since).total_seconds() if since is not None else 0.0

        yield GaugeMetricFamily("panel_log_leaves", "Events in the house log.", value=found.leaves)
        yield GaugeMetricFamily("panel_log_pending", "Events without a log index.", value=found.pending)
        yield GaugeMetricFamily(
            "panel_log_lag_seconds",
            "Age of the oldest event without a log index.",
            value=age(found.pending_since),
        )
        yield GaugeMetricFamily(
            "panel_clock_behind_seconds",
            "How far this machine's clock is behind the log's last event.",
            value=max(0.0, -age(found.last_at)),
        )
        outbox = GaugeMetricFamily(
            "panel_outbox", "Calls and messages that have not ended.", labels=["state"]
        )
        for state in STATES:
            outbox.add_metric([state], found.outbox.get(state, 0))
        yield outbox


def refusal_codes() -> frozenset[str]:
    """The codes of every refusal there is."""

    def below(kind: type[Refusal]) -> Iterator[str]:
        for one in kind.__subclasses__():
            if isinstance(getattr(one, "code", None), str):
                yield one.code
            yield from below(one)

    return frozenset(below(Refusal))


def loopback(address: str) -> tuple[str, int]:
    """Host and port of ``HOST:PORT``. Raises ``SettingWrong`` unless the host is this machine alone."""
    host, _, port = address.rpartition(":")
    host = {"localhost": "127.0.0.1"}.get(host, host.strip("[]"))
    try:
        fits = ip_address(host).is_loopback and port.isascii() and 0 < int(port) < 65536
    except ValueError:
        fits = False
    if not fits:
        zh = "应为本机地址 HOST:PORT，如 127.0.0.1:9464；其他机器不得读取"
        en = "give HOST:PORT of this machine, such as 127.0.0.1:9464; no other machine reads it"
        raise SettingWrong(name="PANEL_METRICS", zh=zh, en=en)
    return host, int(port)


def _class(status: int) -> str:
    return f"{status // 100}xx" if 100 <= status < 600 else OTHER
