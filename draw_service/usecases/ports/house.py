"""One transaction over everything, and everything a use case may reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from draw_service.rules.access import AccessPolicy
from draw_service.rules.pack_editions import Layers
from draw_service.rules.packs import RulePack
from draw_service.usecases.ports.access import Access, SecurityKeys
from draw_service.usecases.ports.answers import Answers
from draw_service.usecases.ports.archive import Archive
from draw_service.usecases.ports.draws import Draws
from draw_service.usecases.ports.experts import ExpertDesk
from draw_service.usecases.ports.fees import Fees
from draw_service.usecases.ports.incidents import Incidents
from draw_service.usecases.ports.keeping import Keeping
from draw_service.usecases.ports.log import Journal, Witnesses
from draw_service.usecases.ports.machine import Clock, Entropy, Fingerprints, IdReader, Keyring, Printer
from draw_service.usecases.ports.oversight import Oversight
from draw_service.usecases.ports.paper_register import PaperRegister
from draw_service.usecases.ports.papers import Papers
from draw_service.usecases.ports.post import Lines, Postbox
from draw_service.usecases.ports.register import Pool
from draw_service.usecases.ports.rooms import Rooms
from draw_service.usecases.ports.rulebook import Rulebook
from draw_service.usecases.ports.statistics import Statistics
from scoring.ports import Scores
from scoring.rules.working_days import Calendar


class Books(Protocol):
    """One transaction over everything."""

    pool: Pool
    keeping: Keeping
    draws: Draws
    rooms: Rooms
    journal: Journal
    post: Postbox
    access: Access
    experts: ExpertDesk
    scores: Scores
    answers: Answers
    statistics: Statistics
    fees: Fees
    archive: Archive
    papers: PaperRegister
    rulebook: Rulebook
    incidents: Incidents
    oversight: Oversight

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None: ...


@dataclass(frozen=True, slots=True)
class House:
    """Everything a use case may reach.

    ``views`` are books to look into: they hold nobody up and take nothing in, so that any number of pages can
    be read while acts are written.

    ``sequence`` gives pending events their log index and signs a checkpoint; it is idempotent and safe to
    call from several processes. ``log_vkey`` is the key others check the log with. ``drill`` marks a house
    whose clock and chance are seeded: everything it makes says 演练. ``lines`` None: nothing is called by
    itself, a person reports how each call went. ``security_keys`` None: the pages have no host name and TLS.
    ``id_reader``, ``fingerprints`` None: cards are typed or scanned, nobody is asked for a finger.
    ``paper_printer`` None: official papers leave as files; the envelope has a printer of its own.
    ``witnesses`` None: no draw waits for anybody's signature but the log's own. ``tolerance``: how far the
    clock may be behind the log's last event. ``layers``: the rule pack the program is shipped with.
    """

    books: Callable[[], Books]
    views: Callable[[], Books]
    clock: Clock
    entropy: Entropy
    keyring: Keyring
    pack: Callable[[datetime], RulePack]
    pack_by_id: Callable[[str, datetime], RulePack]
    calendar: Callable[[], Calendar]
    sequence: Callable[[], None]
    printer: Printer
    papers: Papers
    software: str
    log_vkey: str
    drill: bool = False
    lines: Lines | None = None
    access: AccessPolicy = field(default_factory=AccessPolicy)
    security_keys: SecurityKeys | None = None
    id_reader: IdReader | None = None
    fingerprints: Fingerprints | None = None
    witnesses: Witnesses | None = None
    paper_printer: Printer | None = None
    tolerance: timedelta = timedelta(minutes=1)
    layers: Layers = ()
