"""Looks under request and approval; people forgotten by two, while the log stays good (采购法 42)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from audit.refusal import Refusal
from audit.verify.year import check_year
from draw_service.rules.access import Role
from draw_service.rules.refusals import RecordsDestroyed
from draw_service.store.data_keys import MARK
from draw_service.store.engine import open_engine
from draw_service.store.keyring import Keyring, open_keyring
from draw_service.store.rotation import encrypted_columns
from draw_service.store.rows import row_id
from draw_service.usecases.archive.destroy import (
    certificate_of,
    deny_destruction,
    destroy,
    propose_destruction,
)
from draw_service.usecases.archive.look_at_archive import look_at_archive
from draw_service.usecases.archive.reminders import reminders
from draw_service.usecases.archive.requests import ask_look, decide, open_file
from draw_service.usecases.fees.keep_scan import keep_scan
from draw_service.usecases.papers.look_at_papers import look_at_papers
from draw_service.usecases.papers.preview_paper import preview_paper
from draw_service.usecases.papers.print_paper import print_paper
from draw_service.usecases.papers.reprint_paper import reprint_paper
from draw_service.usecases.ports.statistics import Wanted
from draw_service.usecases.statistics.look_at_lines import look_at_calls
from draw_service.usecases.statistics.look_at_statistics import look_at_statistics
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from tests.store.fakes import SeededEntropy
from tests.usecases.archive.package import YEAR, checked, made
from tests.usecases.fees.office import ANN, BEN, FeeOffice, who
from tests.usecases.fees.test_dossier import scanned
from tests.usecases.register import AUTHORITY
from tests.usecases.stage import failures

BOSS = who("boss", Role.OFFICE)
WATCH = who("watch", Role.REGULATOR, name=AUTHORITY)
AFTER = datetime(YEAR + 16, 1, 2, tzinfo=UTC)


def refused(code: str, act: object) -> None:
    with pytest.raises(Refusal) as caught:
        act()  # type: ignore[operator]
    assert caught.value.code == code


# --- looks ------------------------------------------------------------------------------------------------


def test_a_look_needs_a_request_another_s_word_and_is_logged(office: FeeOffice) -> None:
    refused("archive-reason-missing", lambda: ask_look(office.house, ANN, office.draw_id, "  "))
    request = ask_look(office.house, ANN, office.draw_id, "投诉核查")
    refused("look-not-approved", lambda: open_file(office.house, ANN, request))
    refused("not-your-room", lambda: decide(office.house, ANN, request, approve=True))
    assert [one.id for one in look_at_archive(office.house, BOSS).looks] == [request]

    decide(office.house, BOSS, request, approve=True)

    refused("look-not-approved", lambda: open_file(office.house, BEN, request))
    opened = open_file(office.house, ANN, request)
    assert set(opened.names.values()) == {office.name_of(expert) for expert in office.seated().values()}
    assert opened.papers
    assert open_file(office.house, ANN, request).request.looks == 2
    refused("request-settled", lambda: decide(office.house, BOSS, request, approve=True))
    with office.house.books() as books:
        leaves = b"\n".join(books.journal.leaves())
    assert leaves.count(b'"archive.opened"') == 2
    assert "投诉核查".encode() not in leaves

    office.clock.jump(AFTER.replace(year=YEAR, month=12))
    refused("look-not-approved", lambda: open_file(office.house, ANN, request))


def test_a_look_that_is_denied_stays_shut_and_regulators_ask_for_their_own(office: FeeOffice) -> None:
    request = ask_look(office.house, WATCH, office.draw_id, "监督检查")
    decide(office.house, BOSS, request, approve=False)

    refused("look-not-approved", lambda: open_file(office.house, WATCH, request))
    stranger = who("other", Role.REGULATOR, name="别的部门")
    refused("not-found", lambda: ask_look(office.house, stranger, office.draw_id, "x"))


def test_the_staff_is_reminded_until_the_year_is_packed(office: FeeOffice) -> None:
    office.written()
    assert reminders(office.house).year is None
    assert reminders(office.house).late_fees == 0
    office.clock.jump(datetime(YEAR + 1, 1, 20, tzinfo=UTC))
    soon = reminders(office.house)
    assert (soon.year, soon.due.isoformat(), soon.overdue) == (YEAR, f"{YEAR + 1}-04-30", False)
    assert soon.late_fees == 1
    office.clock.jump(datetime(YEAR + 1, 4, 30, 15, 59, tzinfo=UTC))
    assert not reminders(office.house).overdue
    office.clock.jump(datetime(YEAR + 1, 4, 30, 16, tzinfo=UTC))
    assert reminders(office.house).overdue
    assert look_at_archive(office.house, ANN).hand_over.overdue

    made(office.house)

    assert reminders(office.house).year is None
    assert not look_at_archive(office.house, ANN).hand_over.overdue


# --- destruction ------------------------------------------------------------------------------------------


def test_nothing_is_destroyed_before_its_time_or_by_one_alone(office: FeeOffice) -> None:
    refused("kept-still", lambda: propose_destruction(office.house, ANN, YEAR, "project", "期满"))
    office.clock.jump(AFTER.replace(year=YEAR + 15, month=12, day=31))
    refused("kept-still", lambda: propose_destruction(office.house, ANN, YEAR, "project", "期满"))
    office.clock.jump(AFTER)
    refused("archive-reason-missing", lambda: propose_destruction(office.house, ANN, YEAR, "project", ""))
    refused("not-found", lambda: propose_destruction(office.house, ANN, YEAR, "government-procurement", "x"))

    id = propose_destruction(office.house, ANN, YEAR, "project", "保管期满")

    refused("own-act", lambda: destroy(office.house, ANN, id))
    refused("own-act", lambda: deny_destruction(office.house, ANN, id))
    deny_destruction(office.house, BOSS, id)
    refused("request-settled", lambda: destroy(office.house, BEN, id))
    assert office.seated()


def test_after_the_keys_are_destroyed_nobody_reads_a_name_and_the_log_stays_good(
    office: FeeOffice, tmp_path: Path
) -> None:
    sheet = office.confirmed()
    people = {office.name_of(pay.expert) for pay in sheet.pays} | {pay.expert for pay in sheet.pays}
    policy = export_policy(office.house)
    _done, files = made(office.house)
    keep_scan(office.house, ANN, office.draw_id, "minutes", scanned(1))
    wrapped = list(_key_cells(office))
    assert wrapped
    assert any(name.encode() in data for data in _opened(office) for name in people)
    office.clock.jump(AFTER)
    id = propose_destruction(office.house, ANN, YEAR, "project", "保管期满")

    done = destroy(office.house, BEN, id)

    assert done.destruction.cells > 0
    assert done.certificate.serial.startswith("DC-")
    assert certificate_of(office.house, BOSS, id) == done.certificate.pdf
    copy = FeeOffice(office.house, office.clock, office.draw_id, _copied(office.folder, tmp_path / "copy"))
    with_the_keyring = list(_opened(copy))
    readable = b"\n".join(data for data in with_the_keyring if not data.startswith(MARK))
    assert [name for name in people if name.encode() in readable] == []
    assert any(data.startswith(MARK) for data in with_the_keyring)
    raw = b"".join(path.read_bytes() for path in copy.folder.glob("panel.db*"))
    assert [cell for cell in wrapped if cell in raw] == [], "the wrapped key is overwritten, not only dropped"

    with office.house.books() as books:
        assert books.draws.openings(office.draw_id) is None
        assert books.draws.call_records(office.draw_id) == []
        assert books.fees.sheet(office.draw_id) is None
        assert books.archive.shredded_at(office.draw_id) == AFTER
        with pytest.raises(RecordsDestroyed):
            books.fees.scan_data(office.draw_id, "minutes")
    refused("not-found", lambda: propose_destruction(office.house, ANN, YEAR, "project", "again"))

    bundle, log = export_bundle(office.house, office.draw_id, "public"), export_log(office.house)
    answer = check_year([("x.edraw.json", bundle)], log=log, policy=policy)
    assert (answer.exit_code, [step for step in answer.steps if step.status == "fail"]) == (0, [])
    assert failures(answer.bundles["x.edraw.json"]) == []
    assert checked(files, policy).exit_code == 0, "the package handed over before is as good as it was"


def test_what_is_destroyed_once_is_destroyed_once(office: FeeOffice) -> None:
    office.clock.jump(AFTER)
    first = propose_destruction(office.house, ANN, YEAR, "project", "期满")
    refused("not-found", lambda: propose_destruction(office.house, BEN, YEAR, "project", "再来"))
    deny_destruction(office.house, BEN, first)
    second = propose_destruction(office.house, BEN, YEAR, "project", "再来")

    destroy(office.house, ANN, second)

    refused("request-settled", lambda: destroy(office.house, BOSS, second))
    refused("not-found", lambda: propose_destruction(office.house, BEN, YEAR, "project", "三"))


def test_no_paper_says_afterwards_that_nobody_came(office: FeeOffice) -> None:
    destroyed(office)

    for kind in ("sign-in-sheet", "minutes", "unsealing-record"):
        refused(
            "records-destroyed", lambda kind=kind: preview_paper(office.house, kind, office.draw_id, "ann")
        )
        refused("records-destroyed", lambda kind=kind: print_paper(office.house, kind, office.draw_id, "ann"))
    (attempt,) = look_at_papers(office.house, "AP-2026-0001").attempts
    assert {one.refusal.code for one in attempt.offers if one.rule.named and one.refusal} == {
        "records-destroyed",
        "paper-not-yet",
    }
    assert print_paper(office.house, "draw-record", office.draw_id, "ann").serial


def test_a_year_is_packed_again_after_its_people_were_destroyed(office: FeeOffice) -> None:
    policy = export_policy(office.house)
    office.confirmed()
    keep_scan(office.house, ANN, office.draw_id, "minutes", scanned(1))
    destroyed(office)

    _done, files = made(office.house)

    assert [path for path in files if path.startswith(("scans/", "records/"))] == []
    assert checked(files, policy).exit_code == 0


def test_the_statistics_count_on_and_no_longer_say_who_sat(office: FeeOffice) -> None:
    wanted = Wanted(YEAR)
    before = look_at_calls(office.house, WATCH, wanted)
    assert all(before.named(one.expert) for one in before.seats)
    sums = look_at_statistics(office.house, WATCH, YEAR)
    reprint_paper(office.house, "sign-in-sheet", office.draw_id, "SS-2026-0001", "给某某重打", "ann")

    destroyed(office)

    after = look_at_calls(office.house, WATCH, wanted)
    assert len(after.seats) == len(before.seats)
    assert {after.named(one.expert) for one in after.seats} == {""}
    assert look_at_statistics(office.house, WATCH, YEAR).drawn == sums.drawn
    (attempt,) = look_at_papers(office.house, "AP-2026-0001").attempts
    reasons = {one.reason for offer in attempt.offers for line in offer.lines for one in line.printings}
    assert reasons == {""}


def destroyed(office: FeeOffice) -> None:
    office.clock.jump(AFTER)
    destroy(office.house, BEN, propose_destruction(office.house, ANN, YEAR, "project", "保管期满"))


def _keyring(office: FeeOffice) -> Keyring:
    return open_keyring(office.folder / "keyring.json", SeededEntropy(b"reader"), drill=True)


def _opened(office: FeeOffice) -> Iterator[bytes]:
    """Every encrypted cell of the database's file of the draw's own tables, opened with the keyring alone."""
    cipher, engine = _keyring(office).cipher, open_engine(f"sqlite:///{office.folder / 'panel.db'}")
    register = {"expert", "expert_file", "company", "company_alias", "archive_record"}
    with engine.connect() as connection:
        for table, columns in encrypted_columns():
            if table.name in register or table.name.startswith(("score_", "annual_", "statistics_", "pool_")):
                continue
            keys = list(table.primary_key.columns)
            for row in connection.execute(select(*keys, *columns)).mappings():
                key = {column.name: row[column.name] for column in keys}
                for column in columns:
                    if row[column.name] is not None:
                        yield cipher.open(table.name, column.name, row_id(key), row[column.name])
    engine.dispose()


def _key_cells(office: FeeOffice) -> Iterator[bytes]:
    with closing(sqlite3.connect(office.folder / "panel.db")) as connection:
        for (cell,) in connection.execute("SELECT data FROM data_key WHERE data IS NOT NULL"):
            yield cell


def _copied(made: Path, folder: Path) -> Path:
    folder.mkdir()
    for path in made.iterdir():
        if path.is_file():
            shutil.copy(path, folder / path.name)
    return folder
