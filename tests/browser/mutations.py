"""The published table of mutations: what was changed, and which step must see it, for both verifiers.

Three kinds. *Tampered*: an honest file changed by somebody without the key. *Forged*: events or lists
changed by the owner of the log key, chain, tree and signatures made anew. *Given*: a paper, a record, a
register or the whole log shows what the file hides. The first two are the tables of ``tests/audit``;
``python -m tests.browser.mutations`` prints everything.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from audit.canonical import canonical
from tests.audit.changes import Change, abort
from tests.audit.forge import PARTIES, POLICY, WITNESSED, Story, spelled, stray, tampered
from tests.audit.test_verify_forged import FORGED
from tests.audit.test_verify_lawful import LAWFUL
from tests.audit.test_verify_log import SHOWN, in_log, neighbour, second_attempt
from tests.audit.test_verify_records import WRONG, recorded
from tests.audit.test_verify_selective import selective
from tests.audit.test_verify_tampered import HONEST, TAMPERED


@dataclass(frozen=True)
class Case:
    """Files as ``panel verify`` takes them; ``step``: None when nothing is wrong, 0 when it is no bundle."""

    kind: str
    what: str
    step: int | None
    bundle: bytes
    policy: bytes | None = POLICY
    given: dict[str, Any] = field(default_factory=dict)


def _story(name: str, change: Change) -> Story:
    story = Story(name)
    change(story)
    return story


def _forged() -> Iterator[Case]:
    for what, (step, name, change) in FORGED.items():
        yield Case("forged", what, step, spelled(_story(name, change).bundle()))
    alike = _story("basic", _one_commitment_for_two).bundle("public")
    yield Case("forged", "two parties, one commitment, no reveal", 8, spelled(alike))
    for what, (name, lawful) in LAWFUL.items():
        yield Case("lawful", what, None, spelled(_story(name, lawful).bundle()))


def _with_log(what: str, story: Story, step: int | None = 17) -> Case:
    data = spelled(story.bundle())
    return Case("given", what, step, data, given={"log": story.whole_log()})


def _following(before: bytes, type: str, body: dict[str, Any], **outer: Any) -> bytes:
    """The event after ``before`` in its chain."""
    event = json.loads(before)
    prev = sha256(before).hexdigest()
    return canonical({**event, "n": event["n"] + 1, "prev": prev, "type": type, "body": body, **outer})


def _one_commitment_for_two(story: Story) -> None:
    """The center binds itself to the tenderer's share, and the draw is aborted before anything shows it."""
    bound = story.body("draw.locked")["commitments"]
    bound["center"] = bound["tenderer"]
    abort(story, 6, ground="project-stopped", by=PARTIES)


def _kept_back(type: str) -> Case:
    """An event stands in the log and is cut off the file."""
    story = Story("exhausted")
    story.insert(len(story.events), type, story.body(type))
    story.gate_after["lock"] = 6
    bundle = story.bundle()
    del bundle["events"][-1]
    return Case("given", f"{type} kept back", 17, spelled(bundle), given={"log": story.whole_log()})


def _by_log() -> Iterator[Case]:
    yield _with_log("nothing: the log is whole", Story("basic"), None)
    hidden = {
        "hidden attempt": [stray(50, application="AP-tiny")],
        "attempt number left out": [stray(50, application="AP-other-51", attempt=2, previous="00" * 32)],
        "attempt one is true": [stray(50, application="AP-other-51", attempt=True)],
        "application of no text": [stray(50, application=5), stray(51, application=6)],  # type: ignore[arg-type]
        "two draws of one attempt": [
            stray(50, application="AP-other-51"),
            stray(52, application="AP-other-51"),
        ],
        "fork: an event twice": [stray(50), stray(50)],
        "a leaf that is no event": [b"{}"],
        "a leaf that is no JSON": [b"not json"],
    }
    for what, leaves in hidden.items():
        yield _with_log(what, in_log(*leaves))
    first, lock = stray(50), {"suite": "std-1"}
    loose = _following(first, "room.entered", {"party": "center", "phone_deposited": True}, prev="00" * 32)
    yield _with_log("another draw's chain is loose", in_log(first, loose))
    locked = _following(first, "draw.locked", lock)
    yield _with_log(
        "another draw's second lock", in_log(first, locked, _following(locked, "draw.locked", lock))
    )
    for type in ("draw.locked", "draw.aborted", "seat.called"):
        yield _kept_back(type)
    for what, change in SHOWN.items():
        yield _with_log(f"slip of another draw: {what}", neighbour(change))
    again = second_attempt()
    abort(again, again.find("draw.ordered")[0], ground="share-lost", by=PARTIES)
    yield _with_log("codes of the attempt before", again)


