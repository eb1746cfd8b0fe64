"""The slip on paper: one sheet of A5, codes that machines read, and a flap that covers the unseal code."""

from __future__ import annotations

import re

import pytest
import segno
from playwright.sync_api import Page
from segno import encoder

from draw_service.rules.slips import code_of
from tests.browser.slips import FIXED_CHANCE, Open, expected, make

PARTS = ("whole", "witness", "unseal")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_the_paper_is_one_a5_page(slip_page: Open, part: str, lang: str) -> None:
    tab = slip_page(address=f"#lang={lang}")
    make(tab, part=part)
    tab.wait_for_selector("#made", state="visible")

    pdf = tab.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    assert [[round(float(side) / 72 * 25.4) for side in box] for box in boxes] == [[148, 210]]
    tab.set_viewport_size({"width": 514, "height": 748})  # 136 mm x 198 mm: the sheet without its margins
    tab.emulate_media(media="print")
    assert _outside(tab) == []


def _outside(tab: Page) -> list[str]:
    """Texts and pictures of the paper that leave the frame or are cut off."""
    found: list[str] = tab.evaluate(
        """() => { const frame = document.getElementById('paper').getBoundingClientRect();
        return Array.from(document.querySelectorAll('#paper *')).filter((one) => {
          const box = one.getBoundingClientRect();
          return box.width && (box.left < frame.left || box.right > frame.right + 0.5 ||
            box.bottom > frame.bottom + 0.5 || one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0);
        }).map((one) => one.outerHTML.slice(0, 120)); }"""
    )
    return found


def test_the_flap_covers_the_code_and_not_the_strip(slip_page: Open) -> None:
    tab = slip_page()
    make(tab)
    tab.wait_for_selector("#made", state="visible")
    tab.emulate_media(media="print")

    edge: dict[str, dict[str, float]] = tab.evaluate(
        """() => Object.fromEntries(['.strip', '.fold', '.cover svg', '.inside .qr svg', '.inside .code', '']
        .map((name) => { const box = document.querySelector('#paper ' + name).getBoundingClientRect();
          return [name, {top: box.top, bottom: box.bottom, left: box.left, right: box.right}]; }))"""
    )

    fold, cover = edge[".fold"]["top"], edge[".cover svg"]
    margin = 7 / 25.4 * 96  # of a sheet that was not cut, frame included
    assert fold - (edge[""]["bottom"] - fold) - margin >= edge[".strip"]["bottom"] - 1
    for code in (edge[".inside .qr svg"], edge[".inside .code"]):
        assert code["top"] >= fold - (cover["bottom"] - fold), "the pattern lies over the whole code"
        assert cover["left"] <= code["left"]
        assert code["right"] <= cover["right"] + 1


def _modules(tab: Page, name: str) -> tuple[tuple[int, ...], ...]:
    """The code as it is drawn, border included."""
    size = int(str(tab.get_attribute(f"#paper [data-draw={name}] svg", "viewBox")).split()[2])
    rows = [[0] * size for _ in range(size)]
    path = str(tab.get_attribute(f"#paper [data-draw={name}] path", "d"))
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        rows[int(y)][int(x) : int(x) + int(run)] = [1] * int(run)
    return tuple(tuple(row) for row in rows)


def test_the_codes_are_the_qr_codes_of_their_texts(slip_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    # segno adds eight padding bits where the standard (ISO/IEC 18004, 7.4.10) asks for none.
    monkeypatch.setattr(
        encoder, "write_padding_bits", lambda bits, _v, length: bits.extend([0] * (-length % 8))
    )
    tab = slip_page(FIXED_CHANCE)
    make(tab)
    tab.wait_for_selector("#made", state="visible")
    slip = expected()
    texts = {
        "public": f"{slip.commitment}:{slip.public_key}",
        "share": code_of(slip.share),
        "unseal": code_of(slip.unseal),
    }

    for name, text in texts.items():
        drawn = _modules(tab, name)
        version = (len(drawn) - 8 - 17) // 4
        # The standard leaves the mask to a score; every one of the eight reads the same.
        codes = [
            segno.make(text, error="m", version=version, mask=mask, micro=False, boost_error=False)
            for mask in range(8)
        ]
        assert drawn in [tuple(tuple(row) for row in code.matrix_iter(border=4)) for code in codes], name
