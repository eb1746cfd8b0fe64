"""Every route with hostile values from whoever may use it: none breaks, nothing comes back as markup."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.usecases.stage import Phase
from tests.web.attacks.walking import PARTS, Walk, field_names, note_what_is_read, walk


@pytest.fixture(autouse=True)
def _noted(monkeypatch: pytest.MonkeyPatch) -> None:
    note_what_is_read(monkeypatch)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with walk(tmp_path_factory.mktemp("forms"), "sealed") as found:
        yield found


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_breaks_or_says_back_what_was_typed_unescaped(
    sealed: Walk, caplog: pytest.LogCaptureFixture, part: int
) -> None:
    caplog.set_level(logging.INFO, "panel")
    assert len(field_names()) > 60
    asked = sealed.asked

    sealed.forms(12, part)

    assert sealed.asked - asked > 20
    assert (sealed.broken, sealed.said) == ([], [])
    ours = [record for record in caplog.records if record.name.startswith("panel")]
    assert [record for record in ours if "zq9" in str(vars(record))] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_breaks_over_what_stands_in_its_address(sealed: Walk, part: int) -> None:
    asked = sealed.asked

    sealed.pages(part)

    assert sealed.asked - asked > 20
    assert (sealed.broken, sealed.said) == ([], [])


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("phase", ["appointed", "entered", "receipt", "calling", "closed"])
def test_no_form_breaks_in_any_phase(tmp_path: Path, phase: Phase) -> None:
    with walk(tmp_path, phase) as found:
        for part in range(PARTS):
            found.forms(12, part)
        for part in range(PARTS):
            found.pages(part)

    assert (found.broken, found.said) == ([], [])
    assert {303, 404, 422} <= found.statuses, "forms were read, not only turned away"
