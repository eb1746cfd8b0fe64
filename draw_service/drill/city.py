"""The practice city: a register of the size and shape of a real one (Art. 2), none of it real.

Proportions of a prefecture's pool: of 603 experts 429 sit in the city and 174 in its counties; 265 for
goods, 270 for works, 68 for services by main specialty. Identity numbers start with 220800, which no person
has; mobiles start with 154, which no network serves; credit codes carry the same unused district.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from draw_service.drill import words
from draw_service.drill.cast import Cast, cast_recusals
from draw_service.drill.chance import Chance
from draw_service.drill.numbers import credit_number, id_number
from draw_service.rules.applications import Bidder
from draw_service.rules.identifiers import RESIDENT_CARD, SHANGHAI, born, sex_of
from draw_service.rules.people import Company, ExpertRecord, Major, Period, Tie, TieKind

Behaviour = Literal["accept", "decline", "silent", "unreachable"]
_BEHAVIOUR: tuple[tuple[int, Behaviour], ...] = (
    (62, "accept"),
    (78, "decline"),
    (92, "silent"),
    (100, "unreachable"),
)
"""Cumulated weights in percent."""
_FULL, _CITY, _GOODS, _WORKS = 603, 429, 265, 270
_FIRMS, _BODIES = 104, 16
TODAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class City:
    """A register and a project in it. ``records`` are the sound experts; ``cast`` is the project's parties
    and who must step back from it, by identity number; ``today`` is the day everything is dated from."""

    seed: int
    today: date
    records: tuple[ExpertRecord, ...] = field(repr=False)
    cast: Cast = field(repr=False)

    @property
    def bidders(self) -> tuple[Bidder, ...]:
        """Bidders to whom, among the experts of A08, every kind of tie exists."""
        return self.cast.bidders

    def behaviour(self, id_card: str) -> Behaviour:
        """What this expert does when the simulated phone rings; the same on every call."""
        at = Chance(self.seed, f"behaviour {id_card}").below(100)
        return next(name for limit, name in _BEHAVIOUR if at < limit)


def make_city(seed: int, size: int = _FULL, today: date = TODAY) -> City:
    """The city of ``seed`` with ``size`` experts; other sizes keep the proportions.

    From about 100 experts on, every role of ``cast_recusals`` finds its expert; in a smaller city the last
    roles stay empty.
    """
    chance = Chance(seed, "city")
    firms = [_firm(chance, n) for n in range(_FIRMS)]
    bodies = [Company(f"鹤城市第{n + 1}{chance.pick(words.PUBLIC)}") for n in range(_BODIES)]
    in_city = chance.shuffled([n < size * _CITY // _FULL for n in range(size)])
    goods, works = size * _GOODS // _FULL, size * _WORKS // _FULL
    groups = chance.shuffled(["B"] * goods + ["A"] * works + ["C"] * (size - goods - works))
    cards = _cards(chance, size, today)
    employers = [*firms, *bodies]
    records = [_expert(chance, n, cards[n], groups[n], in_city[n], employers, today) for n in range(size)]
    records = _kin(chance, records)
    cast, records = cast_recusals(records, firms, today)
    return City(seed, today, tuple(records), cast)


def _firm(chance: Chance, n: int) -> Company:
    place = words.PLACES[n % len(words.PLACES)]
    trade = words.TRADES[(n // len(words.PLACES)) % len(words.TRADES)]
    name = f"{place}{trade}{chance.pick(words.FORMS)}"
    # A registered branch office or an old roster often carries a name alone.
    return Company(name, "" if n >= 24 and n % 9 == 0 else credit_number(n))


def _cards(chance: Chance, size: int, today: date) -> list[str]:
    """``size`` distinct identity numbers of people of 32 to 68 years."""
    cards: dict[str, None] = {}
    while len(cards) < size:
        birthday = date(today.year - chance.between(32, 68), 1, 1) + timedelta(days=chance.below(365))
        cards.setdefault(id_number(birthday, chance.below(1000)))
    return list(cards)


def _name(chance: Chance) -> str:
    if chance.percent(2):
        return f"{chance.pick(words.STEPPE)}·{chance.pick(words.STEPPE)}"
    surname = chance.pick(words.DOUBLE_SURNAMES) if chance.percent(3) else chance.pick(words.SURNAMES)
    given = "".join(chance.pick(words.GIVEN) for _ in range(1 if chance.percent(30) else 2))
    return surname + (given[:-1] + chance.pick(words.RARE) if chance.percent(4) else given)


def _majors(chance: Chance, group: str, n: int) -> tuple[Major, ...]:
    tree = words.SPECIALTIES[group]
    # Works are for the most part construction (A08), the specialty of the practice project.
    parent, children = tree[chance.below(5)] if group == "A" and n % 3 else chance.pick(tree)
    main = f"{parent}{chance.between(1, children):02}"
    further = {f"{parent}{chance.between(1, children):02}" for _ in range(chance.below(3))} - {main}
    if chance.percent(10):
        further.add(chance.pick(words.SPECIALTIES[chance.pick("ABC")])[0])
    return (Major(main, True), *(Major(code) for code in sorted(further)))


def _expert(
    chance: Chance, n: int, card: str, group: str, in_city: bool, employers: list[Company], today: date
) -> ExpertRecord:
    birthday = born(card)
    retired = today.year - birthday.year > 60
    phone = f"+86154{n:08}"
    return ExpertRecord(
        id_card=card,
        id_card_type=RESIDENT_CARD,
        name=_name(chance),
        sex=sex_of(card),
        birthday=birthday,
        education=chance.pick(words.EDUCATION),
        professional=chance.pick(words.TITLES),
        onwork=not retired,
        employer=chance.pick(employers),
        industry=chance.pick(("E48", "E47", "M74", "Q84", "C35", "L72")),
        area=words.CITY_AREA if in_city else chance.pick(words.COUNTY_AREAS),
        phones=(phone, f"+86154{99_999_999 - n:08}") if chance.percent(15) else (phone,),
        available=not chance.percent(2),
        enter_date=today - timedelta(days=chance.between(100, 2500)),
        base_type="1",
        majors=_majors(chance, group, n),
        duty=chance.pick(words.DUTIES),
        postcode="137000" if in_city else "",
        work_year=f"{min(today.year - birthday.year - 24, 99):02}",
        ties=_ties(chance, employers, today),
        authority=(f"{chance.pick(words.PLACES)}市交通运输局",) if chance.percent(2) else (),
        leave=_periods(chance, today, 5, 30),
        suspended=_periods(chance, today, 2, 180),
    )


def _ties(chance: Chance, employers: list[Company], today: date) -> tuple[Tie, ...]:
    ties: list[Tie] = []
    if chance.percent(30):
        ties.append(Tie("employed", chance.pick(employers), today - timedelta(days=chance.between(60, 3000))))
    if chance.percent(8):
        kinds: tuple[TieKind, ...] = ("board", "controls", "relative", "declared")
        ties.append(Tie(chance.pick(kinds), chance.pick(employers)))
    return tuple(ties)


def _periods(chance: Chance, today: date, percent: int, longest: int) -> tuple[Period, ...]:
    if not chance.percent(percent):
        return ()
    first = today + timedelta(days=chance.between(-longest, 15))
    return (Period(_midnight(first), _midnight(first + timedelta(days=chance.between(3, longest)))),)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def _kin(chance: Chance, records: list[ExpertRecord]) -> list[ExpertRecord]:
    """Make one expert in fifty the near relative of another, each naming the other."""
    shuffled = chance.shuffled(range(len(records)))
    for one, other in zip(shuffled[0 : len(records) // 50], shuffled[len(records) // 2 :], strict=False):
        first, second = records[one], records[other]
        records[one] = replace(first, relatives=(second.id_card,))
        records[other] = replace(second, relatives=(first.id_card,))
    return records
