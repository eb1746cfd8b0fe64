"""A security key in a real browser, over TLS of ``panel tls init``: registered, asked for, asked again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from typer.testing import CliRunner

from draw_service.cli import app
from tests.cli.served import OverTls

pytestmark = pytest.mark.pages

PASSWORD = "北湖的桥在三月里开工"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[OverTls]:
    made = CliRunner().invoke(app, ["tls", "init", str(tmp_path / "tls"), "--host", "localhost"])
    assert made.exit_code == 0
    OverTls.ca = tmp_path / "tls" / "ca.pem"
    one = OverTls(tmp_path, "--data", "house", "--tls", "tls")
    try:
        yield one.ready()
    finally:
        one.process.kill()
        one.process.wait()


def plug_in(page: Page) -> None:
    """A security key made of software, touched by itself."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_key_is_registered_and_opens_the_door(
    site: OverTls, context: Callable[..., BrowserContext]
) -> None:
    url = f"https://localhost:{site.port}"
    link = re.search(rf"{url}/setup#\S+", site.said)
    assert link is not None, site.said
    page = context(ignore_https_errors=True).new_page()
    plug_in(page)

    page.goto(link[0])
    page.fill("#password", PASSWORD)
    page.fill("#repeated", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/account?done=setup")
    page.click("a[href='/account/key']")
    page.fill("#name", "蓝色那把")
    page.click("#key-button")
    page.wait_for_url("**/account?done=key")
    assert "蓝色那把" in page.inner_text("main")

    page.click("header button.link")
    page.goto(f"{url}/enter?next=/admin")
    page.fill("#login", "admin")
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.click("main button")
    page.goto(f"{url}/admin")
    assert "/enter/second" in page.url
    page.click("#key-button")
    page.wait_for_url(f"{url}/admin")

    page.goto(f"{url}/enter/again?next=/admin/keys/new")
    page.click("#key-button")
    page.wait_for_url(f"{url}/admin/keys/new")


def test_another_key_of_nobody_opens_nothing(site: OverTls, context: Callable[..., BrowserContext]) -> None:
    url = f"https://localhost:{site.port}"
    link = re.search(rf"{url}/setup#\S+", site.said)
    assert link is not None
    page = context(ignore_https_errors=True).new_page()
    plug_in(page)
    page.goto(link[0])
    page.fill("#password", PASSWORD)
    page.fill("#repeated", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/account?done=setup")
    page.goto(f"{url}/account/key")
    page.fill("#name", "one")
    page.click("#key-button")
    page.wait_for_url("**/account?done=key")

    thief = context(ignore_https_errors=True).new_page()
    plug_in(thief)
    thief.goto(f"{url}/enter")
    thief.fill("#login", "admin")
    thief.fill("#password", PASSWORD)
    with thief.expect_navigation():
        thief.click("main button")
    thief.goto(f"{url}/enter/second?next=/admin")
    thief.click("#key-button")
    thief.wait_for_function("document.getElementById('key-said').textContent.includes('没有完成')")
    thief.goto(f"{url}/admin")
    assert "/enter/second" in thief.url