def _by_papers() -> Iterator[Case]:
    story = Story("basic")
    data, slips = spelled(story.bundle("public")), story.inputs["slips"]
    locked = story.vector["lock_hash"]
    yield Case("given", "nothing: the receipt agrees", None, data, given={"receipt": locked})
    share = [["regulator", slips["regulator"]["r"]]]
    yield Case("given", "nothing: the share agrees", None, data, given={"shares": share})
    for what, receipt in {
        "receipt of another lock": locked[::-1],
        "receipt too short": "ABCDE",
        "receipt of odd signs": "（甲）" * 10,
    }.items():
        yield Case("given", what, 14, data, given={"receipt": receipt})
    for what, pair in {
        "share of another party": ["tenderer", slips["regulator"]["r"]],
        "share of nobody": ["agency", slips["regulator"]["r"]],
        "share with a letter wrong": ["regulator", "XXXXX"],
    }.items():
        yield Case("given", what, 15, data, given={"shares": [pair]})


def _by_records() -> Iterator[Case]:
    for what, (_, change) in WRONG.items():
        story, records = recorded()
        change(story, records)
        file = b"".join(canonical(record) + b"\n" for record in records)
        yield Case("given", f"record {what}", 16, spelled(story.bundle()), given={"records": file})
    story, records = recorded()
    file = b"\r\n".join(canonical(record) for record in records)
    data = spelled(story.bundle())
    yield Case("given", "nothing: the records agree", None, data, given={"records": file})
    yield Case("given", "records of no shape", 16, data, given={"records": file + b"\n\n"})


def _by_register() -> Iterator[Case]:
    story = Story("basic")
    data, people = spelled(story.bundle()), json.loads(story.register())
    yield Case("given", "nothing: the register agrees", None, data, given={"register": story.register()})
    another = [{**people[0], "name": "甲"}, *people[1:]]
    for what, register in {
        "register with another name": canonical(another),
        "register without one": canonical(people[1:]),
        "register with a twin": canonical([*people, people[0]]),
        "register of no list": b"{}",
    }.items():
        yield Case("given", what, 13, data, given={"register": register})
    shuffled = json.dumps(people[::-1], indent=1).encode()
    yield Case("given", "nothing: the register in another order", None, data, given={"register": shuffled})


def _by_policy() -> Iterator[Case]:
    tiny = Story("tiny")
    witnessed = spelled(tiny.bundle(witnessed=True))
    yield Case("given", "nothing: the keys of the file", None, HONEST["basic"], policy=None)
    yield Case("given", "nothing: a witness signed", None, witnessed, policy=WITNESSED)
    yield Case("given", "no witness where one must be", 2, spelled(tiny.bundle()), policy=WITNESSED)
    yield Case("given", "a policy that is none", 2, HONEST["basic"], policy=b"{}")
    bent = json.loads(witnessed)
    at = bent["checkpoint"].rindex("=") - 6
    other = "A" if bent["checkpoint"][at] != "A" else "B"
    bent["checkpoint"] = bent["checkpoint"][:at] + other + bent["checkpoint"][at + 1 :]
    yield Case("given", "a cosignature bent", 2, spelled(bent), policy=WITNESSED)


