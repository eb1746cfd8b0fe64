"""The regulator's pages: whose draws, the witness, consent, requests, evidence (Art. 4(2), 8(2), 12)."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from audit.verify import verify
from draw_service.rules.access import Role
from draw_service.rules.slips import Slip
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice
from tests.usecases.register import AGENCY, AUTHORITY, RECORDS, TENDERER, secrets_of_people
from tests.web.conftest import post
from tests.web.regulator.conftest import Watch, watch

PARTIES = {AUTHORITY, TENDERER.name, TENDERER.code, AGENCY.name, AGENCY.code}
"""Named in the application; some experts work for them."""
PAGES = ("", "/witness", "/evidence", "/letters/" + "ab" * 32)


def people() -> set[str]:
    return set(secrets_of_people()) - PARTIES


def slip_fields(slip: Slip, **more: str) -> dict[str, str]:
    public = {"commitment": slip.commitment.upper(), "unseal_pk": slip.public_key, "entry": slip.entry}
    return {**public, "kept": "1", **more}


def test_the_gate_keeps_others_out(filed: Watch) -> None:
    town, here = filed.town, filed.here
    for page in PAGES:
        assert town.stranger().get(here + page).headers["location"].startswith("/enter?next=")
        assert town.enter(Role.OPERATOR).get(here + page).status_code == 403
        assert filed.other.get(here + page).status_code == 404
    assert post(filed.other, f"{here}/witness", "/supervision").status_code == 404
    assert post(filed.other, f"{here}/evidence/bundle", "/supervision").status_code == 404


def test_each_regulator_sees_the_projects_that_name_it(filed: Watch) -> None:
    assert filed.here in filed.regulator.get("/supervision").text
    assert "没有由本单位监管的抽取" in filed.other.get("/supervision").text
    found = filed.regulator.get("/supervision", params={"draw": f" {filed.stage.draw_id} "})
    assert found.headers["location"] == filed.here
    missed = filed.other.get("/supervision", params={"draw": filed.stage.draw_id})
    assert (missed.status_code, filed.stage.draw_id in missed.text) == (404, True)


def test_a_project_that_names_nobody_is_every_regulators(tmp_path: Path) -> None:
    seen = watch(tmp_path, "filed", authority=())
    assert seen.here in seen.regulator.get("/supervision").text
    assert seen.here in seen.other.get("/supervision").text


def test_the_witness_is_named_and_replaced_with_a_reason(filed: Watch) -> None:
    page, first = f"{filed.here}/witness", filed.stage.make_slip("regulator")
    assert "待登记见证凭条" in filed.regulator.get("/supervision").text
    wrong = post(filed.regulator, page, **slip_fields(first, unseal_pk="12"))
    assert (wrong.status_code, "64 位十六进制" in wrong.text) == (422, True)
    assert first.commitment.upper() in wrong.text  # what was typed stays
    done = post(filed.regulator, page, **slip_fields(first))
    assert done.headers["location"] == f"{filed.here}?told=witness"
    assert "见证凭条已登记" in filed.regulator.get(f"{filed.here}?told=witness").text
    assert "待登记见证凭条" not in filed.regulator.get("/supervision").text

    second = filed.stage.make_slip("regulator", salt="again")
    assert post(filed.regulator, page, **slip_fields(second)).status_code == 422
    again = post(filed.regulator, page, **slip_fields(first, reason="lost"))
    assert (again.status_code, "slip-used" in again.text) == (422, True)
    assert post(filed.regulator, page, **slip_fields(second, reason="lost")).status_code == 303
    event = filed.stage.last()
    assert (event.body["commitment"], event.body["reason"]) == (second.commitment, "lost")


def test_a_second_window_is_told(filed: Watch) -> None:
    page = f"{filed.here}/witness"
    first, second = (filed.stage.make_slip("regulator", salt=salt) for salt in ("", "again"))
    assert post(filed.regulator, page, **slip_fields(first, n="1")).status_code == 303
    late = post(filed.regulator, page, **slip_fields(second, n="1"))
    assert late.headers["location"] == f"{filed.here}?told=elsewhere"
    assert "已由另一窗口办理" in filed.regulator.get(late.headers["location"]).text


def test_after_the_lock_the_witness_stays(tmp_path: Path) -> None:
    seen = watch(tmp_path, "locked")
    page = f"{seen.here}/witness"
    assert seen.regulator.get(page).headers["location"] == f"{seen.here}?told=elsewhere"
    slip = seen.stage.make_slip("regulator", salt="late")
    late = post(seen.regulator, page, "/supervision", **slip_fields(slip, reason="lost"))
    assert late.headers["location"] == f"{seen.here}?told=elsewhere"
    assert seen.stage.types()[-1] == "draw.locked"


def test_consent_to_a_selective_draw_is_on_record(tmp_path: Path) -> None:
    seen = watch(tmp_path, "filed", mode="selective")
    page = f"{seen.here}/consent"
    assert "待同意选择性抽取" in seen.regulator.get("/supervision").text
    assert "not random" in seen.regulator.get(f"{page}?lang=en").text
    assert post(seen.regulator, page, number="", reason="complex").status_code == 422
    assert post(seen.regulator, page, number="JG-2026-7", reason="cheaper").status_code == 422
    named = post(seen.regulator, page, number="建函〔2026〕7号", reason="complex")
    assert (named.status_code, "Latin letters, digits and signs only" in named.text) == (422, True)
    assert "建函〔2026〕7号" in named.text
    done = post(seen.regulator, page, number="JG-2026-7", reason="complex")
    assert done.headers["location"] == f"{seen.here}?told=consent"
    assert "JG-2026-7" in seen.regulator.get(f"{seen.here}?told=consent").text
    assert len(seen.facts("selection.consented")) == 1


def test_a_random_draw_asks_for_no_consent(filed: Watch) -> None:
    assert filed.regulator.get(f"{filed.here}/consent").headers["location"].endswith("?told=elsewhere")


@pytest.mark.parametrize("justified", [True, False])
def test_a_suppliers_request_is_decided(filed: Watch, justified: bool) -> None:
    stage, person = filed.stage, RECORDS[20]
    tenderer = filed.town.enter(Role.TENDERER, TENDERER.code, TENDERER.name)
    assert tenderer.get("/applications").status_code == 200
    paper = {"letter_file": ("letter.pdf", BytesIO(b"signed paper"))}
    place = f"/applications/{stage.application_id}/letters"
    csrf = tenderer.get(place).text.partition('name="csrf" value="')[2].partition('"')[0]
    said = {"supplier": "鹤测三建", "person": f" {person.name}", "grounds": "旧同事", "csrf": csrf}
    assert tenderer.post(place, data=said, files=paper).status_code == 303
    page = f"{filed.here}/letters/{sha256(b'signed paper').hexdigest()}"
    assert page in filed.regulator.get(filed.here).text
    assert person.name not in filed.regulator.get(filed.here).text
    assert filed.facts("names.seen") == []
    shown = filed.regulator.get(page).text
    assert person.name in shown
    assert person.employer.name in shown
    looks = filed.facts("names.seen")
    assert len(looks) == 1
    assert b"recusal-letter" in looks[0]
    assert post(filed.regulator, page, verdict="justified").status_code == 422
    assert post(filed.regulator, page, verdict="justified", more="E999999").status_code == 404
    verdict = "justified" if justified else "not"
    done = post(filed.regulator, page, verdict=verdict, experts="E000021")
    assert done.headers["location"] == f"{filed.here}?told=letter"
    with filed.town.house.books() as books:
        assert list(books.draws.recusal_requests(stage.application_id)) == ["E000021"] * justified
    assert ("理由成立" if justified else "理由不成立") in filed.regulator.get(filed.here).text
    assert not any(secret in leaf for leaf in stage.facts() for secret in map(str.encode, people()))


def test_a_request_of_anothers_project_stays_closed(filed: Watch) -> None:
    who = filed.town.enter(Role.TENDERER, TENDERER.code, TENDERER.name)
    assert who.get("/applications").status_code == 200
    with filed.town.house.books() as books:
        account = next(one for one in books.access.accounts() if one.organisation == TENDERER.code)
    assert account.organisation_name == TENDERER.name
    assert filed.other.get(f"{filed.here}/letters/{'00' * 32}").status_code == 404
    assert filed.facts("names.seen") == []


def test_the_evidence_is_taken_verified_and_handed_over(tmp_path: Path) -> None:
    seen = watch(tmp_path, "closed")
    stage, here = seen.stage, f"{seen.here}/evidence"
    assert "待领取审计包" in seen.regulator.get("/supervision").text
    page = seen.regulator.get(here).text
    assert "panel verify" in page
    assert "/public/verifier.html" in page
    assert not any(secret in page for secret in people())
    assert seen.facts("names.seen") == []
    files = {what: post(seen.regulator, f"{here}/{what}", here) for what in ("bundle", "register", "records")}
    for what, answer in files.items():
        assert answer.status_code == 200
        assert "attachment" in answer.headers["content-disposition"]
        assert answer.headers["cache-control"] == "no-store"
        assert any(f"auditor-{what}".encode() in leaf for leaf in seen.facts("names.seen"))
    assert post(seen.regulator, f"{here}/log", here).status_code == 404
    report = verify(
        files["bundle"].content,
        policy=export_policy(seen.town.house),
        register=files["register"].content,
        records=files["records"].content,
    )
    assert report.exit_code == 0
    assert post(seen.other, f"{here}/bundle", "/supervision").status_code == 404

    record_notice(seen.town.house, stage.application_id, "N-1")
    hand_over(seen.town.house, stage.draw_id, files["bundle"].content, stage.codes("center", "regulator"))
    gone = post(seen.regulator, f"{here}/bundle", here)
    assert (gone.status_code, "secrets-erased" in gone.text) == (409, True)
    assert "已移交" in seen.regulator.get(seen.here).text
    assert "/public/draws/" in seen.regulator.get(seen.here).text
    assert post(seen.regulator, f"{here}/records", here).status_code == 200


def test_before_the_end_there_is_no_evidence(tmp_path: Path) -> None:
    seen = watch(tmp_path, "unsealed")
    assert seen.regulator.get(f"{seen.here}/evidence").status_code == 404
    for what in ("bundle", "register", "records"):
        assert post(seen.regulator, f"{seen.here}/evidence/{what}", "/supervision").status_code == 409
    assert seen.facts("names.seen") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_name_nobody(tmp_path: Path, lang: str) -> None:
    seen = watch(tmp_path, "closed")
    for page in ("/supervision", seen.here, f"{seen.here}/evidence"):
        text = seen.regulator.get(f"{page}?lang={lang}").text
        assert not any(secret in text for secret in people())
