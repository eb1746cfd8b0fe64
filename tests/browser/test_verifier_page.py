"""The offline verifier as people meet it: one file, no network, awake, readable, deaf to what files say."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import BrowserContext, Page

from audit.browser.build import ENGINE, HERE, PAGE, SHELL, built
from audit.checkpoint import LOG_KEY, vkey
from audit.verify.report import NAMES
from tests.audit.forge import OTHER, POLICY, WITNESSED, Story, spelled, tampered
from tests.browser.conftest import SIZES
from tests.browser.mutations import HOSTILE, Case, encoded
from tests.browser.test_verifier_agrees import ASK

Open = Callable[..., Page]

GAPS = """
() => {
  window.longest = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.longest = Math.max(window.longest, now - last);
    last = now;
  }, 4);
}
"""
"""Measures the longest time in which the page could not have answered a key."""


@pytest.fixture
def opened(context: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Opens the committed page from disk; any request, error or dialog of a page fails the test."""
    heard: list[str] = []

    def open_page(address: str = "", **options: Any) -> Page:
        tab = context(offline=True, **options).new_page()
        tab.goto(PAGE.as_uri() + address)
        tab.on("pageerror", lambda error: heard.append(str(error)))
        tab.on("console", lambda message: heard.append(message.text))
        tab.on("dialog", lambda dialog: heard.append(dialog.message))
        tab.on("request", lambda request: heard.append(request.url))
        return tab

    yield open_page
    assert [said for said in heard if not said.startswith("blob:")] == []