DEEP = b'{"format":"edraw-bundle/1","a":' + b"[" * 400 + b"]" * 400 + b"}"
HOSTILE: dict[str, tuple[int, bytes]] = {
    "empty": (0, b""),
    "zero byte": (0, b"\0"),
    "not JSON": (0, b"%PDF-1.7"),
    "another JSON": (0, b'{"format":1}'),
    "not UTF-8": (0, b"\xff" * 100),
    "UTF-16": (0, HONEST["basic"].decode().encode("utf-16")),
    "byte order mark": (1, b"\xef\xbb\xbf" + HONEST["basic"]),
    "cut off": (0, HONEST["basic"][:-200]),
    "two documents": (0, HONEST["basic"] + HONEST["basic"]),
    "only brackets": (0, b"[" * 2_000_000),
    "nested keys": (0, b'{"a":' * 200_000),
    "many zeros": (0, b"[" + b"0," * 3_000_000 + b"0]"),
    "nested four hundred deep": (1, DEEP),
    "nested six hundred deep": (0, DEEP.replace(b"[" * 400, b"[" * 600).replace(b"]" * 400, b"]" * 600)),
    "a key twice": (1, HONEST["basic"].replace(b'"stage":', b'"stage": "public", "stage":', 1)),
    "__proto__ as a key": (1, HONEST["basic"].replace(b"{", b'{"__proto__": {"stage": "public"},', 1)),
    "constructor as a key": (1, HONEST["basic"].replace(b"{", b'{"constructor": null,', 1)),
    "minus zero": (1, HONEST["basic"].replace(b'"index": 3,', b'"index": -0,', 1)),
    "a fraction": (1, HONEST["basic"].replace(b'"index": 3,', b'"index": 3.0,', 1)),
    "an exponent": (1, HONEST["basic"].replace(b'"index": 3,', b'"index": 3e0,', 1)),
    "a number of five thousand digits": (0, b'{"format":"edraw-bundle/1","a":' + b"9" * 5000 + b"}"),
    "not a number": (1, b'{"format":"edraw-bundle/1","a":NaN}'),
    "half a character": (1, HONEST["basic"].replace(b'"stage": "', b'"stage": "\\ud800', 1)),
    "a control character": (0, HONEST["basic"].replace(b'"stage": "', b'"stage": "\x01', 1)),
    "a key that is not ASCII": (1, HONEST["basic"].replace(b"{", '{"键": 1,'.encode(), 1)),
    "HTML in the stage": (
        1,
        HONEST["basic"].replace(b'"stage": "', b'"stage": "<img src=x onerror=alert(1)>', 1),
    ),
    "a list for everything": (1, b'{"format":"edraw-bundle/1","stage":[],"events":{}}'),
}


def _html(bundle: Any) -> None:
    bundle["openings"][0]["identity"]["name"] = "<script>alert(1)</script>"


def cases() -> list[Case]:
    """Every row, in the order of the table."""
    found = [
        Case("tampered", what, step, tampered("basic", change)) for what, (step, change) in TAMPERED.items()
    ]
    found.append(Case("tampered", "HTML in a name", 12, tampered("basic", _html)))
    found += [Case("hostile", what, step, data) for what, (step, data) in HOSTILE.items()]
    found += _forged()
    found.append(Case("lawful", "a selective draw", None, spelled(selective().bundle())))
    for make in (_by_log, _by_papers, _by_records, _by_register, _by_policy):
        found += make()
    return found


def encoded(case: Case) -> dict[str, Any]:
    """The case as a page takes it, files in base64."""
    files = {"bundle": case.bundle, "policy": case.policy, **case.given}
    return {
        name: base64.b64encode(held).decode() if isinstance(held, bytes) else held
        for name, held in files.items()
    }


if __name__ == "__main__":
    for case in cases():
        seen = {None: "passes", 0: "unreadable"}.get(case.step, f"step {case.step}")
        print(f"{case.kind:<9} {seen:<11} {case.what}")
