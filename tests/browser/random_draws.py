"""Random draws told by the service's rules, signed as the log's owner signs, and random changes of them."""

from __future__ import annotations

import copy
import json
from hashlib import sha256
from random import Random
from typing import Any

from draw_service.rules.lottery import (
    RegisterRow,
    Stratum,
    commitment,
    derive_keys,
    handle_of,
    k_commitment,
    lock_hash,
    order,
    result_commitment,
    salt_of,
    seed,
    snapshot,
)
from draw_service.rules.seats import Seating, first_holders
from tests.audit.forge import ORIGIN, PARTIES, POLICY, Story, root, spelled
from tests.browser.mutations import Case

NAMES = ["王建国", "欧阳·志明", "𠮷田", "Zoë", "<b>李</b>", '"张"', "赵\\燕"]
CODES = ["A08", "A0801", "A080101", "A0802", "B01", "B0105", "C06", "C0604", "Z"]
WHYS = ["leave", "suspended", "engaged", "employer-is-bidder"]
SIGN_IN = "2026-11-23T02:00:00Z"


class RandomStory(Story):
    """One random draw, free to be changed as the frozen ones are."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.draw = f"AP-{number}.1"
        self.origin, self.gate_after, self.force = ORIGIN, {}, {}
        self.before, self.log, self.added, self.openings = [], [], [], []
        self.events = []
        self.secret = self._bytes()
        self.k = self.secret.hex()
        self.strata = self._strata()
        self.cap = self.random.choice([0, 0, 1, 2])
        self.rows = self._register()
        self.keys = derive_keys(self.secret)
        self.people = {handle_of(self.keys, row.id): row for row in self.rows}
        self._lists()
        self._until_the_order()
        self._seats()

    def _bytes(self) -> bytes:
        return self.random.randbytes(32)

    def _strata(self) -> list[Stratum]:
        codes = self.random.sample(["A", "A08", "B01", "C"], self.random.randint(1, 3))
        return [Stratum(code.lower(), code, self.random.randint(1, 3)) for code in codes]

    def _register(self) -> list[RegisterRow]:
        employers = ["", *(f"U{at:03d}" for at in range(self.random.randint(1, 12)))]
        return [
            RegisterRow(
                f"E{at:05d}",
                self.random.choice(NAMES) + str(at),
                self.random.choice(employers),
                tuple(sorted(self.random.sample(CODES, self.random.randint(1, 3)))),
            )
            for at in range(self.random.choice([3, 8, 20, 45]))
        ]

    def _lists(self) -> None:
        some = lambda share: {  # noqa: E731
            row.id: self.random.choice(WHYS) for row in self.rows if self.random.random() < share
        }
        self.lists = snapshot(self.secret, self.rows, self.strata, some(0.1), some(0.1))
        lists = (self.lists.pool, self.lists.excluded, self.lists.recusals)
        self.pool, self.excluded, self.recusals = ([json.loads(leaf) for leaf in one] for one in lists)

    def tell(self, type: str, **body: Any) -> None:
        late = type in ("seat.arrived", "roster.printed", "roster.unsealed", "draw.closed")
        before = self.events[-1]["at"] if self.events else "2026-11-23T01:00:00Z"
        self.events.append({"at": max(before, SIGN_IN) if late else before, "body": body, "type": type})

    def _until_the_order(self) -> None:
        shares = {party: self._bytes() for party in PARTIES}
        bound = {party: commitment(party, self.draw, share).hex() for party, share in shares.items()}
        strata = [{"code": one.code, "id": one.id, "quota": one.quota} for one in self.strata]
        self.tell(
            "application.filed",
            application=self.draw[:-2],
            attempt=1,
            previous="",
            commitment=bound["tenderer"],
            unseal_pk=self._bytes().hex(),
            rule_pack="baicheng/1",
            strata=strata,
            signin_at=SIGN_IN,
        )
        pk = self._bytes().hex()
        slip = {"commitment": bound["regulator"], "unseal_pk": pk}
        self.tell("witness.appointed", party="regulator", reason="", **slip)
        for party in self.random.sample(PARTIES, self.random.randint(0, 3)):
            self.tell("room.entered", party=party, phone_deposited=True)
        self.tell(
            "draw.locked",
            suite="std-1",
            register_commit=self.lists.register_commit.hex(),
            strata=strata,
            max_per_unit=self.cap,
            commitments=bound,
            k_commit=k_commitment(self.secret).hex(),
            software="random",
            **{
                f"{name}_{what}": value
                for name, leaves in (
                    ("pool", self.pool),
                    ("excluded", self.excluded),
                    ("recusal", self.recusals),
                )
                for what, value in (("root", root(leaves)), ("size", len(leaves)))
            },
        )
        drawn = seed(lock_hash(self.chained()[-1]), shares)
        for party in PARTIES:
            self.tell("draw.revealed", party=party, share=shares[party].hex())
        orders = {
            one.id: order(drawn, [bytes.fromhex(leaf["h"]) for leaf in self.pool if one.id in leaf["s"]])
            for one in self.strata
        }
        units = {bytes.fromhex(leaf["h"]): leaf["u"] for leaf in self.pool}
        recused = [bytes.fromhex(leaf["h"]) for leaf in self.recusals]
        first = first_holders(self.strata, orders, units, self.cap, recused)
        self.tell("draw.ordered", seed=drawn.hex(), result_commit=result_commitment(drawn, first).hex())
        self.seating = Seating(self.strata, orders, units, self.cap, recused)

    def _call(self) -> None:
        slot, ordinal, _ = self.seating.call()
        if ordinal is None:
            self.tell("seat.exhausted", slot=slot)
            return
        for _ in range(self.random.choice([1, 1, 2])):
            self.tell("seat.called", slot=slot, channel="voice", ordinal=ordinal)

    def _answer(self, slot: int, outcome: str) -> None:
        self.seating.answer(slot, outcome)
        self.tell("seat.answered", slot=slot, outcome=outcome, record="")
        if slot in self.seating.to_confirm:
            self.seating.confirm_replacement(slot)
            self.tell("replacement.confirmed", slot=slot, ground="unable", by=PARTIES)

    def _recuse(self) -> None:
        handles = [h for h in self.seating.pool_handles() if self.random.random() < 0.15]
        if not handles:
            return
        leaves = [{"h": h.hex(), "why": "declared"} for h in sorted(handles)]
        reason, by, evidence = self.random.choice(
            [("declared", ["center", "regulator"], "ab" * 32), ("engaged", ["center"], "")]
        )
        size = len(leaves)
        self.tell("recusal.added", root=root(leaves), size=size, reason=reason, by=by, evidence=evidence)
        self.added.append(leaves)
        self.seating.recuse(handles)

    def _settle(self) -> None:
        """Call and answer until nothing waits."""
        while not self.seating.settled:
            if self.seating.queue and self.random.random() < 0.6:
                self._call()
            elif self.seating.open_calls:
                slot = self.random.choice(self.seating.open_calls)
                self._answer(slot, self.random.choice(["accepted", "accepted", "declined", "silent"]))
            if self.random.random() < 0.05:
                self._recuse()
            if self.seating.settled:
                for slot in self.seating.recused_holders():
                    self._answer(slot, "recused")

    def _seal(self) -> None:
        self._settle()
        slots = self.seating.seal()
        self.sealed = {slot: self.seating.holders[slot].handle for slot in slots}
        self.tell("draw.sealed", roster_hash=self._bytes().hex(), slots=slots, signin_at=SIGN_IN)

    def _seats(self) -> None:
        if self.random.random() < 0.1:
            self._abort()
            return
        self._seal()
        while self.seating.holders and self.random.random() < 0.4:
            slot = self.random.choice(sorted(self.seating.holders))
            self._answer(slot, self.random.choice(["withdrawn", "late", "leaked"]))
            self._seal()
        for slot in sorted(self.seating.holders):
            self.tell("seat.arrived", slot=slot, method="id-card")
        self.tell("roster.unsealed", by=["center", "tenderer"], camera="C", reason="")
        whole = len(self.sealed) == sum(one.quota for one in self.strata)
        self.tell("draw.closed", events=0, reason="complete" if whole else "short")
        for slot, handle in sorted(self.sealed.items()):
            row = self.people[handle]
            identity = {"id": row.id, "name": row.name, "unit": row.unit}
            salt = salt_of(self.keys, row.id).hex()
            self.openings.append({"identity": identity, "salt": salt, "slot": slot})

    def _abort(self) -> None:
        for _ in range(self.random.randint(0, 3)):
            if self.seating.queue:
                self._call()
        self.tell("draw.aborted", events=0, ground="leaked", reason="", by=PARTIES)

    def register(self) -> bytes:
        people = [{"id": r.id, "name": r.name, "s": list(r.s), "unit": r.unit} for r in self.rows]
        return json.dumps(people, ensure_ascii=False).encode()


def honest(number: int) -> Case:
    """Draw ``number`` with everything a regulator has."""
    story = RandomStory(number)
    data = spelled(
        story.bundle(story.random.choice(["auditor", "published", "public"]) if story.openings else "public")
    )
    given = {"log": story.whole_log(), "register": story.register()}
    return Case("random", f"draw {number}", None, data, POLICY, given)


class TaggedStory(RandomStory):
    """The owner of the log gives one tag to all who have no employer, and does everything else right."""

    def _lists(self) -> None:
        super()._lists()
        for leaf in self.pool:
            leaf["u"] = leaf["u"] or "ee" * 16


def tagged(number: int) -> Case:
    """A draw whose panel holds somebody without an employer under such a tag: the openings show it."""
    story = TaggedStory(number)
    assert any(opening["identity"]["unit"] == "" for opening in story.openings)
    return Case("forged", "a tag for no employer", 12, spelled(story.bundle("published")))


def bent(number: int) -> Case:
    """Draw ``number`` with one random change, by the key's owner or by somebody without the key."""
    story = RandomStory(number)
    random = Random(sha256(b"%d" % number).digest())
    if random.random() < 0.5:
        event = random.choice(story.events)
        key = random.choice(sorted(event["body"]))
        event["body"][key] = _other(random, event["body"][key])
        bundle = story.bundle("auditor" if story.openings else "public")
    else:
        bundle = story.bundle("auditor" if story.openings else "public")
        inside: Any = bundle
        while True:
            keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
            key = random.choice(keys)
            if not isinstance(inside[key], (dict, list)) or not inside[key] or random.random() < 0.2:
                break
            inside = inside[key]
        inside[key] = _other(random, inside[key])
    return Case("random", f"draw {number}, bent", None, spelled(bundle), POLICY)


def _other(random: Random, value: Any) -> Any:
    """Something like ``value``, and not it."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + random.choice([-1, 1, 2**40])
    if isinstance(value, str) and value:
        at = random.randrange(len(value))
        return value[:at] + random.choice("0a1f<é") + value[at + 1 :]
    if isinstance(value, list) and value:
        changed = copy.deepcopy(value)
        place = random.randrange(len(changed))
        if random.random() < 0.5:
            del changed[place]
        else:
            changed.insert(place, changed[place])
        return changed
    return random.choice([None, 0, [], "", {}])
