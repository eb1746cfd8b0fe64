"""What a callee hears over Twilio: lines of the script as TwiML.

Every answer is a whole document with an end of its own, so that the callee never hears a provider's error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from twilio.twiml.voice_response import Gather, Say, VoiceResponse  # type: ignore[import-untyped]

from notifications.channels.port import Callback, Prompt, Words

RETRY = "#rc=3&rp=ct,rt,5xx"
"""On every callback address: three more tries on a lost connection, a time-out or a 5xx (none by default)."""

SPOKEN = ("voice", "key")
"""Steps whose answer the callee hears."""

LANGUAGES: Mapping[str, tuple[str, str]] = {"zh": ("zh-CN", "Polly.Zhiyu"), "en": ("en-US", "Polly.Joanna")}
"""Language -> (language tag, voice)."""

_PATIENCE = {False: 6, True: 12}
"""Seconds a callee is given to press a key, and a callee who asked for the slow voice."""
_WAITS = 5
"""How often a callee is asked to wait before the call ends; it is placed again, never decided."""


def address(base: str, attempt: str, step: str, **query: object) -> str:
    """The callback address of one step, with the retries asked for."""
    asked = f"?{urlencode(query)}" if query else ""
    return f"{base.rstrip('/')}/{attempt}/{step}{asked}{RETRY}"


def base_of(callback: Callback) -> str:
    """The base that ``address`` was given, from a callback that came back to it."""
    return callback.url.partition("?")[0].removesuffix(f"/{callback.attempt}/{callback.step}")


def query_of(callback: Callback) -> dict[str, str]:
    return dict(parse_qsl(callback.url.partition("?")[2].partition("#")[0]))


def speak(callback: Callback, prompt: Prompt | None, words: Words) -> str:
    """The document that answers ``callback``. ``prompt`` None: the house has nothing to say yet."""
    if prompt is None or (prompt.line == "wait" and not prompt.gather):
        return _wait(callback, prompt, words)
    answer = VoiceResponse()
    said = words(prompt.words, prompt.params, prompt.lang, prompt.slow)
    if not prompt.gather:
        _say(answer, said, prompt.lang, prompt.slow)
        answer.hangup()
        return str(answer)
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=_PATIENCE[prompt.slow],
        finish_on_key="",  # by default "#" would be swallowed as silence
        action=address(base_of(callback), callback.attempt, "key", turn=prompt.turn),
        method="POST",
        action_on_empty_result=True,
    )
    _say(gather, said, prompt.lang, prompt.slow)
    answer.append(gather)
    return str(answer)


def _wait(callback: Callback, prompt: Prompt | None, words: Words) -> str:
    """Ask the callee to wait and the provider to come again, with the key that was pressed."""
    query = query_of(callback)
    waited = int(query.get("wait", "0")) if query.get("wait", "0").isdigit() else 0
    lang, slow = (prompt.lang, prompt.slow) if prompt else ("zh", False)
    answer = VoiceResponse()
    _say(answer, words("wait", {}, lang, slow), lang, slow)
    if waited >= _WAITS:
        answer.hangup()
        return str(answer)
    answer.pause(length=1)
    again: dict[str, object] = {"wait": waited + 1}
    if callback.step == "key":
        again |= {
            "turn": query.get("turn", "0"),
            "heard": query.get("heard") or callback.form.get("Digits", ""),
        }
    answer.redirect(address(base_of(callback), callback.attempt, callback.step, **again), method="POST")
    return str(answer)


def _say(into: Any, sentences: Sequence[str], lang: str, slow: bool) -> None:
    language, voice = LANGUAGES.get(lang, LANGUAGES["zh"])
    if not slow:
        into.append(Say(("" if lang == "zh" else " ").join(sentences), language=language, voice=voice))
        return
    said = Say(language=language, voice=voice)
    for sentence in sentences:
        said.prosody(sentence, rate="slow")
        said.break_(strength="strong")
    into.append(said)
