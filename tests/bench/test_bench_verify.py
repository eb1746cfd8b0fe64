"""The benchmark of the two verifiers runs and writes its figures; the limits are for 100,000 experts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.browser import CHROMIUM
from tests.bench.verifying import LIMITS, SIZE, beyond

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no Chromium at {CHROMIUM}")


def test_verify_writes_its_figures(tmp_path: Path) -> None:
    file = tmp_path / "verify.json"
    main(["verify", "--json", str(file), "--sizes", "1000", "--quick"])
    found = json.loads(file.read_text("utf-8"))
    assert [row["case"] for row in found] == list(LIMITS)
    for row in found:
        assert (row["size"], row["limits"], beyond(row)) == (1000, {}, {})
        assert row["seconds"] > 0
        assert 0 < row["bundle_mib"] < 1
        assert (row["gap_seconds"] is None) == row["case"].startswith("verify")


def test_a_figure_beyond_its_limit_is_told() -> None:
    row = {"limits": LIMITS["browser-public"], "seconds": 9.0, "gap_seconds": 0.1, "bundle_mib": 20.0}
    assert beyond(row) == {"seconds": 9.0}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_hundred_thousand_experts_stay_within_the_limits(tmp_path: Path) -> None:
    """Seconds and size; the ratio to the floor is read from the figures, since a busy machine bends it."""
    file = tmp_path / "verify.json"
    main(["verify", "--json", str(file), "--sizes", str(SIZE), "--quick"])
    for row in json.loads(file.read_text("utf-8")):
        assert beyond(row).keys() <= {"ratio"}, row
