"""Every act at every phase: allowed, or refused with one known code that changes nothing."""

from __future__ import annotations

import pytest

from audit.refusal import Refusal
from tests.usecases.draws.acts import ACTS
from tests.usecases.stage import PHASES, Phase, assert_whatever_came_of_it_verifies, stage

ALL: tuple[Phase, ...] = (*PHASES, "aborted")
# Phases in order: filed appointed entered · locked receipt one-share revealed · ordered calling accepted ·
# sealed signed-in unsealed · closed aborted. "code*n" stands for n phases on end.
TABLE = {
    "file again": "attempt-open*11 filed-too-late*3 attempt-open",
    "change": "ok*3 already-locked*10 draw-ended*2",
    "replace slip": "ok*3 already-locked*10 draw-ended*2",
    "next attempt": "attempt-open*14 ok",
    "file bidders": "ok*15",
    "join queue": "ok*13 draw-ended*2",
    "enter room": "not-in-queue*2 ok*8 not-in-queue*3 draw-ended*2",
    "confirm": "parties-missing ok*4 out-of-order*2 ok*6 draw-ended*2",
    "lock": "room-busy*2 ok already-locked*10 draw-ended*2",
    "print receipt": "not-locked*3 ok*10 draw-ended*2",
    "reveal": "not-locked*3 receipt-not-printed ok*2 reveal-out-of-turn*7 draw-ended*2",
    "order": "not-locked*3 not-revealed*3 ok out-of-order*6 draw-ended*2",
    "call next": "not-ordered*7 ok*2 no-open-seat*4 draw-ended*2",
    "redial": "not-ordered*7 seat-not-called ok seat-not-called*4 draw-ended*2",
    "answer": "not-ordered*7 seat-not-called ok seat-not-called*4 draw-ended*2",
    "open bidders": "parties-missing not-ordered*6 not-found*6 draw-ended*2",
    "declare interest": "parties-missing not-ordered*6 ok*6 draw-ended*2",
    "seal": "not-ordered*7 seats-open call-open ok*4 draw-ended*2",
    "record receipt": "seat-not-called*9 ok*4 draw-ended*2",
    "withdraw": "parties-missing not-ordered*6 seat-not-called*2 ok*4 draw-ended*2",
    "sign in": "not-sealed*10 desk-closed ok*2 draw-ended*2",
    "mark late": "not-sealed*10 still-expected seat-not-called*2 draw-ended*2",
    "replace": "parties-missing not-sealed*9 seat-not-called*3 draw-ended*2",
    "leak": "parties-missing ok*12 draw-ended*2",
    "print roster": "not-sealed*10 not-found ok*2 draw-ended*2",
    "unseal": "not-found*11 ok*2 draw-ended*2",
    "rebuild": "not-found*11 ok*2 draw-ended*2",
    "void findings": "seat-not-called*15",
    "close": "not-sealed*10 not-accounted-for not-unsealed ok draw-ended*2",
    "abort": "ok*13 draw-ended*2",
    "auditor bundle": "out-of-order*13 ok not-unsealed",
    "public bundle": "out-of-order*13 not-found*2",
    "records": "not-unsealed*12 ok*2 not-unsealed",
    "register": "not-unsealed*12 ok*2 not-unsealed",
    "hand over": "out-of-order*13 ok not-unsealed",
    "notice": "attempt-open*13 ok*2",
}
KEPT = {"unseal", "rebuild", "print roster"}
"""Acts whose refusal leaves a line in the log: somebody wanted to open the roster."""


def expected(act: str) -> dict[Phase, str]:
    codes: list[str] = []
    for part in TABLE[act].split():
        code, _, times = part.partition("*")
        codes += [code] * int(times or 1)
    return dict(zip(ALL, codes, strict=True))


def test_the_table_knows_every_act() -> None:
    assert TABLE.keys() == ACTS.keys()


@pytest.mark.parametrize("phase", ALL)
@pytest.mark.parametrize("act", sorted(ACTS))
def test_allowed_or_refused(act: str, phase: Phase) -> None:
    here = stage(phase)
    before = here.town.state.settled()
    found = "ok"
    try:
        ACTS[act](here)
    except Refusal as refusal:
        found = refusal.code
        after = here.town.state.settled()
        if act in KEPT and found == "not-found":
            assert after.pop("streams") != before.pop("streams")
        assert after == before
    assert found == expected(act)[phase]
    if found == "ok":
        assert_whatever_came_of_it_verifies(here)
