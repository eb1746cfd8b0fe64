"""The rules of the house, checked from the log alone: leaves in, what breaks a rule out.

Written from the regulation and ``rules.md``, not from the house: nothing of it is imported. It knows JSON,
SHA-256, the holidays the State Council published, and the leaves a witness may mirror.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any

from chinese_calendar import is_workday

SHANGHAI = timedelta(hours=8)
ACCEPT_WITHIN, ANSWER_WITHIN, SHOWN_FOR = 3, 10, 5
"""Working days (Art. 21; ``accept_within`` of rules.md section 4)."""
PARTIES = {"tenderer", "regulator", "center"}
GROUNDS = {"leaked", "wrong-specialty", "project-stopped", "share-lost"}
END = ("draw.closed", "draw.aborted")


@dataclass(frozen=True, slots=True)
class Fact:
    """One leaf: the ``chain`` it stands on (a draw or a stream), and what it says."""

    index: int
    chain: str
    n: int
    prev: str
    type: str
    at: datetime
    body: Mapping[str, Any]
    hash: str


@dataclass
class Findings:
    """``broken``: rule and chain of whatever breaks one; ``seen``: how often each rule was looked at."""

    broken: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def need(self, rule: str, holds: bool, where: str) -> None:
        self.seen[rule] += 1
        if not holds:
            self.broken.append(f"{rule}: {where}")


def check(leaves: Iterable[bytes]) -> Findings:
    """Every rule over the whole log."""
    facts = [_read(index, leaf) for index, leaf in enumerate(leaves)]
    chains: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        chains[fact.chain].append(fact)
    found = Findings()
    for chain, own in chains.items():
        _chained(found, chain, own)
        if own[0].type == "application.filed":
            _draw(found, chain, own)
        elif chain.startswith("entry-"):
            _entry(found, chain, own)
        elif chain.startswith("objection-"):
            _objection(found, chain, own, facts[-1].at)
        elif chain.startswith("publication-"):
            _publication(found, chain, own, facts[-1].at)
        elif own[0].type == "annual.prepared":
            _annual(found, chain, own)
    _rooms(found, facts)
    _attempts(found, {name: own for name, own in chains.items() if own[0].type == "application.filed"})
    return found


def _read(index: int, leaf: bytes) -> Fact:
    said = json.loads(leaf)
    at = datetime.strptime(said["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    chain = said.get("draw") or said["stream"]
    digest = sha256(leaf).hexdigest()
    return Fact(index, chain, said["n"], said["prev"], said["type"], at, said["body"], digest)


def _chained(found: Findings, chain: str, own: Sequence[Fact]) -> None:
    """No fact of a chain is missing, exchanged or dated back (protocol section 3)."""
    found.need("numbered without gaps", [one.n for one in own] == list(range(len(own))), chain)
    before = ["", *(one.hash for one in own)]
    found.need("each holds the hash of the one before", [one.prev for one in own] == before[:-1], chain)
    found.need("time never goes back", all(a.at <= b.at for a, b in pairwise(own)), chain)


def _draw(found: Findings, chain: str, own: Sequence[Fact]) -> None:
    """One draw from its application to its end (Art. 4, 8, 9, 13)."""
    of: dict[str, list[Fact]] = defaultdict(list)
    for fact in own:
        of[fact.type].append(fact)
    filed = own[0]
    for once in ("application.filed", "draw.locked", "draw.ordered"):
        found.need("one application, one lock, one order", len(of[once]) <= 1, f"{chain} {once}")
    _in_order(found, chain, of, "room.entered", "draw.locked", "draw.revealed", "draw.ordered", "seat.called")
    if of["draw.locked"]:
        entered = {one.body["party"] for one in of["room.entered"] if one.index < of["draw.locked"][0].index}
        found.need(
            "the parties are in the room, without phones (Art. 8(2), 10)",
            entered == PARTIES and all(one.body["phone_deposited"] for one in of["room.entered"]),
            chain,
        )
    shares = [one.body["party"] for one in of["draw.revealed"]]
    if of["draw.ordered"]:
        found.need("each of three shares once", sorted(shares) == sorted(PARTIES), chain)
        committed = of["draw.locked"][0].body["commitments"]
        found.need("a commitment of each", set(committed) == PARTIES, chain)
    seats = sum(stratum["quota"] for stratum in filed.body["strata"])
    _seats(found, chain, own, seats)
    for end in of["draw.aborted"]:
        early = not of["draw.revealed"]
        lawful = end.body["ground"] in GROUNDS and set(end.body["by"]) == PARTIES
        found.need("after a reveal it ends early on four grounds by three parties", early or lawful, chain)
    for one in of["replacement.confirmed"]:
        found.need("three parties confirm a replacement (Art. 13)", set(one.body["by"]) == PARTIES, chain)
    if ends := [one for one in own if one.type in END]:
        found.need("nothing follows the end", ends == [own[-1]], chain)


def _in_order(found: Findings, chain: str, of: Mapping[str, Sequence[Fact]], *types: str) -> None:
    for earlier, later in pairwise(types):
        if of.get(later):
            last = of[earlier][-1].index if of.get(earlier) else -1
            found.need(f"{earlier} before {later}", 0 <= last < of[later][0].index, chain)


def _seats(found: Findings, chain: str, own: Sequence[Fact], seats: int) -> None:
    """Calls, answers, seals and arrivals seat by seat."""
    signin = datetime.strptime(own[0].body["signin_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    called: Counter[int] = Counter()
    state: dict[int, str] = dict.fromkeys(range(1, seats + 1), "open")
    for fact in own:
        slot, type, where = fact.body.get("slot", 0), fact.type, f"{chain} #{fact.n}"
        match type:
            case "seat.called":
                found.need("the next in the order is called", fact.body["ordinal"] == called[slot], where)
                found.need("nobody is called for a seat that is taken", state[slot] == "open", where)
                called[slot] += 1
                state[slot] = "called"
            case "seat.answered":
                outcome = fact.body["outcome"]
                before = (
                    ("called",)
                    if outcome in ("declined", "silent", "unreachable", "unconfirmed")
                    else ("called", "accepted", "arrived")
                )
                found.need("who answers was called", state[slot] in before, where)
                state[slot] = (
                    "accepted"
                    if outcome == "accepted"
                    else (
                        "left" if outcome in ("late", "absent", "withdrawn", "recused", "leaked") else "open"
                    )
                )
            case "seat.exhausted":
                state[slot] = "exhausted"
            case "replacement.confirmed":
                found.need("only a seat somebody left is filled again", state[slot] == "left", where)
                state[slot] = "open"
            case "draw.sealed":
                found.need(
                    "sealed when every seat is settled (Art. 8(3))",
                    not {"open", "called"} & set(state.values()),
                    where,
                )
                listed = sorted(slot for slot, one in state.items() if one in ("accepted", "arrived"))
                found.need("the seal lists who accepted", listed == sorted(fact.body["slots"]), where)
            case "seat.arrived":
                found.need("only who accepted arrives", state[slot] == "accepted", where)
                found.need("the desk opens two hours before", fact.at >= signin - timedelta(hours=2), where)
                state[slot] = "arrived"
            case "roster.printed" | "roster.unsealed":
                found.need("no name before the sign-in time (Art. 8(3))", fact.at >= signin, where)
            case "draw.closed":
                settled = {"arrived", "exhausted"} >= set(state.values())
                found.need("nobody leaves before all are there (Art. 9)", settled, where)


def _rooms(found: Findings, facts: Sequence[Fact]) -> None:
    """One project at a time in a room, from its entry to the end of its calls (Art. 11)."""
    room_of = {one.body["draw"]: one.body["room"] for one in facts if one.type == "room.queued"}
    inside: dict[str, str] = {}
    for fact in facts:
        room = room_of.get(fact.chain)
        if room is None:
            continue
        if fact.type in ("room.entered", "draw.locked", "draw.ordered"):
            found.need(
                "one project in a room (Art. 11)", inside.get(room, fact.chain) == fact.chain, fact.chain
            )
            inside[room] = fact.chain
        elif fact.type in ("draw.sealed", *END) and inside.get(room) == fact.chain:
            del inside[room]


def _attempts(found: Findings, draws: Mapping[str, Sequence[Fact]]) -> None:
    """A project is drawn again only after its attempt before has ended, and names it (Art. 4)."""
    ended = {own[-1].hash: own[-1] for own in draws.values() if own[-1].type in END}
    for chain, own in draws.items():
        attempt, previous = own[0].body["attempt"], own[0].body["previous"]
        first = attempt == 1 and previous == ""
        again = attempt > 1 and previous in ended and ended[previous].index < own[0].index
        found.need("no second draw beside the first", first or again, chain)


def _entry(found: Findings, chain: str, own: Sequence[Fact]) -> None:
    """Drafted, confirmed by a second person, notified; corrected by reversing alone (Art. 20)."""
    types = [one.type for one in own if one.type != "evidence.kept"]
    course = ["conduct.drafted", "conduct.confirmed", "conduct.notified", "conduct.reversed"]
    dropped = types == ["conduct.drafted", "conduct.dropped"]
    replaced = types in (["conduct.notified"], ["conduct.notified", "conduct.reversed"])
    found.need("an entry keeps to its course", types == course[: len(types)] or dropped or replaced, chain)
    by = {one.type: one.body.get("by") for one in own}
    if "conduct.confirmed" in by:
        other = by["conduct.drafted"] != by["conduct.confirmed"]
        found.need("nobody confirms an entry of their own", other, chain)


def _objection(found: Findings, chain: str, own: Sequence[Fact], now: datetime) -> None:
    """Taken up within three working days or taken as such; answered within ten, or escalated (Art. 21)."""
    at = {one.type: one for one in own}
    filed, accepted = at["objection.filed"], at.get("objection.accepted")
    if accepted is None:
        late = now >= working_days_end(filed.at, ACCEPT_WITHIN) + timedelta(days=2)
        found.need("an objection is taken up in time", "objection.refused" in at or not late, chain)
        return
    lapse = working_days_end(filed.at, ACCEPT_WITHIN)
    found.need(
        "what nobody took up lapses, and not before", accepted.body["deemed"] == (accepted.at >= lapse), chain
    )
    # Who was silent counts as having accepted on filing, else the second clock would never start.
    start = filed.at if accepted.body["deemed"] else accepted.at
    due, answered, escalated = (
        working_days_end(start, ANSWER_WITHIN),
        at.get("objection.answered"),
        at.get("objection.escalated"),
    )
    if escalated is not None:
        found.need("an objection is escalated after its date alone", escalated.at >= due, chain)
    elif answered is not None:
        found.need("an answer after its date was escalated", answered.at < due, chain)
    else:
        found.need("an unanswered objection is escalated", now < due + timedelta(days=2), chain)


def _publication(found: Findings, chain: str, own: Sequence[Fact], now: datetime) -> None:
    """Reviewed, then shown for five working days and not a day longer (Art. 21)."""
    at = {one.type: one for one in own}
    started, ended = at.get("publication.started"), at.get("publication.ended")
    if started is not None:
        reviewed = at.get("publication.reviewed")
        found.need(
            "reviewed before it is shown", reviewed is not None and reviewed.index < started.index, chain
        )
        until = working_days_end(started.at, SHOWN_FOR)
        if ended is None:
            found.need("a publication ends by itself", now < until + timedelta(days=2), chain)
        elif ended.body["why"] == "time":
            found.need("shown for five working days", ended.at >= until, chain)


def _annual(found: Findings, chain: str, own: Sequence[Fact]) -> None:
    """Prepared by one, confirmed by another after the objections' window (Art. 22)."""
    by = {one.type: one for one in own}
    confirmed = by.get("annual.confirmed")
    if confirmed is not None:
        prepared = by["annual.prepared"]
        found.need("another confirms the year", prepared.body["by"] != confirmed.body["by"], chain)
        found.need(
            "after ten working days", confirmed.at >= working_days_end(prepared.at, ANSWER_WITHIN), chain
        )


def working_days_end(at: datetime, days: int) -> datetime:
    """24:00 of the n-th working day after the day of ``at`` (rules.md section 5)."""
    day: date = (at + SHANGHAI).date()
    while days:
        day += timedelta(days=1)
        days -= is_workday(day)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1) - SHANGHAI
