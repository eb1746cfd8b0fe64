"""Fee sheets and the archive's records over SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text

from draw_service.rules.archive_acts import LookRequest
from draw_service.rules.fees import FeeLine, Presence
from draw_service.rules.fees_sheet import BankAccount, Change, FeeSheet, Pay
from draw_service.rules.refusals import RecordsDestroyed
from draw_service.store.books import SqlBooks
from draw_service.store.keyring import Keyring
from draw_service.store.rotation import reencrypt, remaining
from draw_service.usecases.ports import DrawRow, Scan
from tests.store.fakes import NOON, record

Books = Callable[[], SqlBooks]
LEFT = NOON + timedelta(hours=4)
PAY = Pay(
    "1",
    "E000001",
    NOON,
    Presence(NOON, LEFT, 12, 1),
    (FeeLine("base", "Art. 18", 240, 40_000),),
    (Change(NOON, "ann", "理由", Presence(NOON)),),
)
SHEET = FeeSheet("D-1", "test/1", NOON, NOON, (PAY,), ("ann",))
DUE = date(2026, 4, 2)


def test_a_sheet_comes_back_as_it_was_and_is_found_by_its_people(books_factory: Books) -> None:
    paid = replace(SHEET, state="paid", pays=(replace(PAY, paid_on=DUE, paid_by="t", voucher="V"),))
    with books_factory() as books:
        books.fees.put_sheet(replace(SHEET, draw_id="D-2"), DUE - timedelta(days=1))
        books.fees.put_sheet(SHEET, DUE)
        books.commit()
    with books_factory() as books:
        assert books.fees.sheet("D-1") == SHEET
        assert books.fees.sheet("D-1", hold=False) == SHEET
        assert [one.draw_id for one in books.fees.sheets()] == ["D-2", "D-1"]
        assert [one.draw_id for one in books.fees.sheets_of("E000001")] == ["D-2", "D-1"]
        assert books.fees.sheets_of("E000002") == []
        books.fees.put_sheet(paid, DUE)
        books.commit()
    with books_factory() as books:
        assert books.fees.sheet("D-1") == paid
        assert books.fees.sheets("draft") == [replace(SHEET, draw_id="D-2")]
        assert books.fees.sheet("D-9") is None


def test_accounts_and_scans_are_kept_in_cipher(books_factory: Books, engine: Engine) -> None:
    account = BankAccount("甲", "白城农商行", "6222020012345678")
    scan = Scan("D-1", "minutes", "ab" * 32, 2, 5, NOON)
    with books_factory() as books:
        books.pool.add(record(1), at=NOON)
        books.fees.put_account("E000001", account, NOON)
        books.fees.put_scan(replace(scan, pages=9), b"first")
        books.fees.put_scan(scan, b"again")
        books.commit()
    with books_factory() as books:
        assert books.fees.account("E000001") == account
        assert books.fees.account_holders() == ["E000001"]
        assert books.fees.scans("D-1") == {"minutes": scan}
        assert books.fees.scan_data("D-1", "minutes") == b"again"
        books.fees.forget_account("E000001")
        books.commit()
    with books_factory() as books:
        assert books.fees.account("E000001") is None
    with engine.connect() as connection:
        cell = bytes(connection.execute(text("SELECT data FROM fee_scan")).scalar_one())
    assert b"again" not in cell


def test_requests_come_back_in_the_order_made(books_factory: Books) -> None:
    one = LookRequest("b", "D-1", "ann", NOON, "投诉核查")
    other = LookRequest("a", "D-1", "ann", NOON, "监督检查")
    with books_factory() as books:
        books.archive.put(one)
        books.archive.put(other)
        books.commit()
    with books_factory() as books:
        books.archive.put(replace(one, state="approved"))
        books.commit()
    with books_factory() as books:
        assert [found.id for found in books.archive.find(LookRequest)] == ["b", "a"]
        assert books.archive.find(LookRequest, ("asked",)) == [other]
        assert books.archive.get(LookRequest, "b") == replace(one, state="approved")
        assert books.archive.get(LookRequest, "c") is None


def test_a_destroyed_key_takes_the_people_and_leaves_the_rest(books_factory: Books) -> None:
    with books_factory() as books:
        for draw_id in ("D-1", "D-2"):
            books.draws.add_draw(DrawRow(draw_id, "AP-2026-0001", 1 if draw_id == "D-1" else 2))
            books.draws.put_openings(draw_id, b"people")
            books.draws.put_list(draw_id, "pool", b"handles")
            books.fees.put_sheet(replace(SHEET, draw_id=draw_id), DUE)
            books.fees.put_scan(Scan(draw_id, "minutes", "", 1, 1, NOON), b"scan")
        books.draws.put_bidders("AP-2026-0001", ())
        books.commit()
    with books_factory() as books:
        assert books.archive.put_away("D-1", NOON) == 3
        assert books.archive.put_away("D-1", NOON) == 0
        books.commit()
    with books_factory() as books:
        assert books.draws.openings("D-1") == b"people"
        assert books.fees.sheet("D-1") == SHEET
        assert books.archive.shred("D-1", NOON) == 3
        books.commit()
    with books_factory() as books:
        assert books.draws.openings("D-1") is None
        assert books.draws.list("D-1", "pool") == b"handles"
        assert books.fees.sheets() == [replace(SHEET, draw_id="D-2")]
        assert books.fees.sheets_of("E000001") == [replace(SHEET, draw_id="D-2")]
        assert books.draws.openings("D-2") == b"people"
        assert books.draws.bidders("AP-2026-0001") == (), "another attempt still needs them"
        assert books.archive.shredded_at("D-1") == NOON
        with pytest.raises(RecordsDestroyed):
            books.fees.scan_data("D-1", "minutes")
        books.draws.put_openings("D-1", b"again")
        with pytest.raises(RecordsDestroyed):
            books.archive.put_away("D-1", NOON)
    with books_factory() as books:
        books.archive.shred("D-2", NOON)
        books.commit()
    with books_factory() as books:
        assert books.draws.bidders("AP-2026-0001") is None


def test_what_is_put_away_moves_to_a_new_column_key_like_everything_else(
    books_factory: Books, engine: Engine, keyring: Keyring
) -> None:
    with books_factory() as books:
        books.draws.put_openings("D-1", b"people")
        books.archive.put_away("D-1", NOON)
        books.commit()
    keyring.rotate()
    reencrypt(engine, keyring.cipher, lambda _done, _total: None)
    keyring.forget_old()
    with books_factory() as books:
        assert books.draws.openings("D-1") == b"people"
        books.archive.shred("D-1", NOON)
        books.commit()
    keyring.rotate()
    reencrypt(engine, keyring.cipher, lambda _done, _total: None)
    assert remaining(engine, keyring.cipher) == 0
    with books_factory() as books:
        assert books.draws.openings("D-1") is None
