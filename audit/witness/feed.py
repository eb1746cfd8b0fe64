"""The leaves of a log as its own service hands them out: ``GET URL?from=N`` answers ``{"from": N, "leaves":
[base64, …]}``, as many as it likes from leaf N on, none when there are no more. Leaves hold no names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx2

from audit.canonical import NotCanonical, parse
from audit.checkpoint import NoteError, decode_base64

Leaves = Callable[[int, int], Iterator[bytes]]
"""``leaves(first, end)``: leaves from number ``first`` up to ``end``; raises ``FeedSilent``."""
PATIENCE = 10.0
"""Seconds for one answer."""


class FeedSilent(Exception):
    """The leaves cannot be had now, or what came is no answer to the question."""


class HttpFeed:
    """The feed at a URL."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self._url, self._patience = url, patience

    def __call__(self, first: int, end: int) -> Iterator[bytes]:
        with httpx2.Client(timeout=self._patience, trust_env=False) as client:
            while first < end:
                leaves = self._page(client, first)[: end - first]
                yield from leaves
                first += len(leaves)

    def _page(self, client: httpx2.Client, first: int) -> list[bytes]:
        try:
            answer = client.get(self._url, params={"from": first}).raise_for_status()
            found = parse(answer.content)
            if not isinstance(found, dict) or found.get("from") != first or not found.get("leaves"):
                raise FeedSilent
            return [decode_base64(text) for text in found["leaves"]]
        except (httpx2.HTTPError, httpx2.InvalidURL, NotCanonical, NoteError, AttributeError, TypeError):
            raise FeedSilent from None
