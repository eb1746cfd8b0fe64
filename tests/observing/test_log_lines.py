"""Every writer of a log line, found in the code and made to speak of something hostile: no word gets out."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from draw_service.observing.logs import ALLOWED, configure
from draw_service.web.app import create_app
from draw_service.web.shield import Shield
from draw_service.worker import Worker
from tests.house.repository import modules

HOSTILE = (
    'x\n{"event": "forged", "level": "info", "logger": "panel.web"}',
    'x", "event": "forged", "code": "forged',
    "x\r\x1b[2K\x1b[1A\x1b[32mforged\x1b[0m\x07\x9b31m",
    "x\u2028forged\u2029forged\x85forged\x0bforged\x0cforged",
    "\u202edegrof\u202c\u2066forged",
    "%s %(forged)s {forged} {0.__class__}",
    "张三 13800001111 forged",
)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("panel")
    before = root.handlers[:], root.level, ours.level
    stream = io.StringIO()
    configure(stream, "debug")
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def _lines(written: io.StringIO) -> list[dict[str, Any]]:
    """What was written since the last look: lines of ASCII, each an object of fields that are known."""
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    assert re.fullmatch(r"(?:[ -~]+\n)*", text)
    found = [json.loads(line) for line in text.split("\n")[:-1]]
    assert not {name for line in found for name in line} - {
        "time",
        "level",
        "logger",
        "event",
        "where",
        *ALLOWED,
    }
    assert "forged" not in "".join(str(value) for line in found for value in line.values())
    return found


@pytest.mark.parametrize("logger", ["panel.web", "uvicorn.error", "forged\n{}", "\x1b[1m"])
@pytest.mark.parametrize("said", HOSTILE)
def test_no_value_forges_a_line_or_a_field(written: io.StringIO, logger: str, said: str) -> None:
    one = logging.getLogger(logger)
    one.error("%s", said)
    one.error(said.replace("%", ""))
    one.error("not-answered", extra=dict.fromkeys(ALLOWED, said) | {said: said})
    one.error("not-answered", extra={"kind": {said: said}, "code": [said]}, stack_info=True)
    try:
        raise type(said, (ValueError,), {})(said)
    except ValueError:
        one.exception("not-answered")

    assert len(_lines(written)) == 5


class _Nothing:
    """A dispatcher whose every act fails with the same words."""

    def __init__(self, said: str) -> None:
        self._said = said

    def __getattr__(self, name: str) -> Any:
        def fail(*_given: object) -> Any:
            raise ValueError(self._said)

        return fail


def _worker(said: str) -> None:
    broken = _Nothing(said)
    with ThreadPoolExecutor(1) as pool:
        Worker(broken, broken.sequence, broken.resume, pool, broken.count, dates=[broken.dates]).sweep()


def _app(said: str) -> None:
    app = create_app()

    async def fail() -> None:
        raise ValueError(said)

    app.add_api_route("/broken", fail)
    assert TestClient(app, raise_server_exceptions=False).get("/broken").status_code == 503


def _shield(said: str) -> None:
    async def fail(*_given: object) -> None:
        raise ValueError(said)

    answer = partial(Response, "later", 503)
    shield = Shield(fail, bytes, lambda _request: answer(), lambda _request: answer())
    assert TestClient(shield).get(f"/{len(said)}").status_code == 503


WRITERS: dict[str, Callable[[str], None]] = {
    "draw_service/web/app.py": _app,
    "draw_service/web/shield.py": _shield,
    "draw_service/worker.py": _worker,
}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def _written_by(text: str) -> Iterator[ast.Call]:
    """Calls of a logger: of one that is got there, or is kept as ``_LOG``."""
    for call in ast.walk(ast.parse(text)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in LEVELS:
            of = ast.unparse(call.func.value)
            if "getLogger" in of or re.search(r"(?i)(?:^|[._])log(?:ger)?$", of):
                yield call


def test_every_writer_is_tried() -> None:
    assert {path for path, text in modules().items() if any(_written_by(text))} == set(WRITERS)


def test_a_line_is_a_word_of_ours_and_known_fields() -> None:
    for path in WRITERS:
        for call in _written_by(modules()[path]):
            (event,) = call.args
            assert isinstance(event, ast.Constant), ast.unparse(call)
            assert [one.arg for one in call.keywords] == ["extra"], ast.unparse(call)
            fields = call.keywords[0].value
            assert isinstance(fields, ast.Dict)
            named = [key for key in fields.keys if key is not None]
            assert {ast.literal_eval(key) for key in named} <= set(ALLOWED)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("said", HOSTILE)
def test_a_writer_says_the_kind_of_what_failed_and_not_its_words(
    written: io.StringIO, writer: str, said: str
) -> None:
    WRITERS[writer](said)

    lines = _lines(written)
    assert lines
    assert {line["kind"] for line in lines} == {"ValueError"}
    assert {line["event"] for line in lines} <= {"job-failed", "not-answered"}


def test_no_server_writes_past_the_log() -> None:
    """Its own handlers would; so would a line for every address that is asked for."""
    servers = {}
    for path, text in modules().items():
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("uvicorn.run", "uvicorn.Config"):
                servers[path] = {one.arg: ast.unparse(one.value) for one in call.keywords}

    assert len(servers) == 3
    assert {(one.get("log_config"), one.get("access_log")) for one in servers.values()} == {("None", "False")}
    commands = [path for path in servers if "/cli/" in path]
    assert [path for path in commands if "configure(sys.stderr" not in modules()[path]] == []
    plain = [text for text in modules().values() if "(BaseHTTPRequestHandler)" in text]
    assert [text for text in plain if "def log_message" not in text] == []
