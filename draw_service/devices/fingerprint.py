"""A fingerprint device to practise with (Art. 8(4)).

A real one keeps its templates itself, under the reference it is given; no template ever comes into the house.
"""

from __future__ import annotations

from threading import Lock

from draw_service.rules.refusals import ReaderSilent


class SimulatedFingerprints:
    """``lay``: which finger lies on the device of a desk, any text; "" takes it away."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lying: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def lay(self, desk: str, finger: str) -> None:
        with self._lock:
            self._lying[desk] = finger

    def enrol(self, desk: str, reference: str) -> None:
        """See ``ports.Fingerprints``."""
        with self._lock:
            self._known[self._finger(desk)] = reference

    def identify(self, desk: str) -> str:
        """See ``ports.Fingerprints``."""
        with self._lock:
            return self._known.get(self._finger(desk), "")

    def forget(self, reference: str) -> None:
        """See ``ports.Fingerprints``."""
        with self._lock:
            self._known = {finger: kept for finger, kept in self._known.items() if kept != reference}

    def _finger(self, desk: str) -> str:
        finger = self._lying.get(desk, "")
        if not finger:
            raise ReaderSilent
        return finger
