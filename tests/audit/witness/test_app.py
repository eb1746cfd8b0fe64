"""The witness over HTTP: the command as a process, a log that asks it, the page, the status."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from click.testing import Result
from typer.testing import CliRunner

from audit.checkpoint import open_note
from audit.witness import client
from audit.witness.feed import FeedSilent, HttpFeed
from audit.witness.wire import Submission, write_submission
from draw_service.cli import app
from draw_service.worker import listen
from tests.audit.witness.logs import LOG_KEY, ORIGIN, Book, checkpoint

PAGE = 5


class _Feed(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        leaves: list[bytes] = self.server.leaves  # type: ignore[attr-defined]
        first = int(parse_qs(urlsplit(self.path).query)["from"][0])
        found = [b64encode(one).decode() for one in leaves[first : first + PAGE]]
        body = json.dumps({"from": first, "leaves": found}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        pass


@contextmanager
def fed(leaves: list[bytes]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    server.leaves = leaves  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/public/log/leaves"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    with listen("127.0.0.1", 0) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(data: Path, *words: str) -> Iterator[tuple[str, str]]:
    """``panel witness`` as a process; its URL and its key."""
    port = free_port()
    command = [sys.executable, "-c", "from draw_service.cli import main; main()", "witness", *words]
    command += ["--data", str(data), "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        process.stdout.readline()
        yield f"http://127.0.0.1:{port}", process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def panel(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_from_first_start_to_an_alarm(tmp_path: Path) -> None:
    book, data = Book(), tmp_path / "w"
    book.live("AP-1", end="draw.aborted")
    book.file("AP-2", 1)
    with fed(book.leaves) as feed:
        words = ["--origin", ORIGIN, "--log-vkey", LOG_KEY.vkey, "--feed", feed]
        with running(data, *words) as (url, vkey):
            note = checkpoint(book.leaves)
            answer = client.ask(url, write_submission(Submission(0, (), note)), 10)
            assert answer.status == 200
            assert open_note(note + answer.text, [vkey])[1] == {vkey}
            zh, en = httpx2.get(f"{url}/"), httpx2.get(f"{url}/en")
            assert (zh.status_code, en.status_code) == (200, 200)
            assert "default-src 'none'" in en.headers["content-security-policy"]
            assert "没有报警" in zh.text
            assert "No alarm. Leaves signed: 8." in en.text
            assert "3 of 3" in en.text
            assert "AP-2.1" in en.text
            assert httpx2.get(f"{url}/", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 404
            assert httpx2.post(f"{url}/add-checkpoint", content=b"x" * 200_000).status_code == 413
            assert httpx2.get(f"{url}/add-checkpoint").status_code == 405
            quiet = panel("witness", "status", "--data", data, "--lang", "en")
            assert quiet.exit_code == 0, quiet.stderr
            assert vkey in quiet.stdout
            assert "no alarm" in quiet.stdout
            other = Book()
            other.live("AP-3")
            body = write_submission(Submission(7, (), checkpoint(other.leaves)))
            assert client.ask(url, body, 10).text == "8\n"
            assert "another history" in httpx2.get(f"{url}/en").text
        loud = panel("witness", "status", "--data", data, "--json")
        assert loud.exit_code == 1
        found = json.loads(loud.stdout)
        assert [one["code"] for one in found["alarms"]] == ["fork"]
        assert (found["size"], found["unended"], found["aborted"][0]["shares"]) == (8, 1, 3)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"witness.db", "witness-key.json"} <= set(modes)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "witness-missing"),
        (["--origin", ORIGIN, "--log-vkey", "x", "--feed", "http://x"], "setting-wrong"),
        (["--origin", "other/log", "--log-vkey", LOG_KEY.vkey, "--feed", "http://x"], "setting-wrong"),
        (["--origin", ORIGIN, "--log-vkey", LOG_KEY.vkey, "--feed", "ftp://x"], "setting-wrong"),
        (
            ["--origin", ORIGIN, "--log-vkey", LOG_KEY.vkey, "--feed", "http://x", "--name", "a b"],
            "setting-wrong",
        ),
        (["status"], "witness-missing"),
    ],
)
def test_what_it_does_not_start_with(tmp_path: Path, words: list[str], code: str) -> None:
    if words == ["status"]:
        done = panel("witness", "status", "--data", tmp_path / "w")
    else:
        done = panel("witness", "--data", tmp_path / "w", *words)

    assert done.exit_code == 4
    assert f"[{code}]" in done.stderr


def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    from audit.witness.keyfile import open_key
    from audit.witness.refusals import WitnessKeyDamaged, WitnessKeyExposed

    path = tmp_path / "key.json"
    made = open_key(path, "w.test/one", bytes)
    assert open_key(path, "ignored", bytes).vkey == made.vkey
    assert "Ed25519" not in repr(made)
    path.chmod(0o644)
    with pytest.raises(WitnessKeyExposed):
        open_key(path, "w.test/one", bytes)
    path.chmod(0o600)
    path.write_text("{}")
    with pytest.raises(WitnessKeyDamaged):
        open_key(path, "w.test/one", bytes)


def test_the_feed_is_read_page_by_page_and_nothing_else_is_taken(tmp_path: Path) -> None:
    book = Book()
    book.live("AP-1")
    with fed(book.leaves) as url:
        assert list(HttpFeed(url)(2, 7)) == book.leaves[2:7]
        assert list(HttpFeed(url)(0, 2)) == book.leaves[:2]
        with pytest.raises(FeedSilent):
            list(HttpFeed(url)(5, 9))
    with pytest.raises(FeedSilent):
        list(HttpFeed(url, 0.5)(0, 1))
    with pytest.raises(client.Unreachable):
        client.ask(url, b"", 0.5)
