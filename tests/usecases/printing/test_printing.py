"""Numbers without gaps, a line for each printing, reasons, names only after the unsealing (Art. 8(3), 9)."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from audit.events import HouseEvent
from audit.refusal import Refusal
from draw_service.rules.papers import PAPERS, serial_of
from draw_service.rules.refusals import (
    BlindPrintOnly,
    NamesSealed,
    NotFound,
    PaperNotYet,
    PaperPrinted,
    PrinterMissing,
    ReprintUnexplained,
)
from draw_service.usecases.draws.close import close
from draw_service.usecases.papers.kinds import GATHER
from draw_service.usecases.papers.look_at_papers import look_at_papers
from draw_service.usecases.papers.preview_paper import preview_paper
from draw_service.usecases.papers.print_paper import print_paper
from draw_service.usecases.papers.reprint_paper import reprint_paper
from draw_service.usecases.ports import Printing
from tests.usecases.fakes import FakePrinter
from tests.usecases.register import secrets_of_people
from tests.usecases.stage import Stage
from tests.usecases.stage import stage as make_stage

OWN = {"fee-sheet", "dossier"}
"""Made from a fee sheet: tests/usecases/fees."""
NAMED = sorted(kind for kind, rule in PAPERS.items() if rule.named and not rule.blind and kind not in OWN)
NAMELESS = ["draw-notice", "draw-record", "evaluation-notice"]
BLIND = sorted(kind for kind, rule in PAPERS.items() if rule.blind)


def lines(stage: Stage, kind: str) -> list[tuple[str, tuple[Printing, ...]]]:
    view = look_at_papers(stage.house, stage.application_id)
    offers = [offer for attempt in view.attempts for offer in attempt.offers if offer.kind == kind]
    return [(line.paper.serial, line.printings) for offer in offers for line in offer.lines]


def test_a_paper_gets_the_next_number_and_a_second_print_needs_a_reason() -> None:
    stage = make_stage("sealed")
    first = print_paper(stage.house, "draw-notice", stage.draw_id, "operator-1", copies=3)
    assert first.serial == "DN-2026-0001"
    with pytest.raises(PaperPrinted) as refused:
        print_paper(stage.house, "draw-notice", stage.draw_id, "operator-1")
    assert refused.value.fields["serial"] == first.serial
    for reason in ("", "   ", "x" * 201):
        with pytest.raises(ReprintUnexplained):
            reprint_paper(stage.house, "draw-notice", stage.draw_id, first.serial, reason, "operator-1")
    again = reprint_paper(stage.house, "draw-notice", stage.draw_id, first.serial, "卡纸", "operator-2")
    assert again.serial == first.serial
    [(serial, printings)] = lines(stage, "draw-notice")
    assert serial == first.serial
    assert [(one.nth, one.copies, one.by, one.reason) for one in printings] == [
        (1, 3, "operator-1", ""),
        (2, 1, "operator-2", "卡纸"),
    ]
    other = print_paper(stage.house, "evaluation-notice", stage.draw_id, "operator-1")
    assert other.serial == "EN-2026-0001"


def test_a_refused_print_leaves_no_gap_and_no_line() -> None:
    stage = make_stage("sealed")
    for copies in (0, -1, 21):
        with pytest.raises(ReprintUnexplained):
            print_paper(stage.house, "draw-notice", stage.draw_id, "operator-1", copies=copies)
    with pytest.raises(PrinterMissing):
        print_paper(stage.house, "draw-notice", stage.draw_id, "operator-1", way="printer")
    assert lines(stage, "draw-notice") == []
    assert print_paper(stage.house, "draw-notice", stage.draw_id, "operator-1").serial.endswith("-0001")


def test_the_number_begins_anew_each_year_at_the_center() -> None:
    stage = make_stage("sealed")
    at = stage.clock.now().replace(month=12, day=31, hour=16)
    assert serial_of("minutes", at, 7) == f"MM-{at.year + 1}-0007"
    assert serial_of("minutes", at.replace(hour=15), 7) == f"MM-{at.year}-0007"


@pytest.mark.parametrize("phase", ["accepted", "sealed", "signed-in"])
@pytest.mark.parametrize("kind", NAMED)
def test_a_paper_with_names_does_not_exist_before_the_unsealing(phase: str, kind: str) -> None:
    stage = make_stage(phase)  # type: ignore[arg-type]
    for act in (preview_paper, print_paper):
        with pytest.raises(NamesSealed):
            act(stage.house, kind, stage.draw_id, "operator-1")


@pytest.mark.parametrize("kind", NAMED)
def test_after_it_the_paper_names_the_panel_and_the_look_is_logged(kind: str) -> None:
    stage = make_stage("unsealed")
    body, project = _body(stage, kind)
    assert project == stage.application_id
    named = {member.name for member in body.members}
    assert len(named) == len(body.members) == stage.application.seats
    assert not any(name in repr(body) for name in named)
    preview_paper(stage.house, kind, stage.draw_id, "operator-1")
    seen = [fact for fact in stage.facts() if str(HouseEvent.NAMES_SEEN).encode() in fact]
    assert len(seen) == 1
    assert b"operator-1" not in seen[0]


@pytest.mark.parametrize("kind", NAMELESS)
def test_a_paper_made_before_holds_nothing_of_a_person(kind: str) -> None:
    stage = make_stage("sealed")
    body, _project = _body(stage, kind)
    words = repr(body) + str(body)
    parties = {body.project.tenderer, body.project.agency}
    assert not [secret for secret in secrets_of_people() if secret in words and secret not in parties]


@pytest.mark.parametrize("kind", NAMELESS)
def test_before_the_seal_there_is_nothing_to_print(kind: str) -> None:
    stage = make_stage("ordered")
    with pytest.raises(PaperNotYet):
        print_paper(stage.house, kind, stage.draw_id, "operator-1")


@pytest.mark.parametrize("kind", BLIND)
def test_what_is_printed_blind_is_never_shown_or_reprinted_here(kind: str) -> None:
    stage = make_stage("unsealed")
    for act in (preview_paper, print_paper):
        with pytest.raises(BlindPrintOnly):
            act(stage.house, kind, stage.draw_id, "operator-1")


def test_blind_papers_stand_in_the_register_by_number_alone() -> None:
    stage = make_stage("sealed")
    [attempt] = look_at_papers(stage.house, stage.application_id).attempts
    [receipt] = [line for line in attempt.blind if line.paper.kind == "receipt"]
    assert receipt.paper.body is None
    assert [one.way for one in receipt.printings] == ["blind"]
    with pytest.raises(BlindPrintOnly):
        reprint_paper(stage.house, "receipt", stage.draw_id, receipt.paper.serial, "x", "operator-1")


def test_a_number_opens_nothing_but_its_own_paper() -> None:
    stage = make_stage("sealed")
    first = print_paper(stage.house, "draw-notice", stage.draw_id, "operator-1")
    for kind, subject in (("draw-record", stage.draw_id), ("draw-notice", "AP-2026-9999.1")):
        with pytest.raises(NotFound):
            reprint_paper(stage.house, kind, subject, first.serial, "x", "operator-1")
    with pytest.raises(NotFound):
        print_paper(stage.house, "no-such-paper", stage.draw_id, "operator-1")


def test_what_has_changed_since_gets_a_number_of_its_own() -> None:
    stage = make_stage("unsealed")
    first = print_paper(stage.house, "draw-record", stage.draw_id, "operator-1")
    close(stage.house, stage.draw_id)
    second = print_paper(stage.house, "draw-record", stage.draw_id, "operator-1")
    assert [first.serial[-4:], second.serial[-4:]] == ["0001", "0002"]


def test_the_log_holds_a_salted_hash_and_no_word_of_the_reason() -> None:
    stage = make_stage("sealed")
    sheet = print_paper(stage.house, "draw-notice", stage.draw_id, "operator-1")
    reprint_paper(stage.house, "draw-notice", stage.draw_id, sheet.serial, "spilled-ink", "operator-1")
    printed = [fact for fact in stage.facts() if sheet.serial.encode() in fact]
    assert len(printed) == 2
    assert not any(b"spilled-ink" in fact or b"operator-1" in fact for fact in printed)
    with stage.house.books() as books:
        paper = books.papers.paper(stage.house.papers.center, sheet.serial)
    assert paper is not None
    assert sha256(bytes.fromhex(paper.salt) + sheet.pdf).hexdigest().encode() in printed[0]
    assert sha256(sheet.pdf).hexdigest().encode() not in printed[0]


def test_a_printer_gets_each_copy_by_its_number() -> None:
    stage = make_stage("sealed")
    printer = FakePrinter()
    house = replace(stage.house, paper_printer=printer)
    sheet = print_paper(house, "draw-notice", stage.draw_id, "operator-1", way="printer", copies=2)
    assert [serial for serial, _sheet in printer.sheets] == [sheet.serial] * 2
    printer.works = False
    with pytest.raises(Refusal):
        reprint_paper(house, "draw-notice", stage.draw_id, sheet.serial, "卡纸", "operator-1", "printer")
    [(_serial, printings)] = lines(stage, "draw-notice")
    assert len(printings) == 2


def _body(stage: Stage, kind: str):  # type: ignore[no-untyped-def]
    with stage.house.books() as books:
        return GATHER[kind](stage.house, books, stage.draw_id)
