"""Forgeries by the owner of the log key: chain, tree and signatures made anew around a lie.

Nothing is wrong with any signature here; what betrays the forger is that everything else follows from the
lock, the three shares and the outcomes.
"""

from __future__ import annotations

from hashlib import sha256

import pytest

from audit.canonical import canonical
from audit.events import decode
from audit.verify import Status, verify
from audit.verify.course import check_course
from audit.verify.lists import Lists
from audit.verify.openings import Keys
from audit.verify.order import Order
from tests.audit.changes import Change, abort, body, drop, force, gate, insert, many, replace, swap, times
from tests.audit.forge import PARTIES, POLICY, Story, spelled
from tests.audit.lies import (
    aborted_sealed,
    exchange_openings,
    false_exhaustion,
    ground_share,
    no_quota,
    one_less_stopped,
    overlap,
    recuse_first,
    recused_stranger,
    relisted,
    run_empty,
    same_person_twice,
    share_of_a_friend,
    smaller_pool,
    stopped_stranger,
    twin_ids,
)

LOCKED = Story("basic").body("draw.locked")
SLIP = {"commitment": "11" * 32, "unseal_pk": "22" * 32}
THREE = {"by": PARTIES}
ENTERED = {"party": "center", "phone_deposited": True}
PRINT = {"by": ["center"], "serial": "P", "envelope": "E"}

