"""What an application says (Art. 8(1)); data-standard set 9005 and the trading platforms' forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company, Period

Procurement = Literal["tendering", "government-procurement", "negotiation", "consultation", "inquiry"]
Mode = Literal["random", "selective"]
Party = Literal["tenderer", "regulator", "center"]
WhyNone = Literal["", "not-listed", "other-law"]
Duty = Literal["must", "may", "other-rule"]
PARTIES: tuple[Party, Party, Party] = ("tenderer", "regulator", "center")


@dataclass(frozen=True, slots=True)
class Bidder:
    """A bidder; ``members`` are its consortium members and declared parent companies."""

    company: Company
    members: tuple[Company, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What makes an application one for the dispatch service (Art. 15). ``host``: the unit and place the
    experts go to; ``notice_at``: when the tender notice is published; ``approval``: number of the management
    department's paper; ``place``, ``staff``: what the host declares to have."""

    host: str
    booked_at: datetime
    notice_at: datetime
    approval: str
    place: bool
    staff: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What an application says of the transaction catalogue (Art. 3). ``line``: the code of its line; "" with
    ``why``, and ``law``: the law that rules instead. ``edition``, ``name`` of the line and ``duty`` follow at
    the filing (``rules.catalogue``)."""

    line: str = ""
    why: WhyNone = ""
    law: str = ""
    edition: str = ""
    name: str = ""
    duty: Duty = "may"


@dataclass(frozen=True, slots=True)
class Application:
    """One version of an application. Money in fen. Times aware UTC.

    ``project_code``/``section_code`` are the standard's 20- and 23-character codes (forgiving: any
    non-empty text of at most that length). ``authority``: the bodies in charge of or supervising the
    project (Art. 12(2)). ``pools``, ``areas``: see ``rules.scope``. ``dispatch`` None: the house's own.
    ``catalogue`` None: nothing was said of it, as in all that were filed before it was asked.
    """

    project_code: str
    section_code: str
    project_name: str
    procurement: Procurement
    filed_by: Literal["tenderer", "agency"]
    tenderer: Company
    strata: tuple[Stratum, ...]
    owner_representatives: int
    bid_opening: datetime
    signin_at: datetime
    signin_place: str
    expected_minutes: int
    latest_start: datetime
    agency: Company | None = None
    authority: tuple[str, ...] = ()
    budget_fen: int = 0
    complex: bool = False
    open_tender_threshold_reached: bool = False
    out_of_town: bool = False
    pools: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    mode: Mode = "random"
    dispatch: Dispatch | None = None
    catalogue: Listing | None = None

    @property
    def period(self) -> Period:
        """When its experts are engaged."""
        return Period(self.signin_at, self.signin_at + timedelta(minutes=self.expected_minutes))

    @property
    def seats(self) -> int:
        return sum(stratum.quota for stratum in self.strata)
