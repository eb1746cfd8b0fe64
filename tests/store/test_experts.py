"""Proposals, statements and receipts on both engines: encrypted, and nothing links two draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine, text

from draw_service.rules.people import Company, Engagement, Period
from draw_service.store.books import SqlBooks
from draw_service.usecases.ports import Proposal
from tests.usecases.register import START, record

Opened = Callable[[], SqlBooks]
LATER = START + timedelta(hours=1)


def two_experts(books_factory: Opened) -> tuple[str, str]:
    with books_factory() as books:
        ids = [books.pool.add(record(number), at=START) for number in (1, 2)]
        books.commit()
    return ids[0], ids[1]


def test_a_proposal_from_open_to_decided(books_factory: Opened, engine: Engine) -> None:
    one, two = two_experts(books_factory)
    asked = Proposal("AB12", one, "other", {"words": "鹤测说明"}, "open", START)
    with books_factory() as books:
        books.experts.put_proposal(asked)
        books.experts.put_proposal(replace(asked, id="CD34", expert=two, at=LATER))
        books.commit()
    with books_factory() as books:
        assert books.experts.proposal("AB12") == asked
        assert books.experts.proposal("none") is None
        assert [p.id for p in books.experts.open_proposals()] == ["AB12", "CD34"]
        books.experts.put_proposal(replace(asked, state="refused", decided_at=LATER))
        books.commit()
    with books_factory() as books:
        assert [p.id for p in books.experts.open_proposals()] == ["CD34"]
        (mine,) = books.experts.proposals_of(one)
        assert (mine.state, mine.decided_at) == ("refused", LATER)
    with engine.connect() as connection:
        cells = connection.execute(text("SELECT said FROM expert_proposal")).scalars().all()
    assert all("鹤测".encode() not in bytes(cell) for cell in cells)


def test_the_last_signature_counts(books_factory: Opened) -> None:
    one, two = two_experts(books_factory)
    with books_factory() as books:
        assert books.experts.signed_at(one, "duties") is None
        books.experts.sign(one, "duties", "ab" * 32, START)
        books.experts.sign(one, "duties", "cd" * 32, LATER)
        books.commit()
    with books_factory() as books:
        assert books.experts.signed_at(one, "duties") == LATER
        assert books.experts.signed_at(one, "unchanged") is None
        assert books.experts.signed_at(two, "duties") is None


def test_a_receipt_is_found_by_draw_and_expert_alone(books_factory: Opened, engine: Engine) -> None:
    many = [(f"E{number:06}", b"receipt %d" % number) for number in range(1, 1203)]
    with books_factory() as books:
        books.experts.keep_tickets("AP-2026-0001.1", many)
        books.experts.keep_tickets("AP-2026-0002.1", many[:1])
        books.commit()
    with books_factory() as books:
        assert books.experts.ticket("AP-2026-0001.1", "E001202") == b"receipt 1202"
        assert books.experts.ticket("AP-2026-0002.1", "E001202") is None
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT token, data FROM ticket_receipt")).all()
    assert len({row.token for row in rows}) == 1203
    assert all(b"receipt" not in bytes(row.data) for row in rows)


def test_an_amended_entry_keeps_what_nobody_asked_to_change(books_factory: Opened) -> None:
    one, two = two_experts(books_factory)
    moved = replace(record(1), employer=Company("鹤测新单位"), phones=("+8615400007777",))
    with books_factory() as books:
        assert books.access.expert_by_phone(record(1).phones[0]) == one
        books.pool.amend(one, moved, at=START)
        books.commit()
    with books_factory() as books:
        assert books.pool.record(one) == moved
        assert books.pool.record(two) == record(2)
        assert books.pool.record("E999999") is None
        assert books.access.expert_by_phone("+8615400007777") == one
        assert books.pool.id_by_card(record(1).id_card) == one


def test_where_an_expert_is_engaged_from_now_on(books_factory: Opened) -> None:
    one, two = two_experts(books_factory)
    past, ahead = Period(START - timedelta(days=2), START), Period(LATER, LATER + timedelta(days=1))
    with books_factory() as books:
        books.pool.engage(Engagement(one, "AP-2026-0001.1", past))
        books.pool.engage(Engagement(one, "AP-2026-0002.1", ahead))
        books.pool.engage(Engagement(two, "AP-2026-0003.1", Period(START)))
        books.commit()
    with books_factory() as books:
        assert list(books.pool.engaged_in(one, START)) == ["AP-2026-0002.1"]
        assert list(books.pool.engaged_in(two, START)) == ["AP-2026-0003.1"]
        assert list(books.pool.engaged_in("E000009", START)) == []
