"""The ledger over a real database: what memory does, both engines do (Art. 20-22)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from audit.events import HouseEvent
from draw_service.rules.people import Period
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.books import SqlBooks, sequence
from draw_service.store.calendar import loaded_years
from draw_service.store.keyring import Keyring
from scoring.calendar_source import published_calendar
from scoring.ports import Office
from scoring.rules.annual import Run
from scoring.rules.entries import Entry, Facts
from scoring.rules.objections import Objection
from scoring.rules.proofs import recompute_proven
from scoring.rules.publication import Publication
from scoring.rules.refusals import LedgerLineWrong
from scoring.rules.stops import Stop
from scoring.rules.working_days import Year, loaded_over
from scoring.usecases.accept_objection import accept_objection
from scoring.usecases.add_evidence import add_evidence
from scoring.usecases.answer_objection import answer_objection
from scoring.usecases.confirm_annual import confirm_annual
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.count_response import count_response
from scoring.usecases.desk import turn_back
from scoring.usecases.draft_entry import draft_entry
from scoring.usecases.export_ledger import export_ledger
from scoring.usecases.file_objection import file_objection
from scoring.usecases.load_calendar import load_calendar
from scoring.usecases.look_scores import annual_board, own_score
from scoring.usecases.notify_entry import notify_entry
from scoring.usecases.prepare_annual import prepare_annual
from scoring.usecases.record_training import record_training
from scoring.usecases.restore_expert import restore_expert
from scoring.usecases.reverse_entry import reverse_entry
from scoring.usecases.review_publication import review_publication
from scoring.usecases.tick_due import tick_due
from tests.scoring.fakes import ANN, BEN, EVE, LEA, OTTO, PARAMETERS, ROSE
from tests.store.fakes import SeededEntropy, record

MARCH = datetime(2025, 3, 3, 4, tzinfo=UTC)


class Bureau:
    """An office over a database, with a clock that tests move."""

    def __init__(self, engine: Engine, keyring: Keyring, entropy: SeededEntropy) -> None:
        self.now = MARCH
        self.keyring = keyring
        self.office = Office(
            books=lambda: SqlBooks(engine, keyring),
            now=lambda: self.now,
            chance=entropy.bytes,
            pseudonym=keyring.pseudonym,
            calendar=lambda: loaded_over(published_calendar(), loaded_years(engine)),
            parameters=lambda _at: PARAMETERS,
            sequence=lambda: sequence(engine, keyring, self.now),
        )

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def in_effect(self, item: int = 5, expert: str = "E000001", project: str = "P-1") -> str:
        facts = Facts(expert, item, self.now - timedelta(hours=1), project, "张三在门口说")
        id = draft_entry(self.office, facts, ANN)
        confirm_entry(self.office, id, BEN)
        notify_entry(self.office, id, "paper", BEN)
        return id

    def answered(self, expert: str, times: int) -> None:
        with self.office.books() as books:
            for _ in range(times):
                count_response(self.office, books, expert, self.now, "P-1", self.now)
            books.commit()

    def held(self, kind: type[Any], **asked: Any) -> list[Any]:
        with self.office.books() as books:
            return list(books.scores.find(kind, **asked))


@pytest.fixture
def here(engine: Engine, keyring: Keyring, entropy: SeededEntropy) -> Bureau:
    return Bureau(engine, keyring, entropy)


def test_a_whole_year(here: Bureau) -> None:
    office = here.office
    with SqlBooks_of(here) as books:
        for number in (1, 2):
            books.pool.add(record(number, suspended=(), leave=()), at=here.now)
        books.commit()
    here.answered("E000002", 20)
    id = here.in_effect(10)
    assert add_evidence(office, id, "甲.pdf", b"%PDF-1.4", ANN)
    objection = file_objection(office, "entry", id, "E000001", "不是我", EVE)
    accept_objection(office, objection, LEA)
    answer_objection(office, objection, "changed", "应为第九项", LEA, 9)
    for number, item in enumerate((5, 8, 18, 17, 2)):
        here.in_effect(item, "E000002", f"P-{number}")
    shown = here.in_effect(12)
    review_publication(office, here.held(Publication, subject=shown)[0].id, ROSE)
    here.wait(days=20)
    assert tick_due(office) == 1
    here.wait(days=20)
    assert tick_due(office) == 1
    assert [each.state for each in here.held(Publication, subject=shown)] == ["background"]
    assert own_score(office, "E000001", 2025).result.score == 85
    here.now = datetime(2026, 1, 5, 4, tzinfo=UTC)
    run = prepare_annual(office, 2025, ROSE)
    assert [each.expert for each in annual_board(office, run.id).results] == ["E000001", "E000002"]
    here.wait(days=20)
    confirm_annual(office, run.id, OTTO, "N-1")
    (stop,) = here.held(Stop, states=("standing",))
    assert stop.expert == "E000002"
    with SqlBooks_of(here) as books:
        expert = books.pool.expert("E000002")
        assert expert is not None
        assert expert.suspended == (Period(stop.start, None),)
        assert [each.suspended for each in books.pool.experts()] == [(), expert.suspended]
    for kind in ("education", "hours", "exam"):
        record_training(office, "E000002", kind, date(2026, 1, 25), ROSE)  # type: ignore[arg-type]
    restore_expert(office, stop.id, ROSE)
    with SqlBooks_of(here) as books:
        expert = books.pool.expert("E000002")
        assert expert is not None
        assert expert.suspended == ()
    assert here.held(Run)[0].state == "confirmed"
    assert here.held(Objection)[0].answer == "changed"
    with office.books() as books_:
        (file,) = books_.scores.files(id)
        assert books_.scores.file_data(file.id) == b"%PDF-1.4"
        assert books_.scores.file_data("none") is None


def SqlBooks_of(here: Bureau) -> SqlBooks:
    books = here.office.books()
    assert isinstance(books, SqlBooks)
    return books


def test_the_fourth_late_event_reaches_the_register(here: Bureau) -> None:
    with SqlBooks_of(here) as books:
        books.pool.add(record(1), at=here.now)
        books.commit()
    for number in range(4):
        here.in_effect(1, project=f"P-{number}")
    with SqlBooks_of(here) as books:
        expert = books.pool.expert("E000001")
        assert expert is not None
        assert expert.stopped_late_until == date(2025, 12, 31)


def test_the_exported_ledger_is_proven_and_recomputes(here: Bureau) -> None:
    here.answered("E000001", 21)
    first = here.in_effect(1)
    here.in_effect(12, project="P-2")
    reverse_entry(here.office, first, ROSE, "excused")
    lines = list(export_ledger(here.office, here.keyring.log.vkey))
    text_ = b"".join(lines)
    assert b"E000001" not in text_
    found = recompute_proven(lines, 2025, PARAMETERS, here.keyring.log.vkey)
    assert found.proven == 24
    (result,) = found.results
    assert result.expert == here.office.name("E000001")
    own = own_score(here.office, "E000001", 2025).result
    assert (result.score, result.responses, result.grade) == (own.score, 21, "qualified")
    assert recompute_proven(lines[1:], 2025, PARAMETERS).results == [result]  # proofs are no one's duty


def forged(line: bytes, **changes: object) -> bytes:
    return json.dumps({**json.loads(line), **changes}).encode()


def test_a_forged_ledger_is_seen_by_its_line(here: Bureau) -> None:
    here.answered("E000001", 3)
    here.in_effect(12)
    lines = list(export_ledger(here.office, here.keyring.log.vkey))
    log = json.loads(lines[2])["log"]
    cases = [
        ([forged(lines[0], checkpoint="none"), *lines[1:]], 1),
        ([*lines[:2], *lines[3:]], 3),  # one left out
        ([lines[0], lines[2], lines[1], *lines[3:]], 2),  # in another order
        ([*lines[:4], forged(lines[4], item=2)], 5),
        ([*lines[:2], forged(lines[2], at="2025-03-04T04:00:00Z"), *lines[3:]], 3),
        ([*lines[:2], forged(lines[2], log={**log, "index": log["index"] + 1}), *lines[3:]], 3),
        ([*lines[:2], forged(lines[2], log={**log, "proof": []}), *lines[3:]], 3),
        ([*lines[:2], forged(lines[2], log=None), *lines[3:]], 3),
        ([*lines[:2], forged(lines[2], log={**log, "salt": "zz"}), *lines[3:]], 3),
        (lines[1:], 1),
    ]
    for ledger, row in cases:
        with pytest.raises(LedgerLineWrong) as refused:
            recompute_proven(ledger, 2025, PARAMETERS, here.keyring.log.vkey)
        assert refused.value.fields["row"] == row


def test_lines_are_only_ever_added(here: Bureau, engine: Engine) -> None:
    here.in_effect()
    for statement in (
        "UPDATE score_line SET points = 0",
        "UPDATE score_line SET expert_id = 'E000002'",
        "DELETE FROM score_line",
    ):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))
    with engine.begin() as connection:
        connection.execute(text("UPDATE score_line SET detail = detail"))  # another key may rewrite a cell


def test_a_deduction_is_reversed_once(here: Bureau) -> None:
    here.in_effect()
    with here.office.books() as books:
        (line,) = books.scores.lines()
        turn_back(here.office, books, line.id, here.now)
        books.commit()
    with pytest.raises(ChangedUnderYou), here.office.books() as books:
        turn_back(here.office, books, line.id, here.now)


def test_a_loaded_year_survives_and_an_open_transaction_does_not_hinder_it(
    here: Bureau, engine: Engine
) -> None:
    year = Year(2030, frozenset({date(2030, 1, 1)}), frozenset({date(2030, 1, 5)}), provisional=True)
    load_calendar(here.office, year, ANN)
    with here.office.books() as books:
        assert loaded_years(engine) == [year] == list(books.scores.years())
        assert here.office.calendar().is_working_day(date(2030, 1, 5)).working
    official = Year(2030, year.holidays, frozenset())
    load_calendar(here.office, official, ANN)
    assert loaded_years(engine) == [official]


def test_a_provisional_year_gives_way_to_the_published(here: Bureau, engine: Engine) -> None:
    with here.office.books() as books:
        books.scores.put_year(Year(2026, frozenset({date(2026, 3, 2)}), frozenset(), True), here.now)
        books.commit()
    assert here.office.calendar().is_working_day(date(2026, 3, 2)).working


def test_nothing_said_of_a_person_lies_open(here: Bureau, engine: Engine) -> None:
    id = here.in_effect(12)
    add_evidence(here.office, id, "张三.pdf", b"%PDF- in clear", ANN)
    file_objection(here.office, "entry", id, "E000001", "说的是李四", EVE)
    with engine.connect() as connection:
        cells: list[object] = []
        for table in ("score_line", "score_record", "score_file", "journal_event"):
            rows = connection.execute(text(f"SELECT * FROM {table}"))
            cells += [bytes(c) if isinstance(c, memoryview) else c for row in rows for c in row]
    dump = b"\n".join(c if isinstance(c, bytes) else str(c).encode() for c in cells)
    for word in ("张三", "李四", "P-1", "center-1", "in clear"):
        assert word.encode() not in dump
    assert [each.note for each in here.held(Entry)] == ["张三在门口说"]


def test_ledger_and_log_are_one_transaction(here: Bureau) -> None:
    here.answered("E000001", 2)
    with here.office.books() as books:
        count_response(here.office, books, "E000001", here.now, "P", here.now)
    here.office.sequence()
    with here.office.books() as books:
        assert len(list(books.scores.lines())) == 2
        _note, proofs = books.journal.proofs("ledger")
        found = list(proofs)
    assert [proof.n for proof in found] == [0, 1]
    assert all(json.loads(proof.data)["type"] == HouseEvent.LEDGER_LINE for proof in found)
