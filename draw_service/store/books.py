"""One transaction over everything (``ports.Books``), and the sequencer's own."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlmodel import Session

from audit import checkpoint, journal, sequencer
from audit.cosigned import Quorum
from draw_service.rules.refusals import ChangedUnderYou, DatabaseUnusable, KeyringDamaged, KeyringForeign
from draw_service.store.access import AccessBooks
from draw_service.store.answers import AnswerBooks
from draw_service.store.archive import ArchiveBooks
from draw_service.store.cipher import CellDamaged
from draw_service.store.draws import DrawBooks
from draw_service.store.experts import ExpertBooks
from draw_service.store.fees import FeeBooks
from draw_service.store.incidents import IncidentBooks
from draw_service.store.keyring import Keyring
from draw_service.store.log import LogBooks
from draw_service.store.oversight import OversightBooks
from draw_service.store.papers import PaperBooks
from draw_service.store.pool import PoolBooks
from draw_service.store.pool_keeping import KeepingBooks
from draw_service.store.post import PostBooks
from draw_service.store.rooms import RoomBooks
from draw_service.store.rows import Rows
from draw_service.store.rulebook import RulebookBooks
from draw_service.store.statistics import StatisticsBooks
from draw_service.usecases import ports
from scoring.ports import Scores
from scoring.store import ScoreBooks

_CONFLICTS = frozenset(
    (
        *("23505", "40001", "40P01", "55P03"),  # unique, serialization, deadlock, lock not available
        *("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_BUSY"),
    )
)


class SqlBooks:
    """Opened as a context: what was not committed is rolled back. A clash with another transaction leaves
    it as ``ChangedUnderYou``, a database or a cell that cannot be read as ``DatabaseUnusable`` or
    ``KeyringDamaged``; the database's own words, which could quote a row, go no further."""

    pool: ports.Pool
    keeping: ports.Keeping
    draws: ports.Draws
    rooms: ports.Rooms
    journal: ports.Journal
    post: ports.Postbox
    access: ports.Access
    experts: ports.ExpertDesk
    scores: Scores
    answers: ports.Answers
    statistics: ports.Statistics
    fees: ports.Fees
    archive: ports.Archive
    papers: ports.PaperRegister
    rulebook: ports.Rulebook
    incidents: ports.Incidents
    oversight: ports.Oversight

    def __init__(
        self, within: Engine | Session, keyring: Keyring, witnesses: ports.Witnesses | None = None
    ) -> None:
        """``within``: a database, or the open transaction of somebody who commits it himself."""
        keys, needed = witnesses.policy if witnesses is not None else ((), 0)
        self._session = within if isinstance(within, Session) else Session(within)
        rows = Rows(self._session, keyring)
        self.pool, self.draws, self.rooms = PoolBooks(rows), DrawBooks(rows), RoomBooks(rows)
        self.keeping = KeepingBooks(rows)
        self.journal = LogBooks(self._session, keyring.log, Quorum(tuple(keys), needed))
        self.post = PostBooks(rows)
        self.access = AccessBooks(rows)
        self.experts = ExpertBooks(rows)
        self.scores = ScoreBooks(self._session, keyring.cipher)
        self.answers = AnswerBooks(rows)
        self.statistics = StatisticsBooks(rows)
        self.fees = FeeBooks(rows)
        self.archive = ArchiveBooks(rows)
        self.papers = PaperBooks(rows)
        self.rulebook = RulebookBooks(rows)
        self.incidents = IncidentBooks(rows)
        self.oversight = OversightBooks(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._session.close()
        if isinstance(error, CellDamaged):
            raise KeyringDamaged from None
        if isinstance(error, DBAPIError):
            _refuse(error)

    def commit(self) -> None:
        self._session.commit()


def _refuse(error: DBAPIError) -> None:
    """Raise the refusal that says what the database meant; nothing for a mistake of our own."""
    if _is_conflict(error):
        raise ChangedUnderYou from None
    # Damage is reported as a plain DatabaseError; its other subclasses are mistakes in a statement.
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        raise DatabaseUnusable from None


def _is_conflict(error: DBAPIError) -> bool:
    raw = error.orig
    return {getattr(raw, "sqlstate", None), getattr(raw, "sqlite_errorname", None)} & _CONFLICTS != set()


def sequence(engine: Engine, keyring: Keyring, now: datetime) -> None:
    """Give every pending event its log index and sign the tree, in batches of one transaction each."""
    full = True
    while full:
        try:
            with Session(engine) as session:
                full = sequencer.sequence(session, keyring.log, now) == sequencer.BATCH
                session.commit()
        except DBAPIError as error:
            _refuse(error)
            raise


def check_key(engine: Engine, keyring: Keyring) -> None:
    """Raises ``KeyringForeign`` when the log was signed with another key than the keyring's."""
    with Session(engine) as session:
        newest = journal.newest_checkpoint(session)
    try:
        if newest is not None:
            checkpoint.open_note(newest[1], [keyring.log.vkey])
    except checkpoint.NoteError:
        raise KeyringForeign from None
