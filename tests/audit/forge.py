"""Bundles from the frozen vectors, honest or forged.

The forger owns the log key: after any change of events or lists ``Story.bundle`` chains, plants the tree
and signs anew, so nothing cryptographic is left to betray it. Other draws' events stand around its own.
"""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import merkle
from audit.canonical import canonical
from audit.checkpoint import WITNESS_KEY, Checkpoint, cosign, sign, vkey

VECTORS = Path(__file__).parent.parent / "vectors" / "edraw1"
ORIGIN = "panel.example/log"
LOG = Ed25519PrivateKey.from_private_bytes(sha256(b"log").digest())
OTHER = Ed25519PrivateKey.from_private_bytes(sha256(b"other").digest())
WITNESS = Ed25519PrivateKey.from_private_bytes(sha256(b"witness").digest())
LOG_VKEY = vkey(ORIGIN, LOG.public_key().public_bytes_raw())
OTHER_VKEY = vkey(ORIGIN, OTHER.public_key().public_bytes_raw())
WITNESS_VKEY = vkey("witness.example/w", WITNESS.public_key().public_bytes_raw(), WITNESS_KEY)
POLICY = canonical({"log": LOG_VKEY, "witnesses": [], "quorum": 0})
WITNESSED = canonical({"log": LOG_VKEY, "witnesses": [WITNESS_VKEY], "quorum": 1})
PARTIES = ["tenderer", "regulator", "center"]
WAITS = {"lock": "draw.locked", "order": "draw.ordered", "seal": "draw.sealed"}

Json = dict[str, Any]


