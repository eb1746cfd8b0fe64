"""``python check_ticket.py BUNDLE RECEIPT``: check one's own ticket with Python's standard library alone.

The receipt is the expert's private one; the bundle is public (edraw/1 sections 2 and 4).
"""

import base64
import json
import sys
from hashlib import sha256
from hmac import digest
from pathlib import Path

bundle, mine = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:3])
spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
events = [base64.b64decode(entry["bytes"]) for entry in bundle["events"]]
lock = next(event for event in events if json.loads(event)["type"] == "draw.locked")
shown = [json.loads(event)["body"] for event in events if json.loads(event)["type"] == "draw.revealed"]
level = [sha256(b"\0" + spell(leaf).encode()).digest() for leaf in bundle["pool"]]
while len(level) > 1:  # the tree of RFC 6962
    pairs, odd = zip(level[::2], level[1::2], strict=False), level[len(level) // 2 * 2 :]
    level = [sha256(b"\1" + left + right).digest() for left, right in pairs] + odd
leaf = next(leaf for leaf in bundle["pool"] if leaf["h"] == mine["handle"])
opened = sha256(b"edraw/1 identity\0" + bytes.fromhex(mine["salt"]) + spell(mine["identity"]).encode())
if level[0].hex() != json.loads(lock)["body"]["pool_root"] or opened.hexdigest() != leaf["c"]:
    sys.exit("the pool is not the one locked, or the leaf is not mine")
seed = sha256(b"edraw/1 seed\0" + sha256(b"edraw/1 lock\0" + lock).digest())
for body in shown:
    seed.update(bytes([len(body["party"])]) + body["party"].encode() + bytes.fromhex(body["share"]))
said, handles = b"edraw/1 ticket\0", [one["h"] for one in bundle["pool"]]
ticket = {h: digest(seed.digest(), said + bytes.fromhex(h), "sha256") for h in handles}
for stratum in leaf["s"]:
    order = sorted((ticket[one["h"]], one["h"]) for one in bundle["pool"] if stratum in one["s"])
    print(stratum, [h for _, h in order].index(leaf["h"]) + 1, "/", len(order), ticket[leaf["h"]].hex())
