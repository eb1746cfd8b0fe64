"""The clock of a practice house: it runs as the wall does, from another day, and newcomers may move it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from time import sleep

from draw_service.documents.private_file import write_private

STEP, STEPS, REST = timedelta(seconds=5), 120, 0.05
"""Of time that passes quickly: the shortest step, the most steps, and seconds on the wall between two."""


class PracticeClock:
    """``wall``: the time, aware. ``path`` keeps how far the practice is from it, so that a restart goes on
    where it was; ``start`` is the practice's first moment; ``moved`` is called after every jump."""

    def __init__(
        self,
        wall: Callable[[], datetime],
        path: Path,
        start: datetime,
        rest: Callable[[float], None] = sleep,
    ) -> None:
        self._rest = rest
        self._wall, self._path, self._lock = wall, path, Lock()
        self.moved: Callable[[], None] = lambda: None
        if path.exists():
            self._ahead = timedelta(seconds=json.loads(path.read_text("utf-8"))["seconds"])
        else:
            self._ahead = start - wall()
            self._keep()

    def now(self) -> datetime:
        return self.exact().replace(microsecond=0)

    def exact(self) -> datetime:
        """To the microsecond."""
        return self._wall() + self._ahead

    def __call__(self) -> datetime:
        return self.exact()

    def wall_seconds(self, until: datetime) -> float:
        """Seconds on the wall until then; 0 when it is past."""
        return max(0.0, (until - self.exact()).total_seconds())

    def wait(self, *, minutes: int = 0, seconds: int = 0) -> None:
        self.jump(self.exact() + timedelta(minutes=minutes, seconds=seconds))

    def jump(self, to: datetime) -> None:
        """Go forward to ``to``; never back."""
        with self._lock:
            self._ahead = max(self._ahead, to - self._wall())
            self._keep()
        self.moved()

    def pass_until(self, to: datetime) -> None:
        """Go forward to ``to`` quickly instead of at once: who is on the phone hears the call to its end."""
        step = max(STEP, (to - self.exact()) / STEPS)
        while (now := self.exact()) < to:
            self.jump(min(to, now + step))
            self._rest(REST)

    def _keep(self) -> None:
        write_private(self._path, json.dumps({"seconds": self._ahead.total_seconds()}).encode(), replace=True)
