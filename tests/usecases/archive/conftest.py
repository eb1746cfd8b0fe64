"""One project that is over: closed, paid, handed over, announced. Made once; every test works on a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from draw_service.usecases.papers.print_paper import print_paper
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice
from tests.usecases.fees.office import FeeOffice, copy_of
from tests.web.draw_room.room import open_room


def over_in(folder: Path) -> str:
    """Make it in ``folder``; the draw's id."""
    stage = open_room(folder, "closed").stage
    for kind in ("draw-notice", "sign-in-sheet"):
        print_paper(stage.house, kind, stage.draw_id, "ann")
    bundle = export_bundle(stage.house, stage.draw_id, "auditor")
    hand_over(stage.house, stage.draw_id, bundle, stage.codes("center", "regulator"))
    record_notice(stage.house, stage.application_id, "N-1")
    return stage.draw_id


@pytest.fixture(scope="session")
def over(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("over")
    return folder, over_in(folder)


@pytest.fixture
def office(over: tuple[Path, str], tmp_path: Path) -> FeeOffice:
    return copy_of(*over, tmp_path)
