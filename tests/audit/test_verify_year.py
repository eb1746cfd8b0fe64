"""A whole year of one house: what no single bundle shows."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from audit.canonical import canonical
from audit.verify import Status
from audit.verify.year import NAMES, Year, as_text, check_year
from tests.audit.changes import abort
from tests.audit.forge import LOG, OTHER, PARTIES, POLICY, Json, Story, Tree, hexes, spelled, stray

from audit import merkle  # isort: skip

DRAWS = ("basic", "refill", "late-recusal", "short")


class House:
    """Several frozen draws in one log, one after the other; changes are made before ``files``."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.stories: list[tuple[Story, list[int], dict[str, int]]] = []

    def add(self, story: Story) -> None:
        chain, places, sizes = story.chained(), [], {}
        waits = {"lock": "draw.locked", "order": "draw.ordered", "seal": "draw.sealed"}
        last = {name: story.find(type)[-1] for name, type in waits.items() if story.find(type)}
        for at, leaf in enumerate(chain):
            places.append(self.tree.append(leaf))
            sizes |= {name: len(self.tree.leaves) for name, held in last.items() if held == at}
        self.stories.append((story, places, sizes))

    def files(self, stage: str = "auditor") -> list[tuple[str, bytes]]:
        tree, size, found = self.tree, len(self.tree.leaves), []
        for story, places, sizes in self.stories:
            bundle = story.bundle(stage if story.openings else "public")
            bundle["checkpoint"] = tree.head(size)
            for name, at in sizes.items():
                proof = hexes(merkle.consistency_proof(tree.node, at, size))
                bundle["gates"][name] = {"checkpoint": tree.head(at), "consistency": proof}
            for entry, place in zip(bundle["events"], places, strict=True):
                entry["index"] = place
                entry["proof"] = hexes(merkle.inclusion_proof(tree.node, place, size))
            found.append((f"{story.draw}.edraw.json", spelled(bundle)))
        return found

    def log(self) -> bytes:
        return canonical({"leaves": [base64.b64encode(leaf).decode() for leaf in self.tree.leaves]})


def house(*more: bytes) -> House:
    made = House()
    for name in DRAWS:
        made.add(Story(name))
        for leaf in more:
            made.tree.append(leaf)
        more = ()
    return made


def statuses(year: Year) -> dict[str, Status]:
    return dict(zip(NAMES, (step.status for step in year.steps), strict=False))


def failed(year: Year) -> set[str]:
    return {name for name, status in statuses(year).items() if status is Status.FAIL}


def test_an_honest_year_passes() -> None:
    made = house()
    kept = {"march.checkpoint": made.tree.head(20), "june.checkpoint": made.tree.head(50)}
    registers = {story.draw: story.register() for story, _, _ in made.stories}
    year = check_year(
        made.files(), log=made.log(), policy=POLICY, checkpoints=kept, registers=registers, sample=100
    )
    assert year.exit_code == 0, as_text(year, "en")
    assert set(statuses(year).values()) == {Status.PASS}
    assert [step.name for step in year.steps] == list(NAMES.values())
    assert "2 of them kept apart" in as_text(year, "en")
    assert year.counts == {"passed": len(DRAWS)}
    lists = [story for story, _, _ in made.stories]
    assert sum(year.reasons.values()) == sum(
        len(story.excluded) + len(story.recusals) + sum(map(len, story.added)) for story in lists
    )
    assert len(year.sample) == min(100, sum(year.reasons.values()))
    assert all(one.expert for one in year.sample)
    assert check_year(made.files(), log=made.log()).exit_code == 3
    assert check_year([], log=made.log()).exit_code == 2


def test_the_sample_is_the_logs_and_the_dice_choice() -> None:
    made = house()

    def sample(**more: str) -> list[str]:
        return [one.handle for one in check_year(made.files(), log=made.log(), sample=3, **more).sample]  # type: ignore[arg-type]

    assert sample() == sample()
    assert len(sample()) == 3
    assert len({tuple(sample(dice=str(number))) for number in range(5)}) > 1


def unlogged(made: House) -> None:
    """A draw beside the log: its bundle is signed, its events never stood in the log."""
    made.stories.append((Story("tiny"), [], {}))


def gap(made: House) -> None:
    made.tree.append(stray(50, application="AP-gap", attempt=2, previous="00" * 32))


