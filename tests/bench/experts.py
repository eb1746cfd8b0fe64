"""A register of any size, the same for the same size: what a large city's looks like to a draw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from draw_service.rules.lottery import RegisterRow, Stratum
from draw_service.rules.people import Company, ExpertRecord, Major

STRATA = (Stratum("a08", "A08", 3), Stratum("c06", "C06", 2))
CAP = 2
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = tuple(map("".join, product("建国志明海燕春秋文武", "华军平芳丽强伟杰敏静")))
CODES = tuple(
    tuple(sorted((f"{first}{second}{third}", *more)))
    for first, second, third, more in product(
        ("A08", "C06"), ("01", "02", "03", "04"), ("01", "05"), ((), ("B0105",), ("B0105", "B0301"))
    )
)
PER_EMPLOYER = 12


def units(size: int) -> list[str]:
    """Employers' credit codes: one for a dozen experts, and "" for those who have none."""
    return ["", *(f"91220800MA{number:07d}X" for number in range(1, size // PER_EMPLOYER + 2))]


def name_of(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number // 7 % len(GIVEN)]


def id_of(number: int) -> str:
    """As the store numbers experts, padded further so that a million still ascend."""
    return f"E{number:07d}"


def rows(size: int) -> list[RegisterRow]:
    """The register in memory; employers and code lists are shared as they are when read from a store."""
    employers = units(size)
    return [
        RegisterRow(
            id_of(number), name_of(number), employers[number * 7 % len(employers)], CODES[number % len(CODES)]
        )
        for number in range(1, size + 1)
    ]


def records(size: int) -> Iterator[ExpertRecord]:
    """The same people as they are imported."""
    employers = [Company(f"鹤城市第{at}设计院" if code else "", code) for at, code in enumerate(units(size))]
    for number in range(1, size + 1):
        codes = CODES[number % len(CODES)]
        yield ExpertRecord(
            id_card=f"22080019700101{number:07d}"[-18:],
            id_card_type="01",
            name=name_of(number),
            sex="1",
            birthday=date(1970, 1, 1),
            education="10",
            professional="高级工程师",
            onwork=True,
            employer=employers[number * 7 % len(employers)],
            industry="E48",
            area="220800",
            phones=(f"+861390000{number % 10000:04d}",),
            available=True,
            enter_date=date(2020, 1, 1),
            base_type="1",
            majors=tuple(Major(code, at == 0) for at, code in enumerate(codes)),
        )


def set_aside(ids: Iterator[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Who is excluded and who is recused: about one in a hundred each."""
    excluded: dict[str, str] = {}
    recused: dict[str, str] = {}
    for number, expert_id in enumerate(ids):
        if number % 97 == 5:
            excluded[expert_id] = "leave"
        elif number % 101 == 7:
            recused[expert_id] = "employer-is-bidder"
    return excluded, recused
