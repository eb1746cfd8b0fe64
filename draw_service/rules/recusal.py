"""Who must step back (Art. 12; 招标投标法实施条例 46; 政府采购法实施条例 9; rules section 2, items 2-4).

One code is kept per expert, the first that applies: by tie (employer-is-, worked-for-, board-of-, controls-,
relative-of-), within a tie by role (bidder, agency, tenderer), then authority-staff, declared, legal-bar.
The reading is protective throughout: a boundary day counts as inside, a consortium member or parent company
counts as the bidder, and an alias or an equal name is enough where a credit code is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from draw_service.rules.applications import Application, Bidder
from draw_service.rules.companies import Aliases, normalise, same
from draw_service.rules.packs import RulePack
from draw_service.rules.people import Company, Expert, Tie, TieKind
from scoring.rules.working_days import civil_date

Role = Literal["bidder", "agency", "tenderer"]
_ROLES: tuple[Role, ...] = ("bidder", "agency", "tenderer")
_CODE_LENGTH = 18


@dataclass(frozen=True, slots=True, repr=False)
class ProjectParties:
    """Everyone an expert may be tied to in one project.

    ``bidders`` is empty while the list is unknown; recusal runs again when it opens. ``authority``: bodies in
    charge of or supervising the project (Art. 12(2)). ``requests``: register ids of experts against whom a
    supplier's written request was found justified (政府采购法实施条例 9). ``now``: where looking back starts.
    Has no repr: a bidder list is held sealed.
    """

    tenderer: Company
    now: datetime
    agency: Company | None = None
    bidders: tuple[Bidder, ...] = ()
    authority: tuple[str, ...] = ()
    requests: frozenset[str] = field(default_factory=frozenset)

    def companies(self, role: Role) -> tuple[Company, ...]:
        if role == "tenderer":
            return (self.tenderer,)
        if role == "agency":
            return () if self.agency is None else (self.agency,)
        return tuple(firm for bidder in self.bidders for firm in (bidder.company, *bidder.members))


def parties_of(
    application: Application, bidders: Sequence[Bidder], requests: Iterable[str], now: datetime
) -> ProjectParties:
    """The parties of an application, with what is known of its bidders."""
    return ProjectParties(
        application.tenderer,
        now,
        application.agency,
        tuple(bidders),
        application.authority,
        frozenset(requests),
    )


def recusal(expert: Expert, parties: ProjectParties, aliases: Aliases, pack: RulePack) -> str | None:
    """The ``why`` code under which the expert must step back from the project, or None."""
    today = civil_date(parties.now)
    since = _years_before(today, pack.int("lookback_years"))
    for prefix, firms in _ties(expert, today, since):
        for role in _ROLES if firms else ():
            if _any_same(firms, parties.companies(role), aliases):
                return f"{prefix}-{role}"
    if _on_staff(expert, parties.authority):
        return "authority-staff"
    everyone = tuple(firm for role in _ROLES for firm in parties.companies(role))
    declared = _companies(expert.ties, "declared", since)
    if expert.id in parties.requests or _any_same(declared, everyone, aliases):
        return "declared"
    return "legal-bar" if expert.legal_bar else None


def relative_on_panel(expert: Expert, holder_ids: AbstractSet[str], holders_relatives: Iterable[str]) -> bool:
    """Whether the expert and a seat holder are near relatives, whichever of the two declared it.

    ``holder_ids``: register ids of the active holders; ``holders_relatives``: the ids they declared. The
    caller asks only while the pack's ``relatives_same_panel`` is on.
    """
    return not expert.relatives.isdisjoint(holder_ids) or expert.id in holders_relatives


def _ties(expert: Expert, today: date, since: date) -> tuple[tuple[str, list[Company]], ...]:
    """The expert's companies by tie, in the order of precedence."""
    employed = [tie for tie in expert.ties if tie.kind == "employed"]
    current = [tie.company for tie in employed if tie.until is None or tie.until >= today]
    return (
        ("employer-is", [*_employer(expert), *current]),
        ("worked-for", _companies(employed, "employed", since)),
        ("board-of", _companies(expert.ties, "board", since)),
        ("controls", _companies(expert.ties, "controls", since)),
        # Kinship with the head counts while it lasts: the law sets no look-back for it.
        ("relative-of", _companies(expert.ties, "relative", today)),
    )


def _employer(expert: Expert) -> tuple[Company, ...]:
    """The employer; its code may stand in ``unit`` alone, which else is only the register's own id."""
    firm = expert.employer
    if not firm.code and len(expert.unit) == _CODE_LENGTH:
        firm = Company(firm.name, expert.unit)
    return (firm,) if firm.name or firm.code else ()


def _companies(ties: Iterable[Tie], kind: TieKind, since: date) -> list[Company]:
    """Companies of ties of this kind that lasted to ``since`` at least; the day itself counts."""
    return [tie.company for tie in ties if tie.kind == kind and (tie.until is None or tie.until >= since)]


def _any_same(firms: Iterable[Company], others: Sequence[Company], aliases: Aliases) -> bool:
    return any(same(firm, other, aliases) for firm in firms for other in others)


def _on_staff(expert: Expert, bodies: Iterable[str]) -> bool:
    """Art. 12(2): staff of the body in charge or of a supervising body, by record or by employer."""
    mine = {normalise(body) for body in (*expert.authority, expert.employer.name)} - {""}
    return not mine.isdisjoint(normalise(body) for body in bodies)


def _years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February falls back to the 28th, so nothing is cut off."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
