"""A small web service on loopback: answers webhooks by a function of the test and keeps what it got."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Got:
    """One webhook. ``path`` with its query, as it was on the wire."""

    method: str
    path: str
    form: dict[str, str]
    headers: dict[str, str] = field(repr=False)

    @property
    def step(self) -> str:
        return urlsplit(self.path).path.rpartition("/")[2]


Answering = Callable[[Got], tuple[int, str]]

INVITATION = """<Response><Gather numDigits="1" timeout="6" action="/voice/key" actionOnEmptyResult="true">
<Say language="zh-CN" voice="Polly.Zhiyu">三月三日九点，评标中心</Say></Gather></Response>"""
READ_BACK = """<Response><Gather numDigits="1" timeout="6" action="/voice/confirm">
<Say language="zh-CN">您选择参加，再按一次确认</Say></Gather><Say>没有听到</Say></Response>"""
THANKS = '<Response><Say language="zh-CN">已登记</Say><Hangup/></Response>'


def invite(got: Got) -> tuple[int, str]:
    """A whole invitation: menu, read-back, thanks."""
    documents = {"start": INVITATION, "key": READ_BACK, "confirm": THANKS}
    return (200, documents[got.step]) if got.step in documents else (204, "")


class Application:
    """The service at ``url``. ``got``: every webhook, in the order of arrival."""

    def __init__(self, answering: Answering = invite) -> None:
        self.answering = answering
        self.got: list[Got] = []
        self.news = Condition()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = False
        self._thread = Thread(target=self._http.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def steps(self, step: str) -> list[Got]:
        return [one for one in self.got if one.step == step]

    def wait(self, ready: Callable[[], bool], seconds: float = 10) -> None:
        with self.news:
            assert self.news.wait_for(ready, seconds), f"got only {self.got}"

    def ended(self, calls: int = 1) -> list[Got]:
        """The status callbacks, once so many of them reported an end."""
        over = ("completed", "busy", "no-answer", "failed", "canceled")

        def ends() -> int:
            return sum(one.form.get("CallStatus") in over for one in self.steps("status"))

        self.wait(lambda: ends() >= calls)
        return self.steps("status")


def _handler(application: Application) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            form = dict(parse_qsl(body, keep_blank_values=True))
            headers = {name.lower(): value for name, value in self.headers.items()}
            got = Got(self.command, self.path, form, headers)
            status, document = application.answering(got)
            with application.news:
                application.got.append(got)
                application.news.notify_all()
            content = document.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
