"""Who is in the register, as the rules see them (Art. 2, Art. 12).

Frozen values without behaviour beyond comparing periods, and none of them shows a person or an employer in
its ``repr``: that ends up in errors and logs. Words are NFC. Times are aware UTC; dates are
civil dates of Asia/Shanghai. Source of the fields: national public-resource-trading data standard, set 212.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

TieKind = Literal["employed", "board", "controls", "relative", "declared"]
"""How an expert is tied to a company (Art. 12; 采购法实施条例 9): works or worked there, sits or sat on its
board, controls it, is a near relative of its head, or declared another interest."""


@dataclass(frozen=True, slots=True, repr=False)
class Company:
    """A firm or public body. ``code``: 18-character unified social credit code, "" when unknown."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open span ``[start, end)`` of aware UTC times; ``end`` None means without end."""

    start: datetime
    end: datetime | None = None

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


@dataclass(frozen=True, slots=True, repr=False)
class Tie:
    """A declared tie to ``company``; ``until`` None while it lasts, else the last day of it."""

    kind: TieKind
    company: Company
    until: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Expert:
    """What eligibility and recusal need to know of one expert; no phone, no identity number.

    ``unit`` is the employer's credit code, or the register's own id of the employer, or "". ``relatives``
    are register ids of near relatives who are experts too. ``authority``: names of the government bodies
    the expert is on the staff of. ``legal_bar`` is a bar by law or by a court. ``pool`` is the standard's
    BASE_TYPE. ``declared_at``: when employment and relations were last declared, None where nobody counts.
    """

    id: str
    name: str
    unit: str
    employer: Company
    codes: tuple[str, ...]
    area: str = ""
    pool: str = ""
    available: bool = True
    left_pool: bool = False
    suspended: tuple[Period, ...] = ()
    leave: tuple[Period, ...] = ()
    stopped_late_until: date | None = None
    ties: tuple[Tie, ...] = ()
    relatives: frozenset[str] = field(default_factory=frozenset)
    authority: tuple[str, ...] = ()
    legal_bar: bool = False
    declared_at: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Engagement:
    """An expert holds a seat of ``draw_id`` during ``period``."""

    expert_id: str
    draw_id: str
    period: Period


@dataclass(frozen=True, slots=True)
class Major:
    """One specialty of an expert: classification code (1+2+2+2 characters) and whether it is the main one."""

    code: str
    main: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class ExpertRecord:
    """One expert with every field of data-standard set 212, as imported and exported.

    ``phones`` in the order in which they are dialled (E.164). ``relatives`` are identity numbers.
    """

    id_card: str
    id_card_type: str
    name: str
    sex: str
    birthday: date
    education: str
    professional: str
    onwork: bool
    employer: Company
    industry: str
    area: str
    phones: tuple[str, ...]
    available: bool
    enter_date: date
    base_type: str
    majors: tuple[Major, ...]
    duty: str = ""
    post_address: str = ""
    postcode: str = ""
    work_year: str = ""
    ties: tuple[Tie, ...] = ()
    relatives: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    leave: tuple[Period, ...] = ()
    suspended: tuple[Period, ...] = ()
    legal_bar: bool = False
