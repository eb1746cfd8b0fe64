"""Applications and draws beside their events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from draw_service.rules.applications import Bidder
from draw_service.rules.people import Company
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.books import SqlBooks
from draw_service.usecases.ports import CallRecord, DrawRow, SlipRow
from tests.store.fakes import NOON, application

Factory = Callable[[], SqlBooks]


def test_applications_by_version(books_factory: Factory) -> None:
    first, second = application(), application(complex=True, agency=None)
    with books_factory() as books:
        assert books.draws.application("AP-2026-0001") is None
        books.draws.put_application("AP-2026-0001", 1, first)
        books.draws.put_application("AP-2026-0001", 2, second)
        books.commit()
    with books_factory() as books:
        assert books.draws.application("AP-2026-0001") == (2, second)
        assert books.draws.application("AP-2026-0001", 1) == (1, first)
        assert books.draws.application("AP-2026-0001", 3) is None
        assert books.draws.applications({"AP-2026-0001", "AP-2026-0002"}) == {"AP-2026-0001": second}


def test_numbers_count_by_kind_and_by_the_year_in_shanghai(books_factory: Factory) -> None:
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    with books_factory() as books:
        given = [books.draws.next_application_id(at) for at in (NOON, NOON, new_year)]
        assert given == ["AP-2026-0001", "AP-2026-0002", "AP-2027-0001"]
        assert [books.draws.next_serial(p) for p in "PRP"] == ["P-000001", "R-000001", "P-000002"]


def test_the_last_attempt_of_every_application_of_a_year(books_factory: Factory) -> None:
    attempts = {"AP-2026-0001": 11, "AP-2026-9999": 1, "AP-2026-10000": 2, "AP-2025-0003": 1}
    with books_factory() as books:
        assert (books.draws.years(), books.draws.numbered_in(2026)) == ([], [])
        for id, many in attempts.items():
            for attempt in range(1, many + 1):
                books.draws.add_draw(DrawRow(f"{id}.{attempt}", id, attempt, ""))
        books.commit()
    with books_factory() as books:
        assert books.draws.years() == [2026, 2025]
        last = [row.draw_id for row in books.draws.numbered_in(2026)]
        assert last == ["AP-2026-10000.2", "AP-2026-9999.1", "AP-2026-0001.11"]
        assert [row.attempt for row in books.draws.numbered_in(2025)] == [1]
        assert [books.draws.numbered_in(year) for year in (202, 0, 10**12)] == [[], [], []]


def test_a_number_of_a_rolled_back_transaction_is_given_again(books_factory: Factory) -> None:
    with books_factory() as books:
        books.draws.next_serial("P")
    with books_factory() as books:
        assert books.draws.next_serial("P") == "P-000001"


def test_bidders_and_requests(books_factory: Factory) -> None:
    bidders = (Bidder(Company("投标人", "91220800MA00000005"), (Company("成员"),)), Bidder(Company("另一家")))
    with books_factory() as books:
        assert books.draws.bidders("AP-1") is None
        books.draws.put_bidders("AP-1", [])
        assert books.draws.bidders("AP-1") == ()
        books.draws.put_bidders("AP-1", bidders)
        assert books.draws.bidders("AP-1") == bidders
        books.draws.add_recusal_request("AP-1", "E000002", True)
        books.draws.add_recusal_request("AP-1", "E000001", True)
        books.draws.add_recusal_request("AP-1", "E000003", False)
        books.draws.add_recusal_request("AP-2", "E000004", True)
        assert books.draws.recusal_requests("AP-1") == ["E000001", "E000002"]


def test_attempts(books_factory: Factory) -> None:
    with books_factory() as books:
        books.draws.add_draw(DrawRow("AP-1.1", "AP-1", 1))
        books.draws.add_draw(DrawRow("AP-1.2", "AP-1", 2))
        books.draws.set_room("AP-1.2", "一号室")
        assert books.draws.draw("AP-1.2") == DrawRow("AP-1.2", "AP-1", 2, "一号室")
        assert [row.attempt for row in books.draws.attempts("AP-1")] == [1, 2]
        assert books.draws.draw("AP-9.1") is None
        assert books.draws.draws({"AP-1.2", "AP-9.1"}) == {"AP-1.2": books.draws.draw("AP-1.2")}


def test_two_draws_cannot_be_the_same_attempt(books_factory: Factory) -> None:
    with books_factory() as books:
        books.draws.add_draw(DrawRow("AP-1.1", "AP-1", 1))
        books.commit()
    with pytest.raises(ChangedUnderYou) as refused, books_factory() as books:
        books.draws.add_draw(DrawRow("AP-1.1b", "AP-1", 1))
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_slip_is_used_once(books_factory: Factory) -> None:
    slip = SlipRow("AP-1.1", "tenderer", "aa", "bb", "hash")
    replaced = SlipRow("AP-1.1", "tenderer", "cc", "dd", "hash", 0)
    with books_factory() as books:
        books.draws.put_slip(slip)
        assert [books.draws.count_wrong_try("AP-1.1", "tenderer") for _ in range(2)] == [1, 2]
        books.draws.put_slip(slip)
        assert books.draws.slip("AP-1.1", "tenderer") == slip
        books.draws.put_slip(replaced)
        books.commit()
    with books_factory() as books:
        assert books.draws.slip("AP-1.1", "tenderer") == replaced
        assert books.draws.slip("AP-1.1", "regulator") is None
        assert books.draws.with_slip({"AP-1.1", "AP-9.9"}, "tenderer") == {"AP-1.1"}
        assert books.draws.with_slip({"AP-1.1"}, "regulator") == set()
        seen = [books.draws.slip_seen(*pair) for pair in (("aa", "x"), ("x", "bb"), ("dd", "x"), ("x", "y"))]
        assert seen == [True, True, True, False]
    with pytest.raises(ChangedUnderYou), books_factory() as books:
        books.draws.put_slip(SlipRow("AP-2.1", "regulator", "ee", "bb", "hash"))


def test_blobs_and_their_erasure(books_factory: Factory) -> None:
    with books_factory() as books:
        books.draws.put_secret("AP-1.1", "k", b"k" * 32)
        books.draws.put_secret("AP-1.1", "center-share", b"s" * 32)
        books.draws.put_list("AP-1.1", "register", b"[1]")
        books.draws.put_list("AP-1.1", "pool", b"[2]")
        books.draws.put_added("AP-1.1", 12, b"[12]")
        books.draws.put_added("AP-1.1", 9, b"[9]")
        books.draws.put_roster("AP-1.1", 20, b"old")
        books.draws.put_roster("AP-1.1", 30, b"new")
        books.draws.put_openings("AP-1.1", b"open")
        books.draws.put_selection("AP-1.1", b"chosen")
        books.draws.put_secret("AP-2.1", "k", b"o" * 32)
        books.commit()
    with books_factory() as books:
        assert books.draws.secret("AP-1.1", "k") == b"k" * 32
        assert books.draws.secret("AP-1.1", "center-share") == b"s" * 32
        assert books.draws.list("AP-1.1", "register") == b"[1]"
        assert books.draws.added("AP-1.1") == [(9, b"[9]"), (12, b"[12]")]
        assert books.draws.roster("AP-1.1") == (30, b"new")
        assert books.draws.openings("AP-1.1") == b"open"
        assert books.draws.selection("AP-1.1") == b"chosen"
        many = {f"AP-2.{n}" for n in range(1, 1200)}
        assert books.draws.unsealed(many | {"AP-1.1"}) == {"AP-1.1"}
        books.draws.erase_secrets("AP-1.1")
        assert books.draws.secret("AP-1.1", "k") is None
        assert books.draws.secret("AP-1.1", "center-share") is None
        assert books.draws.list("AP-1.1", "register") is None
        assert books.draws.list("AP-1.1", "pool") == b"[2]"
        assert books.draws.secret("AP-2.1", "k") == b"o" * 32


def test_calls_receipts_and_marks(books_factory: Factory) -> None:
    records = [CallRecord("AP-1.1", slot, b"record %d" % slot, f"{slot:02x}") for slot in (2, 1)]
    with books_factory() as books:
        for each in records:
            books.draws.put_call_record(each)
        assert books.draws.call_records("AP-1.1") == records
        books.draws.put_receipt_time("AP-1.1", 1, NOON)
        assert books.draws.receipt_time("AP-1.1", 1) == NOON
        books.draws.clear_receipt_time("AP-1.1", 1)
        assert books.draws.receipt_time("AP-1.1", 1) is None
        books.draws.mark("AP-1.1", "receipt", NOON)
        assert books.draws.marked("AP-1.1", "receipt") == NOON
        assert books.draws.marked("AP-1.1", "notice") is None
        assert books.draws.all_marked(["AP-1.1", "AP-9.9"], "receipt") == ["AP-1.1"]
        assert books.draws.all_marked(["AP-1.1"], "notice") == []


def test_one_project_in_a_room_and_a_queue_outside(books_factory: Factory) -> None:
    with books_factory() as books:
        for draw_id in ("AP-3.1", "AP-1.1", "AP-2.1"):
            books.rooms.join("一号室", draw_id, NOON)
        books.rooms.quit("一号室", "AP-1.1")
        assert books.rooms.queue("一号室") == ["AP-3.1", "AP-2.1"]
        assert books.rooms.queues() == {"一号室": ["AP-3.1", "AP-2.1"]}
        assert books.rooms.occupant("一号室") is None
        assert books.rooms.occupants() == {}
        books.rooms.enter("一号室", "AP-3.1")
        books.commit()
    with pytest.raises(ChangedUnderYou), books_factory() as books:
        books.rooms.enter("一号室", "AP-2.1")
    with books_factory() as books:
        assert books.rooms.occupant("一号室") == "AP-3.1"
        assert books.rooms.occupants() == {"一号室": "AP-3.1"}
        books.rooms.leave("一号室")
        assert books.rooms.occupant("一号室") is None
