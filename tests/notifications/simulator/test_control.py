"""Scripting phones from another process, callee files, and the command that serves the network."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from typer.testing import CliRunner

from draw_service.cli import app
from notifications.simulator.callee import CALLEES, BadCallee, Callee, Press, read_callee
from notifications.simulator.control import Remote
from notifications.simulator.faults import Fault, read_rates
from notifications.simulator.population import read_directory
from notifications.simulator.server import PhoneServer
from tests.notifications.simulator.application import Application
from tests.notifications.simulator.test_webhooks import place
from tests.notifications.simulator.voice import HERE, OTHER, SOMEBODY


@pytest.fixture
def remote(phones: PhoneServer) -> Iterator[Remote]:
    with Remote(phones.url) as found:
        yield found


def test_a_phone_is_scripted_from_another_process(
    remote: Remote, client: Client, service: Application
) -> None:
    phone = remote.phone(SOMEBODY).expects("评标中心").press("1").press("1").receives_sms("123456")

    place(client, service)
    service.ended()
    client.messages.create(to=SOMEBODY, from_=HERE, body="签到码 123456")

    phone.wait(10)
    shown = phone.shown()
    assert (shown["keys"], shown["rang"], shown["done"]) == ("11", 1, True)
    everything = remote.everything()
    assert [call["keys"] for call in everything["calls"]] == ["11"]
    assert everything["overlaps"] == []


def test_what_was_heard_instead_is_said_from_another_process(
    remote: Remote, client: Client, service: Application
) -> None:
    phone = remote.phone(SOMEBODY).expects("birthday").press("1")

    place(client, service)

    with pytest.raises(AssertionError, match=r'expects\("birthday"\), but heard .*评标中心'):
        phone.wait(10)


def test_faults_and_callees_are_set_from_another_process(remote: Remote, client: Client) -> None:
    remote.plan(Fault.ERROR_AFTER, at="message")
    remote.phone(OTHER).behaves("busy")
    remote.phone(SOMEBODY).behaves({"presses": ["2", ["2", 1]]})
    with pytest.raises(ValueError, match="a callee by name"):
        remote.phone(OTHER).behaves("ghost")

    client.calls.create(to=OTHER, from_=HERE, twiml="<Response/>")

    with pytest.raises(Exception, match="internal server error"):
        client.messages.create(to=OTHER, from_=HERE, body="x")
    assert len(remote.everything()["messages"]) == 1


def test_a_file_names_phones_and_a_population() -> None:
    given = {
        "phones": {SOMEBODY: "accepts", OTHER: ["hangs-up", {"line": "busy", "ringing": 4}]},
        "population": {"decline": 1},
    }

    directory = read_directory(given, 1)

    assert directory.callee(SOMEBODY, 3) == CALLEES["accepts"]
    assert directory.callee(OTHER, 0) == CALLEES["hangs-up"]
    assert directory.callee(OTHER, 1) == directory.callee(OTHER, 2) == Callee(line="busy", ringing=4.0)
    assert directory.callee("+8613900000003", 0).presses[0].key == "2"
    assert read_directory({}, 1).callee("+8613900000003", 0) == read_directory({}, 1).callee(
        "+8613900000003", 9
    )


def test_a_callee_is_read_field_by_field() -> None:
    given = {"ringing": 3, "presses": ["1", ["*", 0.5]], "hangs_up": 2, "seems": "machine_start"}

    assert read_callee(given) == Callee(
        ringing=3.0, presses=(Press("1"), Press("*", 0.5)), hangs_up=2.0, seems="machine_start"
    )


@pytest.mark.parametrize(
    "given",
    [
        "ghost",
        3,
        {"lines": "human"},
        {"line": "party"},
        {"receipt": "maybe"},
        {"ringing": -1},
        {"ringing": "long"},
        {"ringing": None},
        {"ringing": float("nan")},
        {"presses": ["x"]},
        {"presses": [1]},
        {"presses": [["1", 1, 1]]},
        {"presses": 11},
        {"seems": 3},
    ],
)
def test_a_wrong_callee_says_what_may_stand_there(given: object) -> None:
    with pytest.raises(BadCallee) as wrong:
        read_callee(given)

    assert re.search(r"[\u4e00-\u9fff]|=|:|：", wrong.value.zh)
    assert wrong.value.en


@pytest.mark.parametrize(
    "given",
    [[], {"people": {}}, {"phones": []}, {"phones": {"1": []}}, {"population": {"accept": "all"}},
     {"population": {"accept": 0}}, {"population": {"sleepy": 1}}, {"population": {"accept": -1}}],
)  # fmt: skip
def test_a_wrong_file_is_refused(given: object) -> None:
    with pytest.raises(BadCallee):
        read_directory(given, 1)


@pytest.mark.parametrize("given", [[], {"flood": 1}, {"429": 2}, {"429": "often"}, {"429": True}])
def test_wrong_rates_are_refused(given: object) -> None:
    with pytest.raises(BadCallee):
        read_rates(given)


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from([*CALLEES]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=6,
)


@given(_JSON | st.dictionaries(st.sampled_from([*Callee.__dataclass_fields__]), _JSON, max_size=3))
def test_no_json_breaks_the_reading_of_a_callee(given: Any) -> None:
    try:
        found = read_callee(given)
    except BadCallee:
        return
    assert found.line in {callee.line for callee in CALLEES.values()}
    assert all(0 <= press.after < 86400 for press in found.presses)


def _command(*words: str) -> subprocess.Popen[str]:
    program = "from draw_service.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "phone-network", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "300", "PYTHONIOENCODING": "utf-8", "PANEL_LANG": "zh"},
    )


def test_the_command_serves_says_so_and_stops(tmp_path: Path) -> None:
    file = tmp_path / "callees.json"
    file.write_text(json.dumps({"phones": {SOMEBODY: "declines", OTHER: "busy"}}), "utf-8")
    account = "AC" + "b" * 32
    words = ("--port", "0", "--account", account, "--token", "t0", "--speed", "200", "--callees", str(file))
    with _command(*words) as command:
        assert command.stdout is not None
        first = command.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:[0-9]+", first)
        assert found is not None, (first, command.stderr and command.stderr.read())
        http = TwilioHttpClient(timeout=10, max_retries=0)
        client = Client(account, "t0", http_client=http)
        client.api.base_url = found[0]
        asks = '<Response><Gather numDigits="1" timeout="9"><Say>1 or 2</Say></Gather></Response>'

        client.calls.create(to=SOMEBODY, from_=HERE, twiml=asks)
        client.calls.create(to=OTHER, from_=HERE, twiml=asks)
        said = [command.stdout.readline() for _line in range(5)]
        while "busy" not in said[-1]:
            said.append(command.stdout.readline())

        http.session.close()
        command.send_signal(signal.SIGTERM)
        out, errors = command.communicate(timeout=20)
    assert "演练" in first
    assert f"client.api.base_url = '{found[0]}'" in "".join(said)
    assert re.search(r"演练 \S+ CA\w+ \+861\*\*\*\*0002 busy 0s \[\]", "".join(said))
    assert SOMEBODY not in said[-1] + out
    assert (command.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("content", "code"), [(None, "path-missing"), ("[", "callees-wrong"), ('{"people": 1}', "callees-wrong")]
)
def test_the_command_refuses_a_file_it_cannot_use(tmp_path: Path, content: str | None, code: str) -> None:
    file = tmp_path / "callees.json"
    if content is not None:
        file.write_text(content, "utf-8")

    refused = CliRunner().invoke(app, ["phone-network", "--port", "0", "--callees", str(file)])

    assert refused.exit_code == 4
    assert code in refused.stderr


def test_the_command_refuses_a_port_that_is_taken(phones: PhoneServer) -> None:
    refused = CliRunner().invoke(app, ["phone-network", "--port", phones.url.rpartition(":")[2]])

    assert refused.exit_code == 4
    assert "address-unusable" in refused.stderr
