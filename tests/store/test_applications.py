"""Applications by organisation, drafts, halves and letters, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from draw_service.rules.people import Company
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.books import SqlBooks
from draw_service.usecases.ports import Draft, RecusalLetter
from tests.store.fakes import NOON, application

Opened = Callable[[], SqlBooks]
TENDERER, AGENCY = Company("招标单位", "91220800MA00000099"), Company("代理机构", "91220800MA00000098")
DRAFT = Draft("AP-1", "agency", TENDERER, AGENCY, {"project_name": "实验楼"}, NOON)


def test_a_draft_is_in_the_lists_of_both_and_moves_with_its_parties(books_factory: Opened) -> None:
    with books_factory() as books:
        books.draws.put_draft(DRAFT)
        books.draws.put_application("AP-0", 1, application(tenderer=TENDERER, agency=None))
        books.commit()
    with books_factory() as books:
        assert books.draws.draft("AP-1") == DRAFT
        assert books.draws.applications_of(TENDERER.code.lower()) == ["AP-1", "AP-0"]
        assert books.draws.applications_of(AGENCY.code) == ["AP-1"]
        assert books.draws.applications_of("") == []
        books.draws.put_draft(replace(DRAFT, tenderer=Company("别家", "91220800MA00000097"), n=2))
        books.commit()
    with books_factory() as books:
        assert books.draws.applications_of(TENDERER.code) == ["AP-0"]
        books.draws.remove_draft("AP-1")
        assert books.draws.applications_of(AGENCY.code) == []
        assert books.draws.draft("AP-1") is None


def test_a_save_that_follows_no_other_is_refused(books_factory: Opened) -> None:
    with books_factory() as books:
        books.draws.put_draft(DRAFT)
        books.commit()
    for n in (1, 3):
        with pytest.raises(ChangedUnderYou), books_factory() as books:
            books.draws.put_draft(replace(DRAFT, n=n))


def test_a_draft_is_dropped_only_as_it_was_seen(books_factory: Opened) -> None:
    with books_factory() as books:
        books.draws.put_draft(DRAFT)
        books.draws.put_draft(replace(DRAFT, n=2))
        books.commit()
    for n in (1, 3):
        with pytest.raises(ChangedUnderYou), books_factory() as books:
            books.draws.remove_draft("AP-1", n)
    with books_factory() as books:
        books.draws.remove_draft("AP-1", 2)
        assert books.draws.draft("AP-1") is None


def test_a_sent_application_keeps_its_place_when_its_change_is_dropped(books_factory: Opened) -> None:
    with books_factory() as books:
        books.draws.put_application("AP-1", 1, application(tenderer=TENDERER, agency=AGENCY))
        books.draws.put_draft(replace(DRAFT, agency=None))
        books.draws.remove_draft("AP-1")
        assert books.draws.applications_of(AGENCY.code) == ["AP-1"]


def test_the_last_half_handed_in_counts(books_factory: Opened) -> None:
    with books_factory() as books:
        assert books.draws.unseal_half("AP-1.1") == ""
        for key in ("ab" * 32, "cd" * 32):
            books.draws.put_unseal_half("AP-1.1", key)
        assert books.draws.unseal_half("AP-1.1") == "cd" * 32


def test_letters_are_open_until_decided(books_factory: Opened) -> None:
    letter = RecusalLetter("AP-1", "1e" * 32, "供应商", "某人", "", "理由", NOON)
    with books_factory() as books:
        books.draws.put_letter(letter)
        books.draws.put_letter(replace(letter, application_id="AP-0"))
        assert books.draws.letters("AP-1") == [letter]
        assert books.draws.open_letters() == ["AP-0", "AP-1"]
        books.draws.put_letter(replace(letter, justified=False))
        assert books.draws.open_letters() == ["AP-0"]
        assert books.draws.letters("AP-1")[0].justified is False


def test_no_firm_and_no_word_of_a_draft_stands_in_the_clear(books_factory: Opened, engine: Engine) -> None:
    with books_factory() as books:
        books.draws.put_draft(DRAFT)
        books.draws.put_letter(RecusalLetter("AP-1", "1e" * 32, "供应商", "某人", "", "理由", NOON))
        books.commit()
    with engine.connect() as connection:
        for table in ("application_party", "application_draft", "recusal_letter"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            held = b" ".join(
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for r in rows for v in r
            )
            assert rows
            for word in (TENDERER.code, TENDERER.name, "实验楼", "供应商", "某人"):
                assert word.encode() not in held
