"""Every Chinese word of a page has its English, and no catalogue keeps a word nobody says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

from draw_service.web.words import catalogues

WEB = Path(__file__).parents[2] / "draw_service" / "web"
HAN = re.compile(r"[\u3400-\u9fff]")
HOLE = re.compile(r"%\((\w+)\)s")


def said_in_templates() -> dict[str, str]:
    """Message -> the template that says it."""
    found: dict[str, str] = {}
    for path in sorted((WEB / "templates").rglob("*.html")):
        source = BytesIO(path.read_bytes())
        options = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "silent": "false"}
        for _line, message, *_ in extract(babel_extract, source, options=options):
            if isinstance(message, str):
                found[message] = path.name
    return found


def said_in_python() -> Iterator[str]:
    """Strings with Chinese letters in the page modules: what a table of words may hold."""
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
                yield node.value


def english() -> dict[str, str]:
    return {str(m.id): str(m.string) for one in catalogues().values() for m in one if m.id}


def test_every_message_of_a_template_has_its_english() -> None:
    known = english()
    missing = {text: where for text, where in said_in_templates().items() if not known.get(text)}
    assert not missing


def test_every_english_message_is_said_somewhere() -> None:
    said = {*said_in_templates(), *said_in_python()}
    assert not [text for text in english() if text not in said]


def test_holes_are_the_same_in_both_languages() -> None:
    wrong = [zh for zh, en in english().items() if sorted(HOLE.findall(zh)) != sorted(HOLE.findall(en))]
    assert not wrong


def test_templates_say_chinese_through_the_catalogue() -> None:
    """No Chinese stands outside ``_()`` but the language's own name."""
    bare: dict[str, set[str]] = {}
    for path in (WEB / "templates").rglob("*.html"):
        text = re.sub(
            r"\{#.*?#\}|\{% trans.*?endtrans %\}|\{%.*?%\}|\{\{.*?\}\}",
            "",
            path.read_text("utf-8"),
            flags=re.S,
        )
        text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
        if HAN.search(text):
            bare[path.name] = set(HAN.findall(text))
    assert not bare


def test_one_message_has_one_english() -> None:
    seen: dict[str, tuple[str, str]] = {}
    clash = []
    for name, one in catalogues().items():
        for message in one:
            key, value = str(message.id), str(message.string)
            if key and key in seen and seen[key][1] != value:
                clash.append((key, seen[key], (name, value)))
            seen.setdefault(key, (name, value))
    assert not clash
