"""The printers of the envelope against machines on this host: a socket, IPP, a command (Art. 8(3))."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from draw_service.devices.printers import CommandPrinter, IppPrinter, RawPrinter, printer_at
from draw_service.rules.refusals import PrinterFailed, PrinterMissing, SettingWrong

SHEET = "1\t姓名\n".encode() * 5000


class Tray:
    """A raw port that keeps what it was sent, a job for each connection."""

    def __init__(self) -> None:
        self.jobs: list[bytes] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._door.accept()
            except OSError:
                return
            with line:
                job = b""
                while part := line.recv(65536):
                    job += part
            if job:
                self.jobs.append(job)

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(5)


@contextmanager
def ipp(status: int = 0, accepting: bytes = b"\1", http: int = 200) -> Iterator[tuple[int, list[bytes]]]:
    """An IPP service that answers every request with one status."""
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["content-length"])))
            name = b"printer-is-accepting-jobs"
            said = b"\x04" + struct.pack(">BH", 0x22, len(name)) + name + struct.pack(">H", 1) + accepting
            body = struct.pack(">BBHI", 2, 0, status, 1) + said + b"\x03"
            self.send_response(http)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port


def test_raw_sends_the_whole_sheet_and_nothing_else() -> None:
    tray = Tray()
    printer = printer_at(f"raw://127.0.0.1:{tray.port}")
    printer.ready()
    printer.send("P-000001", SHEET)
    tray.close()
    assert tray.jobs == [SHEET]


def test_raw_without_a_machine() -> None:
    printer = RawPrinter("127.0.0.1", closed_port())
    with pytest.raises(PrinterMissing):
        printer.ready()
    with pytest.raises(PrinterFailed) as caught:
        printer.send("P-000002", SHEET)
    assert "P-000002" in caught.value.say("en")


@pytest.mark.parametrize(
    ("sheet", "kind"), [(b"%PDF-1.7 x", b"application/pdf"), (SHEET, b"application/octet-stream")]
)
def test_ipp_prints_a_job_called_by_its_serial(sheet: bytes, kind: bytes) -> None:
    with ipp() as (port, asked):
        printer = printer_at(f"ipp://127.0.0.1:{port}/ipp/print")
        printer.ready()
        printer.send("P-000001", sheet)
    look, job = asked
    assert look[:8] == struct.pack(">BBHI", 2, 0, 0x000B, 1)
    assert job[:8] == struct.pack(">BBHI", 2, 0, 0x0002, 1)
    assert job.endswith(b"\x03" + sheet)
    for said in (f"ipp://127.0.0.1:{port}/ipp/print".encode(), b"P-000001", kind, b"attributes-charset"):
        assert said in job


@pytest.mark.parametrize(
    ("status", "accepting", "http"), [(0x0503, b"\1", 200), (0, b"\0", 200), (0, b"\1", 404)]
)
def test_an_ipp_machine_that_does_not_take_jobs_is_missing(status: int, accepting: bytes, http: int) -> None:
    with ipp(status, accepting, http) as (port, _asked), pytest.raises(PrinterMissing):
        printer_at(f"ipp://127.0.0.1:{port}").ready()


def test_an_ipp_job_that_is_refused_has_failed() -> None:
    with ipp(0x0400) as (port, _asked), pytest.raises(PrinterFailed):
        printer_at(f"ipp://127.0.0.1:{port}/q").send("P-1", SHEET)
    with pytest.raises(PrinterFailed):
        printer_at(f"ipp://127.0.0.1:{closed_port()}/q").send("P-1", SHEET)


def test_a_command_reads_the_sheet(tmp_path: Path) -> None:
    kept = tmp_path / "sheet"
    script = tmp_path / "print.py"
    script.write_text(f"import sys; open({str(kept)!r}, 'wb').write(sys.stdin.buffer.read())")
    printer = printer_at(f"{sys.executable} {script}")
    assert isinstance(printer, CommandPrinter)
    printer.ready()
    printer.send("P-1", SHEET)
    assert kept.read_bytes() == SHEET
    with pytest.raises(PrinterFailed):
        printer_at("false").send("P-1", SHEET)


def test_no_printer_is_missing() -> None:
    with pytest.raises(PrinterMissing):
        printer_at("").ready()


@pytest.mark.parametrize("text", ['lp "', "raw://", "ipp://", "raw://host:port", "ipps:///ipp/print"])
def test_what_names_no_printer_is_refused(text: str) -> None:
    with pytest.raises(SettingWrong):
        printer_at(text)


def test_a_secure_printer_is_asked_over_tls() -> None:
    assert isinstance(printer_at("ipps://printer.center.example/ipp/print"), IppPrinter)
    with ipp() as (port, asked), pytest.raises(PrinterMissing):  # it speaks no TLS
        printer_at(f"ipps://127.0.0.1:{port}/ipp/print").ready()
    assert asked == []
