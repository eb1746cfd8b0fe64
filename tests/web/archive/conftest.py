"""One project that is over, made once; every test works on a copy with its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.archive.conftest import over_in
from tests.usecases.fees.office import FeeOffice, copy_of


@pytest.fixture(scope="session")
def over(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("over")
    return folder, over_in(folder)


@pytest.fixture
def office(over: tuple[Path, str], tmp_path: Path) -> FeeOffice:
    return copy_of(*over, tmp_path)
