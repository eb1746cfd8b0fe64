"""Steps 14 to 16: what people hold in their hands, compared with the bundle.

Codes are Crockford base32 in groups of five (protocol section 1).
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from audit.canonical import NotCanonical, parse_canonical
from audit.events import PARTIES, DrawEvent, Event
from audit.verify.course import Course
from audit.verify.report import Failed, NotApplicable, NotProven, Said
from audit.verify.seed import commitment, lock_hash

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
LEAST_RECEIPT = 20
"""Base32 characters a receipt shows at least."""


def _squeeze(text: str) -> str:
    """The code without the spaces and hyphens of its groups, letters people mix up put right."""
    return re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("OIL", "011"))


def _base32(data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(_ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def check_receipt(course: Course, receipt: str | None) -> Said:
    """Step 14. The lock hash on paper (64 hex digits, or at least 20 base32 characters) is this lock's."""
    if receipt is None:
        raise NotProven("未给出封存回执", "no lock receipt given")
    if course.lock is None:
        raise NotApplicable("没有封存", "nothing was locked")
    found, text = lock_hash(course.lock.bytes), receipt.strip()
    if _HEX.fullmatch(text):
        good = text.lower() == found.hex()
    else:
        crockford, plain = _squeeze(text), re.sub(r"[\s=-]", "", text).upper()
        spelled = base64.b32encode(found).decode().rstrip("=")
        good = len(plain) >= LEAST_RECEIPT and (
            _base32(found).startswith(crockford) or spelled.startswith(plain)
        )
    if not good:
        raise Failed("封存回执与封存不符", "the receipt is of another lock")
    return Said("封存回执与封存相同", "the receipt is of this lock")


def read_code(text: str) -> bytes:
    """The 32 bytes of a share code, checked by the two bytes at its end; hex is taken too."""
    if _HEX.fullmatch(text.strip()):
        return bytes.fromhex(text.strip())
    code = _squeeze(text)
    if len(code) == 55 and not set(code) - set(_ALPHABET):
        bits = "".join(f"{_ALPHABET.index(letter):05b}" for letter in code)
        data = int(bits[:272], 2).to_bytes(34, "big")
        if bits[272:] == "000" and sha256(data[:32]).digest()[:2] == data[32:]:
            return data[:32]
    raise Failed("份额码抄写有误", "the share code is not whole")


def check_shares(course: Course, draw: str, shares: Mapping[str, str] | None) -> Said:
    """Step 15. The share a witness kept opens that party's commitment and is the one revealed."""
    if not shares:
        raise NotProven("未给出见证份额", "no share given")
    if course.lock is None:
        raise NotApplicable("没有封存", "nothing was locked")
    revealed = {event.body["party"]: event.body["share"] for event in course.reveals}
    for party, code in shares.items():
        if party not in PARTIES:
            raise Failed("没有这一方", "there is no such party")
        share = read_code(code)
        if commitment(party, draw, share) != course.lock.body["commitments"][party]:
            raise Failed(f"份额（{party}）打不开承诺", f"the share does not open the commitment of {party}")
        if revealed.get(party, share.hex()) != share.hex():
            raise Failed(f"揭示的份额（{party}）不同", f"another share of {party} was revealed")
    return Said("所持份额与揭示相同", "the shares given are the ones committed to")


def outcomes(events: list[Event]) -> list[dict[str, Any]]:
    """What the log says of every outcome: its record's hash, and what that record must agree with."""
    ordinal: dict[int, int] = {}
    found = []
    for event in events:
        body = event.body
        if event.type is DrawEvent.SEAT_CALLED:
            ordinal[body["slot"]] = body["ordinal"]
        elif event.type is DrawEvent.SEAT_ANSWERED:
            found.append(
                {
                    "record": body["record"],
                    "draw": event.draw,
                    "slot": body["slot"],
                    "ordinal": ordinal.get(body["slot"]),
                    "outcome": body["outcome"],
                }
            )
    return found


def _records(records: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Hash and content of each line; every record is canonical and salted."""
    found = []
    for number, line in enumerate(records.splitlines(), start=1):
        try:
            record = parse_canonical(line)
        except NotCanonical:
            raise Failed(f"第 {number} 条记录格式不符", f"record {number} is not canonical") from None
        salt = record.get("salt") if isinstance(record, dict) else None
        if not isinstance(salt, str) or not _SALT.fullmatch(salt):
            raise Failed(f"第 {number} 条记录缺随机盐", f"record {number} has no salt of 16 bytes")
        found.append((sha256(line).hexdigest(), record))
    return found


def check_records(events: list[Event], records: bytes | None) -> Said:
    """Step 16. One record for each outcome that names one, none besides, and each tells of its outcome."""
    if records is None:
        raise NotProven("未给出通话与签到记录", "no records given")
    said, held = outcomes(events), _records(records)
    logged, given = Counter(one["record"] for one in said), Counter(name for name, _ in held)
    bare = logged.pop("", 0)
    if any(count > 1 for count in logged.values()):
        raise Failed("同一记录用于两次结果", "one record stands for two outcomes")
    missing, unknown = (logged - given).total(), (given - logged).total()
    if missing or unknown:
        raise Failed(
            f"缺 {missing} 条记录，{unknown} 条记录未登记或重复",
            f"{missing} logged records are missing, {unknown} records were never logged or come twice",
        )
    kept = dict(held)
    for one in said:
        record = kept.get(one["record"], {})
        for key in ("draw", "slot", "ordinal", "outcome"):
            if key in record and (type(record[key]), record[key]) != (type(one[key]), one[key]):
                raise Failed(
                    f"第 {one['slot']} 席的记录与登记的结果不符（{key}）",
                    f"a record of slot {one['slot']} tells of another {key}",
                )
    if bare:
        raise NotProven(
            f"{given.total()} 条记录均与登记相符；{bare} 次结果没有记录",
            f"{given.total()} records agree; {bare} outcomes have no record",
        )
    return Said(
        f"{given.total()} 条记录与登记逐条相符", f"all {given.total()} records agree with the outcomes logged"
    )
