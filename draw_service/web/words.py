"""The words of the pages: Chinese in the source, English from the catalogues in ``locale/en/*.po``."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGS = ("zh", "en")


def catalogues() -> dict[str, Catalog]:
    """Every English catalogue by its name: one per audience, so that each keeps its own words."""
    folder = files("draw_service.web") / "locale" / "en"
    found = {}
    for item in sorted(folder.iterdir(), key=lambda one: one.name):
        if item.name.endswith(".po"):
            found[item.name.removesuffix(".po")] = read_po(BytesIO(item.read_bytes()), locale="en")
    return found


@cache
def translations(lang: str) -> NullTranslations:
    """What turns the source's Chinese into ``lang``."""
    if lang != "en":
        return NullTranslations()
    whole = Catalog(locale="en")
    for one in catalogues().values():
        for message in one:
            if message.id:
                whole.add(message.id, message.string)
    packed = BytesIO()
    write_mo(packed, whole)
    packed.seek(0)
    return GNUTranslations(packed)


def say(lang: str, text: str) -> str:
    return translations(lang).gettext(text)
