"""A random life of the pipeline: opened, placed, reported on in any order, killed, cancelled, swept.

Whatever happens, the invariants of ``house.check`` hold after every step, and once everything was looked
into every attempt is ended and every notice ended exactly once.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from draw_service.store.engine import open_engine
from notifications.attempts import End
from notifications.policy import Policy
from notifications.records import ATTEMPT, NOTICE
from tests.notifications.exchange import FAULTS, SCRIPTS, Exchange
from tests.notifications.house import Clock, Desk, check, check_settled, number

VOICE = [name for name in SCRIPTS if name not in ("delivered", "undelivered", "no-receipt")]
PEOPLE = st.integers(1, 3)
SCRIPTED = st.lists(st.sampled_from(VOICE), min_size=1, max_size=3)
POLICY = Policy(receipt_lost_seconds=900)


class Killed(BaseException):
    """The worker's process is gone."""


class Pipeline(RuleBasedStateMachine):
    template: Path

    @initialize(
        scripts=st.lists(st.lists(st.sampled_from(VOICE), min_size=1, max_size=3), min_size=3, max_size=3)
    )
    def begin(self, scripts: list[list[str]]) -> None:
        self.folder = Path(mkdtemp())
        self.clock = Clock()
        self.exchange = Exchange(self.clock.now)
        for n, each in enumerate(scripts, 1):
            self.exchange.scripts[f"voice {number(n, 0)}"] = each
            self.exchange.scripts[f"voice {number(n, 1)}"] = each[::-1]
        engine = open_engine(f"sqlite:///{shutil.copy(self.template, self.folder / 'panel.db')}")
        self.desk = Desk(engine, self.exchange, self.clock)
        self.lives = 0

    @rule(n=PEOPLE, numbers=st.integers(1, 2), text=st.booleans())
    def open(self, n: int, numbers: int, text: bool) -> None:
        self.desk.open(n, numbers=numbers, unconfirmed_sms="scripted" if text else "", policy=POLICY)

    @rule(n=PEOPLE, script=st.sampled_from(["delivered", "undelivered", "no-receipt"]))
    def write(self, n: int, script: str) -> None:
        self.exchange.scripts[f"sms {number(n)}"] = [script]
        self.desk.open(n, kind="sms", policy=POLICY)

    @rule(n=PEOPLE)
    def cancel(self, n: int) -> None:
        self.desk.cancel(n)

    @rule(fault=st.sampled_from(["", "", *FAULTS]))
    def tick(self, fault: str) -> None:
        self.exchange.faults = [fault] if fault else []
        self.desk.dispatcher.tick()

    @rule(at=st.integers(1, 3), after=st.booleans())
    def killed_while_placing(self, at: int, after: bool) -> None:
        """Before or after the provider heard of it."""
        left, place = at, self.exchange.place

        def dies(out):  # type: ignore[no-untyped-def]
            nonlocal left
            left -= 1
            if left == 0:
                if after:
                    place(out)
                raise Killed
            return place(out)

        self.exchange.place = dies  # type: ignore[method-assign]
        with suppress(Killed):
            self.desk.dispatcher.tick()
        self.exchange.place = place  # type: ignore[method-assign]
        self.lives += 1
        self.desk.dispatcher = self.desk.worker(owner=f"life-{self.lives}")

    @precondition(lambda self: self.exchange.calls)
    @rule(data=st.data())
    def report(self, data: st.DataObject) -> None:
        """Any report of any call, early, late or again."""
        callbacks = list(self.exchange.callbacks())
        if callbacks:
            for one in data.draw(st.lists(st.sampled_from(callbacks), max_size=6)):
                assert self.desk.dispatcher.receive("scripted", one).status == 200

    @rule(broken=st.booleans())
    def sweep(self, broken: bool) -> None:
        self.desk.broken = int(broken)
        self.desk.dispatcher.sweep()
        self.desk.broken = 0

    @rule(seconds=st.sampled_from([1, 3, 30, 60, 130, 400, 3600, -30, -900]))
    def wait(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule()
    def put_right(self) -> None:
        self.desk.dispatcher.restart("scripted")

    @rule(data=st.data(), end=st.sampled_from([End.FAILED, End.NO_ANSWER]))
    def person_says(self, data: st.DataObject, end: End) -> None:
        """A person looks into a call that has hung for long."""
        stuck = sorted(row.id for row in self.desk.live() if row.kind == "voice")
        if stuck and "stuck" in self.desk.alarms():
            self.desk.dispatcher.settle(data.draw(st.sampled_from(stuck)), end)

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "desk"):
            check(self.desk)

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        try:
            self.exchange.faults = []
            self.desk.dispatcher.restart("scripted")
            played: set[str] = set()
            # Six calls an hour to one person: a long queue takes its time.
            for _ in range(60 + 8 * len(self.desk.rows(NOTICE))):
                self.desk.dispatcher.tick()
                self.clock.advance(seconds=130)
                for attempt in set(self.exchange.calls) - played:
                    for place in range(len(self.exchange.calls[attempt].happenings)):
                        self.desk.dispatcher.receive("scripted", self.exchange.callback(attempt, place))
                    played.add(attempt)
                self.desk.dispatcher.sweep()
                if not self.desk.rows(NOTICE, state="open") and not self.desk.live():
                    break
                if waiting := [row.due_at for row in self.desk.rows(ATTEMPT, state="queued")]:
                    self.clock.at = max(self.clock.at, min(waiting))
            check_settled(self.desk)
        finally:
            self.desk.engine.dispose()
            shutil.rmtree(self.folder)


def run(template: Path, examples: int, steps: int) -> None:
    machine = type("Pipeline", (Pipeline,), {"template": template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_life_keeps_the_invariants(sqlite_template: Path) -> None:
    run(sqlite_template, 15, 20)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_many_lives_keep_the_invariants(sqlite_template: Path) -> None:
    run(sqlite_template, 200, 50)
