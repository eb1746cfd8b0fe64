"""One transaction after another on one database, again when two of them clashed."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep
from typing import Protocol, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from audit.journal import PlaceTaken
from notifications.post import Applied, Post
from notifications.records import Entropy, Sealer
from notifications.reports import Report

Result = TypeVar("Result")
AGAIN = 5
"""How often a transaction is tried that clashes with others."""


class OnReports(Protocol):
    """The client's ear."""

    def __call__(self, session: Session, reports: tuple[Report, ...]) -> None:
        """Act on the reports in this transaction; what is raised undoes them, to be told again later."""


class Transactions:
    """What every part of the pipeline needs to write. ``clashes``: exceptions of the client that mean another
    transaction was quicker."""

    def __init__(
        self,
        engine: Engine,
        sealer: Sealer,
        entropy: Entropy,
        on_reports: OnReports,
        clashes: tuple[type[Exception], ...] = (),
    ) -> None:
        self._engine, self.sealer, self._entropy, self._on_reports = engine, sealer, entropy, on_reports
        self._clashes: tuple[type[Exception], ...] = (OperationalError, IntegrityError, PlaceTaken, *clashes)

    def run(self, work: Callable[[Session], Result]) -> Result:
        """``work`` in a transaction of its own, committed."""
        for tried in range(AGAIN):
            try:
                with Session(self._engine) as session:
                    found = work(session)
                    session.commit()
                    return found
            except self._clashes:
                if tried == AGAIN - 1:
                    raise
                sleep(0.01 * 2**tried)
        raise AssertionError("unreachable")

    def report(self, work: Callable[[Post], Applied | None]) -> Applied | None:
        """``work`` in a transaction of its own, the client's part in it included."""

        def both(session: Session) -> Applied | None:
            applied = work(Post(session, self.sealer, self._entropy))
            if applied is not None and applied.reports:
                self._on_reports(session, applied.reports)
            return applied

        return self.run(both)
