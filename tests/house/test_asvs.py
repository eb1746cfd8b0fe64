"""The table of the ASVS names every requirement of levels 1 and 2 once, and counts its own lines right."""

from __future__ import annotations

import re
from collections import Counter

import httpx2

from tests.house.repository import modules, texts

SECTIONS = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5},
    **{"6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2},
    **{"8.2": 3, "8.3": 1, "8.4": 1, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1},
    **{"12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2},
    **{"14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4},
    **{"16.4": 3, "16.5": 3},
}
"""Section -> how many requirements of levels 1 and 2 it opens with (ASVS 5.0.0; level 3 follows).
V9, V10 and V17 are answered as chapters."""
VERDICTS = ("Met", "Partly", "Not met", "Not applicable")


def lines() -> list[tuple[list[str], str, str]]:
    """Numbers, verdict and cited tests of every line."""
    found = []
    for line in texts()["deploy/asvs.md"].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if re.match(r"\| \d", line):
            verdict = re.match(r"\**([A-Z][a-z]+(?: [a-z]+)?)", cells[2])
            found.append((numbers(cells[0]), verdict[1] if verdict else "", cells[3] if cells[3:] else ""))
    return found


def numbers(said: str) -> list[str]:
    """``1.2.6–1.2.8`` and ``3.3.1, 3.3.3`` one by one."""
    found = []
    for one in said.split(", "):
        first, _dash, last = one.partition("–")
        section, n = first.rsplit(".", 1)
        found += [f"{section}.{k}" for k in range(int(n), int((last or first).rsplit(".", 1)[1]) + 1)]
    return found


def test_every_requirement_of_both_levels_has_one_line() -> None:
    wanted = [f"{section}.{n}" for section, count in SECTIONS.items() for n in range(1, count + 1)]

    assert Counter(number for named, _verdict, _cited in lines() for number in named) == Counter(wanted)


def test_the_table_counts_itself_right() -> None:
    count = Counter(dict.fromkeys(VERDICTS, 0))
    for named, verdict, _cited in lines():
        count[verdict] += len(named)
    said = re.search(
        r"(\d+) met, (\d+) partly, (\d+) not met, (\d+) not applicable", texts()["deploy/asvs.md"]
    )

    assert set(count) == set(VERDICTS)
    assert said is not None
    assert [int(one) for one in said.groups()] == [count[verdict] for verdict in VERDICTS]


def test_what_is_not_whole_says_why() -> None:
    rows = [line for line in texts()["deploy/asvs.md"].splitlines() if re.match(r"\| \d", line)]
    bare = [row for row in rows if re.search(r"\| (?:\*\*(?:Partly|Not met)\*\*|Not applicable)\s*\|", row)]

    assert bare == []


def test_nothing_of_ours_follows_a_redirect() -> None:
    """15.3.2: who is called is a setting, and must not send us elsewhere."""
    sources = {
        path: text
        for room in ("draw_service", "notifications", "audit")
        for path, text in modules(room).items()
    }
    sample = "notifications/gateway_sample/"

    assert sum("httpx2.Client(" in text for text in sources.values()) > 4
    assert not httpx2.Client().follow_redirects
    assert [path for path, text in sources.items() if "follow_redirects=True" in text] == []
    assert [path for path, text in sources.items() if "urlopen(" in text and sample not in path] == []
