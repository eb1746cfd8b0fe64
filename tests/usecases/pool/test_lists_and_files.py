"""Reminders, look-alikes, other names, rosters with a preview, a new edition: on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from audit.events import HouseEvent
from draw_service.documents.rosters_in import read_roster
from draw_service.documents.rosters_out import write_roster
from draw_service.drill.numbers import credit_number
from draw_service.rules.people import Company, ExpertRecord, Major
from draw_service.rules.pool_keeping import CaseData
from draw_service.usecases.expert.sign_statement import confirm_unchanged
from draw_service.usecases.pool.aliases import import_aliases, look_at_aliases
from draw_service.usecases.pool.bulk import Roster, apply_bulk, decide_bulk, file_bulk, preview_bulk
from draw_service.usecases.pool.decide_case import decide_case
from draw_service.usecases.pool.editions import decide_edition, file_edition, list_editions
from draw_service.usecases.pool.file_case import file_case
from draw_service.usecases.pool.look_at_pool import open_entry
from draw_service.usecases.pool.pairs import decide_pair, open_pairs
from draw_service.usecases.pool.remind_declarations import endings, remind_declarations
from draw_service.usecases.pool.remove_alias import ask_removal
from draw_service.usecases.ports.post import Lines
from tests.usecases.pool.test_cases import ANN, BEN, ROSE, Here, here, refused
from tests.usecases.register import START
from tests.web.pool.conftest import person

__all__ = ["here"]


def roster(file: Path, *people: ExpertRecord, whole: bool = False) -> Roster:
    write_roster(people, file, replace=True)
    found = read_roster(file)
    return Roster(found.rows, found.sha256, whole)


@pytest.fixture
def real(here: Here) -> Here:
    """The same with names and sexes that a roster takes."""
    with here.house.books() as books:
        for number in (1, 2, 3):
            books.pool.amend(f"E00000{number}", person(number), at=START)
        books.commit()
    return here


# --- declarations -----------------------------------------------------------------------------------------


def test_who_holds_a_declaration_is_reminded_once_for_each_of_the_days(here: Here) -> None:
    here = replace(here, house=replace(here.house, lines=Lines("", "simulated", "演练中心")))
    assert remind_declarations(here.house) == 0
    here.clock.jump(START + timedelta(days=365 - 60))
    assert [remind_declarations(here.house), remind_declarations(here.house)] == [3, 0]
    assert {(one["days"], one["told"]) for one in here.facts(HouseEvent.DECLARATION_REMINDED)} == {(60, True)}
    confirm_unchanged(here.house, "E000001")
    here.clock.jump(START + timedelta(days=365 - 30))
    assert remind_declarations(here.house) == 2
    assert [one.expert for one in endings(here.house, ANN)] == ["E000002", "E000003"]
    here.clock.jump(START + timedelta(days=365 + 31))
    with here.house.books() as books:
        declared = books.pool.expert("E000001")
        assert declared is not None
        assert declared.declared_at == START + timedelta(days=365 - 60)


# --- look-alikes and other names --------------------------------------------------------------------------


def test_one_person_entered_twice_is_listed_until_somebody_decides(here: Here) -> None:
    twin = replace(person(4), name=person(5).name, phones=person(5).phones)
    alike = replace(person(6), name=person(5).name, employer=Company("鹤测一建有限责任公司"))
    with here.house.books() as books:
        for one in (person(5), twin, alike):
            books.pool.add(one, at=START)
        books.commit()
    found = open_pairs(here.house, ANN)
    assert [(one.one, one.other, one.why) for one in found] == [
        ("E000004", "E000005", "phone"),
        ("E000004", "E000006", "employer"),
    ]
    decide_pair(here.house, ANN, "E000005", "E000004", "different")
    assert [(one.one, one.other) for one in open_pairs(here.house, ANN)] == [("E000004", "E000006")]
    refused(lambda: decide_pair(here.house, ANN, "E000004", "E000005", "same"), "pair-decided")
    with here.house.views() as books:
        assert books.keeping.pairs() == {("E000004", "E000005"): "different"}
    refused(lambda: decide_pair(here.house, ANN, "E000004", "E000004", "same"), "bad-input")
    refused(lambda: decide_pair(here.house, ANN, "E000004", "E000099", "same"), "not-found")


def test_other_names_come_in_all_or_none(here: Here) -> None:
    good = [("名称", "信用代码"), ("甲建", credit_number(1)), ("甲公司", credit_number(1))]
    refused(lambda: import_aliases(here.house, ANN, [*good, ("乙", "123")]), "bidder-row-wrong")
    assert look_at_aliases(here.house, ANN).names == []
    assert import_aliases(here.house, ANN, good) == 2
    found = [(one.name, one.code) for one in look_at_aliases(here.house, ANN).names]
    assert found == [("甲公司", credit_number(1)), ("甲建", credit_number(1))]


def test_another_name_is_removed_by_two_keepers_and_stays_on_record(here: Here) -> None:
    import_aliases(here.house, ANN, [("甲公司", credit_number(1)), ("甲公司", credit_number(2))])
    handle = {one.code: one.handle for one in look_at_aliases(here.house, ANN).names}[credit_number(1)]
    refused(lambda: ask_removal(here.house, ROSE, handle, "登记有误"), "not-your-room")
    refused(lambda: ask_removal(here.house, ANN, "0" * 32, "登记有误"), "not-found")
    refused(lambda: ask_removal(here.house, ANN, handle, ""), "bad-input")
    case = ask_removal(here.house, ANN, handle, "登记有误")
    refused(lambda: ask_removal(here.house, BEN, handle, "登记有误"), "case-open")
    refused(lambda: decide_case(here.house, ANN, case, approve=True), "own-act")
    assert {one.removal for one in look_at_aliases(here.house, BEN).names} == {case, ""}
    decide_case(here.house, BEN, case, approve=True)
    seen = look_at_aliases(here.house, ANN)
    assert [one.code for one in seen.names] == [credit_number(2)]
    (kept,) = seen.removals
    assert (kept.state, kept.filed_by, kept.decided_by) == ("approved", "ann", "ben")
    assert kept.data.more == {"name": "甲公司", "code": credit_number(1)}
    assert {"what": "alias-removed"} in here.facts(HouseEvent.REGISTER_CHANGED)
    with here.house.books() as books:
        assert books.pool.aliases().codes(Company("甲公司")) == {credit_number(2)}


def test_a_name_that_is_gone_meanwhile_is_not_removed_twice(here: Here) -> None:
    import_aliases(here.house, ANN, [("甲公司", credit_number(1))])
    (name,) = look_at_aliases(here.house, ANN).names
    case = ask_removal(here.house, ANN, name.handle, "登记有误")
    with here.house.books() as books:
        assert books.pool.remove_alias(name.name, name.code)
        books.commit()
    refused(lambda: decide_case(here.house, BEN, case, approve=True), "case-decided")
    decide_case(here.house, BEN, case, approve=False)


# --- rosters ----------------------------------------------------------------------------------------------


def test_a_roster_is_applied_exactly_as_previewed(real: Here, tmp_path: Path) -> None:
    changed = replace(person(2), duty="处长")
    file = roster(tmp_path / "r.xlsx", person(1), changed, person(5), whole=True)
    seen = preview_bulk(real.house, file)
    assert [one.record for one in seen.diff.added] == [person(5)]
    assert [(one.expert, [c.field for c in one.changes]) for one in seen.diff.changed] == [
        ("E000002", ["DUTY"])
    ]
    assert (seen.diff.removed, seen.diff.same, seen.diff.problems) == (("E000003",), 1, ())
    refused(lambda: apply_bulk(real.house, file, "0" * 32), "preview-stale")
    refused(lambda: apply_bulk(real.house, replace(file, whole=False), seen.ticket), "preview-stale")
    steps: list[tuple[int, int]] = []
    apply_bulk(real.house, file, seen.ticket, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (3, 3)
    refused(lambda: apply_bulk(real.house, file, seen.ticket), "preview-stale")
    assert real.standing("E000003") == "removed"
    assert open_entry(real.house, ANN, "E000002", "asked").record == changed
    again = preview_bulk(real.house, file).diff
    assert (again.touched, again.same) == (0, 3)


def test_a_handed_in_roster_waits_for_another_keeper_and_for_an_unchanged_register(
    real: Here, tmp_path: Path
) -> None:
    file = roster(tmp_path / "r.xlsx", replace(person(1), duty="处长"))
    papers = [("r.xlsx", (tmp_path / "r.xlsx").read_bytes())]
    case = file_bulk(real.house, ANN, file, "年度核对", papers)
    refused(lambda: decide_bulk(real.house, ANN, case, file), "own-act")
    with real.house.books() as books:
        books.pool.amend("E000001", replace(person(1), duty="科长"), at=START)
        books.commit()
    refused(lambda: decide_bulk(real.house, BEN, case, file), "preview-stale")
    second = file_bulk(real.house, ANN, file, "年度核对", papers)
    assert decide_bulk(real.house, BEN, second, file).touched == 1
    (one,) = open_entry(real.house, ANN, "E000001", "asked").history
    assert (one.field, one.was, one.became, one.by, one.second) == ("DUTY", "科长", "处长", "ann", "ben")


def test_a_refused_row_removes_nobody_and_who_left_is_passed_over(real: Here, tmp_path: Path) -> None:
    real.do("remove", "E000003")
    bad = replace(person(1), name="12")
    seen = preview_bulk(real.house, roster(tmp_path / "r.xlsx", bad, person(3), whole=True)).diff
    assert (seen.removed, len(seen.gone), [one.code for one in seen.problems]) == ((), 1, ["name"])


# --- editions ---------------------------------------------------------------------------------------------


def test_a_new_edition_renames_codes_and_keeps_the_old_ones_in_the_history(here: Here) -> None:
    rows = [("code", "name"), ("A08", "施工"), ("A0809", "建筑"), ("A0810", "市政")]
    mapping = [("A080101", "A0809"), ("A080101", "A0810")]
    wrong = [("A080101", "A0899")]
    args = (here.house, ANN, "2026", date(2026, 6, 1), rows)
    refused(lambda: file_edition(*args, wrong, "ab", "换版"), "edition-wrong")
    case, seen = file_edition(*args, [("A01", "A0809")], "ab", "换版")
    assert (seen.touched, seen.unknown) == (0, ("A080101",))
    with here.house.books() as books:
        books.pool.put_specialties("2010", {"A080101": "建筑工程"})
        books.commit()
    case, seen = file_edition(*args, mapping, "ab" * 32, "换版")
    assert (seen.mapped, seen.touched, seen.unknown) == (1, 3, ())
    refused(lambda: decide_edition(here.house, ANN, case), "own-act")
    assert decide_edition(here.house, BEN, case) == 3
    opened = open_entry(here.house, ANN, "E000001", "asked")
    assert opened.record.majors == (Major("A0809", True), Major("A0810", True))
    assert [(one.was, one.became) for one in opened.history] == [("A080101*", "A0809* A0810*")]
    ((edition,), _codes) = list_editions(here.house, ANN)
    assert (edition.name, edition.valid_from) == ("2026", date(2026, 6, 1))


def test_a_keeper_alone_files(here: Here) -> None:
    refused(lambda: file_case(here.house, ROSE, "death", CaseData("x"), expert="E000001"), "not-your-room")
    refused(lambda: open_pairs(here.house, ROSE), "not-your-room")
    refused(lambda: endings(here.house, ROSE), "not-your-room")
