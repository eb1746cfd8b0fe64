"""The papers of a project: who comes in, what is offered when, files that nobody keeps."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from draw_service.rules.access import Role
from tests.usecases.register import secrets_of_people
from tests.web.conftest import csrf_of, post
from tests.web.desk.conftest import Day
from tests.web.desk.test_unsealing import unseal

NAMED = ("sign-in-sheet", "minutes", "unsealing-record")


def home(day: Day) -> str:
    return f"/papers/{day.stage.application_id}"


def act(day: Day, operator: TestClient, kind: str, what: str, **fields: str) -> Any:
    path = f"{home(day)}/{day.stage.draw_id}/{kind}/{what}"
    return post(operator, path, home(day), **{"way": "download", "copies": "1", **fields})


def test_only_the_operator_comes_in(day: Day) -> None:
    assert day.stranger().get(home(day)).headers["location"].startswith("/enter?next=")
    for role in (Role.DESK, Role.REGULATOR, Role.LEAD):
        assert day.enter(role).get(home(day)).status_code == 403
        assert act(day, day.enter(role), "draw-notice", "print").status_code == 403


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_before_the_unsealing_no_page_and_no_file_holds_a_person(day: Day, lang: str) -> None:
    operator = day.enter(Role.OPERATOR)
    page = operator.get(f"{home(day)}?lang={lang}")
    assert page.status_code == 200
    project = {day.stage.application.tenderer.name}
    if day.stage.application.agency is not None:
        project.add(day.stage.application.agency.name)
    secrets = [one for one in secrets_of_people() if one not in project]
    assert not [one for one in secrets if one in page.text]
    for kind in NAMED:
        for what in ("preview", "print"):
            refused = act(day, operator, kind, what, lang=lang)
            assert refused.status_code == 409
            assert "application/pdf" not in refused.headers["content-type"]
            assert not [one for one in secrets if one in refused.text]


def test_a_file_is_kept_by_nobody_and_called_by_its_number(day: Day) -> None:
    operator = day.enter(Role.OPERATOR)
    preview = act(day, operator, "draw-notice", "preview")
    assert preview.content.startswith(b"%PDF")
    printed = act(day, operator, "draw-notice", "print")
    assert printed.content.startswith(b"%PDF")
    for answer in (preview, printed):
        assert answer.headers["cache-control"] == "no-store"
    assert printed.headers["content-disposition"] == 'attachment; filename="DN-2026-0001.pdf"'
    assert "DN-2026-0001" in operator.get(home(day)).text


def test_a_second_print_is_refused_and_a_reprint_keeps_what_was_typed(day: Day) -> None:
    operator = day.enter(Role.OPERATOR)
    act(day, operator, "draw-notice", "print")
    again = act(day, operator, "draw-notice", "print")
    assert again.status_code == 409
    assert "DN-2026-0001" in again.text
    missing = act(day, operator, "draw-notice", "reprint", serial="DN-2026-0001", reason="")
    assert missing.status_code == 422
    kept = act(day, operator, "draw-notice", "reprint", serial="DN-2026-0001", reason="墨水洒了", copies="x")
    assert kept.status_code == 422
    assert 'value="墨水洒了"' in kept.text
    done = act(day, operator, "draw-notice", "reprint", serial="DN-2026-0001", reason="墨水洒了")
    assert done.content.startswith(b"%PDF")
    assert "墨水洒了" in operator.get(home(day)).text


def test_after_the_unsealing_the_papers_with_names_are_there(day: Day) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    unseal(day, operator)
    for kind in NAMED:
        assert act(day, operator, kind, "preview").content.startswith(b"%PDF")
        assert act(day, operator, kind, "print").content.startswith(b"%PDF")
    assert day.name(1) not in operator.get(home(day)).text


@pytest.mark.parametrize("kind", ["roster", "receipt", "call-card", "kit"])
def test_the_sealed_list_is_never_shown_or_printed_here(day: Day, kind: str) -> None:
    day.morning()
    operator = day.enter(Role.OPERATOR)
    for what in ("preview", "print"):
        assert act(day, operator, kind, what).status_code == 403
    assert "P-000001" not in operator.get(home(day)).text
    post(operator, day.unsealing + "/print", day.unsealing, envelope="ENV-1")
    assert "P-000001" in operator.get(home(day)).text
    assert act(day, operator, kind, "reprint", serial="P-000001", reason="x").status_code in (403, 404)


def test_another_projects_address_opens_nothing(day: Day) -> None:
    operator = day.enter(Role.OPERATOR)
    csrf = csrf_of(operator, home(day))
    for path in (f"{home(day)}/AP-2026-9999.1/draw-notice/print", f"{home(day)}/{day.stage.draw_id}/x/print"):
        assert operator.post(path, data={"csrf": csrf, "way": "download", "copies": "1"}).status_code == 404
    assert operator.get("/papers/AP-2026-9999").status_code == 404
