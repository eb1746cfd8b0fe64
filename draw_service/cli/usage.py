"""A command typed wrongly, said in the language asked for; typer itself speaks English alone."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import typer

# Typer hands out this one class of its private click; what it stands on is the general one.
UsageError: type[Any] = typer.BadParameter.__mro__[1]


def language(words: Sequence[str]) -> str:
    """The language of ``--lang`` or PANEL_LANG, asked for when the command line could not be read."""
    asked = [
        os.environ.get("PANEL_LANG", ""),
        *(after for word, after in pairwise(words) if word == "--lang"),
    ]
    asked += [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    return "en" if asked[-1] == "en" else "zh"


def usage_said(error: Any, lang: str) -> str:
    """What is wrong, and where the help is, in one line."""
    path = error.ctx.command_path if error.ctx else "panel"
    if type(error).__name__ == "BadParameter" and not error.message:
        if lang == "en":
            return f"Wrong usage: Missing option {error.param_hint}. See {path} --help."
        return f"用法有误：缺少参数 {error.param_hint}。用法见 {path} --help。"
    if lang == "en":
        return f"Wrong usage: {error.format_message()} See {path} --help."
    return f"用法有误：{_chinese(error)}。用法见 {path} --help。"


def _chinese(error: Any) -> str:
    parameter = getattr(error, "param", None)
    names = list(getattr(parameter, "opts", ())) or [getattr(parameter, "name", "")]
    name = max((str(one) for one in names), key=len)
    match type(error).__name__:
        case "NoSuchOption":
            return f"没有选项 {error.option_name}"
        case "MissingParameter":
            return f"缺少参数 {name}"
        case "BadParameter":
            choices = re.search(r"is not one of (.+?)\.?$", error.format_message())
            wanted = f"，应为 {choices[1].replace(', ', '、')} 之一" if choices else ""
            return f"参数 {name} 的取值不对{wanted}"
        case "BadOptionUsage":
            return f"选项 {error.option_name} 缺少取值"
    return "没有这样的命令，或参数多余"
