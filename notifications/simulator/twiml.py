"""The part of TwiML a call is made of, as values, and how long saying it takes.

Source: Twilio's reference of the voice verbs Say, Play, Pause, Gather, Redirect and Hangup.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass


class BadTwiml(ValueError):
    """The document is no TwiML we can perform; ``code`` as in Twilio's list of errors."""

    def __init__(self, code: int, why: str) -> None:
        self.code = code
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    language: str = ""
    voice: str = ""
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    url: str
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    length: float = 1.0


@dataclass(frozen=True, slots=True)
class Gather:
    """``prompts`` are said while keys are already heard; ``timeout``: seconds without a key after them;
    ``digits``: how many keys are waited for (0: until ``finish`` or the timeout)."""

    prompts: tuple[Say | Play | Pause, ...] = ()
    action: str = ""
    method: str = "POST"
    timeout: float = 5.0
    digits: int = 0
    finish: str = "#"
    on_empty: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


Spoken = Say | Play | Pause
Verb = Spoken | Gather | Redirect | Hangup

APOLOGY: tuple[Verb, ...] = (
    Say("We are sorry, an application error has occurred. Goodbye.", "en-US"),
    Hangup(),
)
"""What a callee hears when our document could not be had: the sentence nobody should ever hear."""


def parse(document: str | bytes) -> tuple[Verb, ...]:
    """The verbs of a document. Raises ``BadTwiml``."""
    text = document.decode("utf-8", "replace") if isinstance(document, bytes) else document
    if "<!" in text.replace("<!--", ""):
        raise BadTwiml(12100, "declarations have no place in TwiML")
    try:
        # Without declarations there is nothing to expand.
        root = ElementTree.fromstring(text.strip().encode())  # noqa: S314
    except ElementTree.ParseError as error:
        raise BadTwiml(12100, f"not well formed: {error}") from None
    if root.tag != "Response":
        raise BadTwiml(12102, "the root is <Response>")
    return tuple(_verb(one) for one in root)


def _verb(found: ElementTree.Element) -> Verb:
    match found.tag:
        case "Gather":
            return _gather(found)
        case "Redirect":
            if not (found.text or "").strip():
                raise BadTwiml(12100, "<Redirect> without an address")
            return Redirect((found.text or "").strip(), found.get("method", "POST").upper())
        case "Hangup":
            return Hangup()
        case _:
            return _spoken(found)


def _spoken(found: ElementTree.Element) -> Spoken:
    match found.tag:
        case "Say":
            # The text may be marked up (prosody, break): what is said is all of it.
            text = " ".join("".join(found.itertext()).split())
            return Say(text, found.get("language", ""), found.get("voice", ""), _whole(found, "loop", 1))
        case "Play":
            return Play((found.text or "").strip(), _whole(found, "loop", 1))
        case "Pause":
            return Pause(float(_whole(found, "length", 1)))
    raise BadTwiml(12200, f"<{found.tag}> is not known here")


def _gather(found: ElementTree.Element) -> Gather:
    if "dtmf" not in found.get("input", "dtmf"):
        raise BadTwiml(12200, "only keys are heard here")
    return Gather(
        prompts=tuple(_spoken(one) for one in found),
        action=found.get("action", ""),
        method=found.get("method", "POST").upper(),
        timeout=float(_whole(found, "timeout", 5)),
        digits=_whole(found, "numDigits", 0),
        finish=found.get("finishOnKey", "#"),
        on_empty=found.get("actionOnEmptyResult", "false").lower() == "true",
    )


def _whole(found: ElementTree.Element, name: str, default: int) -> int:
    given = found.get(name, str(default))
    if not given.isascii() or not given.isdigit():
        raise BadTwiml(12200, f"{name} is a number")
    return int(given)


def seconds(spoken: Spoken) -> float:
    """How long it lasts. Chinese: 4.5 characters a second; other texts: 14; slow speech is not known here."""
    match spoken:
        case Pause(length):
            return length
        case Play(_url, loop):
            return 5.0 * max(loop, 1)
        case Say(text, _language, _voice, loop):
            wide = sum("\u3400" <= one <= "\u9fff" for one in text)
            return round(max(0.5, wide / 4.5 + (len(text) - wide) / 14), 1) * max(loop, 1)
