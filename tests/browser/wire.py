"""A cable between one person's browser and the service: it keeps what was said over it, and can be pulled."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """Between one person's browser and the service: passes everything on and keeps every byte the service
    sent, headers and streams included. ``cut``: nothing comes through, as when a cable is pulled."""

    def __init__(self, port: int) -> None:
        self._upstream = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._lines: list[bytearray] = []
        self._whole = threading.Event()
        self._whole.set()
        self._ended = False
        self._threads: list[threading.Thread] = []
        self._start(self._listen)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    @property
    def heard(self) -> bytes:
        """All that the service has sent over it, one connection after the other."""
        return b"\n".join(bytes(line) for line in list(self._lines))

    @contextmanager
    def cut(self) -> Iterator[None]:
        self._whole.clear()
        try:
            yield
        finally:
            self._whole.set()

    def close(self) -> None:
        self._ended = True
        self._whole.set()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _start(self, act: object, *given: object) -> None:
        thread = threading.Thread(target=act, args=given, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self._ended:
            try:
                caller, _address = self._door.accept()
            except OSError:
                return
            self._start(self._serve, caller)

    def _serve(self, caller: socket.socket) -> None:
        with caller:
            self._open.append(caller)
            try:
                service = socket.create_connection(("127.0.0.1", self._upstream))
            except OSError:
                return  # the service stands still: the caller hears nothing
            with service:
                self._open.append(service)
                line = bytearray()
                self._lines.append(line)
                asking = threading.Thread(target=self._pass, args=(caller, service, None), daemon=True)
                asking.start()
                self._pass(service, caller, line)
                asking.join(10)

    def _pass(self, source: socket.socket, target: socket.socket, kept: bytearray | None) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if kept is not None:
                    kept += data
                self._whole.wait()
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
