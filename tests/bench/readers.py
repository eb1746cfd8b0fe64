"""The people of the ``web`` bench, in a process of their own: boards that stay open, and readers of pages.

Prints ``{"pages": [[kind, began, seconds]…], "floor": [seconds…], "updates": [[draw, candidates, at]…],
"failed": n, "cpu": seconds this process took}``. Each kind of page is opened once before the counting, as in
a service that has been up for a while.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from time import CLOCK_MONOTONIC, clock_gettime, process_time
from typing import Any

READERS, THINK = 10, 0.25
SMALL = "/static/mark.svg"
CANDIDATES = re.compile(r"<td>(\d+|—)</td><td>[^<]*</td></tr>")


async def request(port: int, path: str, token: str = "") -> tuple[int, asyncio.StreamReader, Any]:
    """A GET whose head was read: status, the rest, the writer to close."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    cookie = f"cookie: __Host-panel={token}\r\n" if token else ""
    writer.write(
        f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n{cookie}\r\n".encode()
    )
    answer = await reader.readuntil(b"\r\n\r\n")
    return int(answer.split(b" ", 2)[1]), reader, writer


async def board(port: int, draw: str, found: dict[str, Any]) -> None:
    """Follow one draw until cancelled; note when each new number of candidates arrives."""
    status, reader, writer = await request(port, f"/board/{draw}/live")
    if status != 200:
        found["failed"] += 1
        return
    seen = 0
    try:
        while line := await reader.readline():
            if not line.startswith(b"data: "):
                continue
            at = clock_gettime(CLOCK_MONOTONIC)
            html = json.loads(line[6:])["parts"].get("board", "")
            shown = sum(int(n) for n in CANDIDATES.findall(html) if n.isdigit())
            if shown > seen:
                found["updates"] += [[draw, count, at] for count in range(seen + 1, shown + 1)]
                seen = shown
    finally:
        writer.close()


async def page(port: int, path: str, token: str, found: dict[str, Any]) -> tuple[float, float]:
    """When the page was asked for and how long it took, to its last byte."""
    began = clock_gettime(CLOCK_MONOTONIC)
    status, reader, writer = await request(port, path, token)
    await reader.read()
    took = clock_gettime(CLOCK_MONOTONIC) - began
    writer.close()
    if status != 200:
        found["failed"] += 1
    return began, took


def pages_of(draw: str) -> dict[str, str]:
    return {
        "board": f"/board/{draw}",
        "ceremony": f"/draw-room/{draw}",
        "public": "/public",
        "rooms": "/draw-room",
    }


async def reader(port: int, token: str, ids: list[str], number: int, found: dict[str, Any]) -> None:
    """Read a board, a ceremony, the public front, and a small file, again and again."""
    while True:
        for kind, path in pages_of(ids[number % len(ids)]).items():
            found["pages"].append([kind, *await page(port, path, token, found)])
            await asyncio.sleep(THINK)
        found["floor"].append((await page(port, SMALL, "", found))[1])
        number += READERS


async def read(port: int, token: str, seconds: float, boards: int, ids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"pages": [], "floor": [], "updates": [], "failed": 0}
    tasks = [asyncio.create_task(board(port, ids[n % len(ids)], found)) for n in range(boards)]
    for path in (*pages_of(ids[0]).values(), SMALL):
        await page(port, path, token, found)
    await asyncio.sleep(4)
    tasks += [asyncio.create_task(reader(port, token, ids, n, found)) for n in range(READERS)]
    await asyncio.sleep(seconds)
    broken = [task for task in tasks if task.done() and task.exception()]
    found["failed"] += len(broken)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    found["cpu"] = process_time()
    return found


if __name__ == "__main__":
    port, token, seconds, boards, *ids = sys.argv[1:]
    print(json.dumps(asyncio.run(read(int(port), token, float(seconds), int(boards), ids))))
