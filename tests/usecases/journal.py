"""The log of ``usecases.ports`` in memory: chained events, RFC 6962 tree, signed checkpoints."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from audit import merkle
from audit.events import DrawEvent, Event, HouseEvent, HouseFact, decode, decode_house, encode, encode_house
from audit.keys import LogKey
from draw_service.rules.life import parse_time, write_time
from draw_service.rules.refusals import (
    ClockWentBack,
    GateWaits,
)
from tests.usecases.books import State

LOG_KEY = LogKey.from_seed("panel.test/log", bytes(range(32)))


class FakeJournal:
    def __init__(self, state: State) -> None:
        self._state = state

    def record(self, draw_id: str, type: DrawEvent, body: Mapping[str, Any], at: datetime) -> Event:
        chain = self._state.chains.get(draw_id, ())
        if chain and at < parse_time(chain[-1].at):
            raise ClockWentBack
        prev = chain[-1].hash.hex() if chain else ""
        data = encode(draw=draw_id, n=len(chain), prev=prev, type=type, body=body, at=write_time(at))
        self._state.chains[draw_id] = (*chain, decode(data))
        self._state.pending = (*self._state.pending, data)
        return self._state.chains[draw_id][-1]

    def note(self, stream: str, type: HouseEvent, body: Mapping[str, Any], at: datetime) -> HouseFact:
        chain = self._state.streams.get(stream, ())
        prev = chain[-1].hash.hex() if chain else ""
        data = encode_house(stream=stream, n=len(chain), prev=prev, type=type, body=body, at=write_time(at))
        self._state.streams[stream] = (*chain, decode_house(data))
        self._state.pending = (*self._state.pending, data)
        return self._state.streams[stream][-1]

    def events(self, draw_id: str) -> Sequence[Event]:
        return self._state.chains.get(draw_id, ())

    def lengths(self, draw_ids: Sequence[str]) -> Mapping[str, int]:
        found = {draw_id: len(self._state.chains.get(draw_id, ())) for draw_id in draw_ids}
        return {draw_id: length for draw_id, length in found.items() if length}

    def kinds(self, draw_ids: Collection[str]) -> Mapping[str, Collection[DrawEvent]]:
        chains = {one: self._state.chains.get(one, ()) for one in draw_ids}
        return {one: {event.type for event in chain} for one, chain in chains.items() if chain}

    def covered(self, draw_id: str, n: int) -> bool:
        data = self._state.chains[draw_id][n].bytes
        return data in self._state.leaves and self._gate(self._state.leaves.index(data)) is not None

    def _gate(self, index: int) -> tuple[int, str] | None:
        return next(((size, note) for size, note in self._state.notes if size > index), None)

    def evidence(self, draw_id: str, gates: Mapping[str, int | None]) -> dict[str, Any]:
        if not self._state.notes:
            raise GateWaits
        size, note = self._state.notes[-1]
        hashes = [merkle.leaf_hash(leaf) for leaf in self._state.leaves]
        place = {leaf: index for index, leaf in enumerate(self._state.leaves)}

        def node(level: int, index: int) -> bytes:
            return merkle.root(hashes[index << level : (index + 1) << level])

        chain = self._state.chains.get(draw_id, ())
        if any(event.bytes not in place for event in chain):
            raise GateWaits
        passed: dict[str, Any] = {}
        for name, n in gates.items():
            gate = None if n is None else self._gate(place[chain[n].bytes])
            passed[name] = gate and {
                "checkpoint": gate[1],
                "consistency": [part.hex() for part in merkle.consistency_proof(node, gate[0], size)],
            }
        return {
            "origin": LOG_KEY.origin,
            "vkeys": {"log": LOG_KEY.vkey, "witnesses": []},
            "checkpoint": note,
            "gates": passed,
            "events": [
                {
                    "index": place[event.bytes],
                    "bytes": b64encode(event.bytes).decode(),
                    "proof": [p.hex() for p in merkle.inclusion_proof(node, place[event.bytes], size)],
                }
                for event in chain
            ],
        }

    def checkpoint(self) -> str:
        return self._state.notes[-1][1] if self._state.notes else ""

    def shares(self) -> Iterable[bytes]:
        for chain in self._state.chains.values():
            for event in chain:
                if event.type is DrawEvent.DRAW_REVEALED:
                    yield bytes.fromhex(event.body["share"])

    def last_at(self) -> datetime | None:
        chains = [*self._state.chains.values(), *self._state.streams.values()]
        return max((parse_time(chain[-1].at) for chain in chains if chain), default=None)

    def leaves(self, first: int = 0, most: int | None = None) -> Iterable[bytes]:
        return self._state.leaves[first : None if most is None else first + most]