FORGED: dict[str, tuple[int, str, Change]] = {
    # the chain itself
    "event of another draw": (4, "basic", force(3, draw="D-other")),
    "number skipped": (4, "basic", force(3, n=4)),
    "loose link": (4, "basic", force(3, prev="00" * 32)),
    "first event linked": (4, "basic", force(0, prev="00" * 32)),
    "next version": (4, "basic", force(3, v=2)),
    "outer key more": (4, "basic", force(3, note="x")),
    "time runs back": (4, "basic", lambda s: s.events[3].update(at="2026-11-23T00:00:00Z")),
    "time of no day": (4, "basic", lambda s: s.events[-1].update(at="2026-11-31T01:00:00Z")),
    # types, bodies, order
    "unknown event": (5, "basic", lambda s: s.events[3].update(type="room.left")),
    "unknown body key": (5, "basic", body("draw.closed", note="x")),
    "unknown suite": (5, "basic", body("draw.locked", suite="sm-1")),
    "unknown outcome": (5, "basic", body("seat.answered", outcome="busy")),
    "second lock": (5, "basic", insert(6, "draw.locked", **LOCKED)),
    "second lock after the order": (5, "basic", insert(10, "draw.locked", **LOCKED)),
    "no lock": (5, "basic", drop(5)),
    "no regulator's slip": (5, "basic", drop(1)),
    "slip after the lock": (
        5,
        "basic",
        insert(6, "witness.appointed", party="regulator", reason="x", **SLIP),
    ),
    "slip replaced without a word": (
        5,
        "basic",
        insert(2, "witness.appointed", party="regulator", reason="", **SLIP),
    ),
    "one slip for two": (
        5,
        "basic",
        lambda s: s.body("witness.appointed").update(commitment=s.body("application.filed")["commitment"]),
    ),
    "one unseal key for two": (
        5,
        "basic",
        lambda s: s.body("witness.appointed").update(unseal_pk=s.body("application.filed")["unseal_pk"]),
    ),
    "strata changed after the lock": (
        5,
        "basic",
        insert(6, "application.changed", version=2, strata=LOCKED["strata"], by=["tenderer"], reason=""),
    ),
    "version skipped": (
        5,
        "basic",
        insert(2, "application.changed", version=3, strata=LOCKED["strata"], by=["tenderer"], reason=""),
    ),
    "second application": (5, "basic", lambda s: s.insert(2, "application.filed", s.events[0]["body"])),
    "attempt out of nowhere": (5, "basic", body("application.filed", attempt=2)),
    "first attempt with a past": (5, "basic", body("application.filed", previous="00" * 32)),
    "reveals in another order": (5, "basic", swap(6, 7)),
    "the center reveals twice": (5, "basic", lambda s: s.events.insert(9, s.events[8])),
    "two reveals are enough": (5, "basic", drop(8)),
    "a word between the reveals": (5, "basic", insert(7, "room.entered", **ENTERED)),
    "a word before the order": (5, "basic", insert(9, "room.entered", **ENTERED)),
    "order before the lock": (5, "basic", swap(5, 9)),
    "second order": (5, "basic", lambda s: s.events.insert(10, s.events[9])),
    "call before the order": (5, "basic", insert(6, "seat.called", slot=1, channel="voice", ordinal=0)),
    "early unsealing": (
        5,
        "basic",
        lambda s: [event.update(at=s.events[20]["at"]) for event in s.events[21:]],
    ),
    "early print": (5, "tiny", many(times(13, "2026-11-23T01:59:59Z"), times(14, "2026-11-23T02:00:00Z"))),
    "sign-in moved forward": (
        5,
        "basic",
        many(body("draw.sealed", signin_at="2026-11-23T01:00:00Z"), times(21, "2026-11-23T01:30:00Z")),
    ),
    "print before the seal": (5, "basic", insert(20, "roster.printed", **PRINT)),
    "unsealed by one": (5, "basic", body("roster.unsealed", by=["center"])),
    "unsealed without the center": (5, "basic", body("roster.unsealed", by=["tenderer", "regulator"])),
    "fallback without a reason": (5, "basic", body("roster.unsealed", by=["center", "regulator"])),
    "rebuilt by two": (5, "tiny", replace(14, "roster.rebuilt", by=["center", "regulator"], reason="x")),
    "arrival of a slot unknown": (5, "leaked", body("seat.arrived", slot=9)),
    "replaced by two": (5, "refill", body("replacement.confirmed", by=["center", "regulator"])),
    "replaced on no ground": (5, "refill", body("replacement.confirmed", ground="tired")),
    "bidders opened by the center alone": (5, "late-recusal", body("recusal.added", by=["center"])),
    "bidders opened without evidence": (5, "late-recusal", body("recusal.added", evidence="")),
    "engaged, says a party": (5, "late-recusal", body("recusal.added", reason="engaged")),
    "any other reason, by the center": (
        5,
        "late-recusal",
        body("recusal.added", reason="because", by=["center"]),
    ),
    "no end": (5, "basic", lambda s: drop(len(s.events) - 1)(s)),
    "two ends": (5, "basic", lambda s: s.events.append(s.events[-1])),
    "something after the end": (5, "basic", lambda s: s.insert(len(s.events), "room.entered", ENTERED)),
    "end before a seal": (5, "basic", lambda s: s.events.__delitem__(slice(20, -1))),
    "full panel called short": (5, "basic", body("draw.closed", reason="short")),
    "short panel called full": (5, "short", body("draw.closed", reason="complete")),
    "aborted because of a crash": (5, "exhausted", body("draw.aborted", ground="crash")),
    "aborted by two": (5, "exhausted", body("draw.aborted", by=["center", "tenderer"])),
    # gates
    "lock gate after the first reveal": (6, "basic", gate("lock", 7)),
    "lock gate before the lock": (6, "basic", gate("lock", 5)),
    "order gate after the first call": (6, "basic", gate("order", 11)),
    "order gate before the order": (6, "basic", gate("order", 9)),
    "seal gate after the unsealing": (6, "tiny", gate("seal", 14)),
    "seal gate before the seal": (6, "tiny", gate("seal", 12)),
    "seal gate of the first seal only": (6, "refill", gate("seal", 28)),
    # lists
    "quota changed at the lock": (
        7,
        "basic",
        lambda s: s.body("draw.locked").update(
            strata=[{**item, "quota": item["quota"] + 1} for item in s.body("draw.locked")["strata"]]
        ),
    ),
    "one stratum twice": (7, "basic", many(twin_ids, body("draw.closed", reason="short"))),
    "no seat at all": (7, "tiny", many(no_quota, body("draw.closed", reason="short"))),
    "pool size": (7, "basic", body("draw.locked", pool_size=1)),
    "pool root": (7, "basic", body("draw.locked", pool_root="00" * 32)),
    "pool out of order": (7, "basic", relisted(lambda s: s.pool.reverse())),
    "one handle twice": (7, "basic", relisted(lambda s: s.pool.insert(5, s.pool[5]))),
    "leaf with a key more": (7, "basic", relisted(lambda s: s.pool[5].update(name="x"))),
    "short employer tag": (7, "basic", relisted(lambda s: s.pool[5].update(u="00"))),
    "strata of a leaf descend": (7, "basic", relisted(lambda s: s.pool[5].update(s=["a08", "a"]))),
    "leaf without an employer": (7, "basic", lambda s: s.pool[5].pop("u")),
    "leaf of an unknown stratum": (7, "basic", relisted(lambda s: s.pool[5].update(s=["zz"]))),
    "leaf of no stratum": (7, "basic", relisted(lambda s: s.pool[5].update(s=[]))),
    "strata written as a word": (7, "basic", relisted(lambda s: s.pool[5].update(s="a08"))),
    "stratum that is a number": (7, "basic", relisted(lambda s: s.pool[5].update(s=[8]))),
    "excluded and in the pool": (7, "basic", relisted(overlap)),
    "recusal of a stranger": (7, "basic", relisted(recused_stranger)),
    "reason in capitals": (7, "basic", relisted(lambda s: s.recusals[0].update(why="Leave"))),
    "added recusal of a stranger": (7, "late-recusal", stopped_stranger),
    "added recusal under another root": (7, "late-recusal", lambda s: s.added[0].pop()),
    "added recusal of another size": (7, "late-recusal", body("recusal.added", size=99)),
    "added recusal without its list": (7, "late-recusal", lambda s: s.added.clear()),
    # secrets
    "ground share": (8, "basic", ground_share),
    "share of a friend": (8, "basic", share_of_a_friend),
    "two parties, one commitment": (
        8,
        "basic",
        lambda s: s.body("draw.locked")["commitments"].update(
            center=s.body("draw.locked")["commitments"]["tenderer"]
        ),
    ),
    "slip replaced, lock binds the old one": (
        8,
        "basic",
        insert(2, "witness.appointed", party="tenderer", reason="lost", **SLIP),
    ),
    "wrong seed": (9, "basic", body("draw.ordered", seed="00" * 32)),
    "lock changed after the seed": (9, "basic", body("draw.locked", software="another")),
    "wrong result": (10, "basic", body("draw.ordered", result_commit="00" * 32)),
    "cap lifted at the lock": (10, "short", many(body("draw.locked", max_per_unit=0), lambda s: s.reseed())),
    "pool made smaller": (10, "basic", relisted(smaller_pool)),
    # seats
    "call out of the queue": (11, "basic", swap(10, 11)),
    "call when no seat is open": (11, "basic", insert(20, "seat.called", slot=1, ordinal=1, channel="voice")),
    "skipped ordinal": (11, "refill", body("seat.called", 6, ordinal=2)),
    "first ordinal is one": (11, "basic", body("seat.called", ordinal=1)),
    "redial of nobody's number": (11, "refill", body("seat.called", 5, ordinal=1)),
    "false exhaustion": (11, "basic", false_exhaustion),
    "exhausted, yet called": (
        11,
        "exhausted",
        replace(11, "seat.called", slot=2, channel="voice", ordinal=0),
    ),
    "exhausted twice": (11, "short", lambda s: s.events.insert(14, s.events[13])),
    "call of a slot unknown": (11, "basic", body("seat.called", slot=77)),
    "answer of nobody": (11, "basic", insert(10, "seat.answered", slot=1, outcome="accepted", record="")),
    "outcome slipped in": (11, "basic", insert(16, "seat.answered", slot=1, outcome="declined", record="")),
    "outcome left out": (11, "refill", drop(12)),
    "sealed with a call open": (11, "basic", drop(19)),
    "sealed while a slot waits": (11, "refill", drop(24 - 2)),
    "sealed without one seat": (
        11,
        "tiny",
        many(body("draw.sealed", slots=[]), body("draw.closed", reason="short")),
    ),
    "sealed with one seat more": (11, "short", body("draw.sealed", slots=[1, 2, 3, 4])),
    "recused holder sealed": (11, "late-recusal", swap(20, 21)),
    "replacement unconfirmed": (11, "late-recusal", drop(24)),
    "replacement of nobody": (
        11,
        "late-recusal",
        insert(21, "replacement.confirmed", slot=1, ground="unable", **THREE),
    ),
    "one confirmation used twice": (11, "late-recusal", lambda s: s.events.insert(25, s.events[24])),
    "holder gone, not sealed anew": (11, "late-recusal", drop(37)),
    "closed over a seat that ran empty": (11, "exhausted", run_empty),
    "printed with a seat empty": (
        11,
        "leaked",
        insert(19, "roster.printed", **PRINT),
    ),
    "arrival of one who left": (11, "leaked", insert(19, "seat.arrived", slot=2, method="id-card")),
    "recused holder printed": (11, "basic", recuse_first(21)),
    "recused holder unsealed": (11, "basic", many(recuse_first(21), drop(25))),
    "recused holder in a roster rebuilt": (
        11,
        "tiny",
        many(recuse_first(13), drop(14), replace(14, "roster.rebuilt", reason="both halves lost", **THREE)),
    ),
    "recused holder at the close": (11, "basic", recuse_first(28)),
    # people
    "names of a roster nobody unsealed": (12, "basic", drop(25)),
    "names of a roster printed only": (12, "tiny", drop(14)),
    "names of the last seal, an earlier one unsealed": (
        12,
        "refill",
        many(
            insert(28, "roster.unsealed", by=["center", "tenderer"], camera="C", reason=""),
            times(28, "2026-11-23T23:00:00Z"),
            drop(35),
        ),
    ),
    "names of a sealed draw that was aborted": (12, "tiny", aborted_sealed),
    "auditor's file of a sealed draw never unsealed": (
        12,
        "tiny",
        lambda s: abort(s, 13, ground="leaked", by=PARTIES),
    ),
    "exchanged openings": (12, "basic", exchange_openings),
    "one person in two seats": (12, "basic", same_person_twice),
    "one bidder's man not stopped": (12, "late-recusal", one_less_stopped),
    "another K": (13, "basic", lambda s: setattr(s, "k", "00" * 32)),
}


