"""The figures of the ``web`` bench are reckoned from what was served and heard; speed is judged elsewhere."""

from __future__ import annotations

import pytest

from tests.bench.web import LIMITS, figures


def test_updates_count_from_their_writing_and_pages_by_their_kind() -> None:
    heard = {
        "pages": [["board", 0.0, 0.01 * n] for n in range(1, 100)] + [["public", 0.0, 2.0]],
        "floor": [0.01, 0.02, 0.03],
        "updates": [["AP-1.1", 1, 10.2], ["AP-1.1", 1, 10.4], ["AP-1.1", 2, 11.5], ["AP-2.1", 1, 99.0]],
        "failed": 3,
        "cpu": 0.5,
    }
    written = [["AP-1.1", 1, 10.0], ["AP-1.1", 2, 11.0]]
    page, update = figures({"heard": heard, "written": written, "cpu": 7.0, "peak_mib": 99.0}, 2, 200)
    assert (page["samples"], update["samples"]) == (100, 3)
    assert page["median_of"] == {"board": pytest.approx(0.5), "public": 2.0}
    assert page["seconds"] == pytest.approx(1.99, abs=0.02)
    assert update["median_seconds"] == pytest.approx(0.4)
    assert [row["limit_seconds"] for row in (page, update)] == [LIMITS["page"], LIMITS["board-update"]]
    assert page["ratio"] == pytest.approx(page["seconds"] / 0.02)
    for row in (page, update):
        assert (row["failed"], row["cpu_seconds"], row["readers_cpu_seconds"]) == (3, 7.0, 0.5)
        assert (row["peak_mib"], row["boards"], row["size"]) == (99.0, 200, 2)
