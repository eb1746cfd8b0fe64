"""Every refusal is drawn in the tree, speaks both languages, and says what to do next."""

from __future__ import annotations

import importlib
import re
from string import Formatter

import pytest

from audit.refusal import Refusal
from draw_service.rules import refusals
from tests.house.repository import ROOMS, modules, subclasses

_TEXTS = ("zh", "en", "todo_zh", "todo_en")

SAFE_FIELDS = {
    "have": "a count of entries of the log",
    "known": "a count of entries of the log",
    "place": "a number in the log",
    "tool": "a program of the database's",
    "article": "a clause of the regulation or the law",
    "day": "a calendar day",
    "detail": "counts of experts per stratum",
    "en": "a fixed sentence of the caller",
    "experts": "a count",
    "first": "a time",
    "folder": "a folder of the service",
    "ground": "a slug",
    "last": "a time",
    "latest": "a time",
    "least": "a count",
    "left": "a count",
    "level": "a layer of a rule pack",
    "mark": "the mark of a provisional date",
    "missing": "parties of a draw, or kinds of training",
    "most": "a count",
    "name": "a parameter of a rule pack",
    "options": "slugs",
    "outcome": "a slug",
    "pack": "the id of a rule pack",
    "parties": "parties of a draw",
    "path": "a file of the service",
    "row": "a row number",
    "serial": "the serial of a paper",
    "slot": "a seat number",
    "slots": "seat numbers",
    "total": "a count",
    "turn": "a party of a draw",
    "until": "a time or a day",
    "upper": "a value of a rule pack",
    "value": "a value of a rule pack, or the number of an item",
    "wait": "a count",
    "what": "a field of a form",
    "why": "a slug",
    "year": "a calendar year",
    "zh": "a fixed sentence of the caller",
}
"""Everything a sentence may be filled with. A name, phone, employer or identity number has no place here."""


def _classes() -> list[type[Refusal]]:
    for path, text in modules().items():
        if re.search(r"^class \w+\(\w*Refusal\w*\)", text, re.MULTILINE) or path.endswith("refusals.py"):
            importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return [one for one in subclasses(Refusal) if one.__module__.startswith(ROOMS)]


CLASSES = _classes()


def _fields(template: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(template) if name is not None}


def _drawn() -> dict[str, str]:
    """Class name -> the top branch it is drawn under."""
    found: dict[str, str] = {}
    branch = ""
    for line in (refusals.__doc__ or "").splitlines():
        if line.startswith(("├── ", "└── ")):
            branch = line.split()[1]
            found[branch] = "Refusal"
        elif line.startswith(("│   ", "    ")):
            found |= dict.fromkeys(re.findall(r"\b[A-Z][A-Za-z]+\b", line), branch)
    return found


def test_the_tree_draws_every_refusal_of_the_draw_service_and_no_other() -> None:
    real = {one.__name__ for one in CLASSES if one.__module__.startswith("draw_service")}

    assert set(_drawn()) == real


def test_every_refusal_hangs_on_the_branch_it_is_drawn_on() -> None:
    every: list[type[Refusal]] = [Refusal, *CLASSES]
    by_name = {one.__name__: one for one in every}

    wrong = [name for name, branch in _drawn().items() if not issubclass(by_name[name], by_name[branch])]

    assert wrong == []


def test_codes_are_slugs_of_their_own() -> None:
    owner: dict[str, type[Refusal]] = {"refused": Refusal}
    for one in CLASSES:
        assert "code" in vars(one), f"{one.__name__} has no code of its own"
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.code), one.code
        if one is not refusals.TooEarlyToOpen:
            assert one.code not in owner, f"{one.__name__} repeats the code of {owner[one.code].__name__}"
            owner[one.code] = one


def test_not_yet_looks_like_not_there() -> None:
    early, absent = refusals.TooEarlyToOpen, refusals.NotFound

    assert (early.code, early.status, early.zh, early.en) == (
        absent.code,
        absent.status,
        absent.zh,
        absent.en,
    )


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.__name__)
def test_a_refusal_speaks_both_languages_and_says_what_to_do(one: type[Refusal]) -> None:
    for attribute in _TEXTS:
        assert getattr(one, attribute) != getattr(Refusal, attribute), f"{attribute} is the general one"
    assert re.search(r"[\u4e00-\u9fff]", one.zh)
    assert re.search(r"[\u4e00-\u9fff]", one.todo_zh)
    assert not re.search(r"[\u4e00-\u9fff]", one.en + one.todo_en)
    assert one.status in (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503)


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.__name__)
def test_no_sentence_can_hold_a_persons_data(one: type[Refusal]) -> None:
    zh, en = _fields(one.zh) | _fields(one.todo_zh), _fields(one.en) | _fields(one.todo_en)

    assert zh | en <= set(SAFE_FIELDS)
    assert zh - {"zh"} == en - {"en"}, "both languages say the same"


def test_the_safe_fields_are_the_ones_in_use() -> None:
    used = set().union(*(_fields(getattr(one, text)) for one in CLASSES for text in _TEXTS))

    assert used == set(SAFE_FIELDS)


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.__name__)
def test_a_filled_sentence_reads_in_both_languages(one: type[Refusal]) -> None:
    said = one(**dict.fromkeys(SAFE_FIELDS, "x"))

    assert "{" not in said.say("zh") + said.say("en")


OF_THE_MACHINE = {"access", "databases", "requests", "restoring", "unusable"}
"""Modules whose refusals come from no clause: doors, requests, databases, copies."""
OF_NO_CLAUSE = {
    *("AddressUnusable", "CalleesWrong", "DiskFull", "FileRefused", "FolderInUse", "NotSpreadsheet"),
    *("PathForbidden", "PathIsFolder", "PathMissing", "PathTaken", "PathUnusable", "PracticeUnfinished"),
    *("SettingWrong", "ChangedUnderYou", "NotFound", "ConductNotFound"),
    *("DrillKeyring", "KeyringExposed", "RealKeyring", "TooEarlyToOpen"),
    *("BadInput", "OutOfOrder", "NotAllowed", "Unlawful"),
}
"""Files, settings, roots of the tree; and one that must look like "not there"."""


def test_whoever_is_blocked_by_a_rule_reads_its_article() -> None:
    """Art. 24, 25: why an act is refused is a clause, or it is the machine's own affair and listed here."""
    houses = [one for one in CLASSES if one.__module__.startswith(("draw_service.rules", "scoring.rules"))]
    silent = {
        one.__name__
        for one in houses
        if not one.article and one.__module__.split(".")[-1] not in OF_THE_MACHINE
    }
    assert silent == OF_NO_CLAUSE
