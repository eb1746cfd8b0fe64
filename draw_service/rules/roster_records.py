"""An expert as rows of text by standard column name, and back (Art. 2; national data standard, set 212).

The two functions are each other's inverse, so what is exported can be imported again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from draw_service.rules import identifiers as ids
from draw_service.rules.people import Company, ExpertRecord, Major, Period, Tie, TieKind
from draw_service.rules.roster_columns import SheetKind

Values = Mapping[str, str]
"""Standard column name -> canonical text (``roster_cells.canonical``)."""


def record_of(rows: Sequence[Values], beside: Mapping[SheetKind, Sequence[Values]]) -> ExpertRecord:
    """The expert of checked rows: ``rows`` of the experts' sheet, one per specialty, the first complete."""
    one = rows[0]
    get = one.get
    majors = {row["MAJOR_CODE"]: row["IS_MAIN"] for row in rows}
    phones = one["PHONE_NUMBER"], *get("OTHER_NUMBER", "").split(";")
    return ExpertRecord(
        id_card=one["ID_CARD"],
        id_card_type=one["ID_CARD_TYPE"],
        name=one["EXPERT_NAME"],
        sex=one["SEX"],
        birthday=ids.day_of(one["BIRTHDAY"]),
        education=one["EDUCATION"],
        professional=one["PROFESSIONAL"],
        onwork=one["ONWORK"] == "1",
        employer=_company(one),
        industry=one["INDUSTRY"],
        area=one["AREA"],
        phones=tuple(dict.fromkeys(filter(None, phones))),
        available=one["DMISSON"] == "1",
        enter_date=ids.day_of(one["ENTER_DATE"]),
        base_type=one["BASE_TYPE"],
        majors=tuple(map(_major, majors, majors.values())),
        duty=get("DUTY", ""),
        post_address=get("POST_ADDRESS", ""),
        postcode=get("POSTCODE", ""),
        work_year=get("WORK_YEAR", ""),
        legal_bar=get("LEGAL_BAR", "") == "1",
        **(_declared(beside) if beside else {}),
    )


def _declared(beside: Mapping[SheetKind, Sequence[Values]]) -> dict[str, Any]:
    """What the further sheets say of an expert; most stand on none."""
    relations = beside.get("relations", ())
    ties = [*beside.get("employers", ()), *relations]
    relatives = [row["RELATIVE_ID_CARD"] for row in relations if row.get("RELATIVE_ID_CARD")]
    return {
        "ties": tuple(_tie(row) for row in ties if row.get("COMPANY")),
        "relatives": tuple(dict.fromkeys(relatives)),
        "authority": tuple(row["AUTHORITY"] for row in beside.get("authority", ())),
        "leave": tuple(_period(row) for row in beside.get("leave", ())),
        "suspended": tuple(_period(row) for row in beside.get("suspended", ())),
    }


def rows_of(record: ExpertRecord) -> dict[SheetKind, list[dict[str, str]]]:
    """The rows of one expert on every sheet."""
    card = {"ID_CARD": record.id_card}
    person = {
        **card,
        "ID_CARD_TYPE": record.id_card_type,
        "EXPERT_NAME": record.name,
        "SEX": record.sex,
        "BIRTHDAY": ids.day_text(record.birthday),
        "DUTY": record.duty,
        "EDUCATION": record.education,
        "PROFESSIONAL": record.professional,
        "ONWORK": str(int(record.onwork)),
        **_names(record.employer),
        "POST_ADDRESS": record.post_address,
        "POSTCODE": record.postcode,
        "INDUSTRY": record.industry,
        "AREA": record.area,
        "WORK_YEAR": record.work_year,
        "PHONE_NUMBER": record.phones[0] if record.phones else "",
        "OTHER_NUMBER": ";".join(record.phones[1:]),
        "DMISSON": str(int(record.available)),
        "ENTER_DATE": ids.day_text(record.enter_date),
        "BASE_TYPE": record.base_type,
        "LEGAL_BAR": str(int(record.legal_bar)),
    }
    employed = [tie for tie in record.ties if tie.kind == "employed"]
    others = [tie for tie in record.ties if tie.kind != "employed"]
    return {
        "experts": [{**person, "MAJOR_CODE": m.code, "IS_MAIN": str(int(m.main))} for m in record.majors],
        "employers": [{**card, **_names(tie.company), "END": _until(tie)} for tie in employed],
        "relations": [
            *({**card, "KIND": tie.kind, **_names(tie.company), "UNTIL": _until(tie)} for tie in others),
            *({**card, "KIND": "relative", "RELATIVE_ID_CARD": number} for number in record.relatives),
        ],
        "leave": [{**card, **_span(period)} for period in record.leave],
        "suspended": [{**card, **_span(period)} for period in record.suspended],
        "authority": [{**card, "AUTHORITY": name} for name in record.authority],
    }


@lru_cache(maxsize=1 << 14)
def _major(code: str, main: str) -> Major:
    return Major(code, main == "1")


def _company(row: Values) -> Company:
    return Company(row["COMPANY"], row.get("COMPANY_CODE", ""))


def _names(company: Company) -> dict[str, str]:
    return {"COMPANY": company.name, "COMPANY_CODE": company.code}


def _tie(row: Values) -> Tie:
    until = row.get("UNTIL") or row.get("END")
    kind = cast(TieKind, row.get("KIND") or "employed")
    return Tie(kind, _company(row), ids.calendar_date(until) if until else None)


def _until(tie: Tie) -> str:
    return ids.day_text(tie.until) if tie.until else ""


def _period(row: Values) -> Period:
    end = row.get("END")
    return Period(ids.moment(row["START"]), ids.moment(end, end=True) if end else None)


def _span(period: Period) -> dict[str, str]:
    end = ids.moment_text(period.end, end=True) if period.end else ""
    return {"START": ids.moment_text(period.start), "END": end}
