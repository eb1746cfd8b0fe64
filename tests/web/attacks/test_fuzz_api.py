"""Requests made from the published description, right and wrong: no 500, no status it does not name.

One key holds every scope; most requests are for an application and a draw that are there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from draw_service.rules.access import Scope
from draw_service.web.app import create_app
from draw_service.web.parts import Web
from draw_service.wiring import open_drill
from tests.usecases.register import RECORDS, START, TENDERER
from tests.web.api.conftest import NEW, City

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_keys = count(1)


@dataclass(frozen=True, slots=True)
class Open:
    """The interface as its description tells of it. ``there``: the names of what is there."""

    operations: list[Any]
    secret: str
    there: dict[str, str]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Open:
    house, clock, _printer = open_drill(tmp_path_factory.mktemp("fuzzed"), 1, START)
    house = replace(house, access=replace(house.access, calls_per_minute=10**6))
    with house.books() as books:
        for one in RECORDS:
            books.pool.add(one, at=START)
        books.commit()
    app = create_app(web=Web(house, "演练中心"))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    platform = City(house, clock, app, None, {}).platform(TENDERER.code, tuple(Scope))  # type: ignore[arg-type]
    made = platform.client.post(
        "/api/v1/applications",
        json=NEW,
        headers={"authorization": f"Bearer {platform.secret}", "idempotency-key": "first-0001"},
    )
    number = made.json()["application_id"]
    operations = [found.ok() for found in schema.get_all_operations()]
    there = {"application_id": number, "draw_id": made.json().get("next_draw_id", f"{number}.1")}
    return Open(operations, platform.secret, there)


def walked(service: Open, examples: int) -> Counter[int]:
    """Every operation with ``examples`` requests that fit the description and as many that do not."""
    seen: Counter[int] = Counter()
    for operation in service.operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @given(case=operation.as_strategy(generation_mode=mode), real=st.integers(0, 2))
            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def sent(case: Case, real: int) -> None:
                names = dict(case.path_parameters or {})
                if real and names:
                    case.path_parameters = {
                        name: service.there.get(name, value) for name, value in names.items()
                    }
                headers = {"Authorization": f"Bearer {service.secret}"}
                if case.operation.method == "post" and real:
                    headers["Idempotency-Key"] = f"fuzzed-{next(_keys):08}"
                answer = case.call(headers=headers)
                case.validate_response(answer, checks=CHECKS)
                seen[answer.status_code] += 1

            sent()
    return seen


def test_the_api_keeps_to_its_description(service: Open) -> None:
    seen = walked(service, 6)

    assert len(service.operations) >= 14
    assert seen[200] + seen[201] > 5, "some requests get through"
    assert sum(seen[status] for status in (400, 404, 422)) > 20


@pytest.mark.slow
def test_the_api_keeps_to_its_description_at_length(service: Open) -> None:
    walked(service, 150)
