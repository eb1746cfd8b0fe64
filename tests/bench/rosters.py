"""A roster of any size as a spreadsheet holds it: every field a real one has, the same for the same size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from draw_service.drill.numbers import credit_number, id_number
from draw_service.rules.people import Company, ExpertRecord, Major
from tests.bench.experts import CODES, PER_EMPLOYER, name_of

EDUCATION = ("本科", "硕士研究生", "博士研究生")
TITLES = ("高级工程师", "正高级工程师", "高级经济师", "研究员")
FIRST = date(1958, 1, 1)


def people(size: int) -> Iterator[ExpertRecord]:
    """``size`` experts with identity numbers, phones and firms that pass every check."""
    firms = [
        Company(f"鹤城市第{n}设计院有限公司", credit_number(n)) for n in range(1, size // PER_EMPLOYER + 2)
    ]
    for number in range(size):
        born = FIRST + timedelta(days=number * 37 % 13_000)
        serial = number // 13_000 * 37 + number % 37
        codes = CODES[number % len(CODES)]
        yield ExpertRecord(
            id_card=id_number(born, serial % 1000),
            id_card_type="01",
            name=name_of(number),
            sex="1" if serial % 2 else "2",
            birthday=born,
            education=EDUCATION[number % 3],
            professional=TITLES[number % 4],
            onwork=number % 5 > 0,
            employer=firms[number * 7 % len(firms)],
            industry="E48",
            area="220802000",
            phones=(f"+861540{number:07d}",),
            available=True,
            enter_date=FIRST + timedelta(days=22_000 + number % 2_000),
            base_type="1",
            majors=tuple(Major(code, at == 0) for at, code in enumerate(codes)),
            duty="科长" if number % 3 else "",
            post_address=f"鹤城市建设路{number % 900 + 1}号",
            postcode="137000",
            work_year=f"{number % 40:02d}",
        )
