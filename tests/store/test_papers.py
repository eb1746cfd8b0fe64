"""The register of papers on both engines: numbers without gaps, bodies that come back, nothing readable."""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Engine, text

from draw_service.store.books import SqlBooks
from draw_service.usecases.ports import Paper, PaperBody, Printing
from draw_service.usecases.ports import paper_bodies as bodies
from tests.usecases.register import SIGN_IN, START

Opened = Callable[[], SqlBooks]
CENTER, LATER = "鹤测交易中心", START + timedelta(hours=1)
PROJECT = bodies.Project(
    "AP-2026-0001", "AP-2026-0001.1", 1, "鹤测桥梁", "P-1", "P-1-01", "tendering", "random", "鹤测局", "",
    SIGN_IN, "三楼", 240,
)  # fmt: skip
MEMBERS = (
    bodies.Member(1, "鹤测甲", "鹤测公司", "A08", SIGN_IN, True),
    bodies.Member(2, "𫕟乙", "", "C", None, None),
)
SHEET = bodies.SignInSheet(PROJECT, MEMBERS, 2)
FIRST = Paper(
    "SS-2026-0001", "sign-in-sheet", PROJECT.draw_id, "AP-2026-0001", START, "ab" * 32, "zh", SHEET, "0f"
)


def put(books: SqlBooks, paper: Paper = FIRST) -> None:
    books.papers.add(CENTER, paper, Printing(paper.serial, 1, paper.at, "operator-1", "download", 2))


def test_a_paper_and_its_printings_come_back(books_factory: Opened) -> None:
    second = replace(FIRST, serial="SS-2026-0002", at=LATER, lang="en")
    again = Printing(FIRST.serial, 2, LATER, "operator-2", "printer", 1, "鹤测卡纸")
    with books_factory() as books:
        put(books)
        put(books, second)
        books.papers.add_printing(CENTER, again)
        books.commit()
    with books_factory() as books:
        papers = books.papers
        assert papers.paper(CENTER, FIRST.serial) == FIRST
        assert papers.newest(CENTER, "sign-in-sheet", PROJECT.draw_id) == second
        assert papers.newest(CENTER, "minutes", PROJECT.draw_id) is None
        assert [one.serial for one in papers.about(CENTER, project="AP-2026-0001")] == [
            FIRST.serial,
            second.serial,
        ]
        assert papers.about(CENTER, subject="none") == []
        assert papers.about(CENTER) == []
        assert list(papers.printings(CENTER, FIRST.serial))[1] == again
        assert papers.paper("another center", FIRST.serial) is None


def test_numbers_are_given_back_with_the_transaction(books_factory: Opened) -> None:
    with books_factory() as books:
        assert books.papers.next_number(CENTER, "minutes", 2026) == 1
    with books_factory() as books:
        assert books.papers.next_number(CENTER, "minutes", 2026) == 1
        books.commit()
    with books_factory() as books:
        numbers = [
            books.papers.next_number(*key)
            for key in (
                (CENTER, "minutes", 2026),
                (CENTER, "minutes", 2027),
                (CENTER, "draw-notice", 2026),
                ("another center", "minutes", 2026),
            )
        ]
        assert numbers == [2, 1, 1, 1]


def test_what_a_paper_says_cannot_be_read_in_the_database(books_factory: Opened, engine: Engine) -> None:
    with books_factory() as books:
        put(books)
        books.papers.add_printing(CENTER, Printing(FIRST.serial, 2, LATER, "b", "printer", 1, "鹤测卡纸"))
        books.commit()
    with engine.connect() as connection:
        body = connection.execute(text("SELECT body FROM paper")).scalar_one()
        reasons = connection.execute(text("SELECT reason FROM paper_printing ORDER BY nth")).scalars().all()
    assert "鹤测".encode() not in bytes(body)
    assert reasons[0] is None
    assert "鹤测".encode() not in bytes(reasons[1])


def test_every_kind_of_body_comes_back(books_factory: Opened) -> None:
    notice = bodies.ConductNotice(
        "1", "E000001", "鹤测甲", 10, 10, START, "P-1", "", LATER, date(2026, 6, 30), True, True
    )
    answer = bodies.ObjectionAnswer(
        "2", "E000001", "鹤测甲", 0, 2025, START, None, "不服", "upheld", 0, "维持", LATER
    )
    kept: list[PaperBody] = [SHEET, bodies.Minutes(PROJECT, MEMBERS, 2), notice, answer]
    with books_factory() as books:
        for n, body in enumerate(kept):
            put(books, replace(FIRST, serial=f"X-{n}", kind=body.kind, body=body))
        books.commit()
    with books_factory() as books:
        found = [books.papers.paper(CENTER, f"X-{n}") for n in range(len(kept))]
    assert [one.body for one in found if one is not None] == kept
    kinds = [typing.get_type_hints(one)["kind"].__args__[0] for one in typing.get_args(PaperBody)]
    assert len(set(kinds)) == len(kinds)