@pytest.mark.parametrize("what", FORGED)
def test_each_forgery_is_seen_by_its_step(what: str) -> None:
    step, name, change = FORGED[what]
    story = Story(name)
    change(story)
    report = verify(spelled(story.bundle()), policy=POLICY)
    assert report.failed_step == step, report.as_text("en")
    assert report.exit_code == 1
    by_number = {step.number: step.status for step in report.steps}
    assert all(by_number[number] is Status.PASS for number in (2, 3)), "the forger's signatures are good"


@pytest.mark.parametrize("stage", ["auditor", "published"])
@pytest.mark.parametrize("names", [True, False])
def test_only_a_public_file_may_exist_before_unsealing(stage: str, names: bool) -> None:
    story = Story("tiny")
    aborted_sealed(story)
    story.openings = story.openings if names else []
    assert verify(spelled(story.bundle(stage)), policy=POLICY).failed_step == 12
    assert verify(spelled(story.bundle("public")), policy=POLICY).exit_code == 0


def test_one_log_key_signs_one_log() -> None:
    """The owner of a key keeps a second log under it, of another name."""
    story = Story("tiny")
    story.origin = "second.example/log"
    for policy in (POLICY, None):
        assert verify(spelled(story.bundle()), policy=policy).failed_step == 2


def test_the_table_is_long_enough() -> None:
    assert len(FORGED) >= 100
    assert {step for step, _, _ in FORGED.values()} == set(range(4, 14))


