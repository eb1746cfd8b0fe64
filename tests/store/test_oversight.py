"""Records of supervision over SQLite and PostgreSQL: found by institution and state, in cipher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Engine, text

from draw_service.rules.dispatch import DispatchPaper
from draw_service.rules.measures import Exchange, MeasureRecord
from draw_service.rules.people import Company
from draw_service.rules.terminals import CONDITIONS, Checklist
from draw_service.store.books import SqlBooks
from draw_service.store.keyring import Keyring
from draw_service.store.rotation import reencrypt, remaining
from tests.store.fakes import NOON

Books = Callable[[], SqlBooks]
FIRM = Company("甲单位", "91220800MADR00001R")
ONE = MeasureRecord(
    *("M-1", "notice", "tenderer", FIRM, "Art. 3", "D-1", "1号", "经过", "要求", "ann", NOON),
    exchanges=(Exchange("已改", NOON, "t"),),
)
OTHER = replace(ONE, id="M-2", standing="center", institution=Company("中心"))


def test_a_record_comes_back_as_it_was_and_is_found_by_whom_it_concerns(
    books_factory: Books, engine: Engine
) -> None:
    room = Checklist("T-1", "1", "三楼", dict.fromkeys(CONDITIONS, "好"), "ann", NOON)
    paper = DispatchPaper("AP-1", "00" * 32, "00" * 16, 1, NOON, "JVBERg==")
    with books_factory() as books:
        for record in (ONE, OTHER, room, paper):
            books.oversight.put(record)
        assert [books.oversight.next_number("x"), books.oversight.next_number("x")] == [1, 2]
        books.commit()
    with books_factory() as books:
        books.oversight.put(replace(ONE, state="ordered"))
        books.commit()
    with books_factory() as books:
        assert books.oversight.find(MeasureRecord) == [replace(ONE, state="ordered"), OTHER]
        assert books.oversight.find(MeasureRecord, ("proposed",)) == [OTHER]
        assert books.oversight.find(MeasureRecord, subject=FIRM.code) == [replace(ONE, state="ordered")]
        assert books.oversight.find(MeasureRecord, subject="1") == []
        assert books.oversight.get(Checklist, "T-1") == room
        assert books.oversight.get(DispatchPaper, "AP-1") == paper
        assert books.oversight.get(Checklist, "M-1") is None
    with engine.connect() as connection:
        cells = connection.execute(text("SELECT subject, data FROM oversight_record")).all()
    assert len(cells) == 4
    assert not any(
        word.encode() in bytes(cell) for row in cells for cell in row for word in ("甲", FIRM.code)
    )


def test_a_new_column_key_opens_them(books_factory: Books, engine: Engine, keyring: Keyring) -> None:
    with books_factory() as books:
        books.oversight.put(ONE)
        books.commit()
    keyring.rotate()
    reencrypt(engine, keyring.cipher, lambda _done, _total: None)
    assert remaining(engine, keyring.cipher) == 0
    keyring.forget_old()
    with books_factory() as books:
        assert books.oversight.get(MeasureRecord, "M-1") == ONE
