"""A house at work at speed: projects on every working day, calls, late arrivals, entries, objections.

Chance is seeded, time jumps from act to act. What came of it is judged by ``tests.faults.checker`` from the
log alone, which knows nothing of this file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from audit.refusal import Refusal
from draw_service.drill.numbers import credit_number
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company, ExpertRecord, Major
from draw_service.rules.refusals import NoOpenSeat
from draw_service.usecases.arrival.mark_late import mark_late
from draw_service.usecases.arrival.record_receipt import record_receipt
from draw_service.usecases.arrival.replace_member import replace_member
from draw_service.usecases.conduct.draft_from_seat import draft_from_seat
from draw_service.usecases.conduct.office import office_of
from draw_service.usecases.draws.abort import abort
from draw_service.usecases.expert.sign_statement import confirm_unchanged
from draw_service.usecases.ports import House
from draw_service.usecases.supervision.record_notice import record_notice
from scoring.rules.entries import Entry
from scoring.rules.objections import Objection
from scoring.rules.people import Person
from scoring.rules.publication import Publication
from scoring.rules.refusals import AnnualDiffers
from scoring.rules.working_days import Calendar
from scoring.usecases.accept_objection import accept_objection
from scoring.usecases.answer_objection import answer_objection
from scoring.usecases.confirm_annual import confirm_annual
from scoring.usecases.confirm_entry import confirm_entry
from scoring.usecases.file_objection import file_objection
from scoring.usecases.notify_entry import notify_entry
from scoring.usecases.prepare_annual import prepare_annual
from scoring.usecases.reverse_entry import reverse_entry
from scoring.usecases.review_publication import review_publication
from scoring.usecases.tick_due import tick_due
from tests.rules.examples import shanghai
from tests.usecases.register import application, card, record
from tests.usecases.stage import MovedClock, Stage

FIRST, SECOND, THIRD = (Person(f"center-{number}", "center") for number in (1, 2, 3))
REGULATOR, LEAD, OFFICE = (
    Person("regulator-1", "regulator"),
    Person("lead-1", "lead"),
    Person("office-1", "office"),
)
SILENT = ("declined", "silent", "unreachable", "unconfirmed")
ITEMS = (7, 9, 10, 12, 15, 20)
EXPERTS = 320


@dataclass
class Operation:
    """``says_yes``: the chance that a called expert accepts; ``objects``: that an entry is objected to."""

    house: House
    clock: MovedClock
    chance: Random
    says_yes: float = 0.25
    objects: float = 0.9
    done: Counter[str] = field(default_factory=Counter)
    run_id: str = ""

    def fill_register(self, at: datetime) -> None:
        """Experts without ties: who is drawn is chance alone."""
        with self.house.books() as books:
            for number in range(1, EXPERTS + 1):
                books.pool.add(person(number), at=at)
            books.commit()

    def run(self, days: list[date], each: int, progress: Callable[[int], None] = lambda _done: None) -> None:
        """``each`` projects a day; the evaluation is two working days later."""
        calendar, ahead = self.house.calendar(), []
        for at, day in enumerate(days):
            self.reach(shanghai(f"{day} 08:00"))
            self.desk()
            if day.year > days[0].year:
                self.renew(day)
            for stage in [one for one in ahead if self.day_of(one) <= day]:
                ahead.remove(stage)
                self.evaluate(stage)
            for number in range(each):
                self.reach(shanghai(f"{day} 14:00") + timedelta(minutes=40 * number))
                stage = self.draw(two_later(calendar, day), number)
                if stage is not None:
                    ahead.append(stage)
            self.annual(day)
            progress(at + 1)

    def draw(self, day: date, number: int) -> Stage | None:
        """One project from its application to the seal; now and then it stops before."""
        signin = shanghai(f"{day} 09:00") + timedelta(minutes=30 * number)
        stage = Stage(
            self.house,
            self.clock,
            application(
                strata=(Stratum("build", "A08", 3), Stratum("goods", "B07", 2)),
                bid_opening=signin - timedelta(minutes=15),
                signin_at=signin,
                latest_start=signin + timedelta(hours=5),
                project_code=f"P-{day.isoformat()}-{number}",
                pools=(),
            ),
        )
        stage.go("ordered")
        self.done["draws"] += 1
        if self.chance.random() < 0.02:
            abort(self.house, stage.draw_id, "project-stopped", "told", stage.codes())
            self.done["aborted"] += 1
            return None
        self.call(stage)
        stage.seal()
        for slot in stage.draw().seating.accepted:  # type: ignore[union-attr]
            record_receipt(self.house, stage.draw_id, slot, self.clock.now())
        return stage

    def call(self, stage: Stage) -> None:
        """Until every seat has somebody, or nobody is left."""
        with suppress(NoOpenSeat):
            while True:
                made = stage.call()
                if made.ordinal is None:
                    continue
                self.wait(20)
                yes = self.chance.random() < self.says_yes
                stage.answer(made.slot, "accepted" if yes else self.chance.choice(SILENT))
                self.done["calls"] += 1

    def evaluate(self, stage: Stage) -> None:
        """Sign-in with somebody missing now and then, unsealing, entries, the result notice."""
        self.reach(stage.application.signin_at)
        slots = list(stage.draw().seating.accepted)  # type: ignore[union-attr]
        missing = [slot for slot in slots if self.chance.random() < 0.03]
        if here := [slot for slot in slots if slot not in missing]:
            stage.sign_in(*here)
        if missing:
            self.wait(60 * 45)
            for slot in missing:
                self.done[mark_late(self.house, stage.draw_id, slot)] += 1
                replace_member(self.house, stage.draw_id, slot, "unable", stage.codes())
            self.call(stage)
            stage.seal()
            held = stage.draw().seating
            assert held is not None
            if back := [slot for slot in held.accepted if slot not in held.arrived]:
                stage.sign_in(*back)
        stage.unseal()
        stage.close()
        self.wait(600)
        record_notice(self.house, stage.application_id, f"N-{stage.application_id}")
        self.enter(stage)

    def enter(self, stage: Stage) -> None:
        """Entries against seats of the panel: drafted by one, confirmed by another, notified."""
        office, arrived = office_of(self.house), sorted(stage.draw().seating.arrived)  # type: ignore[union-attr]
        for slot in self.chance.sample(arrived, k=min(len(arrived), self.chance.choice((0, 0, 1, 1)))):
            hour = self.clock.now() - timedelta(minutes=5)
            entry = draft_from_seat(
                self.house, stage.draw_id, slot, self.chance.choice(ITEMS), hour, "记录", FIRST
            )
            confirm_entry(office, entry, SECOND)
            notify_entry(office, entry, "paper", SECOND)
            self.done["entries"] += 1

    def desk(self) -> None:
        """What the ledger's people do of a morning; some are slow on purpose."""
        office = office_of(self.house)
        self.done["moved"] += tick_due(office)
        with self.house.books() as books:
            entries = [one for one in books.scores.find(Entry, states=("effective",)) if one.window]
            open_ = books.scores.find(Objection, states=("filed", "accepted"))
            publications = books.scores.find(Publication, states=("waiting",))
        for entry in entries:
            if self.chance.random() < self.objects * 0.2:
                self.attempt(
                    "objections",
                    lambda one=entry: file_objection(
                        office, "entry", one.id, one.expert, "不认可", Person(one.expert, "expert")
                    ),
                )
        for objection in open_:
            if self.chance.random() < 0.25:
                if objection.state == "filed":
                    self.attempt("accepted", lambda one=objection: accept_objection(office, one.id, LEAD))
                else:
                    answer = self.chance.choice(("upheld", "revoked"))
                    self.attempt(
                        "answered",
                        lambda one=objection, said=answer: answer_objection(
                            office, one.id, said, "复核", LEAD
                        ),
                    )
        for publication in publications:
            self.attempt("reviewed", lambda one=publication: review_publication(office, one.id, THIRD))
        if entries and self.chance.random() < 0.05:
            one = self.chance.choice(entries)
            self.attempt("reversed", lambda: reverse_entry(office, one.id, REGULATOR, "记错"))

    def annual(self, day: date) -> None:
        """Last year's results: prepared in January, confirmed by the office as soon as the window is over;
        prepared again where an answer has changed them meanwhile."""
        office, last = office_of(self.house), day.year - 1
        due = day.month == 1 and day.day > 10 and not self.done[f"prepared {last}"]
        if not due and self.run_id and not self.done[f"confirmed {last}"]:
            differs = self.attempt(
                f"confirmed {last}", lambda: confirm_annual(office, self.run_id, OFFICE, "N-1")
            )
            due = differs == AnnualDiffers.code
        if due:
            self.run_id = prepare_annual(office, last, REGULATOR).id
            self.done[f"prepared {last}"] += 1

    def renew(self, day: date) -> None:
        """Once a year everybody confirms the own entry; who does not is not drawn any more (Art. 20(4))."""
        if not self.done[f"renewed {day.year}"]:
            for number in range(1, EXPERTS + 1):
                confirm_unchanged(self.house, f"E{number:06}")
            self.done[f"renewed {day.year}"] += 1

    def attempt(self, what: str, act: Callable[[], object]) -> str:
        """Somebody tries; a refusal is an answer: its code, or nothing."""
        try:
            act()
        except Refusal as refusal:
            self.done[f"refused {refusal.code}"] += 1
            return refusal.code
        self.done[what] += 1
        return ""

    def wait(self, seconds: int) -> None:
        self.clock.jump(self.clock.now() + timedelta(seconds=seconds))

    def reach(self, at: datetime) -> None:
        """Not before ``at``; never back."""
        self.clock.jump(max(at, self.clock.now()))

    @staticmethod
    def day_of(stage: Stage) -> date:
        return stage.application.signin_at.date()


def person(number: int) -> ExpertRecord:
    """The expert the register will call ``E000001`` for 1: whoever signs in shows the card of that number."""
    code = "A080101" if number % 8 < 5 else "B070201"
    return replace(
        record(20),
        id_card=card(number),
        birthday=date(1970, 1, 1) + timedelta(days=number),
        name=f"鹤测甲{number}",
        employer=Company(f"鹤测单位{number}有限公司", credit_number(number)),
        area="220802000",
        phones=(f"+861540000{number:04}",),
        majors=(Major(code, True),),
        enter_date=date(2020, 1, 1),
    )


def two_later(calendar: Calendar, day: date) -> date:
    found, left = day, 2
    while left:
        found += timedelta(days=1)
        left -= calendar.is_working_day(found).working
    return found
