"""Who was in a draw sees the own ticket once it is published, and recomputes it; nobody sees another's."""

from __future__ import annotations

import json

import pytest

from audit.verify import verify
from draw_service.rules.refusals import NotFound
from draw_service.usecases.expert.own_tickets import own_receipt, own_ticket, own_tickets
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.hand_over import hand_over
from draw_service.usecases.supervision.record_notice import record_notice
from tests.usecases.stage import Stage, stage

EVERYBODY = [f"E{number:06}" for number in range(1, 41)]


def published(s: Stage, *, handed: bool) -> Stage:
    if handed:
        bundle = export_bundle(s.house, s.draw_id, "auditor")
        hand_over(s.house, s.draw_id, bundle, s.codes("center", "regulator"))
    record_notice(s.house, s.application_id, "N-1")
    return s


def tickets(s: Stage) -> dict[str, dict[str, object]]:
    """What the verifier says to each receipt there is."""
    bundle = export_bundle(s.house, s.draw_id, "public")
    found = {}
    for expert in EVERYBODY:
        if own_tickets(s.house, expert):
            report = verify(bundle, ticket=own_receipt(s.house, expert, s.draw_id))
            assert report.ticket is not None
            found[expert] = report.ticket.as_json()
    return found


@pytest.mark.parametrize("handed", [False, True])
def test_the_page_says_what_the_verifier_says(handed: bool) -> None:
    s = published(stage("closed"), handed=handed)

    checked = tickets(s)

    assert checked
    assert {one["place"] for one in checked.values()} == {"pool", "excluded"}
    for expert, said in checked.items():
        own = own_ticket(s.house, expert, s.draw_id)
        assert said["good"] is True
        if own.place == "excluded":
            assert said["place"] == "excluded"
            assert own.why
            continue
        assert said["ticket"] == own.ticket
        assert said["ranks"] == [{"stratum": r.stratum, "rank": r.rank, "of": r.of} for r in own.ranks]
        assert said["recused"] is (own.place == "recused")
        assert (said["slot"] or 0) == own.slot
        assert said["sealed"] is own.sealed
    assert sum(1 for one in checked.values() if one.get("sealed")) == 5


def test_nothing_before_the_notice_and_nothing_for_who_was_in_no_list() -> None:
    s = stage("closed")
    assert own_tickets(s.house, "E000001") == []
    with pytest.raises(NotFound):
        own_receipt(s.house, "E000001", s.draw_id)
    published(s, handed=True)
    assert [draw for draw, _at in own_tickets(s.house, "E000001")] == [s.draw_id]
    for nobody in ("E000033", "E999999", ""):
        assert own_tickets(s.house, nobody) == []
        with pytest.raises(NotFound):
            own_ticket(s.house, nobody, s.draw_id)


def test_a_receipt_opens_the_own_leaf_alone() -> None:
    s = published(stage("closed"), handed=True)
    bundle = export_bundle(s.house, s.draw_id, "public")
    mine = json.loads(own_receipt(s.house, "E000001", s.draw_id))
    theirs = json.loads(own_receipt(s.house, "E000002", s.draw_id))
    mixed = json.dumps({**mine, "handle": theirs["handle"]}).encode()
    report = verify(bundle, ticket=mixed)
    assert report.ticket is not None
    assert not report.ticket.good
