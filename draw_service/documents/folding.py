"""Lines of a given width for text in both scripts; a terminal and a plain paper count columns.

Chinese may break after any character, but no line begins with a closing mark, and a number or word stays
whole and together with the mark that follows it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rich.cells import cell_len

_CLOSING = "。，、；：！？）》」』”’】…％%"
_PIECE = re.compile(rf"[（《「『“‘【]*(?:[!-~·]+|\s|.)[{_CLOSING}]*", re.DOTALL)


def breaks(text: str, width: int) -> list[int]:
    """Where the lines after the first begin, so that none takes more than ``width`` columns.

    A piece without a place to break that is longer than a line is cut. ``text``: one paragraph.
    """
    found: list[int] = []
    used = 0
    for piece in _PIECE.finditer(text):
        size = cell_len(piece[0])
        if used and used + size > width and not piece[0].isspace():
            found.append(piece.start())
            used = 0
        if size > width:
            at = piece.start()
            for offset, char in enumerate(piece[0]):
                if used + cell_len(char) > width:
                    found.append(at + offset)
                    used = 0
                used += cell_len(char)
            continue
        used += size
    return found


def fold(text: str, width: int, indent: str = "") -> str:
    """The text in lines of at most ``width`` columns; lines after the first begin with ``indent``."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        room = width - cell_len(indent)
        ends = [0, *breaks(paragraph, room), len(paragraph)]
        lines += [paragraph[a:b].strip(" ") if a else paragraph[a:b].rstrip(" ") for a, b in pairwise(ends)]
    return f"\n{indent}".join(lines)