class Tree:
    """A log in memory: leaves and complete nodes."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.leaves: list[bytes] = []
        self.nodes: dict[tuple[int, int], bytes] = {}

    def append(self, leaf: bytes) -> int:
        index = len(self.leaves)
        for level, at, found in merkle.completed_nodes(index, merkle.leaf_hash(leaf), self.node):
            self.nodes[level, at] = found
        self.leaves.append(leaf)
        return index

    def node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def head(self, size: int, key: Ed25519PrivateKey = LOG, witnessed: bool = False) -> str:
        note = sign(Checkpoint(self.origin, size, merkle.root_from(self.node, size)), ORIGIN, key)
        return cosign(note, "witness.example/w", WITNESS, 1_700_000_000 + size) if witnessed else note


def stray(number: int, application: str = "", attempt: int = 1, previous: str = "") -> bytes:
    """The first event of another draw, as neighbours in the log have."""
    body = {
        "application": application or f"AP-other-{number}",
        "attempt": attempt,
        "commitment": sha256(b"commitment %d" % number).hexdigest(),
        "previous": previous,
        "rule_pack": "baicheng/1",
        "signin_at": "2026-11-23T09:00:00Z",
        "strata": [{"code": "A", "id": "a", "quota": 1}],
        "unseal_pk": sha256(b"pk %d" % number).hexdigest(),
    }
    return canonical(
        {
            "at": "2026-11-23T00:00:00Z",
            "body": body,
            "draw": f"D-other-{number}",
            "n": 0,
            "prev": "",
            "type": "application.filed",
            "v": 1,
        }
    )


class Story:
    """The events and lists of one draw, free to be changed before the bundle is made."""

    def __init__(self, name: str) -> None:
        vector = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
        self.vector = vector
        self.inputs: Json = vector["inputs"]
        self.draw: str = self.inputs["draw"]
        self.events: list[Json] = []
        for text in vector["events"]:
            event = json.loads(base64.b64decode(text))
            self.events.append({key: event[key] for key in ("at", "body", "type")})
        self.pool: list[Json] = vector["pool"]
        self.excluded: list[Json] = vector["excluded"]
        self.recusals: list[Json] = vector["recusals"]
        self.added: list[list[Json]] = vector["recusals_added"]
        self.openings: list[Json] = vector["openings"] if self.find("draw.sealed") else []
        self.k: str | None = self.inputs["K"]
        self.gate_after: dict[str, int] = {}
        """gate -> how many own events its checkpoint holds; honest when not named"""
        self.force: dict[int, Json] = {}
        """position -> outer keys of that event as the forger wants them"""
        self.before: list[bytes] = []
        """leaves planted in the log before the draw's own"""
        self.log: list[bytes] = []
        self.origin = ORIGIN

    def find(self, type: str) -> list[int]:
        """Positions of the events of one type."""
        return [at for at, event in enumerate(self.events) if event["type"] == type]

    def body(self, type: str, which: int = 0) -> Json:
        """The body of one event, to read or change."""
        found: Json = self.events[self.find(type)[which]]["body"]
        return found

    def insert(self, at: int, type: str, body: Json) -> None:
        """Put an event before position ``at``, at the time of the one before it."""
        self.events.insert(at, {"at": self.events[at - 1]["at"], "body": body, "type": type})

    def relist(self) -> None:
        """Roots and sizes of the lock follow the lists."""
        lock = self.body("draw.locked")
        for name, leaves in (("pool", self.pool), ("excluded", self.excluded), ("recusal", self.recusals)):
            lock[f"{name}_root"], lock[f"{name}_size"] = root(leaves), len(leaves)

    def chained(self) -> list[bytes]:
        """The bytes of the events with n, prev and the count of the end made right."""
        chain: list[bytes] = []
        for n, event in enumerate(self.events):
            if "events" in event["body"] and event["body"]["events"] >= 0:
                event["body"]["events"] = n
            prev = sha256(chain[-1]).hexdigest() if chain else ""
            outer = {"draw": self.draw, "n": n, "prev": prev, "v": 1, **self.force.get(n, {})}
            chain.append(canonical({**event, **outer}))
        return chain

    def reseed(self) -> None:
        """Seed and first result follow the lock and the shares again (the log of calls does not)."""
        lock = self.chained()[self.find("draw.locked")[0]]
        parts = b"".join(
            bytes([len(body["party"])]) + body["party"].encode() + bytes.fromhex(body["share"])
            for body in (self.body("draw.revealed", number) for number in range(3))
        )
        locked = sha256(b"edraw/1 lock\0" + lock).digest()
        self.body("draw.ordered")["seed"] = sha256(b"edraw/1 seed\0" + locked + parts).hexdigest()

    def bundle(self, stage: str = "auditor", witnessed: bool = False) -> Json:
        """The signed bundle, with its gates."""
        tree, chain, indexes = Tree(self.origin), self.chained(), []
        for number in range(3):
            tree.append(stray(number))
        for leaf in self.before:
            tree.append(leaf)
        waits = {
            name: self.gate_after.get(name, self.find(type)[-1] + 1)
            for name, type in WAITS.items()
            if self.find(type)
        }
        sizes: dict[str, int] = {}
        for at, leaf in enumerate(chain):
            sizes |= {name: len(tree.leaves) for name, after in waits.items() if after == at}
            if at % 4 == 1:
                tree.append(stray(100 + at))
            indexes.append(tree.append(leaf))
        sizes |= {name: len(tree.leaves) for name, after in waits.items() if after >= len(chain)}
        for number in range(2):
            tree.append(stray(200 + number))
        size = len(tree.leaves)
        self.log = tree.leaves
        gates = {
            name: {
                "checkpoint": tree.head(sizes[name], witnessed=witnessed),
                "consistency": hexes(merkle.consistency_proof(tree.node, sizes[name], size)),
            }
            if name in sizes
            else None
            for name in WAITS
        }
        entries = [
            {
                "index": index,
                "bytes": base64.b64encode(leaf).decode(),
                "proof": hexes(merkle.inclusion_proof(tree.node, index, size)),
            }
            for index, leaf in zip(indexes, chain, strict=True)
        ]
        made: Json = {
            "format": "edraw-bundle/1",
            "stage": stage,
            "origin": self.origin,
            "vkeys": {"log": LOG_VKEY, "witnesses": [WITNESS_VKEY] if witnessed else []},
            "checkpoint": tree.head(size, witnessed=witnessed),
            "gates": gates,
            "events": entries,
            "pool": self.pool,
            "excluded": self.excluded,
            "recusals": self.recusals,
            "recusals_added": self.added,
            "openings": [] if stage == "public" else self.openings,
            "k": self.k if stage == "auditor" else None,
        }
        return copy.deepcopy(made)

    def register(self) -> bytes:
        """The regulator's own copy of the register."""
        keys = ("id", "name", "s", "unit")
        return canonical([{key: one[key] for key in keys} for one in self.inputs["register"]])

    def whole_log(self) -> bytes:
        """The log file of the last bundle made."""
        return canonical({"leaves": [base64.b64encode(leaf).decode() for leaf in self.log]})


def hexes(proof: list[bytes]) -> list[str]:
    """A proof as the bundle spells it."""
    return [part.hex() for part in proof]


def root(leaves: list[Json]) -> str:
    """Root of a list of leaves, hex."""
    return merkle.root([merkle.leaf_hash(canonical(leaf)) for leaf in leaves]).hex()


def spelled(bundle: Json) -> bytes:
    """The file of a bundle."""
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode()


def forged(name: str, change: Callable[[Story], object], stage: str = "auditor") -> bytes:
    """The file of a draw changed by the owner of the log key."""
    story = Story(name)
    change(story)
    return spelled(story.bundle(stage))


def tampered(name: str, change: Callable[[Json], object], stage: str = "auditor") -> bytes:
    """The file of an honest bundle, changed by someone without the key."""
    bundle = Story(name).bundle(stage)
    change(bundle)
    return spelled(bundle)
