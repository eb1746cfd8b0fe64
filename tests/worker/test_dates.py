"""What waits for a date is moved on by the worker, at once when it starts and every minute (Art. 21)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from draw_service import worker as worker_room
from draw_service.usecases.conduct.public_notices import public_notices
from draw_service.worker import Worker
from scoring.rules.publication import Publication
from scoring.usecases.review_publication import review_publication
from scoring.usecases.tick_due import tick_due
from tests.web.conduct.conftest import Ledger
from tests.web.conduct.test_desks import ROSE
from tests.web.draw_room.room import open_room
from tests.worker.test_alarms import Dispatching


def publication(ledger: Ledger) -> Publication:
    with ledger.office.books() as books:
        (found,) = books.scores.find(Publication)
    return found


def run_once(ledger: Ledger) -> None:
    """A worker that starts, and stops again."""

    async def main() -> None:
        stop = asyncio.Event()
        with ThreadPoolExecutor(1) as pool:
            moved = asyncio.Event()
            loop = asyncio.get_running_loop()

            def dates() -> None:
                tick_due(ledger.office)
                loop.call_soon_threadsafe(moved.set)

            nothing = (lambda: None, lambda: 0, pool, lambda _channel, _code: None)
            one = Worker(Dispatching(), *nothing, dates=[dates])
            running = asyncio.create_task(one.run(stop))
            await asyncio.wait_for(moved.wait(), 20)
            stop.set()
            await running

    asyncio.run(main())


def test_a_service_that_slept_begins_and_ends_a_publication_on_its_dates(tmp_path: Path) -> None:
    ledger = Ledger(open_room(tmp_path, "closed"))
    review_publication(ledger.office, _waiting(ledger), ROSE)
    ledger.town.clock.jump(publication(ledger).from_at)
    run_once(ledger)
    begun = publication(ledger)
    assert begun.state == "published"
    assert len(public_notices(ledger.town.house).lines) == 1
    assert begun.until is not None
    ledger.town.clock.jump(begun.until.ends_at)
    ledger.wait(days=30)  # nobody was there
    assert public_notices(ledger.town.house).lines == ()
    run_once(ledger)
    assert publication(ledger).state == "background"


def test_dates_are_looked_at_once_a_minute_and_a_failure_stops_neither_worker_nor_the_next() -> None:
    assert worker_room.DUE == 60
    moved: list[str] = []
    with ThreadPoolExecutor(1) as pool:

        def broken() -> None:
            raise LookupError

        nothing = (lambda: None, lambda: 0, pool, lambda _channel, _code: None)
        Worker(Dispatching(), *nothing, dates=[broken, lambda: moved.append("the incident's clock")]).due()
    assert moved


def _waiting(ledger: Ledger) -> str:
    ledger.effective(10)
    return publication(ledger).id
