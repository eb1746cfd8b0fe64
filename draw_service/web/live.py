"""Pages that follow a draw by server-sent events.

One look at the log per process serves everybody who watches: what grew is drawn once for each language and
sent to all. Looking and drawing have threads of their own: acts that wait for their turn to write hold up no
board. A page that hears nothing for 20 seconds says so loudly by itself (``static/live.js``).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from fastapi.responses import StreamingResponse

LOOK, BEAT = 0.15, 5.0
"""Seconds between two looks at the log, and between two signs of life."""
THREADS = 4


@dataclass(slots=True)
class _Topic:
    watchers: int = 0
    length: int = -1
    grown: asyncio.Event = field(default_factory=asyncio.Event)
    drawn: dict[str, asyncio.Future[dict[str, str]]] = field(default_factory=dict)


class Feed:
    """``lengths``: draw ids -> how far each has come, a number that changes with it; quick."""

    def __init__(self, lengths: Callable[[list[str]], Mapping[str, int]]) -> None:
        self._lengths = lengths
        self._topics: dict[str, _Topic] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="feed")
        self._looking: asyncio.Task[None] | None = None
        self._over = False

    def end(self) -> None:
        """The service stops: let everybody who watches go; their pages come back by themselves."""
        self._over = True
        for topic in self._topics.values():
            topic.grown.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def stream(
        self, draw_id: str, kind: str, draw: Callable[[], dict[str, str]], at: Callable[[], str]
    ) -> StreamingResponse:
        """Follow a draw. ``draw`` gives the fragments (element id -> HTML), made once per change for all who
        name the same ``kind`` (page and language); ``at`` the time shown as 数据截至."""
        return StreamingResponse(
            self._follow(draw_id, kind, draw, at),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    async def _follow(
        self, draw_id: str, kind: str, draw: Callable[[], dict[str, str]], at: Callable[[], str]
    ) -> AsyncIterator[bytes]:
        topic = self._topics.setdefault(draw_id, _Topic())
        topic.watchers += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        sent: dict[str, str] = {}
        try:
            # Who comes anew has just seen the page of now: what was drawn before would take it back.
            await self._look_at([draw_id])
            while not self._over:
                grown = topic.grown
                try:
                    parts = await self._parts(topic, kind, draw)
                except Exception:  # noqa: BLE001 - the database is away: the page sees the silence
                    parts = None
                if parts is not None:
                    fresh = {name: html for name, html in parts.items() if sent.get(name) != html}
                    sent.update(fresh)
                    yield _event({"at": at(), "parts": fresh})
                with suppress(TimeoutError):
                    await asyncio.wait_for(grown.wait(), BEAT)
        finally:
            topic.watchers -= 1
            if topic.watchers == 0:
                self._topics.pop(draw_id, None)

    async def _parts(self, topic: _Topic, kind: str, draw: Callable[[], dict[str, str]]) -> dict[str, str]:
        making = topic.drawn.get(kind)
        if making is None or (making.done() and (making.cancelled() or making.exception())):
            loop = asyncio.get_running_loop()
            making = topic.drawn[kind] = loop.run_in_executor(self._threads, draw)
        return await asyncio.shield(making)

    async def _look(self) -> None:
        """Until nobody watches: see which draws grew and wake their watchers."""
        while self._topics and not self._over:
            await self._look_at(list(self._topics))
            await asyncio.sleep(LOOK)

    async def _look_at(self, watched: list[str]) -> None:
        with suppress(Exception):  # the database is away: look again
            loop = asyncio.get_running_loop()
            lengths = await loop.run_in_executor(self._threads, self._lengths, watched)
            for draw_id, length in lengths.items():
                topic = self._topics.get(draw_id)
                if topic is not None and topic.length != length:
                    topic.length, topic.drawn = length, {}
                    topic.grown.set()
                    topic.grown = asyncio.Event()


def _event(data: Mapping[str, object]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
