"""Asking the log's witnesses, and keeping what they signed (``ports.Witnesses``; protocol section 6).

Nobody's transaction is open while a witness is asked: it reads the new leaves from this very service. Every
round submits the newest checkpoint, so several processes help each other instead of standing in line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import partial
from time import monotonic, sleep
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlmodel import Session

from audit import journal
from audit.checkpoint import WITNESS_KEY, NoteError, open_note, parse_vkey, signed_at
from audit.cosigned import Quorum, last_size, lines_of, put_line
from audit.witness import client
from audit.witness.wire import Answer, Submission, write_submission
from draw_service.rules.refusals import SettingWrong, WitnessRefuses, WitnessSilent
from draw_service.settings import Settings

PATIENCE = 20.0
"""Seconds a draw waits for its witnesses before it stops (protocol section 6)."""
ROUND = 2.0
"""Seconds one witness is given when nobody waits for it."""
PAUSE = 0.2
_TRIES = 4
"""A witness that knows another size says so and is asked again; other processes may be quicker in between."""

Ask = Callable[[str, bytes, float], Answer]
_Keep = Callable[["Witness", int, str, str], "_Said"]
_Trouble = type[WitnessSilent | WitnessRefuses] | None


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a witness answers, and its verifier key."""

    url: str
    vkey: str


class _Said(Enum):
    SIGNED = auto()
    SILENT = auto()
    REFUSED = auto()


class AskedWitnesses:
    """The witnesses of the house's log; ``needed`` of them must sign."""

    def __init__(
        self,
        engine: Engine,
        witnesses: Sequence[Witness],
        needed: int,
        now: Callable[[], datetime],
        *,
        patience: float = PATIENCE,
        ask: Ask = client.ask,
    ) -> None:
        self.quorum = Quorum(tuple(one.vkey for one in witnesses), needed)
        self._engine, self._witnesses, self._now = engine, witnesses, now
        self._patience, self._ask = patience, ask
        self._trouble: _Trouble = None

    @property
    def policy(self) -> tuple[Sequence[str], int]:
        """See ``ports.Witnesses``."""
        return self.quorum.vkeys, self.quorum.needed

    def submit(self) -> None:
        """See ``ports.Witnesses``."""
        trouble = self._round(ROUND)
        changed, self._trouble = trouble is not self._trouble, trouble
        if trouble is not None and changed:
            raise trouble(wait=int(ROUND))

    def reach(self, draw_id: str, *, whole: bool = False) -> None:
        """See ``ports.Witnesses``."""
        with Session(self._engine) as session:
            n = journal.waits_for(session, draw_id, whole=whole)
        until = monotonic() + self._patience
        while n is not None and not self._covered(draw_id, n):
            left = until - monotonic()
            if left <= 0:
                raise WitnessSilent(wait=int(self._patience))
            if self._round(left) is WitnessRefuses:
                raise WitnessRefuses
            if not self._covered(draw_id, n):
                sleep(min(PAUSE, left))

    def time(self) -> datetime:
        """See ``ports.Witnesses``."""
        until = monotonic() + self._patience
        while True:
            said, times = self._dated(until)
            if len(times) >= self.quorum.needed:
                return sorted(times, reverse=True)[self.quorum.needed - 1]
            if len(said) - said.count(_Said.REFUSED) < self.quorum.needed:
                raise WitnessRefuses
            if monotonic() >= until:
                raise WitnessSilent(wait=int(self._patience))
            sleep(PAUSE)

    def _dated(self, until: float) -> tuple[list[_Said], list[datetime]]:
        """What every witness said of the newest checkpoint, and when those who signed it did, just now."""
        times: list[datetime] = []

        def dated(witness: Witness, _size: int, note: str, answered: str) -> _Said:
            for line in answered.splitlines():
                with suppress(NoteError):
                    times.append(signed_at(f"{note}{line}\n", witness.vkey))
                    return _Said.SIGNED
            return _Said.REFUSED

        with Session(self._engine) as session:
            size, note = journal.newest_checkpoint(session) or (0, "")
            known = [last_size(session, one.vkey) for one in self._witnesses]
        with ThreadPoolExecutor(len(self._witnesses), thread_name_prefix="witness") as pool:
            ask = partial(self._one, size=size, note=note, until=until, keep=dated)
            return list(pool.map(ask, self._witnesses, known)), times

    def _covered(self, draw_id: str, n: int) -> bool:
        with Session(self._engine) as session:
            return journal.covered(session, draw_id, n, self.quorum)

    def _round(self, patience: float) -> _Trouble:
        """Ask everybody who has not signed the newest checkpoint; what stands in the way of the quorum."""
        with Session(self._engine) as session:
            newest = journal.newest_checkpoint(session)
            if newest is None:
                return None
            size, note = newest
            signed = len(lines_of(session, size, self.quorum.vkeys))
            asked = [one for one in self._witnesses if not lines_of(session, size, [one.vkey])]
            known = [last_size(session, one.vkey) for one in asked]
        if not asked:
            return None
        until = monotonic() + patience
        with ThreadPoolExecutor(len(asked), thread_name_prefix="witness") as pool:
            said = list(
                pool.map(lambda one, old: self._one(one, old, size, note, until), asked, known, timeout=None)
            )
        signed += said.count(_Said.SIGNED)
        if signed >= self.quorum.needed:
            return None
        possible = len(self._witnesses) - said.count(_Said.REFUSED)
        return WitnessSilent if possible >= self.quorum.needed else WitnessRefuses

    def _one(
        self, witness: Witness, old: int, size: int, note: str, until: float, keep: _Keep | None = None
    ) -> _Said:
        for _ in range(_TRIES):
            with Session(self._engine) as session:
                proof = journal.growth(session, old, size)
            body = write_submission(Submission(old, proof, note))
            try:
                answer = self._ask(witness.url, body, max(until - monotonic(), PAUSE))
            except client.Unreachable:
                return _Said.SILENT
            if answer.status == 200:
                return (keep or self._kept)(witness, size, note, answer.text)
            if answer.status != 409:
                return _Said.SILENT if answer.status >= 500 else _Said.REFUSED
            there = answer.text.strip()
            if not (there.isascii() and there.isdigit()) or int(there) == old:
                return _Said.REFUSED
            if int(there) > size:
                return self._ahead(int(there))
            old = int(there)
        return _Said.SILENT

    def _ahead(self, there: int) -> _Said:
        """The witness has signed more than was submitted: another process was quicker, or this database has
        lost what it once showed."""
        with Session(self._engine) as session:
            newest = journal.newest_checkpoint(session)
        return _Said.SILENT if newest is not None and newest[0] >= there else _Said.REFUSED

    def _kept(self, witness: Witness, size: int, note: str, answered: str) -> _Said:
        for line in answered.splitlines():
            try:
                open_note(f"{note}{line}\n", [witness.vkey])
            except NoteError:
                continue
            with Session(self._engine) as session:
                put_line(session, size, witness.vkey, f"{line}\n", self._now())
                session.commit()
            return _Said.SIGNED
        return _Said.REFUSED


