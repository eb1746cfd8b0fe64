"""Chance that repeats itself, and experts that nobody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count

from draw_service.rules.applications import Application
from draw_service.rules.lottery import Stratum
from draw_service.rules.people import Company, ExpertRecord, Major, Period, Tie

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class SeededEntropy:
    """The same bytes for the same seed, never the same twice within one run."""

    def __init__(self, seed: bytes) -> None:
        self._seed, self._numbers = seed, count()

    def bytes(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            found += sha256(self._seed + next(self._numbers).to_bytes(8, "big")).digest()
        return found[:size]


def record(number: int, **changes: object) -> ExpertRecord:
    """Expert ``number``: every field filled in, every word distinct from every other expert's."""
    made = ExpertRecord(
        id_card=f"22080219800101{number:04d}",
        id_card_type="1",
        name=f"专家甲{number}号",
        sex="1",
        birthday=date(1980, 1, 1),
        education="20",
        professional="高级工程师",
        onwork=True,
        employer=Company(f"测试单位{number}有限公司", f"91220800MA{number:08d}"),
        industry="E",
        area="220800",
        phones=(f"+861380000{number:04d}", f"+861390000{number:04d}"),
        available=True,
        enter_date=date(2020, 5, 1),
        base_type="1",
        majors=(Major("A080101", True), Major("A0702")),
        duty="科长",
        post_address=f"测试路{number}号",
        postcode="137000",
        work_year="20",
        ties=(Tie("board", Company(f"关联公司{number}"), date(2024, 6, 1)),),
        authority=(f"住建局{number}科",),
        leave=(Period(NOON, NOON.replace(day=9)),),
        suspended=(Period(NOON.replace(month=6)),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def application(**changes: object) -> Application:
    made = Application(
        project_code="P-1",
        section_code="S-1",
        project_name="实验楼改造",
        procurement="tendering",
        filed_by="agency",
        tenderer=Company("招标单位", "91220800MA00000099"),
        strata=(Stratum("s1", "A08", 3), Stratum("s2", "A07", 2)),
        owner_representatives=0,
        bid_opening=NOON.replace(day=5),
        signin_at=NOON.replace(day=6),
        signin_place="评标一室",
        expected_minutes=240,
        latest_start=NOON.replace(day=6, hour=6),
        agency=Company("代理机构"),
        authority=("住建局",),
        budget_fen=1_000_000_00,
    )
    return replace(made, **changes)  # type: ignore[arg-type]
