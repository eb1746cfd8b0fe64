"""What the owner of the log key makes of a draw: each a lie of several places that agree with one another."""

from __future__ import annotations

from hashlib import sha256

from audit.verify.seed import commitment
from tests.audit.changes import Change, abort, drop, many, replace
from tests.audit.forge import PARTIES, Story, root


def relisted(change: Change) -> Change:
    """Change the lists and let the lock and the seed follow."""
    return many(change, lambda story: story.relist(), lambda story: story.reseed())


def exchange_openings(story: Story) -> None:
    one, other = story.openings[:2]
    for key in ("salt", "identity"):
        one[key], other[key] = other[key], one[key]


def same_person_twice(story: Story) -> None:
    for key in ("salt", "identity"):
        story.openings[1][key] = story.openings[0][key]


def ground_share(story: Story) -> None:
    """The center tries shares until it likes the seed, long after its commitment was locked."""
    story.body("draw.revealed", 2)["share"] = sha256(b"a better one").hexdigest()
    story.reseed()


def share_of_a_friend(story: Story) -> None:
    """The center puts its own commitment in the regulator's place at the lock."""
    share = sha256(b"friend").digest()
    story.body("draw.locked")["commitments"]["regulator"] = commitment("regulator", story.draw, share)
    story.body("draw.revealed", 1)["share"] = share.hex()
    story.reseed()


def false_exhaustion(story: Story) -> None:
    """Slot 5 is said to be exhausted so that nobody is called for it."""
    replace(14, "seat.exhausted", slot=5)(story)
    answered = [at for at in story.find("seat.answered") if story.events[at]["body"]["slot"] == 5]
    arrived = [at for at in story.find("seat.arrived") if story.events[at]["body"]["slot"] == 5]
    drop(*answered, *arrived)(story)
    story.body("draw.sealed")["slots"] = [1, 2, 3, 4]
    story.body("draw.closed")["reason"] = "short"
    del story.openings[4]


def one_less_stopped(story: Story) -> None:
    """Somebody whose employer is a bidder is kept out of the added recusals, to be called next."""
    added = story.added[0]
    holders = {given[1] for given in story.vector["seats_given"][:5]}
    story.added[0] = [leaf for leaf in added if leaf["h"] in holders]
    assert len(story.added[0]) == len(added) - 1
    story.body("recusal.added").update(root=root(story.added[0]), size=len(story.added[0]))


def stopped_stranger(story: Story) -> None:
    story.added[0].insert(0, {"h": "00" * 32, "why": "declared"})
    story.body("recusal.added").update(root=root(story.added[0]), size=len(story.added[0]))


def overlap(story: Story) -> None:
    story.excluded.append({"h": story.pool[3]["h"], "why": "leave"})
    story.excluded.sort(key=lambda leaf: leaf["h"])


def recused_stranger(story: Story) -> None:
    story.recusals.insert(0, {"h": "00" * 32, "why": "declared"})


def recuse_first(at: int) -> Change:
    """The bidders are opened before position ``at``; the first holder of slot 1 must step back."""

    def change(story: Story) -> None:
        leaves = [{"h": story.vector["seats_given"][0][1], "why": "employer-is-bidder"}]
        values = {"by": ["center", "regulator"], "evidence": "ab" * 32, "reason": "bidders-opened"}
        story.insert(at, "recusal.added", {**values, "root": root(leaves), "size": 1})
        story.added.append(leaves)

    return change


def aborted_sealed(story: Story) -> None:
    """Everything leaks between the seal and its unsealing; the names are handed out all the same."""
    openings = story.openings
    abort(story, 13, ground="leaked", by=PARTIES)
    story.openings = openings


def run_empty(story: Story) -> None:
    """The only seat is sealed, left and exhausted, and the old seal is used as if nothing had happened."""
    del story.events[13:]
    story.insert(13, "seat.answered", {"slot": 1, "outcome": "accepted", "record": ""})
    seal = {"roster_hash": "00" * 32, "slots": [1], "signin_at": "2026-11-23T02:00:00Z"}
    story.insert(14, "draw.sealed", seal)
    story.insert(15, "seat.answered", {"slot": 1, "outcome": "withdrawn", "record": ""})
    story.insert(16, "seat.exhausted", {"slot": 1})
    story.insert(17, "draw.closed", {"events": 17, "reason": "short"})


def smaller_pool(story: Story) -> None:
    recused = {leaf["h"] for leaf in story.recusals}
    story.pool.remove(next(leaf for leaf in story.pool if leaf["h"] not in recused))


def twin_ids(story: Story) -> None:
    for name in ("application.filed", "draw.locked"):
        strata = story.body(name)["strata"]
        story.body(name)["strata"] = [*strata, {**strata[0], "code": "Z"}]


def no_quota(story: Story) -> None:
    for name in ("application.filed", "draw.locked"):
        story.body(name)["strata"] = [{**item, "quota": 0} for item in story.body(name)["strata"]]
