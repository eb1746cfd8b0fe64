"""A keyring made for a drill serves no real house, and the other way round."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from draw_service import wiring
from draw_service.rules.refusals import DrillKeyring, RealKeyring, SettingWrong
from draw_service.settings import Settings
from notifications.channels.refusals import SimulatedInProduction
from notifications.simulator.network import Network

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)


def settings(folder: Path, **given: object) -> Settings:
    return Settings(data=folder, _env_file=None, **given)  # type: ignore[call-arg, arg-type]


def test_a_drills_keyring_serves_no_real_house(tmp_path: Path) -> None:
    wiring.open_drill(tmp_path, 1, NINE)

    with pytest.raises(DrillKeyring):
        wiring.open_house(settings(tmp_path))


def test_a_real_keyring_serves_no_drill(tmp_path: Path) -> None:
    wiring.open_house(settings(tmp_path))

    with pytest.raises(RealKeyring):
        wiring.open_house(settings(tmp_path, drill=True))
    with pytest.raises(RealKeyring):
        wiring.open_drill(tmp_path, 1, NINE)


def test_everything_a_drill_signs_says_so(tmp_path: Path) -> None:
    drill = wiring.open_house(settings(tmp_path, drill=True, origin="panel.example/log"))

    assert drill.log_vkey.startswith("panel.example/log/drill+")
    assert drill.software.endswith(" drill")
    assert drill.drill


def test_a_real_house_says_nothing_of_a_drill(tmp_path: Path) -> None:
    house = wiring.open_house(settings(tmp_path, origin="panel.example/log"))

    assert "drill" not in house.log_vkey + house.software
    assert not house.drill


def test_production_refuses_simulated_phones(tmp_path: Path) -> None:
    with pytest.raises(SimulatedInProduction):
        wiring.open_works(settings(tmp_path, voice="simulated"), Network(NINE))


def test_a_worker_needs_lines(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong):
        wiring.open_works(settings(tmp_path))
