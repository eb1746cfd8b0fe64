"""Papers of the ledger: each from its own desk, once its act is done (Art. 20, 21, 22)."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from draw_service.rules.access import Role
from scoring.rules.people import Person
from scoring.usecases.accept_objection import accept_objection
from scoring.usecases.answer_objection import answer_objection
from scoring.usecases.file_objection import file_objection
from tests.web.conduct.conftest import Ledger
from tests.web.conftest import post

LEAD = Person("lead-1", "lead")


def act(client: TestClient, here: str, what: str, **fields: str) -> Any:
    return post(client, f"{here}/{what}", here, **{"way": "download", "copies": "1", **fields})


def test_a_notice_is_printed_once_the_entry_is_in_effect(ledger: Ledger) -> None:
    operator = ledger.operator()
    draft = f"/conduct-papers/conduct-notice/{ledger.draft()}"
    assert act(operator, draft, "print").status_code == 409
    here = f"/conduct-papers/conduct-notice/{ledger.effective(item=10, project='P-2')}"
    for lang in ("zh", "en"):
        assert operator.get(f"{here}?lang={lang}").status_code == 200
    printed = act(operator, here, "print")
    assert printed.content.startswith(b"%PDF")
    assert printed.headers["content-disposition"] == 'attachment; filename="CN-2026-0001.pdf"'
    assert act(operator, here, "reprint", serial="CN-2026-0001", reason="未送达").status_code == 200
    assert act(operator, here, "print").status_code == 409
    publication = here.replace("conduct-notice", "publication-notice")
    assert act(operator, publication, "print").status_code == 409


def test_an_answer_is_the_lead_departments(ledger: Ledger) -> None:
    entry = ledger.effective()
    expert = ledger.entry(entry).expert
    objection = file_objection(
        ledger.office, "entry", entry, expert, "当时经同意。", Person(expert, "expert")
    )
    lead = ledger.town.enter(Role.LEAD)
    here = f"/lead-papers/objection-answer/{objection}"
    accept_objection(ledger.office, objection, LEAD)
    assert act(lead, here, "preview").status_code == 409
    answer_objection(ledger.office, objection, "upheld", "维持。", LEAD)
    assert here in lead.get(f"/lead/{objection}").text
    assert act(lead, here, "print").content.startswith(b"%PDF")
    assert ledger.operator().get(here).status_code == 403
    assert lead.get(f"/lead-papers/conduct-notice/{entry}").status_code == 404


def test_a_certificate_is_the_offices_and_of_a_confirmed_year(ledger: Ledger) -> None:
    office = ledger.town.enter(Role.OFFICE)
    answer = office.get("/office-papers?run=a/b&expert= e000005 ")
    assert answer.headers["location"] == "/office-papers/annual-certificate/a%2Fb.E000005"
    here = "/office-papers/annual-certificate/none.E000005"
    assert office.get(here).status_code == 200
    assert act(office, here, "print").status_code == 404
    assert ledger.operator().get(here).status_code == 403