def asked_witnesses(engine: Engine, settings: Settings, now: Callable[[], datetime]) -> AskedWitnesses | None:
    """The witnesses of the settings, None when none are required. Raises ``SettingWrong``."""
    if settings.witness == "none":
        return None
    try:
        found = [Witness(one["url"], one["vkey"]) for one in settings.witnesses]
        kinds = {parse_vkey(one.vkey).kind for one in found}
        urls = [urlsplit(one.url) for one in found]
    except (KeyError, NoteError, ValueError):
        raise _wrong("PANEL_WITNESSES") from None
    if kinds - {WITNESS_KEY} or any(url.scheme not in ("http", "https") or not url.hostname for url in urls):
        raise _wrong("PANEL_WITNESSES")
    if len({one.vkey for one in found}) < max(len(found), 1):
        raise _wrong("PANEL_WITNESSES")
    if settings.witness_quorum > len(found):
        raise SettingWrong(
            name="PANEL_WITNESS_QUORUM",
            zh="不得多于所列的日志见证",
            en="there are not so many witnesses",
        )
    return AskedWitnesses(engine, found, settings.witness_quorum, now)


def _wrong(name: str) -> SettingWrong:
    return SettingWrong(
        name=name,
        zh='应为 JSON，如 [{"url": "https://见证人地址", "vkey": "见证人公钥"}]，公钥各不相同',
        en='give JSON such as [{"url": "https://witness", "vkey": "its key"}], each key once',
    )
