"""The order of the test run: files that take long begin first."""

from __future__ import annotations

import pytest

from tests.conftest import LONG
from tests.house.repository import ROOT


@pytest.mark.parametrize("name", LONG)
def test_what_is_said_to_take_long_is_there(name: str) -> None:
    assert (ROOT / name).is_file()
