"""The offline page that makes witness slips: the codes of the rules on one sheet, nothing sent or kept."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext

from draw_service.rules.slips import code_of, read_code, read_entry_code
from draw_service.web.slip import build
from tests.browser.conftest import SIZES
from tests.browser.slips import DRAW, FIXED_CHANCE, TYPED, Open, expected, make, printed

ROOT = Path(__file__).resolve().parents[2]
NO_WEBCRYPTO = "delete Crypto.prototype.subtle;"
NO_X25519 = """
const known = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (format, data, name, ...rest) {
  if (name === 'X25519') return Promise.reject(new DOMException('not here', 'NotSupportedError'));
  return known.call(this, format, data, name, ...rest);
};
"""
LYING_X25519 = "SubtleCrypto.prototype.deriveBits = async () => new ArrayBuffer(32);"


def test_the_page_is_what_its_sources_make() -> None:
    assert build.PAGE.read_bytes() == build.page(), "run python -m draw_service.web.slip.build"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_its_hash_is_published(name: str) -> None:
    digest = sha256(build.PAGE.read_bytes()).hexdigest()

    assert build.HASH.read_text("ascii") == f"{digest}  slip.html\n"
    assert f"`{digest}`" in (ROOT / name).read_text("utf-8"), f"{name} gives another SHA-256 of slip.html"


def test_the_page_is_small_and_refers_to_nothing() -> None:
    text = build.PAGE.read_text("utf-8")

    assert len(text.encode()) <= 150_000
    outside_scripts = re.sub(r"<script>.*</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"<(?:link|img|iframe|object|embed)\b|\ssrc=|url\(|@import", outside_scripts)
    # Chromium 86 and its kin know ES2019.
    own = "".join((build.HERE / name).read_text("utf-8") for name in build.SCRIPTS)
    assert not re.search(r"\?\?|\?\.[\w(\[]|\|\|=|&&=|\b\d+n\b|\.at\(|replaceAll|Object\.hasOwn", own)


def _vectors() -> list[Path]:
    named = os.environ.get("PANEL_SHARED")
    places = [Path(named)] if named else [up / "shared" for up in Path(__file__).resolve().parents]
    here = [place for place in places if (place / "vectors" / "edraw1").is_dir()]
    return sorted((here[0] / "vectors" / "edraw1").glob("*.json")) if here else []


def test_commitments_and_keys_of_the_frozen_vectors(slip_page: Open) -> None:
    files = _vectors()
    if not files:
        pytest.skip("../shared is not here: vectors/edraw1")
    tab = slip_page()
    for file in files:
        vector = json.loads(file.read_bytes())
        for party, slip in vector["inputs"]["slips"].items():
            got = tab.evaluate(
                """([party, draw, r, x]) => { const s = window.slipRules; return [
                s.hex(s.commitment(party, draw, s.fromHex(r))), s.hex(s.publicKey(s.fromHex(x))),
                s.codeOf(s.fromHex(r)), s.codeOf(s.fromHex(x))]; }""",
                [party, vector["inputs"]["draw"], slip["r"], slip["x"]],
            )
            r, x = bytes.fromhex(slip["r"]), bytes.fromhex(slip["x"])
            assert got[:2] == [vector["commitments"][party], vector["unseal_pk"][party]], file.name
            assert got[2:] == [code_of(r), code_of(x)]
            assert [read_code(code) for code in got[2:]] == [r, x]


@pytest.mark.parametrize("without", ["", NO_X25519, NO_WEBCRYPTO], ids=["all", "no X25519", "no WebCrypto"])
@pytest.mark.parametrize("party", ["tenderer", "regulator"])
def test_a_slip_is_the_one_the_rules_make(slip_page: Open, party: str, without: str) -> None:
    tab = slip_page(FIXED_CHANCE + without)

    make(tab, party)

    slip = expected(party)
    tab.wait_for_selector("#made", state="visible")
    assert tab.inner_text("#made [data-fill=commitment]") == slip.commitment
    assert tab.inner_text("#made [data-fill=key]") == slip.public_key
    assert printed(tab, "draw") == DRAW
    assert read_code(printed(tab, "share")) == slip.share
    assert read_code(printed(tab, "unseal")) == slip.unseal
    assert read_entry_code(printed(tab, "entry")) == slip.entry


def test_system_and_person_both_change_every_code(slip_page: Open) -> None:
    tab = slip_page()
    seen = set[str]()
    for _ in range(3):
        make(tab)
        tab.wait_for_selector("#made", state="visible")
        seen |= {printed(tab, name) for name in ("share", "unseal", "entry")}
        tab.click("#finish")
        tab.click("#again")

    assert len(seen) == 9, "the same keys, but other bytes of the system"


def test_a_browser_whose_key_differs_makes_no_slip(slip_page: Open) -> None:
    tab = slip_page(LYING_X25519)

    make(tab)

    tab.wait_for_selector("#broken", state="visible")
    assert tab.is_visible("#broken-sums")
    assert printed(tab, "share") == printed(tab, "unseal") == ""


def test_a_system_without_chance_makes_no_slip(slip_page: Open) -> None:
    tab = slip_page("Crypto.prototype.getRandomValues = (array) => array;")

    make(tab)

    assert tab.is_visible("#broken-chance")
    assert printed(tab, "share") == ""


def test_a_half_holds_only_its_own_codes(slip_page: Open) -> None:
    slip = expected()
    mine = {"witness": (slip.commitment, slip.entry), "unseal": (slip.public_key,)}
    secrets = {"witness": code_of(slip.share), "unseal": code_of(slip.unseal)}
    for part, other in (("witness", "unseal"), ("unseal", "witness")):
        tab = slip_page(FIXED_CHANCE)
        make(tab, part=part)
        tab.wait_for_selector("#made", state="visible")
        whole = re.sub(r"\s", "", tab.evaluate("document.body.textContent"))
        assert all(value in whole for value in (*mine[part], secrets[part].replace(" ", "")))
        assert not any(value in whole for value in (*mine[other], secrets[other].replace(" ", "")))
        assert (
            tab.locator(f"#paper [data-draw={'unseal' if part == 'witness' else 'share'}] svg").count() == 0
        )


def test_secrets_are_on_the_paper_and_not_on_the_screen(slip_page: Open) -> None:
    tab = slip_page(FIXED_CHANCE)

    make(tab)

    tab.wait_for_selector("#made", state="visible")
    seen, slip = tab.inner_text("body"), expected()
    assert slip.commitment in seen
    for secret in (slip.entry, code_of(slip.share)[:11], code_of(slip.unseal)[:11], TYPED):
        assert secret not in re.sub(r"\s+", " ", seen)
    assert tab.input_value("#typed") == ""


def test_clearing_leaves_nothing_of_the_slip(slip_page: Open) -> None:
    tab = slip_page(FIXED_CHANCE)
    make(tab)
    tab.wait_for_selector("#made", state="visible")

    tab.click("#finish")

    assert tab.is_visible("#gone")
    left = re.sub(r"\s", "", tab.content())
    slip = expected()
    for value in (slip.entry, slip.commitment, slip.public_key, code_of(slip.share), code_of(slip.unseal)):
        assert value.replace(" ", "") not in left
    assert tab.locator("#paper svg").count() == 0


@pytest.mark.parametrize("typed", ["ap-2026-0001.1 ", "ＡＰ－２０２６－０００１．１", "AP—2026—0001。1"])
def test_a_draw_id_is_read_as_typed(slip_page: Open, typed: str) -> None:
    tab = slip_page(FIXED_CHANCE)

    make(tab, draw=typed)

    tab.wait_for_selector("#made", state="visible")
    assert tab.inner_text("#made [data-fill=commitment]") == expected().commitment


def test_wrong_answers_are_named_and_kept(slip_page: Open) -> None:
    tab = slip_page()
    tab.click("#answers button[type=submit]")
    assert [tab.is_visible(f"#summary-{name}") for name in ("party", "draw", "typed")] == [True] * 3

    make(tab, draw="AP-2026-1", typed="1" * 40)

    assert [tab.is_visible(f"#summary-{name}") for name in ("party", "draw", "typed")] == [False, True, True]
    assert (tab.input_value("#draw"), tab.input_value("#typed")) == ("AP-2026-1", "1" * 40)
    assert tab.evaluate("document.activeElement.id") == "summary"
    assert tab.is_hidden("#made")


def test_an_address_fills_the_form(slip_page: Open) -> None:
    tab = slip_page(address="#draw=AP-2026-0007.2&party=tenderer&part=unseal&lang=en")

    assert tab.input_value("#draw") == "AP-2026-0007.2"
    assert tab.is_checked("input[value=unseal]")
    assert tab.is_visible("text=Make a witness slip")


def test_the_language_switch_keeps_answers_and_slip(slip_page: Open) -> None:
    tab = slip_page(FIXED_CHANCE)
    make(tab)
    tab.wait_for_selector("#made", state="visible")

    tab.click("#language")

    assert tab.is_visible("text=The slip is made: print it now")
    assert not re.search("[\u4e00-\u9fff]", tab.inner_text("main"))
    assert tab.inner_text("#made [data-fill=commitment]") == expected().commitment


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def served() -> Iterator[str]:
    """Address of the folder of static files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(build.STATIC)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_sends_and_keeps_nothing_when_served(context: Callable[..., BrowserContext], served: str) -> None:
    place = context()
    tab = place.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{served}/slip.html")

    make(tab)
    tab.wait_for_selector("#made", state="visible")
    tab.click("#finish")

    assert asked == [f"{served}/slip.html"]
    assert place.cookies() == []
    kept = "[localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    assert tab.evaluate(f"(async () => {kept})()") == [0, 0, 0]


