"""Any order of valid and invalid acts: refused with a refusal or done, and what came of it verifies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from audit.refusal import Refusal
from audit.verify import verify
from draw_service.rules.people import Period
from draw_service.rules.refusals import ShareDoesNotOpen
from draw_service.usecases.arrival.accept_cause import accept_cause
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import Ground, replace_member
from draw_service.usecases.arrival.sign_in import sign_in
from draw_service.usecases.arrival.withdraw import withdraw
from draw_service.usecases.draws.declare_interest import declare_interest
from draw_service.usecases.draws.look import look
from draw_service.usecases.draws.redial import redial
from draw_service.usecases.draws.reveal_share import reveal_share
from draw_service.usecases.manual.next_card import next_card
from draw_service.usecases.manual.print_kit import print_kit
from draw_service.usecases.pool.record_leave import record_leave
from draw_service.usecases.pool.remove_expert import remove_expert
from draw_service.usecases.pool.suspend_expert import suspend_expert
from draw_service.usecases.supervision.export_bundle import export_bundle
from draw_service.usecases.supervision.export_log import export_log
from draw_service.usecases.supervision.export_policy import export_policy
from draw_service.usecases.supervision.export_records import export_records
from draw_service.usecases.supervision.export_register import export_register
from tests.rules.examples import pack
from tests.usecases.draws.acts import ACTS, EVIDENCE
from tests.usecases.register import SIGN_IN, card, secrets_of_people
from tests.usecases.stage import (
    PHASES,
    Phase,
    Stage,
    assert_whatever_came_of_it_verifies,
    failures,
    selected,
    stage,
)

SECRETS = secrets_of_people()
ONCE = {"next attempt", "file again", "abort", "hand over", "notice", "leak"}
FORWARD = ("lock", "print receipt", "reveal", "order", "call next", "answer", "seal", "unseal", "close")
outcomes = st.sampled_from(
    ["accepted"] * 6 + ["declined", "silent", "unconfirmed", "unreachable", "recused", "late", "leaked", "no"]
)
slots = st.integers(0, 6)
experts = st.integers(1, 41)


class AnyLife(RuleBasedStateMachine):
    """One draw from a random phase on. ``said``: everything people were told meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = stage("filed")
        self.said: list[str] = []

    def attempt(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Refusal as refusal:
            self.said += [str(refusal), repr(refusal), refusal.say("zh"), refusal.say("en")]

    @initialize(phase=st.sampled_from([*PHASES[2:13], None, None]), refill=st.booleans())
    def begin(self, phase: Phase | None, refill: bool) -> None:
        """None: a selective draw, its experts chosen."""
        self.stage = selected() if phase is None else stage(phase)
        if refill:
            made = pack(leak_response="refill").parameters
            self.stage.town.pack = type(self.stage.town.pack)(self.stage.town.pack.id, made)

    @rule(act=st.sampled_from([*sorted(set(ACTS) - ONCE), *FORWARD * 4]))
    def anything(self, act: str) -> None:
        self.attempt(lambda: ACTS[act](self.stage))

    @rule()
    def leak_in_a_house_that_refills(self) -> None:
        if self.stage.town.pack.text("leak_response") == "refill":
            self.attempt(lambda: ACTS["leak"](self.stage))

    @rule()
    def everybody_answers(self) -> None:
        if self.stage.draw().seating is not None:
            self.attempt(self.stage.fill)

    @rule(slot=slots, outcome=outcomes)
    def answer(self, slot: int, outcome: str) -> None:
        self.attempt(lambda: self.stage.answer(slot, outcome))

    @rule(slot=slots, outcome=st.sampled_from(["withdrawn", "recused"]))
    def withdraw(self, slot: int, outcome: Literal["withdrawn", "recused"]) -> None:
        self.attempt(
            lambda: withdraw(self.stage.house, self.stage.draw_id, slot, outcome, self.stage.codes())
        )

    @rule(result=st.sampled_from(["accepted", "declined", "wrong-number", "no-answer", "no"]))
    def phone_by_card(self, result: str) -> None:
        self.attempt(lambda: self.stage.by_card(result))

    @rule()
    def print_a_card(self) -> None:
        self.attempt(lambda: next_card(self.stage.house, self.stage.draw_id))

    @rule()
    def print_a_kit(self) -> None:
        self.attempt(lambda: print_kit(self.stage.house, self.stage.draw_id, self.stage.codes()))

    @rule(slot=slots, channel=st.sampled_from(["voice", "manual"]))
    def redial(self, slot: int, channel: str) -> None:
        self.attempt(lambda: redial(self.stage.house, self.stage.draw_id, slot, channel))

    @rule(slot=slots)
    def receipt(self, slot: int) -> None:
        now = self.stage.clock.now()
        self.attempt(lambda: record_receipt(self.stage.house, self.stage.draw_id, slot, now))

    @rule(slot=slots, cause=st.booleans())
    def late(self, slot: int, cause: bool) -> None:
        here = self.stage
        if cause:
            self.attempt(lambda: accept_cause(here.house, here.draw_id, slot, "illness", here.codes()))
        else:
            self.attempt(lambda: mark_late(here.house, here.draw_id, slot))

    @rule(slot=slots, ground=st.sampled_from(["interest", "recused", "unable", "leaked"]))
    def replace(self, slot: int, ground: Ground) -> None:
        here = self.stage
        self.attempt(lambda: replace_member(here.house, here.draw_id, slot, ground, here.codes()))

    @rule()
    def replace_all(self) -> None:
        for slot in look(self.stage.house, self.stage.draw_id).to_confirm:
            self.replace(slot, "unable")

    @rule(number=experts, phone=st.booleans())
    def arrive(self, number: int, phone: bool) -> None:
        here = self.stage
        self.attempt(lambda: sign_in(here.house, here.draw_id, card(number), phone_deposited=phone))

    @rule()
    def everybody_arrives(self) -> None:
        if self.stage.draw().sealed is not None:
            self.attempt(lambda: self._everybody(self.stage))

    @staticmethod
    def _everybody(here: Stage) -> None:
        for number in range(1, 41):
            sign_in(here.house, here.draw_id, card(number), phone_deposited=True)

    @rule(number=experts, evidence=st.sampled_from([EVIDENCE, ""]))
    def declare(self, number: int, evidence: str) -> None:
        here, who = self.stage, f"E{number:06}"
        codes = here.codes("center", "regulator")
        self.attempt(lambda: declare_interest(here.house, here.draw_id, who, evidence, codes))

    @rule(number=experts, what=st.sampled_from([record_leave, suspend_expert, None]))
    def stop(self, number: int, what: Callable[..., None] | None) -> None:
        who, house = f"E{number:06}", self.stage.house
        if what is None:
            self.attempt(lambda: remove_expert(house, who))
        else:
            self.attempt(lambda: what(house, who, Period(SIGN_IN)))

    @rule(minutes=st.integers(0, 45))
    def wait(self, minutes: int) -> None:
        self.stage.town.clock.wait(minutes)

    @rule()
    def morning(self) -> None:
        self.stage.morning()

    @rule()
    def to_the_end(self) -> None:
        """The shortest lawful way on from wherever the draw is; it may still be refused."""
        here = self.stage
        here.town.signs = True
        if here.draw().seating is None or here.draw().end is not None:
            return
        self.replace_all()
        self.attempt(here.fill)
        self.attempt(here.seal)
        self.morning()
        self.everybody_arrives()
        self.attempt(here.unseal)
        self.attempt(here.close)

    @rule(signs=st.booleans())
    def sequencer(self, signs: bool) -> None:
        self.stage.town.signs = signs

    @rule()
    def wrong_share(self) -> None:
        here = self.stage
        try:
            reveal_share(here.house, here.draw_id, "tenderer", here.share("regulator"))
        except ShareDoesNotOpen:
            return
        except Refusal:
            return
        raise AssertionError("somebody else's share opened the commitment")

    @invariant()
    def a_view_names_nobody(self) -> None:
        self.said.append(repr(look(self.stage.house, self.stage.draw_id)))

    def teardown(self) -> None:
        here = self.stage
        here.town.signs = True
        if len(self.said) % 2:
            self.to_the_end()
        told = "\n".join(self.said)
        assert [text for text in SECRETS if text in told] == []
        draw = here.draw()
        if draw.phase == "closed":
            report = verify(
                export_bundle(here.house, here.draw_id, "auditor"),
                policy=export_policy(here.house),
                register=export_register(here.house, here.draw_id),
                receipt=draw.lock_hash.hex() if draw.lock else None,
                records=export_records(here.house, here.draw_id),
                log=export_log(here.house),
            )
            assert failures(report) == []
            assert report.exit_code == 0
        assert_whatever_came_of_it_verifies(here)


AnyLife.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyLife = AnyLife.TestCase