def second_lock(made: House) -> None:
    story = Story("tiny")
    story.draw = "D-twice"
    abort(story, 6, ground="project-stopped", by=PARTIES)
    story.insert(6, "draw.locked", story.body("draw.locked"))
    for leaf in story.chained():
        made.tree.append(leaf)


def fork(made: House) -> None:
    made.tree.append(stray(60))
    made.tree.append(stray(60))


def reused_slip(made: House) -> None:
    first = json.loads(stray(61))
    first["body"]["unseal_pk"] = Story("basic").body("application.filed")["unseal_pk"]
    made.tree.append(canonical(first))


def ended_without_bundle(made: House) -> None:
    first = stray(62)
    made.tree.append(first)
    body = {"by": ["center"], "events": 1, "ground": "project-stopped", "reason": ""}
    end = {"at": "2026-11-23T00:00:00Z", "body": body, "draw": "D-other-62", "n": 1, "v": 1}
    prev = sha256(first).hexdigest()
    made.tree.append(canonical({**end, "prev": prev, "type": "draw.aborted"}))


WRONG: dict[str, tuple[Callable[[House], None], set[str]]] = {
    "gap": (gap, {"attempts"}),
    "second lock": (second_lock, {"locks", "log"}),
    "fork": (fork, {"log"}),
    "reused slip": (reused_slip, {"slips"}),
    "ended without a bundle": (ended_without_bundle, {"complete"}),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_one_bundle_does_not_show(what: str) -> None:
    change, seen = WRONG[what]
    made = house()
    change(made)
    year = check_year(made.files(), log=made.log(), policy=POLICY)
    assert failed(year) == seen, as_text(year, "en")
    assert year.exit_code == 1


def test_an_unlogged_draw() -> None:
    made = house()
    files = [*made.files(), ("D-tiny.edraw.json", spelled(Story("tiny").bundle()))]
    year = check_year(files, log=made.log(), policy=POLICY)
    assert failed(year) == {"checkpoints", "logged"}
    assert "D-tiny is not in the log" in as_text(year, "en")


def test_a_bundle_that_fails_is_named() -> None:
    made = house()
    files = made.files()
    bent: Json = json.loads(files[0][1])
    bent["pool"].pop()
    files[0] = (files[0][0], spelled(bent))
    year = check_year(files, log=made.log(), policy=POLICY)
    assert failed(year) == {"bundles"}
    assert f"{files[0][0]}: step 7 failed" in as_text(year, "en")
    assert not any(one.draw == made.stories[0][0].draw for one in year.sample)


def test_a_log_of_two_faces() -> None:
    """A checkpoint kept apart is signed by the log's key and no beginning of the log shown now."""
    made, other = house(), house(stray(70))
    size = len(other.tree.leaves) - 10
    kept = {"other face": other.tree.head(size)}
    year = check_year(made.files(), log=made.log(), policy=POLICY, checkpoints=kept)
    assert failed(year) == {"checkpoints"}
    assert "other face: of another log" in as_text(year, "en")
    unsigned = {"unsigned": made.tree.head(5, key=OTHER)}
    year = check_year(made.files(), log=made.log(), policy=POLICY, checkpoints=unsigned)
    assert failed(year) == {"checkpoints"}
    assert (
        check_year(
            made.files(), log=made.log(), policy=POLICY, checkpoints={"good": made.tree.head(5, key=LOG)}
        ).exit_code
        == 0
    )


def test_draws_that_still_run_are_named_and_no_failure() -> None:
    made = house()
    made.tree.append(stray(63))
    year = check_year(made.files(), log=made.log(), policy=POLICY)
    assert (year.exit_code, year.running) == (0, ["D-other-63"])
    assert "Not ended yet: D-other-63" in as_text(year, "en")


@pytest.mark.parametrize("log", [None, b"", b"{}"])
def test_without_a_log_a_year_cannot_pass(log: bytes | None) -> None:
    year = check_year(house().files(), log=log, policy=POLICY)
    assert (year.exit_code, failed(year)) == (1, {"log"})


def test_hostile_files_end_in_an_answer() -> None:
    files = [("a", b""), ("b", b"[" * 10**5), ("c", b'{"format":"edraw-bundle/1"}')]
    year = check_year(files, log=house().log(), policy=POLICY)
    assert failed(year) >= {"bundles"}
    assert json.dumps(year.as_json())
    assert as_text(year, "zh")
