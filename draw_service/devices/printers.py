"""Printers of the confidential envelope (Art. 8(3)): from the server straight to the machine, no copy kept.

What ``PANEL_PRINTER`` names: ``raw://host:9100`` (the machine's own port), ``ipp://`` or ``ipps://`` (RFC
8010, 8011), or a command that prints what it reads. A job is called by the serial of its paper, never by a
name.
"""

from __future__ import annotations

import shlex
import socket
import struct
import subprocess
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

import httpx2

from draw_service.rules.refusals import PrinterFailed, PrinterMissing, SettingWrong
from draw_service.usecases.ports import Printer

PATIENCE, FAREWELL = 20.0, 2.0
"""Seconds a machine may take, and to say goodbye once it has everything."""
_RAW_PORT, _IPP_PORT = 9100, 631
_PRINT_JOB, _GET_PRINTER_ATTRIBUTES = 0x0002, 0x000B
_OPERATION, _END, _BOOLEAN, _KEYWORD = 0x01, 0x03, 0x22, 0x44
_CHARSET, _LANGUAGE, _URI, _NAME, _MIME = 0x47, 0x48, 0x45, 0x42, 0x49
_ACCEPTING = b"printer-is-accepting-jobs"
_OKAY = 0x0100
"""Status codes below it are successful (RFC 8011 section 4.1.6)."""


def printer_at(text: str) -> Printer:
    """The printer a setting names; "" is none at all. Raises ``SettingWrong``."""
    if not text.startswith(("raw:", "ipp:", "ipps:")):
        return CommandPrinter(text)
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError:
        host, port = None, None
    if not host:
        raise SettingWrong(
            name="PANEL_PRINTER",
            zh="应为 raw://主机:9100、ipp://主机/ipp/print 或一条命令",
            en="give raw://host:9100, ipp://host/ipp/print or a command",
        )
    if url.scheme == "raw":
        return RawPrinter(host, port or _RAW_PORT)
    return IppPrinter(url)


class CommandPrinter:
    """Pipes each sheet to a command such as ``lp -d envelope``."""

    def __init__(self, command: str) -> None:
        try:
            self._words = shlex.split(command)
        except ValueError:
            raise SettingWrong(name="PANEL_PRINTER", zh="引号不成对", en="a quotation mark is open") from None

    def ready(self) -> None:
        if not self._words:
            raise PrinterMissing

    def send(self, serial: str, sheet: bytes) -> None:
        try:
            subprocess.run(self._words, input=sheet, check=True, capture_output=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            raise PrinterFailed(serial=serial) from None


class RawPrinter:
    """Writes each sheet to the port of a machine on the network."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)

    def ready(self) -> None:
        try:
            socket.create_connection(self._address, PATIENCE).close()
        except OSError:
            raise PrinterMissing from None

    def send(self, serial: str, sheet: bytes) -> None:
        try:
            with socket.create_connection(self._address, PATIENCE) as line:
                line.sendall(sheet)
                # What the machine did not take by then is lost with the connection: wait until it has.
                line.shutdown(socket.SHUT_WR)
                line.settimeout(FAREWELL)
                with suppress(TimeoutError):
                    while line.recv(4096):
                        pass
        except OSError:
            raise PrinterFailed(serial=serial) from None


class IppPrinter:
    """Sends each sheet as a Print-Job of IPP/2.0."""

    def __init__(self, url: SplitResult) -> None:
        self._uri = url.geturl()
        scheme = "https" if url.scheme == "ipps" else "http"
        host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
        self._http = f"{scheme}://{host}:{url.port or _IPP_PORT}{url.path or '/ipp/print'}"

    def ready(self) -> None:
        wanted = _attribute(_KEYWORD, b"requested-attributes", _ACCEPTING)
        answer = self._ask(_GET_PRINTER_ATTRIBUTES, wanted)
        if answer is None or _status(answer) >= _OKAY or not _accepting(answer):
            raise PrinterMissing

    def send(self, serial: str, sheet: bytes) -> None:
        kind = b"application/pdf" if sheet.startswith(b"%PDF") else b"application/octet-stream"
        job = _attribute(_NAME, b"job-name", serial.encode()) + _attribute(_MIME, b"document-format", kind)
        answer = self._ask(_PRINT_JOB, job, sheet)
        if answer is None or _status(answer) >= _OKAY:
            raise PrinterFailed(serial=serial)

    def _ask(self, operation: int, more: bytes, document: bytes = b"") -> bytes | None:
        """The answer to one request, None when there is none."""
        body = b"".join(
            (
                struct.pack(">BBHI", 2, 0, operation, 1),
                bytes((_OPERATION,)),
                _attribute(_CHARSET, b"attributes-charset", b"utf-8"),
                _attribute(_LANGUAGE, b"attributes-natural-language", b"en"),
                _attribute(_URI, b"printer-uri", self._uri.encode()),
                _attribute(_NAME, b"requesting-user-name", b"panel"),
                more,
                bytes((_END,)),
                document,
            )
        )
        try:
            answer = httpx2.post(
                self._http,
                content=body,
                headers={"content-type": "application/ipp"},
                timeout=PATIENCE,
                trust_env=False,
            )
        except (httpx2.HTTPError, httpx2.InvalidURL):
            return None
        return answer.content if answer.is_success and len(answer.content) >= 8 else None


def _attribute(tag: int, name: bytes, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(value)) + value


def _status(answer: bytes) -> int:
    found: int = struct.unpack_from(">H", answer, 2)[0]
    return found


def _accepting(answer: bytes) -> bool:
    """Whether the machine takes jobs; one that does not say so is believed to."""
    said = _attribute(_BOOLEAN, _ACCEPTING, b"\0")
    return said not in answer