@pytest.fixture
def files(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


def run(tab: Page, bundle: Path, **more: Path) -> None:
    tab.set_input_files("#bundle", bundle)
    if more:
        tab.click("summary")
    for field, path in more.items():
        tab.set_input_files(f"#{field}", path)
    tab.click("#start")
    tab.wait_for_selector("#result:not([hidden])")


def test_the_committed_page_is_what_its_sources_give() -> None:
    assert PAGE.read_text("utf-8") == built(), "run python -m audit.browser.build"
    used = {f"{name}.js" for name in (*ENGINE, *SHELL)} | {"page.html", "page.css"}
    assert {path.name for path in (HERE / "src").iterdir()} == used


def test_sources_stay_short_and_within_es2019() -> None:
    for path in (HERE / "src").iterdir():
        text = path.read_text("utf-8")
        assert text.count("\n") <= 400, path.name
        if path.suffix == ".js":
            code = re.sub(r"//.*|\"(?:\\.|[^\"\\])*\"", "", text)
            newer = r"\?\.[^0-9]|\?\?|\b[0-9]+n\b|\|\|=|&&=|\.at\(|replaceAll|matchAll|#[a-z]+ *[=(;]"
            assert not re.search(newer, code), path.name


def test_nothing_is_loaded_and_only_the_named_hashes_may_run() -> None:
    text = PAGE.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    said = dict(part.split(" ", 1) for part in policy[1].split("; "))
    assert said["default-src"] == "'none'"
    assert {"connect-src", "frame-src"}.isdisjoint(said)
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]+'", said["script-src"])
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]+'", said["style-src"])
    assert not re.search(r"https?://|innerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text)
    assert len(text.encode()) <= 150 * 1024


REACH_OUT = """
async () => {
  const heard = [];
  document.addEventListener('securitypolicyviolation', (event) => heard.push(event.effectiveDirective));
  new Image().src = 'file:///nothing.png';
  await fetch('http://127.0.0.1:9/').catch(() => null);
  const script = document.createElement('script');
  script.textContent = 'window.ran = true';
  document.body.append(script);
  await new Promise((resolve) => setTimeout(resolve, 100));
  return [heard.sort(), window.ran === undefined];
}
"""


def test_the_page_cannot_reach_a_network(context: Callable[..., BrowserContext]) -> None:
    tab = context().new_page()
    tab.goto(PAGE.as_uri())
    assert tab.evaluate(REACH_OUT) == [["connect-src", "img-src", "script-src-elem"], True]


def test_a_run_by_keyboard_in_chinese_first(opened: Open, files: Callable[[str, bytes], Path]) -> None:
    story = Story("basic")
    tab = opened()
    assert tab.get_attribute("html", "lang") == "zh-CN"
    tab.set_input_files("#bundle", files("D.edraw.json", spelled(story.bundle(witnessed=True))))
    tab.focus("summary")
    tab.keyboard.press("Enter")
    tab.set_input_files("#policy", files("policy.json", WITNESSED))
    tab.set_input_files("#log", files("log.json", story.whole_log()))
    tab.set_input_files("#register", files("register.json", story.register()))
    tab.focus("#receipt")
    tab.keyboard.type(story.vector["lock_hash"])
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#result:not([hidden])")
    assert tab.inner_text("#verdict") == "各项核对通过"
    assert tab.locator("#five li").all_inner_texts() == [
        f"✓\n{line}\n是" for line in ("名单未改", "种子未改", "顺序一致", "回避一致", "签名有效")
    ]
    assert tab.evaluate("document.activeElement.id") == "result"
    assert tab.locator("#steps .title").all_inner_texts() == [name.zh for name in NAMES.values()]
    tab.click("#language")
    assert tab.inner_text("#verdict").lower() == "every check passed"
    assert tab.get_attribute("html", "lang") == "en"
    assert tab.is_visible("#result")


def test_what_is_no_bundle_answers_none_of_the_five(
    opened: Open, files: Callable[[str, bytes], Path]
) -> None:
    tab = opened()
    run(tab, files("D.edraw.json", b"PK"))
    assert tab.inner_text("#verdict") == "文件无法读取"
    assert tab.is_hidden("#five")


def test_a_failing_step_is_red_and_says_what_to_do(opened: Open, files: Callable[[str, bytes], Path]) -> None:
    tab = opened()
    data = tampered("basic", lambda bundle: bundle["pool"].pop())
    run(tab, files("D.edraw.json", data))
    assert "第 7 步“名单”不通过" in tab.inner_text("#failure")
    assert "怎么办：" in tab.inner_text("#failure")
    red = "rgb(165, 29, 45)"
    failing = tab.locator("#steps li.fail .title").first
    assert failing.evaluate("(element) => getComputedStyle(element).color") == red
    assert tab.locator("#five li.no .what").all_inner_texts() == ["名单未改", "顺序一致", "回避一致"]
    assert tab.locator("#five li.unverified .what").all_inner_texts() == ["签名有效"]


def test_no_file_is_answered_with_a_sentence(opened: Open) -> None:
    tab = opened("#en")
    tab.click("#start")
    assert "Choose an evidence bundle" in tab.inner_text("#errors")
    assert tab.evaluate("document.activeElement.id") == "errors"


def test_words_of_a_file_stay_words(opened: Open, files: Callable[[str, bytes], Path]) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    story = Story("tiny")
    story.draw = "D-tiny"
    bundle = story.bundle()
    bundle["openings"][0]["identity"]["name"] = evil
    bundle["origin"] = evil
    tab = opened()
    run(tab, files(f"{'x' * 20}.edraw.json", spelled(bundle)))
    assert tab.inner_text("#verdict") == "核对不通过"
    assert tab.locator("#result img, #result script").count() == 0


@pytest.mark.parametrize("what", ["only brackets", "nested keys", "many zeros", "__proto__ as a key"])
def test_a_hostile_file_is_refused_and_the_page_stays_awake(
    what: str, opened: Open, files: Callable[[str, bytes], Path]
) -> None:
    tab = opened()
    tab.evaluate(GAPS)
    run(tab, files("D.edraw.json", HOSTILE[what][1]))
    assert tab.inner_text("#verdict") in ("文件无法读取", "核对不通过")
    assert tab.locator("#steps li.fail").count() >= 1
    assert tab.evaluate("window.longest") < 1000
    assert tab.evaluate("({}).stage === undefined && Object.keys(Object.prototype).length === 0")


def test_a_file_larger_than_any_bundle_is_not_even_loaded(
    opened: Open, files: Callable[[str, bytes], Path]
) -> None:
    tab = opened()
    run(tab, files("D.edraw.json", b" " * (64 * 1024 * 1024 + 1)))
    assert tab.inner_text("#verdict") == "文件无法读取"


def signature_cases() -> list[Case]:
    """One bundle with its log signature good, and bent at each of its parts."""
    found = [Case("signature", "good", None, spelled(Story("tiny").bundle()))]
    bundle = Story("tiny").bundle()
    bundle["checkpoint"] = _resigned(bundle["checkpoint"], OTHER)
    found.append(Case("signature", "another key", 2, spelled(bundle)))
    for place in (0, 31, 32, 63):
        bundle = Story("tiny").bundle()
        bundle["checkpoint"] = _bent(bundle["checkpoint"], place)
        found.append(Case("signature", f"byte {place}", 2, spelled(bundle)))
    return found


def _parts(note: str) -> tuple[str, str, bytes]:
    text, line = note.split("\n\n")
    name, raw = line.strip().removeprefix("— ").split(" ")
    return text + "\n", name, b64decode(raw)


def _line(text: str, name: str, raw: bytes) -> str:
    return f"{text}\n— {name} {b64encode(raw).decode()}\n"


def _resigned(note: str, key: Ed25519PrivateKey) -> str:
    text, name, raw = _parts(note)
    return _line(text, name, raw[:4] + key.sign(text.encode()))


def _bent(note: str, place: int) -> str:
    text, name, raw = _parts(note)
    bent = bytearray(raw)
    bent[4 + place] ^= 0x11
    return _line(text, name, bytes(bent))


@pytest.mark.parametrize("native", [True, False], ids=["WebCrypto", "arithmetic"])
def test_signatures_by_the_browser_and_by_arithmetic(native: bool, opened: Open) -> None:
    tab, table = opened(), signature_cases()
    reports = tab.evaluate(ASK, [{**encoded(case), "native": native} for case in table])
    assert [report["failed_step"] for report in reports] == [case.step for case in table]


def test_arithmetic_takes_any_key_and_message(opened: Open) -> None:
    """Many keys, one note each: the arithmetic alone says what ``cryptography`` says."""
    made = []
    for number in range(12):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number + 1]) * 32)
        story = Story("tiny")
        bundle = story.bundle()
        name = bundle["origin"]
        spelled_key = vkey(name, key.public_key().public_bytes_raw(), LOG_KEY)
        for place in (bundle, *bundle["gates"].values()):
            text, _, _ = _parts(place["checkpoint"])
            raw = bytes.fromhex(spelled_key.split("+")[1]) + key.sign(text.encode())
            place["checkpoint"] = _line(text, name, raw)
        bundle["vkeys"]["log"] = spelled_key
        made.append(Case("key", str(number), None, spelled(bundle), policy=None))
    reports = opened().evaluate(ASK, [{**encoded(case), "native": False} for case in made])
    assert [report["exit_code"] for report in reports] == [3] * 12


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_use_it(
    size: str, lang: str, opened: Open, files: Callable[[str, bytes], Path]
) -> None:
    """WCAG 2.2 AA by axe: empty, with an error, and with a failed and a passed result."""
    width, height = SIZES[size]
    tab = opened("#en" if lang == "en" else "", viewport={"width": width, "height": height})
    tab.click("summary")
    _accessible(tab)
    tab.click("#start")
    _accessible(tab)
    tab.click("summary")
    run(tab, files("D.edraw.json", tampered("basic", lambda bundle: bundle["pool"].pop())))
    _accessible(tab)
    tab.click("#again")
    run(tab, files("D.edraw.json", spelled(Story("basic").bundle())), policy=files("policy.json", POLICY))
    _accessible(tab)
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def _accessible(tab: Page) -> None:
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(tab, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()


def test_the_report_can_be_kept(opened: Open, files: Callable[[str, bytes], Path]) -> None:
    tab = opened(accept_downloads=True)
    run(tab, files("D.edraw.json", spelled(Story("tiny").bundle())))
    with tab.expect_download() as waiting:
        tab.click("#save")
    kept = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    assert (kept["verdict"], kept["exit_code"]) == ("passed", 3)
