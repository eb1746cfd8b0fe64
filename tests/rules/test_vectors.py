"""Every frozen vector of edraw/1 comes out of the pure rules byte for byte, from its ``inputs`` alone."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.canonical import canonical
from audit.events import DrawEvent, Event, decode, encode
from audit.merkle import leaf_hash, root
from draw_service.rules.life import Lists, handles_of, pool_leaves, replay, strata_of, write_time
from draw_service.rules.lottery import (
    REVEAL_ORDER,
    RegisterRow,
    commitment,
    derive_keys,
    handle_of,
    identity_commitment,
    k_commitment,
    lock_hash,
    order,
    result_commitment,
    salt_of,
    seed,
    snapshot,
    why_leaf,
)
from draw_service.rules.seats import OUTCOMES, Seating, first_holders
from draw_service.rules.slips import Slip

VECTORS = sorted((Path(__file__).parents[1] / "vectors" / "edraw1").glob("*.json"))
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SIGN_IN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
AT_SIGN_IN = {
    DrawEvent.SEAT_ARRIVED,
    DrawEvent.ROSTER_PRINTED,
    DrawEvent.ROSTER_UNSEALED,
    DrawEvent.DRAW_CLOSED,
}


class Story:
    """One vector told again: the lists of its lock, its script through ``Seating``, its events."""

    def __init__(self, vector: Mapping[str, Any]) -> None:
        self.inputs = inputs = vector["inputs"]
        self.name = vector["name"]
        self.draw: str = inputs["draw"]
        self.k = bytes.fromhex(inputs["K"])
        self.keys = derive_keys(self.k)
        self.strata = strata_of(inputs["strata"])
        register = [
            RegisterRow(e["id"], e["name"], e["unit"], tuple(sorted(e["s"]))) for e in inputs["register"]
        ]
        self.people = {handle_of(self.keys, row.id): row for row in register}
        self.lists = snapshot(
            self.k,
            register,
            self.strata,
            dict.fromkeys(inputs["excluded_ids"], "leave"),
            dict.fromkeys(inputs["recused_ids"], "employer-is-bidder"),
        )
        self.slips = {
            party: Slip(party, self.draw, "", bytes.fromhex(slip["r"]), bytes.fromhex(slip["x"]))
            for party, slip in inputs["slips"].items()
        }
        self.shares = {
            **{party: slip.share for party, slip in self.slips.items()},
            "center": bytes.fromhex(inputs["center_share"]),
        }
        self.commitments = {
            party: commitment(party, self.draw, share).hex() for party, share in self.shares.items()
        }
        # The two things a vector cannot compute: what was sealed, and the papers behind late recusals.
        past = [decode(b64decode(data)) for data in vector["events"]]
        self.roster_hashes = [e.body["roster_hash"] for e in past if e.type is DrawEvent.DRAW_SEALED]
        self.evidence = [e.body["evidence"] for e in past if e.type is DrawEvent.RECUSAL_ADDED]
        self.events: list[bytes] = []
        self.added: list[list[bytes]] = []
        self.given: list[list[Any]] = []
        self._now = START
        self._tell()

    @cached_property
    def pool(self) -> dict[bytes, Any]:
        return pool_leaves(_array(self.lists.pool))

    @cached_property
    def orders(self) -> dict[str, list[bytes]]:
        return {
            s.id: order(self.seed, [h for h, leaf in self.pool.items() if s.id in leaf.s])
            for s in self.strata
        }

    @cached_property
    def recused(self) -> tuple[bytes, ...]:
        return handles_of(_array(self.lists.recusals))

    @property
    def units(self) -> dict[bytes, str]:
        return {h: leaf.u for h, leaf in self.pool.items()}

    def emit(self, kind: DrawEvent, **body: Any) -> bytes:
        self._now += timedelta(seconds=1)
        if kind in AT_SIGN_IN:
            self._now = max(self._now, SIGN_IN)
        prev = sha256(self.events[-1]).hexdigest() if self.events else ""
        at = write_time(self._now)
        data = encode(draw=self.draw, n=len(self.events), prev=prev, type=kind, body=body, at=at)
        self.events.append(data)
        return data

    def _tell(self) -> None:
        self._before_the_lock()
        locked = self._lock()
        for party in REVEAL_ORDER:
            self.emit(DrawEvent.DRAW_REVEALED, party=party, share=self.shares[party].hex())
        self.lock_hash = lock_hash(locked)
        self.seed = seed(self.lock_hash, self.shares)
        cap = self.inputs["max_per_unit"]
        first = first_holders(self.strata, self.orders, self.units, cap, self.recused)
        self.result_commit = result_commitment(self.seed, first).hex()
        self.emit(DrawEvent.DRAW_ORDERED, seed=self.seed.hex(), result_commit=self.result_commit)
        self.seating = Seating(self.strata, self.orders, self.units, cap, self.recused)
        for step, *words in self.inputs["script"]:
            self._step(step, words)
        if self.inputs["script"][-1] != ["abort"]:
            reason = "short" if self.seating.exhausted else "complete"
            self.emit(DrawEvent.DRAW_CLOSED, events=len(self.events), reason=reason)

    def _before_the_lock(self) -> None:
        tenderer, regulator = self.slips["tenderer"], self.slips["regulator"]
        self.emit(
            DrawEvent.APPLICATION_FILED,
            application=f"AP-{self.name}",
            attempt=1,
            previous="",
            commitment=tenderer.commitment,
            unseal_pk=tenderer.public_key,
            rule_pack="baicheng/1",
            strata=[stratum.body() for stratum in self.strata],
            signin_at=write_time(SIGN_IN),
        )
        self.emit(
            DrawEvent.WITNESS_APPOINTED,
            party="regulator",
            commitment=regulator.commitment,
            unseal_pk=regulator.public_key,
            reason="",
        )
        for party in REVEAL_ORDER:
            self.emit(DrawEvent.ROOM_ENTERED, party=party, phone_deposited=True)

    def _lock(self) -> bytes:
        lists = self.lists
        return self.emit(
            DrawEvent.DRAW_LOCKED,
            suite="std-1",
            pool_root=lists.pool_root.hex(),
            pool_size=len(lists.pool),
            excluded_root=lists.excluded_root.hex(),
            excluded_size=len(lists.excluded),
            recusal_root=lists.recusal_root.hex(),
            recusal_size=len(lists.recusals),
            register_commit=lists.register_commit.hex(),
            strata=[stratum.body() for stratum in self.strata],
            max_per_unit=self.inputs["max_per_unit"],
            commitments=self.commitments,
            k_commit=k_commitment(self.k).hex(),
            software="vector",
        )

    def _step(self, step: str, words: list[Any]) -> None:
        seating = self.seating
        match step, words:
            case "call", [slot]:
                self._call(slot)
            case "redial", [slot]:
                ordinal = seating.ordinals[slot]
                self.emit(DrawEvent.SEAT_CALLED, slot=slot, channel="voice", ordinal=ordinal)
            case "accept-all", []:
                for slot in seating.open_calls:
                    self._answer(slot, "accepted")
            case "recuse", [of_holders, of_next]:
                self._recuse(of_holders, of_next)
            case "seal", []:
                assert not seating.recused_holders()
                self.emit(
                    DrawEvent.DRAW_SEALED,
                    roster_hash=self.roster_hashes.pop(0),
                    slots=seating.seal(),
                    signin_at=write_time(SIGN_IN),
                )
            case "replace", [slot, ground]:
                seating.confirm_replacement(slot)
                self.emit(DrawEvent.REPLACEMENT_CONFIRMED, slot=slot, ground=ground, by=list(REVEAL_ORDER))
            case "arrive", [slot]:
                self.emit(DrawEvent.SEAT_ARRIVED, slot=slot, method="id-card")
            case "print", []:
                self.emit(DrawEvent.ROSTER_PRINTED, serial="P-1", envelope="ENV-1", by=["center"])
            case "unseal", []:
                by = ["center", "tenderer"]
                self.emit(DrawEvent.ROSTER_UNSEALED, by=by, camera="CAM-1", reason="")
            case "abort", []:
                self.emit(
                    DrawEvent.DRAW_ABORTED,
                    events=len(self.events),
                    ground="project-stopped",
                    reason="exhausted",
                    by=list(REVEAL_ORDER),
                )
            case outcome, [slot] if outcome in OUTCOMES:
                self._answer(slot, outcome)
            case _:
                raise AssertionError(f"unknown step {step}")

    def _call(self, slot: int) -> None:
        called, ordinal, handle = self.seating.call()
        assert called == slot
        self.given.append([slot, handle.hex() if handle else "exhausted"])
        if handle is None:
            self.emit(DrawEvent.SEAT_EXHAUSTED, slot=slot)
        else:
            self.emit(DrawEvent.SEAT_CALLED, slot=slot, channel="voice", ordinal=ordinal)

    def _answer(self, slot: int, outcome: str) -> None:
        self.seating.answer(slot, outcome)
        self.emit(DrawEvent.SEAT_ANSWERED, slot=slot, outcome=outcome, record="")

    def _recuse(self, of_holders: list[int], of_next: list[int]) -> None:
        seating = self.seating
        handles = {seating.holders[slot].handle for slot in of_holders}
        for slot in of_next:
            used = seating.given | seating.recused
            handles.add(next(h for h in self.orders[seating.stratum_of[slot]] if h not in used))
        leaves = [why_leaf(h, "employer-is-bidder") for h in sorted(handles)]
        seating.recuse(handles)
        self.added.append(leaves)
        self.emit(
            DrawEvent.RECUSAL_ADDED,
            root=root([leaf_hash(leaf) for leaf in leaves]).hex(),
            size=len(leaves),
            reason="bidders-opened",
            by=["center", "regulator"],
            evidence=self.evidence.pop(0),
        )

    def final(self) -> dict[str, str]:
        return {
            str(slot): self.people[holder.handle].id for slot, holder in sorted(self.seating.holders.items())
        }

    def openings(self) -> list[dict[str, Any]]:
        """One per slot of the last seal; of a draw that ends without one, none."""
        sealed = [e for e in map(decode, self.events) if e.type is DrawEvent.DRAW_SEALED]
        found = []
        for slot in sealed[-1].body["slots"] if sealed else ():
            row = self.people[self.seating.holders[slot].handle]
            identity = {"id": row.id, "name": row.name, "unit": row.unit}
            found.append({"slot": slot, "salt": salt_of(self.keys, row.id).hex(), "identity": identity})
        return found


def _array(leaves: list[bytes]) -> bytes:
    return b"[" + b",".join(leaves) + b"]"


def _load(path: Path) -> dict[str, Any]:
    vector: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return vector


@pytest.fixture(params=VECTORS, ids=lambda path: path.stem)
def vector(request: pytest.FixtureRequest) -> dict[str, Any]:
    return _load(request.param)


@pytest.fixture
def story(vector: dict[str, Any]) -> Story:
    return Story(vector)


def test_the_vectors_are_here() -> None:
    names = {path.stem for path in VECTORS}
    assert names == {"basic", "exhausted", "late-recusal", "leaked", "refill", "short", "tiny"}


def test_lists(story: Story, vector: dict[str, Any]) -> None:
    assert story.lists.pool == [canonical(leaf) for leaf in vector["pool"]]
    assert story.lists.excluded == [canonical(leaf) for leaf in vector["excluded"]]
    assert story.lists.recusals == [canonical(leaf) for leaf in vector["recusals"]]
    assert story.added == [[canonical(leaf) for leaf in added] for added in vector["recusals_added"]]


def test_secrets_and_order(story: Story, vector: dict[str, Any]) -> None:
    assert story.commitments == vector["commitments"]
    assert {party: slip.public_key for party, slip in story.slips.items()} == vector["unseal_pk"]
    assert story.lock_hash.hex() == vector["lock_hash"]
    assert story.seed.hex() == vector["seed"]
    assert story.result_commit == vector["result_commit"]


def test_seats(story: Story, vector: dict[str, Any]) -> None:
    assert story.given == vector["seats_given"]
    assert story.final() == vector["final"]
    assert story.openings() == vector["openings"]


def test_openings_match_their_leaves(story: Story) -> None:
    for opening in story.openings():
        identity = opening["identity"]
        leaf = story.pool[story.seating.holders[opening["slot"]].handle]
        salt = bytes.fromhex(opening["salt"])
        assert identity_commitment(salt, identity["id"], identity["name"], identity["unit"]).hex() == leaf.c


def test_events(story: Story, vector: dict[str, Any]) -> None:
    for n, (told, frozen) in enumerate(zip(story.events, vector["events"], strict=True)):
        assert told == b64decode(frozen), f"event {n}"
    assert root([leaf_hash(event) for event in story.events]).hex() == vector["log_root_if_alone"]
    assert story.roster_hashes == []
    assert story.evidence == []


def _told_lists(vector: Mapping[str, Any], events: list[Event]) -> Lists:
    additions = [e.n for e in events if e.type is DrawEvent.RECUSAL_ADDED]
    return Lists(
        pool_leaves(canonical(vector["pool"])),
        frozenset(handles_of(canonical(vector["recusals"]))),
        {
            n: handles_of(canonical(added))
            for n, added in zip(additions, vector["recusals_added"], strict=True)
        },
    )


def test_replay_reaches_the_same_end(vector: dict[str, Any]) -> None:
    events = [decode(b64decode(data)) for data in vector["events"]]
    draw = replay(vector["inputs"]["draw"], events, _told_lists(vector, events))
    keys = derive_keys(bytes.fromhex(vector["inputs"]["K"]))
    ids = {handle_of(keys, row["id"]): row["id"] for row in vector["inputs"]["register"]}
    assert draw.phase == ("aborted" if vector["name"] == "exhausted" else "closed")
    assert draw.seating is not None
    assert {str(slot): ids[h.handle] for slot, h in draw.seating.holders.items()} == vector["final"]
    assert draw.stands_sealed is (vector["name"] != "exhausted")
    assert draw.lock_hash.hex() == vector["lock_hash"]
    assert draw.last == events[-1]


PHASES = {
    DrawEvent.APPLICATION_FILED: "filed",
    DrawEvent.DRAW_LOCKED: "locked",
    DrawEvent.DRAW_ORDERED: "calling",
    DrawEvent.SEAT_CALLED: "calling",
    DrawEvent.DRAW_SEALED: "sealed",
    DrawEvent.RECUSAL_ADDED: "sealed",
    DrawEvent.REPLACEMENT_CONFIRMED: "calling",
    DrawEvent.ROSTER_UNSEALED: "unsealed",
    DrawEvent.DRAW_CLOSED: "closed",
    DrawEvent.DRAW_ABORTED: "aborted",
}


def test_replay_knows_the_phase_at_every_event(vector: dict[str, Any]) -> None:
    events = [decode(b64decode(data)) for data in vector["events"]]
    lists = _told_lists(vector, events)
    for n, event in enumerate(events):
        if event.type in PHASES:
            draw = replay(event.draw, events[: n + 1], lists)
            assert draw.phase == PHASES[event.type], f"after {event.type} at {n}"
