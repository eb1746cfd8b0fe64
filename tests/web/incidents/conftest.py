"""One closed draw, made once; who looks at its names works on a copy with its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.fees.office import FeeOffice, copy_of, ended_in


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("closed")
    return folder, ended_in(folder)


@pytest.fixture
def office(closed: tuple[Path, str], tmp_path: Path) -> FeeOffice:
    return copy_of(*closed, tmp_path)
