"""Which acts read a name and what each leaves in the log: a new one fails until it has a line (Art. 9)."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from audit.events import DrawEvent, HouseEvent
from draw_service.usecases.incidents.look_at_looks import EVENTS
from tests.house.repository import modules

READS = re.compile(
    r"books\.pool\.(record|records|contact|rows)\(|draws\.openings\(|opened_seats\(|names_of\(|export_roster\("
)
SHOWN = {
    "archive/requests.py": "archive.opened",
    "expert/decide_proposal.py": "file.seen",
    "fees/pay.py": "fees.shown",
    "fees/dossier.py": "dossier.taken",
    "fees/paper.py": "paper.printed",
    "papers/of_conduct.py": "paper.printed",
    "papers/of_meetings.py": "paper.printed",
    "papers/of_draws.py": "paper.printed",
    "platform/read_roster.py": "roster.fetched",
    "pool/export_roster.py": "register.exported",
    "pool/look_at_expert.py": "file.seen",
    "pool/look_at_pool.py": "file.seen",
    "supervision/read_letter.py": "names.seen",
    "supervision/why_not.py": "names.seen",
    "supervision/export_bundle.py": "names.seen",
}
"""Act -> the event that says a name was shown."""
BY = {
    "fees/paper.py": "papers/print_paper.py",
    "papers/of_conduct.py": "papers/print_paper.py",
    "papers/of_meetings.py": "papers/print_paper.py",
    "papers/of_draws.py": "papers/print_paper.py",
    "supervision/export_bundle.py": "supervision/take_evidence.py",
}
"""Act -> the act by which people see what it made, where it is another."""
OPENED = {
    "arrival/look_at_unsealing.py": "roster.unsealed",
    "conduct/draft_from_seat.py": "roster.unsealed",
    "conduct/acting.py": "roster.unsealed",
}
"""Act -> the event behind which alone there is a roster to read."""
NOT_FOR_EYES = {
    "access/expert_code.py": "a code goes to the own telephone",
    "calling/resume_calling.py": "the machine phones",
    "conduct/public_notices.py": "published by Art. 21, for everybody",
    "conduct/send_notice.py": "a message to the expert",
    "conduct/find_missed.py": "register numbers of who left a breach unsaid",
    "draws/call_next.py": "the machine phones",
    "draws/record_answer.py": "the machine takes the answer down, encrypted",
    "draws/redial.py": "the machine phones",
    "expert/own_file.py": "the expert's own",
    "expert/sign_statement.py": "the expert's own",
    "fees/look_at_sheets.py": "whether there is a roster; places and times alone",
    "fees/own_pay.py": "the expert's own",
    "fees/people.py": "given to those above it",
    "manual/next_card.py": "printed blind: card.printed",
    "manual/print_kit.py": "printed blind: kit.printed",
    "manual/type_back.py": "compared with what was typed",
    "notices.py": "the machine phones",
    "pool/bulk.py": "compared in memory; the case shows them by file.seen",
    "pool/decide_case.py": "changed, not shown",
    "pool/editions.py": "specialties alone",
    "pool/pairs.py": "compared in memory; register numbers are shown",
    "pool/remind_declarations.py": "a message to the expert",
    "statistics/catch_up.py": "counted by register number",
}
"""Act -> why nobody sees the name by it."""


HEAD = "draw_service/usecases/"


def usecases() -> dict[str, str]:
    return {path.removeprefix(HEAD): text for path, text in modules(HEAD.rstrip("/")).items()}


def readers() -> set[str]:
    return {path for path, text in usecases().items() if READS.search(text)}


@cache
def tree(path: str) -> ast.Module:
    return ast.parse(usecases()[path])


@cache
def emitted(path: str) -> frozenset[str]:
    """Events a file hands to somebody who writes them: ``HouseEvent.…`` as an argument of a call."""
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    names = {
        (one.value.id, one.attr)
        for call in calls
        for one in call.args
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
    }
    kinds: dict[str, type[HouseEvent] | type[DrawEvent]] = {"HouseEvent": HouseEvent, "DrawEvent": DrawEvent}
    return frozenset(str(kinds[kind][name]) for kind, name in names if kind in kinds)


@cache
def imported(path: str) -> frozenset[str]:
    """The files of use cases it imports, and theirs."""
    named = [node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    found = {one.removeprefix("draw_service.usecases.").replace(".", "/") + ".py" for one in named}
    found &= usecases().keys()
    return frozenset(found.union(*(imported(one) for one in found)))


def emitters(act: str, event: str) -> set[str]:
    """Files that emit ``event``: the act people do it by, and what that calls."""
    by = BY.get(act, act)
    assert act == by or act in imported(by)
    return {path for path in {by, *imported(by)} if event in emitted(path)}


def test_every_act_that_reads_a_name_says_so_or_shows_it_to_nobody() -> None:
    assert len(SHOWN | OPENED | NOT_FOR_EYES) == len(SHOWN) + len(OPENED) + len(NOT_FOR_EYES)
    assert readers() - {"ports/register.py"} <= SHOWN.keys() | OPENED.keys() | NOT_FOR_EYES.keys()
    assert {*SHOWN.values(), *OPENED.values()} <= set(map(str, EVENTS))


@pytest.mark.parametrize(("act", "event"), SHOWN.items(), ids=SHOWN)
def test_an_act_that_shows_a_name_emits_its_event(act: str, event: str) -> None:
    assert emitters(act, event)


def test_a_roster_is_open_only_behind_its_event() -> None:
    writers = {path for path in usecases() if "draws.put_openings(" in usecases()[path]}

    assert writers
    for path in writers:
        assert {"roster.unsealed", "roster.rebuilt"} & emitted(path), path