def test_the_policy_lets_nothing_out(context: Callable[..., BrowserContext], served: str) -> None:
    tab = context().new_page()
    tab.goto(f"{served}/slip.html")

    stopped = tab.evaluate(
        """async () => { const stopped = [];
        document.addEventListener('securitypolicyviolation', (event) =>
          stopped.push(event.effectiveDirective));
        await fetch('/slip.html.sha256').catch(() => 0);
        const add = (name, set) =>
          document.body.appendChild(Object.assign(document.createElement(name), set));
        add('img', { src: '/slip.html.sha256' });
        add('script', { textContent: 'window.ran = true' });
        add('style', { textContent: 'body { color: red }' });
        const form = add('form', { action: '/slip.html' });
        form.submit();
        const end = Date.now() + 10000; // the form is stopped last, when the browser comes to it
        while (!stopped.includes('form-action') && Date.now() < end)
          await new Promise((done) => setTimeout(done, 20));
        return [stopped.sort(), window.ran === undefined]; }"""
    )

    assert stopped == [["connect-src", "form-action", "img-src", "script-src-elem", "style-src-elem"], True]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_use_it(slip_page: Open, size: str, lang: str) -> None:
    width, height = SIZES[size]
    tab = slip_page(address=f"#lang={lang}", viewport={"width": width, "height": height})
    states: list[Callable[[], object]] = [
        lambda: tab.click("#answers button[type=submit]"),
        lambda: make(tab),
        lambda: tab.click("#finish"),
    ]
    for reach in states:
        reach()
        found = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
