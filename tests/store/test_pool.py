"""The register: what goes in comes out, is found by keyed hash, and is numbered in the order of insertion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from draw_service.rules.lottery import RegisterRow
from draw_service.rules.people import Company, Engagement, Expert, Major, Period
from draw_service.rules.refusals import ChangedUnderYou
from draw_service.store.books import SqlBooks
from tests.store.fakes import NOON, record

Factory = Callable[[], SqlBooks]


def test_records_come_back_as_they_went_in(books_factory: Factory) -> None:
    written = [record(number, relatives=(record(3).id_card,)) for number in (1, 2)] + [record(3)]
    with books_factory() as books:
        ids = books.pool.add_many(written, at=NOON)
        books.commit()
    with books_factory() as books:
        assert ids == ["E000001", "E000002", "E000003"]
        assert list(books.pool.records()) == written


def test_rows_are_the_register_of_the_lock(books_factory: Factory) -> None:
    with books_factory() as books:
        books.pool.add(record(1, majors=(Major("B02"), Major("A01", True), Major("B02"))), at=NOON)
        books.pool.add(record(2, employer=Company("没有代码的单位")), at=NOON)
        books.pool.add(record(3, employer=Company("")), at=NOON)
        books.commit()
    with books_factory() as books:
        assert list(books.pool.rows()) == [
            RegisterRow("E000001", "专家甲1号", "91220800MA00000001", ("A01", "B02")),
            RegisterRow("E000002", "专家甲2号", "C000002", ("A0702", "A080101")),
            RegisterRow("E000003", "专家甲3号", "", ("A0702", "A080101")),
        ]


def test_an_expert_as_the_rules_see_it(books_factory: Factory) -> None:
    with books_factory() as books:
        books.pool.add_many([record(1, relatives=(record(2).id_card, "000")), record(2)], at=NOON)
        found = books.pool.expert("E000001")
        assert found == next(books.pool.experts())
        source = record(1)
        assert found == Expert(
            id="E000001",
            name=source.name,
            unit=source.employer.code,
            employer=source.employer,
            codes=("A080101", "A0702"),
            area="220800",
            pool="1",
            declared_at=NOON,
            suspended=source.suspended,
            leave=source.leave,
            ties=source.ties,
            relatives=frozenset({"E000002"}),
            authority=source.authority,
        )
        assert books.pool.expert("E000009") is None


def test_spellings_of_one_firm_share_a_unit_and_keep_their_spelling(books_factory: Factory) -> None:
    firms = [Company("甲建设有限公司"), Company("甲建设有限责任公司"), Company("甲（建设）有限公司")]
    with books_factory() as books:
        books.pool.add_many([record(n, employer=firm) for n, firm in enumerate(firms, 1)], at=NOON)
        assert [row.unit for row in books.pool.rows()] == ["C000001", "C000001", "C000002"]
        assert [expert.employer for expert in books.pool.experts()] == firms


def test_one_credit_code_is_one_firm(books_factory: Factory) -> None:
    with books_factory() as books:
        books.pool.add(record(1, employer=Company("旧名称", "91220800MA00000001")), at=NOON)
        books.pool.add(record(2, employer=Company("新名称", " 91220800ma00000001")), at=NOON)
        assert {row.unit for row in books.pool.rows()} == {"91220800MA00000001"}
        assert [expert.employer.name for expert in books.pool.experts()] == ["旧名称", "新名称"]


def test_a_known_card_is_refused_and_found(books_factory: Factory) -> None:
    with books_factory() as books:
        books.pool.add(record(1, id_card="22080219800101001x"), at=NOON)
        assert books.pool.id_by_card("22080219800101001X") == "E000001"
        assert books.pool.id_by_card("220802198001010011") is None
        for again in ([record(1, id_card="22080219800101001X")], [record(2), record(2)]):
            with pytest.raises(ChangedUnderYou) as refused:
                books.pool.add_many(again, at=NOON)
            assert "2208" not in str(refused.value)


def test_contact(books_factory: Factory) -> None:
    with books_factory() as books:
        books.pool.add(record(1), at=NOON)
        contact = books.pool.contact("E000001")
        assert contact is not None
        assert (contact.name, contact.phones) == (record(1).name, record(1).phones)
        assert books.pool.contact("E000002") is None


def test_leave_suspension_and_leaving(books_factory: Factory) -> None:
    later = Period(NOON.replace(month=9))
    with books_factory() as books:
        books.pool.add(record(1), at=NOON)
        books.pool.set_leave("E000001", later)
        books.pool.set_suspension("E000001", later)
        books.pool.set_left("E000001")
        found = books.pool.expert("E000001")
        assert found is not None
        assert found.left_pool
        assert found.leave == (*record(1).leave, later)
        assert found.suspended == (*record(1).suspended, later)


def test_engagements_by_period_and_draw(books_factory: Factory) -> None:
    day = Period(NOON, NOON.replace(hour=8))
    with books_factory() as books:
        engaged = Engagement("E000001", "AP-1.1", day)
        books.pool.engage(engaged)
        books.pool.engage(engaged)
        books.pool.engage(Engagement("E000002", "AP-2.1", Period(NOON.replace(day=9))))
        assert books.pool.engagements(Period(NOON.replace(hour=7), NOON.replace(hour=9))) == [engaged]
        assert books.pool.engagements(Period(NOON.replace(hour=8), NOON.replace(hour=9))) == []
        assert len(books.pool.engagements(Period(NOON))) == 2
        assert books.pool.engagements_of("AP-1.1") == [engaged]
        books.pool.release("AP-1.1", "E000001")
        assert books.pool.engagements_of("AP-1.1") == []


def test_aliases_and_specialties(books_factory: Factory) -> None:
    with books_factory() as books:
        books.pool.add_alias("甲建", "91220800MA00000001")
        books.pool.add_alias("甲建", "91220800MA00000001")
        assert books.pool.aliases().codes(Company("甲建")) == {"91220800MA00000001"}
        assert books.pool.remove_alias("甲建", "91220800MA00000001")
        assert not books.pool.remove_alias("甲建", "91220800MA00000001")
        assert books.pool.aliases().codes(Company("甲建")) == frozenset()
        assert books.pool.put_specialties("2010", {"A01": "旧", "A02": "二"}) == 2
        assert books.pool.put_specialties("2010", {"A01": "一"}) == 1
        assert books.pool.put_specialties("2024", {"A01": "新"}) == 1
        assert books.pool.specialties() == {"A01": "新"}


def test_every_flag_is_kept(books_factory: Factory) -> None:
    odd = replace(record(1), available=False, legal_bar=True, onwork=False)
    with books_factory() as books:
        books.pool.add(odd, at=NOON)
        assert list(books.pool.records()) == [odd]
