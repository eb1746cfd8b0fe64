"""``python -m notifications.gateway_sample``: the sample box with an exchange that rings nobody."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime

from notifications.gateway_sample.box import Box
from notifications.gateway_sample.exchange import Rehearsal
from notifications.gateway_sample.server import BoxServer


def _pair(given: str) -> tuple[str, str]:
    name, mark, value = given.partition("=")
    if not (name and mark and value):
        raise argparse.ArgumentTypeError("write name=value")
    return name, value


def clock() -> datetime:
    """The wall clock: this program stands alone, nothing wires it."""
    return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m notifications.gateway_sample", description=__doc__)
    parser.add_argument("--port", type=int, default=9000, help="port on 127.0.0.1")
    parser.add_argument(
        "--key", type=_pair, action="append", required=True, help="key id=secret, first signs"
    )
    parser.add_argument(
        "--number",
        type=_pair,
        action="append",
        default=[],
        help="+number=keys pressed or an end, e.g. 11, busy",
    )
    given = parser.parse_args(arguments)
    box = Box(Rehearsal(dict(given.number)), dict(given.key), clock)
    with BoxServer(("127.0.0.1", given.port), box) as server:
        print(f"sample box on http://127.0.0.1:{server.server_address[1]}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            box.close()


if __name__ == "__main__":
    main()
