"""What each step says, word for word in both languages: people act upon these sentences.

The sentences are kept in ``verdicts.json`` to be read as a text. ``python -m tests.audit.test_verify_words``
writes them anew; whoever does reads the difference.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from audit.verify import Status, verify
from tests.audit.forge import POLICY, Story, spelled, tampered
from tests.audit.test_verify_forged import FORGED
from tests.audit.test_verify_honest import NAMES
from tests.audit.test_verify_lawful import LAWFUL, ended_after_reveals, ended_before_the_lock
from tests.audit.test_verify_selective import selective
from tests.audit.test_verify_tampered import TAMPERED

KEPT = Path(__file__).with_name("verdicts.json")
Said = dict[str, list[str]]


def _changed(name: str, change: Callable[[Story], object] = lambda _story: None) -> Story:
    story = Story(name)
    change(story)
    return story


CASES: dict[str, Callable[[], Story]] = {
    **{f"honest: {name}": partial(_changed, name) for name in NAMES},
    **{f"lawful: {what}": partial(_changed, *case) for what, case in LAWFUL.items()},
    "lawful: ended before the lock": ended_before_the_lock,
    "lawful: ended when two shares were open": partial(ended_after_reveals, 2),
    "lawful: chosen with consent": selective,
    **{f"forged: {what}": partial(_changed, name, change) for what, (_, name, change) in FORGED.items()},
}

CHANGED = {f"changed: {what}": change for what, (_, change) in TAMPERED.items()}


def said(what: str) -> Said:
    """Step number -> verdict and both sentences: every step of a draw that holds, else those that fail."""
    if what in CHANGED:
        report = verify(tampered("basic", CHANGED[what]), policy=POLICY)
    else:
        story = CASES[what]()
        report = verify(spelled(story.bundle()), policy=POLICY, register=story.register())
    shown = [step for step in report.steps if report.exit_code == 0 or step.status is Status.FAIL]
    return {str(step.number): [str(step.status), step.detail.zh, step.detail.en] for step in shown}


@pytest.mark.parametrize("what", [*CASES, *CHANGED])
def test_each_step_says_what_it_found(what: str) -> None:
    assert said(what) == json.loads(KEPT.read_text("utf-8"))[what]


def test_nothing_is_kept_of_cases_that_are_gone() -> None:
    assert set(json.loads(KEPT.read_text("utf-8"))) == {*CASES, *CHANGED}


if __name__ == "__main__":
    found = {what: said(what) for what in [*CASES, *CHANGED]}
    KEPT.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
