"""The dispatch service by machine: its fields, the paper of consent, each condition's refusal (Art. 15)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from audit.refusal import Refusal
from draw_service.rules.refusals import DispatchBookedLate, DispatchHostUnfit, DispatchUnapproved
from tests.web.api.conftest import APPLICATION, NEW, Platform
from tests.web.applicant.test_dispatch import a_pdf

ASKED: dict[str, Any] = {
    "host": "乙县医院 会议室",
    "booked_at": "2026-06-01T09:00:00+08:00",
    "notice_at": "2026-06-02T09:00:00+08:00",
    "approval": "管函〔2026〕3号",
    "place": True,
    "staff": True,
}
PAPER = {"pdf": b64encode(a_pdf()).decode()}


def test_it_is_written_sent_and_read_back(tenderer: Platform) -> None:
    number = tenderer.create(dispatch=ASKED)
    kept = tenderer.put(f"/applications/{number}/dispatch-paper", PAPER)
    assert kept.status_code == 200
    seen = tenderer.get(f"/applications/{number}").json()
    assert seen["dispatch_paper"] == kept.json()["digest"]
    assert seen["application"]["dispatch"]["host"] == "乙县医院 会议室"
    assert tenderer.file(number).status_code == 201
    (line,) = tenderer.get("/applications").json()["items"]
    assert line["dispatch"] is True
    assert tenderer.put(f"/applications/{number}/dispatch-paper", PAPER).status_code == 404
    change = {"reason": "place", "application": {**APPLICATION, "signin_place": "四楼"}}
    changed = tenderer.post(f"/applications/{number}/versions", change).json()
    assert changed["application"]["signin_place"] == "四楼"
    assert changed["application"]["dispatch"]["approval"] == "管函〔2026〕3号", "it stays as it was filed"
    plain = tenderer.create()
    assert tenderer.get(f"/applications/{plain}").json()["application"]["dispatch"] is None


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"booked_at": "2026-06-02T09:00:00+08:00"}, DispatchBookedLate),
        ({"place": False}, DispatchHostUnfit),
        ({"staff": False}, DispatchHostUnfit),
    ],
)
def test_each_condition_is_refused_with_its_article(
    tenderer: Platform, wrong: dict[str, Any], refusal: type[Refusal]
) -> None:
    number = tenderer.create(dispatch={**ASKED, **wrong})
    tenderer.put(f"/applications/{number}/dispatch-paper", PAPER)
    said = tenderer.file(number)
    assert (said.status_code, said.json()["code"]) == (422, refusal.code)
    assert said.json()["article"].startswith("Art. 15")


def test_no_consent_no_filing_and_only_a_pdf_is_one(tenderer: Platform, stranger: Platform) -> None:
    number = tenderer.create(dispatch=ASKED)
    path = f"/applications/{number}/dispatch-paper"
    for pdf in ("AAAA", "AAAAA", "a" * 9):
        said = tenderer.put(path, {"pdf": pdf})
        assert (said.status_code, said.json()["code"]) == (422, DispatchUnapproved.code)
    assert tenderer.put(path, {"pdf": "not base64!"}).json()["code"] == "fields-wrong"
    assert stranger.put(path, PAPER).status_code == 404
    said = tenderer.file(number)
    assert (said.status_code, said.json()["code"]) == (422, DispatchUnapproved.code)


@pytest.mark.parametrize("missing", sorted(ASKED))
def test_every_condition_is_asked_for(tenderer: Platform, missing: str) -> None:
    half = {name: value for name, value in ASKED.items() if name != missing}
    said = tenderer.post("/applications", {**NEW, "dispatch": half})
    assert said.status_code == 422
    assert [one["pointer"] for one in said.json()["errors"]] == [f"/dispatch/{missing}"]
