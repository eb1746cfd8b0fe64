"""Card readers beside the desk, and the fingers of a drill (Art. 8(4))."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from draw_service.devices.fingerprint import SimulatedFingerprints
from draw_service.devices.id_readers import HttpIdReader
from draw_service.rules.refusals import ReaderSilent, SettingWrong

NUMBER = "110101199001011237"


@contextmanager
def reader(body: bytes, status: int = 200) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def test_the_reader_of_the_asking_desk_is_read() -> None:
    with reader(json.dumps({"card": {"number": NUMBER}}).encode()) as port:
        assert HttpIdReader(f"http://{{desk}}:{port}/read#card.number").read("127.0.0.1") == NUMBER


@pytest.mark.parametrize("body", [b"{}", b'{"card": null}', b'{"card": {"number": 7}}', b"[]", b'"x"'])
def test_an_answer_without_a_number_is_no_card(body: bytes) -> None:
    with reader(body) as port:
        assert HttpIdReader(f"http://127.0.0.1:{port}/#card.number").read("10.0.0.9") == ""


@pytest.mark.parametrize(("body", "status"), [(b"not json", 200), (b"{}", 500), (b"\xff", 200)])
def test_a_reader_that_fails_is_silent(body: bytes, status: int) -> None:
    with reader(body, status) as port, pytest.raises(ReaderSilent):
        HttpIdReader(f"http://127.0.0.1:{port}/#n").read("127.0.0.1")


@pytest.mark.parametrize("address", ["", "http://host/read", "ftp://host/read#n", "{desk}#n", "http://[::#n"])
def test_an_address_that_cannot_be_one_is_refused(address: str) -> None:
    with pytest.raises(SettingWrong):
        HttpIdReader(address)


def test_the_device_knows_fingers_by_reference_alone() -> None:
    device = SimulatedFingerprints()
    with pytest.raises(ReaderSilent):
        device.identify("desk-1")
    device.lay("desk-1", "left thumb")
    assert device.identify("desk-1") == ""
    device.enrol("desk-1", "a" * 32)
    device.lay("desk-2", "left thumb")
    assert device.identify("desk-2") == "a" * 32
    device.forget("a" * 32)
    assert device.identify("desk-2") == ""
