"""A file full of line ends and escapes: the report keeps its lines, and says none of it to a terminal."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from audit.verify import verify
from audit.verify.__main__ import main
from tests.audit.forge import POLICY, Story, spelled

HOSTILE = "\x1b[2J\r\n 5 zq9 [通过] [PASS]\u202e\u2028"
KEY = "\x1b[2J\r\n 5 zq9 [PASS]"
"""Names in a file are ASCII."""
STEERING = {"Cc", "Cf", "Zl", "Zp"}
"""Characters that end lines or steer how text is shown."""


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every text in a file, of lists the first element alone."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from spots(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from spots(value[0], (*path, 0))
    elif isinstance(value, str):
        yield path


def put(value: Any, path: tuple[Any, ...], *, key: bool) -> None:
    """Hostile text there, or as the name of what is there."""
    for one in path[:-1]:
        value = value[one]
    if key and isinstance(value, dict):
        value[KEY] = value.pop(path[-1])
    else:
        value[path[-1]] = HOSTILE


def files() -> Iterator[tuple[tuple[Any, ...], bytes]]:
    """A sound file with hostile text in one place; then in one event of a file that is signed anew."""
    sound = Story("basic").bundle()
    for path in spots(sound):
        for key in (False, True):
            changed = copy.deepcopy(sound)
            put(changed, path, key=key)
            yield path, spelled(changed)
    seen = set()
    for n, event in enumerate(Story("basic").events):
        for path in spots(event):
            if (event["type"], path) not in seen:
                seen.add((event["type"], path))
                story = Story("basic")
                put(story.events[n], path, key=path[0] == "body")
                yield (event["type"], *path), spelled(story.bundle())


def test_no_text_of_a_file_makes_a_line_of_the_report() -> None:
    tried = 0
    for path, data in files():
        report = verify(data, policy=POLICY)
        tried += 1
        assert report.verdict != "passed", path
        for lang in ("zh", "en"):
            text = report.as_text(lang)
            assert "zq9 [" not in text, path
            assert {unicodedata.category(one) for one in text if one != "\n"}.isdisjoint(STEERING), path
    assert tried > 100


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_name_of_a_file_makes_a_line_of_the_report(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    plain = main(["nowhere　甲.json", "--lang", lang])
    expected = capsys.readouterr().out
    assert "nowhere　甲.json" in expected

    assert main([HOSTILE, "--lang", lang]) == plain
    said = capsys.readouterr().out
    assert said.count("\n") == expected.count("\n")
    assert {unicodedata.category(one) for one in said if one != "\n"}.isdisjoint(STEERING)
