"""Why somebody was not drawn: after the end alone, one expert at a time, each question logged."""

from __future__ import annotations

from pathlib import Path

from draw_service.usecases.expert.own_tickets import place_in
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice
from tests.usecases.register import RECORDS
from tests.web.conftest import post
from tests.web.regulator.conftest import Watch, watch

SAID = {
    "pool": ("没有轮到", "抽中"),
    "excluded": ("不能抽取",),
    "recused": ("须回避",),
    "": ("不在这次抽取的任何名单中",),
}


def anybody(seen: Watch) -> str:
    with seen.town.house.books() as books:
        return next(iter(books.pool.rows())).id


def test_every_expert_has_an_answer_and_it_is_the_one_of_the_lists(tmp_path: Path) -> None:
    seen = watch(tmp_path, "closed")
    here, met = f"{seen.here}/why", set()
    with seen.town.house.books() as books:
        known = [row.id for row in books.pool.rows()]
        places = {one: place_in(books, seen.stage.draw_id, one) for one in known}
    # One of each kind is enough for the page; the lists are compared for everybody.
    for expert, own in places.items():
        kind = own.place if own is not None else ""
        if kind in met:
            continue
        met.add(kind)
        text = post(seen.regulator, here, here, expert=expert.lower()).text
        assert any(words in text for words in SAID[kind]), kind
        assert expert in text
        assert not any(record.name in text for record in RECORDS)
    assert {"pool", "excluded"} <= met
    assert len([leaf for leaf in seen.facts("names.seen") if b"why-not" in leaf]) == len(met)

    record_notice(seen.town.house, seen.stage.application_id, "N-1")
    bundle = export_bundle(seen.town.house, seen.stage.draw_id, "auditor")
    hand_over(seen.town.house, seen.stage.draw_id, bundle, seen.stage.codes("center", "regulator"))
    with seen.town.house.books() as books:
        assert {one: place_in(books, seen.stage.draw_id, one) for one in places} == places


def test_before_the_end_and_for_others_there_is_no_answer(tmp_path: Path) -> None:
    seen = watch(tmp_path, "sealed")
    here = f"{seen.here}/why"
    assert "out-of-order" in post(seen.regulator, here, here, expert=anybody(seen)).text
    assert post(seen.other, here, "/supervision", expert=anybody(seen)).status_code == 404
    assert seen.facts("names.seen") == []


def test_an_unknown_number_stays_typed(tmp_path: Path) -> None:
    seen = watch(tmp_path, "closed")
    here = f"{seen.here}/why"
    answer = post(seen.regulator, here, here, expert="E999999")
    assert (answer.status_code, 'value="E999999"' in answer.text) == (404, True)
