"""``panel serve`` as a process: what it says, who reaches it, how it ends."""

from __future__ import annotations

import json
import signal
import socket
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from draw_service.drill.practice import FILLING, SLIPS
from tests.cli.conftest import Panel, said
from tests.cli.served import OverTls, Served, free_port


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts services in an empty folder; whatever still runs is killed after the test."""
    started: list[Served] = []

    def start(*words: object, kind: type[Served] = Served) -> Served:
        started.append(kind(tmp_path, *words))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def test_the_first_start_shows_the_way_in_and_ctrl_c_ends_it(serve: Callable[..., Served]) -> None:
    one = serve("--data", "house").ready()

    assert f"http://127.0.0.1:{one.port}/setup#" in one.said
    assert "strict-transport-security" not in one.get("/")[1]
    code, seconds = one.stop(signal.SIGINT)
    assert (code, seconds < 4) == (0, True), one.said
    assert "Traceback" not in one.said


def test_two_share_a_folder_and_a_proxy_is_believed_where_there_is_one(serve: Callable[..., Served]) -> None:
    first = serve("--data", "house").ready()
    second = serve("--data", "house", "--behind-proxy").ready()

    for one, believed in ((first, False), (second, True)):
        assert one.get("/enter")[0] == 200
        headers = one.get("/", {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.9"})[1]
        assert ("strict-transport-security" in headers) is believed
    for one in (first, second):
        assert one.stop()[0] == 0
        assert "Traceback" not in one.said


def test_a_taken_port_is_said_at_once_and_nothing_is_made(panel: Panel) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = panel("serve", "--port", other.getsockname()[1], "--data", "house", "--drill")

    assert result.exit_code == 4
    assert "[address-unusable]" in said(result)
    assert not Path("house").exists()


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("--host", "0.0.0.0"), "--host"),
        (("--tls", "nothing-here"), "--tls"),
        (("--host", "0.0.0.0", "--behind-proxy"), "--host"),
    ],
)
def test_nothing_secret_crosses_a_network_in_the_open(
    panel: Panel, words: tuple[str, ...], about: str
) -> None:
    result = panel("serve", *words)

    assert result.exit_code == 4
    assert "[setting-wrong]" in said(result)
    assert about in said(result)


def test_a_key_that_is_not_the_certificates_is_refused(panel: Panel) -> None:
    for name in ("one", "two"):
        assert panel("tls", "init", name).exit_code == 0
    Path("one/host.key").write_bytes(Path("two/host.key").read_bytes())

    result = panel("serve", "--tls", "one")

    assert result.exit_code == 4
    assert "--tls" in said(result)


def test_a_practice_city_is_never_filled_over_something_else(
    panel: Panel, good_roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANEL_DRILL", "true")
    assert panel("pool", "import", good_roster, "--data", "practice").exit_code == 0

    result = panel("serve", "--port", free_port(), "--data", "practice")

    assert "[practice-unfinished]" in said(result)
    assert not Path("practice", FILLING).exists()


def test_over_tls_it_says_its_name_and_asks_browsers_to_stay(
    serve: Callable[..., Served], panel: Panel, tmp_path: Path
) -> None:
    assert panel("tls", "init", tmp_path / "tls", "--host", "panel.center.test").exit_code == 0
    OverTls.ca = tmp_path / "tls" / "ca.pem"
    one = serve("--data", "house", "--tls", "tls", "--host", "0.0.0.0", kind=OverTls).ready()

    assert f"https://panel.center.test:{one.port}/setup#" in one.said
    assert one.get("/")[1]["strict-transport-security"]
    assert one.stop()[0] == 0


def test_open_boards_do_not_keep_the_service_from_ending(
    serve: Callable[..., Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("PANEL_METRICS", figures)
    one = serve("--data", "practice", "--drill").ready()
    draw = json.loads((tmp_path / "practice" / SLIPS).read_text("utf-8"))[0]["draw_id"]
    boards = [one.connect() for _ in range(3)]
    answers = []
    for board in boards:
        board.request("GET", f"/board/{draw}/live")
        answers.append(board.getresponse())
        assert answers[-1].status == 200
        assert answers[-1].readline().startswith(b"data: ")
    with urllib.request.urlopen(f"http://{figures}/metrics", timeout=30) as seen:
        text = seen.read().decode()
    assert "panel_boards_open 3.0" in text
    assert "panel_database_up 1.0" in text
    assert draw not in text
    assert one.get("/readyz")[0] == 200

    code, seconds = one.stop()

    assert code == 0, one.said
    assert seconds < 8  # the unit gives it a minute
    assert "Traceback" not in one.said
    for board, answer in zip(boards, answers, strict=True):
        answer.read()  # let go to the end, not cut off
        board.close()
    # Nothing was left behind: the next one has the port and the boards come back.
    with socket.create_server(("127.0.0.1", one.port)):
        pass


def test_a_practice_city_left_half_filled_is_refused_with_a_way_out(
    serve: Callable[..., Served], panel: Panel, tmp_path: Path
) -> None:
    folder = tmp_path / "practice"
    one = serve("--data", folder, "--drill")
    one.until(lambda: (folder / FILLING).exists())
    one.process.kill()
    one.process.wait()
    assert not (folder / SLIPS).exists()

    result = panel("serve", "--port", free_port(), "--data", folder, "--drill")

    assert result.exit_code == 4
    assert "[practice-unfinished]" in said(result)
    assert "--data" in said(result)
