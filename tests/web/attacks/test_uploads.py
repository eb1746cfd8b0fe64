"""Files where no file belongs, and files that are none of their kind: refused in words, nothing left open."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import Any

import pytest
from starlette import formparsers

from draw_service.rules.access import Role
from tests.web.conftest import Town, csrf_of

LARGE = bytes(2 * 2**20)
"""More than is kept in memory while a form is read."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every temporary file of a form from here on."""
    found: list[Any] = []

    class Noted(SpooledTemporaryFile[bytes]):
        def __init__(self, *words: Any, **named: Any) -> None:
            super().__init__(*words, **named)
            found.append(self)

    monkeypatch.setattr(formparsers, "SpooledTemporaryFile", Noted)
    return found


def test_no_file_of_a_form_stays_open_whoever_sends_it(town: Town, opened: list[Any]) -> None:
    """Read by nobody, refused at the gate, in a field twice."""
    keeper, path = town.enter(Role.POOL_KEEPER), "/pool/bulk"
    files = [("nobody_reads_this", ("../../x", LARGE)), ("file", ("a", LARGE)), ("file", ("b", LARGE))]
    token = csrf_of(keeper, path)

    assert town.stranger().post("/enter", files=files).status_code == 422
    assert keeper.post(path, files=files, data={"csrf": "another"}).status_code == 403
    assert keeper.post(path, files=files, data={"csrf": token}).status_code == 422

    assert len(opened) == 9
    assert [one for one in opened if not one.closed] == []
