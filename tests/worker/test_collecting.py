"""While a worker works, the garbage collector leaves the house it was made of alone."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor

from draw_service.worker import RARELY, Worker
from tests.worker.test_alarms import Dispatching


def test_what_was_there_before_a_worker_began_is_looked_through_again_when_it_ended() -> None:
    async def main() -> tuple[int, tuple[int, int, int]]:
        stop, begun = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as pool:
            nothing = (lambda: None, lambda: 0, pool, lambda _channel, _code: None)
            one = Worker(Dispatching(), *nothing, dates=[lambda: loop.call_soon_threadsafe(begun.set)])
            running = asyncio.create_task(one.run(stop))
            await asyncio.wait_for(begun.wait(), 20)
            meanwhile = gc.get_freeze_count(), gc.get_threshold()
            stop.set()
            await running
        return meanwhile

    usual = gc.get_threshold()
    left_alone, seldom = asyncio.run(main())
    assert left_alone > 10_000
    assert seldom == RARELY
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, usual)