def test_an_expert_left_out_of_the_pool_needs_the_register() -> None:
    """Before the lock the owner may leave somebody out and do everything else right."""
    story = Story("tiny")
    held = story.vector["seats_given"][0][1]
    story.pool.remove(next(leaf for leaf in story.pool if leaf["h"] != held))
    story.relist()
    story.reseed()
    seed = bytes.fromhex(story.body("draw.ordered")["seed"])
    course, _ = check_course([decode(data) for data in story.chained()])
    lists = Lists({leaf["h"]: leaf for leaf in story.pool}, frozenset(), frozenset(), [])
    first = Order(lists, course, seed).by_stratum["a"][0]
    story.body("draw.ordered")["result_commit"] = sha256(
        b"edraw/1 result\0" + seed + canonical([first])
    ).hexdigest()
    keys = Keys(bytes.fromhex(story.inputs["K"]))
    person = next(one for one in story.inputs["register"] if keys.handles([one["id"]]) == [first])
    identity = {key: person[key] for key in ("id", "name", "unit")}
    story.openings = [{"slot": 1, "salt": keys.salts([person["id"]])[0].hex(), "identity": identity}]
    data = spelled(story.bundle())
    assert verify(data, policy=POLICY).exit_code == 0
    report = verify(data, policy=POLICY, register=story.register())
    assert report.failed_step == 13
    assert report.five["pool"] == "no"
