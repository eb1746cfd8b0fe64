"""How structured values lie inside an encrypted cell: compact JSON of the domain's own dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter

from pydantic import TypeAdapter

from draw_service.rules.applications import Application, Bidder
from draw_service.rules.people import ExpertRecord, Major, Tie


@dataclass(frozen=True, slots=True)
class Relations:
    """Whom an expert is tied to. ``relatives``: identity numbers. ``employer``: the employer's name where
    it is spelled otherwise than in the row the firm shares with others."""

    ties: tuple[Tie, ...] = ()
    relatives: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    employer: str = ""


@dataclass(slots=True)
class Details:
    """What of a file no rule reads; the names are those of ``ExpertRecord``. Not frozen: it lives from a
    record to its JSON, and a frozen one takes three times as long to make."""

    id_card: str
    id_card_type: str
    sex: str
    birthday: date
    education: str
    professional: str
    industry: str
    base_type: str
    duty: str
    post_address: str
    postcode: str
    work_year: str


APPLICATION = TypeAdapter(Application)
BIDDERS = TypeAdapter(tuple[Bidder, ...])
DETAILS = TypeAdapter(Details)
PHONES = TypeAdapter(tuple[str, ...])
RELATIONS = TypeAdapter(Relations)
NO_RELATIONS = Relations()


_DETAILS_OF = attrgetter(*Details.__slots__)


def details_of(record: ExpertRecord) -> Details:
    return Details(*_DETAILS_OF(record))


def write_majors(majors: tuple[Major, ...]) -> str:
    """``"A0102*;B03"``: codes in the order given, the main ones marked."""
    return ";".join(major.code + "*" * major.main for major in majors)


@lru_cache(maxsize=1 << 16)
def read_majors(text: str) -> tuple[Major, ...]:
    return tuple(Major(code.rstrip("*"), code.endswith("*")) for code in text.split(";") if code)


@lru_cache(maxsize=1 << 16)
def ascending_codes(text: str) -> tuple[str, ...]:
    """The codes alone, ascending, each once: the form of a register row."""
    return tuple(sorted({major.code for major in read_majors(text)}))
