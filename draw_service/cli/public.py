"""``panel serve --public``: the process strangers meet, made without any key."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack

from fastapi import FastAPI
from rich.console import Console

from draw_service import operations
from draw_service.observing.logs import configure
from draw_service.observing.metrics import Meter
from draw_service.settings import Settings
from draw_service.usecases.platform.clock_check import is_ready
from draw_service.web.public.alone import create_public_app
from draw_service.worker import Site, answer


def serve_public(
    given: Settings,
    site: Callable[[FastAPI], Site],
    url: str,
    console: Console,
    stack: ExitStack,
    inside: str = "",
) -> None:
    """Answer until told to stop; ``site`` says where, ``inside`` whom experts are handed on to. Raises
    ``SettingWrong``, ``NoRegister``."""
    configure(sys.stderr, given.log_level)
    house, reading = operations.open_public(given)
    meter = Meter()
    meter.watch(reading, house.clock.now)
    if given.metrics:
        stack.callback(meter.listen(given.metrics))
    app = create_public_app(house, given.center, lambda: is_ready(house), meter, inside)
    console.print(f"{url}/public")
    answer(site(app))
