"""The process's log: whatever is logged, by whomever, no person stands in it."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draw_service.observing.logs import ALLOWED, BLIND, Level, configure

NAME, LATIN, PHONE, IDENTITY = "张三丰", "Zhang Sanfeng", "13800001111", "110101199003074258"
TAINTS = (NAME, LATIN, PHONE, IDENTITY, f"+86{PHONE}", "某某工程咨询公司")


@contextmanager
def _configured(level: Level) -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("panel")
    before = root.handlers[:], root.level, ours.level
    stream = io.StringIO()
    try:
        configure(stream, level)
        yield stream
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        ours.setLevel(before[2])


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    with _configured("debug") as stream:
        yield stream


def _lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.mark.parametrize("logger", ["panel.web", "panel", "uvicorn.error", "sqlalchemy.engine", NAME])
@pytest.mark.parametrize("taint", TAINTS)
def test_nobody_is_named_however_it_is_logged(written: io.StringIO, logger: str, taint: str) -> None:
    one = logging.getLogger(logger)
    fields = dict.fromkeys(ALLOWED, taint) | {"name_of": taint, "phone": taint, taint: 1}

    one.error(taint)
    one.error("calling %s", taint)
    one.error("job-failed", extra=fields)
    one.error("job-failed", extra={"count": 13800001111, "status": 110101199003074258, "ms": 13800001111.5})
    one.error("job-failed", extra={"code": [taint], "channel": {taint: taint}}, stack_info=True)
    try:
        raise ValueError(taint)
    except ValueError:
        one.exception("failed for %s", taint)

    assert len(_lines(written)) == 6
    # As JSON escapes it, and as a reader sees it.
    for text in (written.getvalue(), "".join(map(str, _lines(written)))):
        assert not [one for one in (*TAINTS, "Sanfeng", "13800001111", "0307425") if one in text]


def test_what_an_operator_needs_is_there(written: io.StringIO) -> None:
    logging.getLogger("panel.worker").warning("job-failed", extra={"job": "sweep", "code": "clock-went-back"})
    try:
        raise OSError("/some/place")
    except OSError:
        logging.getLogger("uvicorn.error").exception("boom")

    ours, theirs = _lines(written)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", str(ours.pop("time")))
    assert ours == {
        "level": "warning",
        "logger": "panel.worker",
        "event": "job-failed",
        "job": "sweep",
        "code": "clock-went-back",
    }
    assert (theirs["logger"], theirs["event"], theirs["kind"]) == ("uvicorn", "library", "OSError")
    assert str(theirs["where"]).startswith("test_logs:")


@given(said=st.text(min_size=1), value=st.one_of(st.text(), st.integers(), st.floats(), st.none()))
def test_any_line_is_one_object_of_known_fields(said: str, value: object) -> None:
    with _configured("info") as stream:
        logging.getLogger("panel.web").info(said.replace("%", ""), extra=dict.fromkeys(ALLOWED, value))

    (line,) = stream.getvalue().splitlines()
    found = json.loads(line)
    assert set(found) == {"time", "level", "logger", "event", *ALLOWED}
    assert all(one == BLIND or not re.search(r"\d{6}", str(one)) for one in map(found.get, ALLOWED))
