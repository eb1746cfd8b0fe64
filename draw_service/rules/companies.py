"""When two company entries mean the same firm (Art. 12; rules section 2, item 2).

Firms are matched by unified social credit code first, registered alias second, normalised name third. A
similar name is never a match: 第三工程局 and 第五工程局 are different firms. Similarity only *suggests* pairs
to a person, who then registers an alias or does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from draw_service.rules.people import Company

Means = Literal["code", "alias", "name"]

_BRACKETS = str.maketrans(
    {**dict.fromkeys("[{〔【〖「『〈《<", "("), **dict.fromkeys("]}〕】〗」』〉》>", ")")}
)
_MIDDLE_DOTS = re.compile("[·•・‧∙]")
_TRAILING_FORM = re.compile("(有限公司)+$")


@lru_cache(maxsize=1 << 14)
def normalise(name: str) -> str:
    """The form of a company name in which spellings are compared.

    NFKC, no white space or invisible characters, one kind of bracket and of middle dot, Latin letters
    folded. The two legal spellings of one form are one (有限责任公司 = 有限公司, 股份公司 = 股份有限公司),
    and a trailing 有限公司 is dropped; 股份, 集团, 分公司, place names, what stands in brackets and numerals
    stay, because they tell firms apart.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf").translate(
        _BRACKETS
    )
    text = _MIDDLE_DOTS.sub("·", text)
    text = text.replace("有限责任公司", "有限公司").replace("股份公司", "股份有限公司")
    return _TRAILING_FORM.sub("", text) or text


class Aliases:
    """Registered aliases: other names of a firm -> its credit code. Built from ``{name: code}``.

    Names that normalise alike but belong to different firms keep every code (the protective reading).
    """

    __slots__ = ("_codes",)

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        codes: dict[str, set[str]] = {}
        for name, code in (names or {}).items():
            codes.setdefault(normalise(name), set()).add(_code(code))
        self._codes = {name: frozenset(known) for name, known in codes.items()}

    def codes(self, company: Company) -> frozenset[str]:
        """The company's own code where it has one, else the codes registered for its name."""
        own = _code(company.code)
        return frozenset((own,)) if own else self._codes.get(normalise(company.name), frozenset())


def same(a: Company, b: Company, aliases: Aliases) -> Means | None:
    """By which means the entries are one firm, or None.

    Where both carry a code, the codes alone decide. Otherwise an alias or the normalised name is enough; an
    alias that points elsewhere does not undo an equal name, since stepping back is the safer error.
    """
    if a.code and b.code:
        return "code" if _code(a.code) == _code(b.code) else None
    if aliases.codes(a) & aliases.codes(b):
        return "alias"
    name = normalise(a.name)
    return "name" if name and name == normalise(b.name) else None


def suggest(
    company: Company, others: Iterable[Company], threshold: float = 85.0
) -> list[tuple[Company, float]]:
    """Companies a person should compare with ``company``, most similar first, score 0-100.

    Left out is what is decided already: pairs with two codes, and equal names.
    """
    own, none = normalise(company.name), Aliases()
    found = [
        (other, score)
        for other in others
        if not (company.code and other.code)
        and same(company, other, none) is None
        and (score := fuzz.ratio(own, normalise(other.name))) >= threshold
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].name, pair[0].code))


def _code(code: str) -> str:
    return code.strip().upper()
