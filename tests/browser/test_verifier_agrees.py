"""Two verifiers, written apart from one protocol, say the same of every file there is to judge."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from audit.browser.build import PAGE
from audit.verify import verify
from tests.audit.forge import POLICY, VECTORS, WITNESSED, Story, spelled
from tests.audit.tickets import file, receipts
from tests.browser.mutations import Case, cases, encoded
from tests.browser.random_draws import bent, honest, tagged

ASK = """
async (cases) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const reports = [];
  for (const given of cases) {
    const asked = { ...given };
    for (const name of ["bundle", "policy", "register", "records", "log", "ticket"]) {
      asked[name] = typeof given[name] === "string" ? bytes(given[name]) : null;
    }
    reports.push(await window.edraw.verify(asked));
  }
  return reports;
}
"""
WITHOUT_EMPLOYER = 1
"""A random draw that seats somebody who has no employer."""

Ask = Callable[[Sequence[Case]], list[dict[str, Any]]]


@pytest.fixture
def ask(context: Callable[..., BrowserContext]) -> Ask:
    """Asks the committed page, opened from disk without a network, one worker for all."""
    tab: Page = context(offline=True).new_page()
    tab.goto(PAGE.as_uri())

    def of(asked: Sequence[Case], **more: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for at in range(0, len(asked), 25):
            found += tab.evaluate(ASK, [{**encoded(case), **more} for case in asked[at : at + 25]])
        return found

    return of


def by_python(case: Case) -> dict[str, Any]:
    given = dict(case.given)
    shares = dict(given.pop("shares", []))
    report = verify(case.bundle, policy=case.policy, shares=shares, **given).as_json()
    loaded: dict[str, Any] = json.loads(json.dumps(report))
    return loaded


def judged(report: dict[str, Any]) -> dict[str, Any]:
    """What must be the same: the verdict, every step, the five lines, and what is said to be unproven."""
    same = (
        "draw",
        "stage",
        "verdict",
        "verdict_zh",
        "verdict_en",
        "exit_code",
        "failed_step",
        "keys_from_policy",
        "shares_open",
        "five",
        "unproven",
    )
    steps = {step["number"]: (step["status"], step["zh"], step["en"]) for step in report["steps"]}
    return {**{key: report[key] for key in same}, "steps": steps}


def agree(case: Case, browser: dict[str, Any]) -> None:
    python = by_python(case)
    assert judged(browser) == judged(python), f"{case.kind}: {case.what}"
    if case.step is None:
        assert python["exit_code"] in (0, 3), f"{case.kind}: {case.what}"
    elif case.step == 0:
        assert python["verdict"] == "unreadable", f"{case.kind}: {case.what}"
    else:
        assert python["failed_step"] == case.step, f"{case.kind}: {case.what}"


def test_on_every_mutation_of_the_table(ask: Ask) -> None:
    table = cases()
    for case, report in zip(table, ask(table), strict=True):
        agree(case, report)


def test_the_table_is_long_and_names_no_row_twice() -> None:
    table = cases()
    seen = [case for case in table if case.step]
    assert len(seen) >= 60
    assert {case.step for case in seen} == set(range(1, 18))
    assert len({(case.kind, case.what) for case in table}) == len(table)


def vectors() -> list[Case]:
    found = []
    for path in sorted(VECTORS.glob("*.json")):
        for stage in ("auditor", "published", "public"):
            for policy in (POLICY, WITNESSED, None):
                story = Story(path.stem)
                data = spelled(story.bundle(stage, witnessed=policy == WITNESSED))
                given = {"log": story.whole_log(), "receipt": story.vector["lock_hash"]}
                if stage == "auditor":
                    given["register"] = story.register()
                found.append(Case("vector", f"{path.stem} {stage}", None, data, policy, given))
    return found


def test_on_every_frozen_vector(ask: Ask) -> None:
    table = vectors()
    assert len(table) == 63
    for case, report in zip(table, ask(table), strict=True):
        agree(case, report)
        assert report["verdict"] == ("aborted-after-lock" if "exhausted" in case.what else "passed")


def test_the_details_of_an_honest_file_read_the_same(ask: Ask) -> None:
    table = [case for case in vectors() if "basic" in case.what]
    for case, report in zip(table, ask(table), strict=True):
        python = by_python(case)["steps"]
        assert [step["detail_en"] for step in report["steps"]] == [step["detail_en"] for step in python]
        assert [step["detail_zh"] for step in report["steps"]] == [step["detail_zh"] for step in python]


def _random_draws(ask: Ask, numbers: range) -> set[int | None]:
    """Each draw as it was, and once more with a change; the steps that saw the changes."""
    seen = set()
    for first in range(numbers.start, numbers.stop, 50):
        some = range(first, min(first + 50, numbers.stop))
        straight, crooked = [honest(number) for number in some], [bent(number) for number in some]
        for case, report in zip(straight, ask(straight), strict=True):
            agree(case, report)
        for case, report in zip(crooked, ask(crooked), strict=True):
            assert judged(report) == judged(by_python(case)), case.what
            seen.add(report["failed_step"])
    return seen


def test_on_a_tag_for_people_without_an_employer(ask: Ask) -> None:
    case = tagged(WITHOUT_EMPLOYER)
    agree(case, ask([case])[0])


def test_on_random_draws_and_their_changes(ask: Ask) -> None:
    assert len(_random_draws(ask, range(40))) > 4


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_on_many_random_draws_and_their_changes(ask: Ask) -> None:
    assert len(_random_draws(ask, range(1000, 1600))) > 8


@pytest.mark.parametrize("name", ["tiny", "late-recusal", "exhausted"])
def test_on_every_experts_own_ticket(name: str, ask: Ask) -> None:
    story = Story(name)
    data = spelled(story.bundle("public"))
    made = [file(receipt) for receipt in receipts(story)]
    wrong = [b"", b"{}", made[0].replace(b'"salt":"', b'"salt":"0', 1), made[0].replace(b"D-", b"E-", 1)]
    table = [Case("ticket", name, None, data, given={"ticket": one}) for one in (*made, *wrong)]
    places = set()
    for case, report in zip(table, ask(table), strict=True):
        python = by_python(case)
        assert report["ticket"] == python["ticket"]
        assert report["exit_code"] == python["exit_code"]
        places.add(report["ticket"]["place"])
    assert {"pool", "none"} <= places
