"""The document: valid, whole, in both languages, of the API alone; its examples pass their own schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from draw_service.rules.access import Scope
from draw_service.web.api.refusals import EXAMPLES
from tests.web.api.conftest import City

_HAN, _LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{3}")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            yield path, method, one


def test_it_is_openapi_and_anybody_may_read_it(city: City) -> None:
    answer = city.with_secret("").client.get("/openapi.json")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["openapi"].startswith("3.1")
    validate(answer.json())


def test_only_the_api_is_in_it(raw: dict[str, Any]) -> None:
    assert all(path.startswith("/api/v1/") for path in raw["paths"])
    routed = {(path, method) for path, method, _one in operations(raw)}
    assert len(routed) == len(list(operations(raw))) >= 14


def test_a_client_can_be_made_from_it(raw: dict[str, Any]) -> None:
    names = [one["operationId"] for _path, _method, one in operations(raw)]

    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+[A-Za-z]+", name) for name in names)
    tags = {tag["name"] for tag in raw["tags"]}
    assert all(set(one["tags"]) <= tags for _path, _method, one in operations(raw))


def test_every_operation_names_its_scope(raw: dict[str, Any]) -> None:
    asked = {scope for _p, _m, one in operations(raw) for need in one["security"] for scope in need["apiKey"]}

    assert asked == {str(scope) for scope in Scope}
    assert raw["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"


def test_every_post_says_how_it_is_sent_again(raw: dict[str, Any]) -> None:
    for _path, method, one in operations(raw):
        headers = [p for p in one.get("parameters", []) if p["in"] == "header"]
        assert [p["name"] for p in headers] == (["Idempotency-Key"] if method == "post" else [])
        if method == "post":
            assert headers[0]["required"]
            assert "Location" in one["responses"]["201"]["headers"]


def test_every_refusal_is_documented_with_its_codes(raw: dict[str, Any]) -> None:
    for _path, _method, one in operations(raw):
        for status, response in one["responses"].items():
            if int(status) >= 400:
                content = response["content"]["application/problem+json"]
                codes = content["schema"]["allOf"][1]["properties"]["code"]["enum"]
                assert set(content["examples"]) == set(codes)
                assert {EXAMPLES[code]["value"]["status"] for code in codes} == {int(status)}
        assert {"401", "403", "429", "503"} <= set(one["responses"])
    listed = raw["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert set(listed) == {*EXAMPLES, "wrong-way"}


def test_everything_is_described_in_both_languages(raw: dict[str, Any]) -> None:
    said = [raw["info"]["title"], raw["info"]["description"], raw["info"]["summary"]]
    said += [tag["description"] for tag in raw["tags"]]
    for _path, _method, one in operations(raw):
        said += [one["summary"], one["description"]]
        said += [parameter["description"] for parameter in one.get("parameters", [])]
        said += [response["description"] for response in one["responses"].values()]
    for schema in raw["components"]["schemas"].values():
        said += [one["description"] for one in schema["properties"].values() if "description" in one]

    assert not [text for text in said if not (_HAN.search(text) and _LATIN.search(text))]


def test_every_field_is_described(raw: dict[str, Any]) -> None:
    bare = [
        f"{name}.{field}"
        for name, schema in raw["components"]["schemas"].items()
        for field, one in schema["properties"].items()
        if "description" not in one
    ]

    assert bare == []


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return {"components": document["components"], **schema}


def test_examples_pass_their_own_schemas(raw: dict[str, Any]) -> None:
    checked = 0
    for name, schema in raw["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            Draft202012Validator(resolved(raw, {"$ref": f"#/components/schemas/{name}"})).validate(example)
            checked += 1
    problem = resolved(raw, {"$ref": "#/components/schemas/Problem"})
    for example in raw["components"]["examples"].values():
        Draft202012Validator(problem).validate(example["value"])
    for _path, _method, one in operations(raw):
        for parameter in one.get("parameters", ()):
            for example in parameter["schema"].get("examples", ()):
                Draft202012Validator(parameter["schema"]).validate(example)
                checked += 1
    assert checked > 20


@pytest.mark.parametrize("kind", ["requestBody", "200", "201"])
def test_every_body_has_an_example(raw: dict[str, Any], kind: str) -> None:
    schemas = raw["components"]["schemas"]
    without = []
    for _path, _method, one in operations(raw):
        part = one.get(kind) or one["responses"].get(kind) or {}
        schema = part.get("content", {}).get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        if name and not schemas[name].get("examples"):
            without.append(name)

    assert without == []
