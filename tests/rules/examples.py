"""Values the rule tests share: the shipped rule pack, one expert, one application."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from draw_service.rules.applications import Application
from draw_service.rules.lottery import Stratum
from draw_service.rules.packs import RulePack, Value, build
from draw_service.rules.people import Company, Expert
from scoring.rules.working_days import SHANGHAI

NOW = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)  # Wednesday, 09:00 in Shanghai


def layer(name: str) -> Mapping[str, Any]:
    data = files("draw_service.rules") / "packs_data" / f"{name}.toml"
    return tomllib.loads(data.read_text(encoding="utf-8"))


@cache
def shipped() -> RulePack:
    return build([layer("national"), layer("jilin"), layer("baicheng")], date(2026, 6, 10))


def pack(**values: Value) -> RulePack:
    """The shipped pack with some values changed."""
    changed = {name: replace(shipped().parameter(name), value=value) for name, value in values.items()}
    return RulePack("test/1", {**shipped().parameters, **changed})


def expert(**changes: Any) -> Expert:
    base = Expert("E1", "甲", "U1", Company("白城市第一设计院"), ("A080101",))
    return replace(base, **changes)


def shanghai(text: str) -> datetime:
    """An instant from "2026-06-10 09:00" in Asia/Shanghai, as UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


def application(**changes: Any) -> Application:
    base = Application(
        project_code="P1",
        section_code="S1",
        project_name="示例工程",
        procurement="tendering",
        filed_by="tenderer",
        tenderer=Company("白城市某招标单位"),
        strata=(Stratum("build", "A08", 4),),
        owner_representatives=1,
        bid_opening=NOW + timedelta(hours=2),
        signin_at=NOW + timedelta(hours=3),
        signin_place="302",
        expected_minutes=180,
        latest_start=NOW + timedelta(hours=4),
    )
    return replace(base, **changes)
