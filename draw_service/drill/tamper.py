"""A dishonest copy of a bundle, for showing what a verifier says to it."""

from __future__ import annotations

from base64 import b64decode, b64encode

from audit.canonical import canonical, parse_canonical


def tampered(bundle: bytes) -> bytes:
    """The bundle with its first refusal turned into an acceptance; nothing else is changed."""
    found = parse_canonical(bundle)
    for entry in found["events"]:
        event = parse_canonical(b64decode(entry["bytes"]))
        if event["type"] == "seat.answered" and event["body"]["outcome"] == "declined":
            event["body"]["outcome"] = "accepted"
            entry["bytes"] = b64encode(canonical(event)).decode()
            break
    return canonical(found)
