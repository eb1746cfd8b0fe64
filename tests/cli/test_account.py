"""``panel account``: the server's own terminal lists accounts and opens the door again."""

from __future__ import annotations

from pathlib import Path

import pytest

from draw_service import wiring
from draw_service.rules.refusals import SetupCodeSpent, WrongCredentials
from draw_service.settings import Settings
from draw_service.usecases.access.accept_invitation import accept_invitation
from draw_service.usecases.access.first_account import first_account
from draw_service.usecases.access.sign_in import sign_in
from draw_service.usecases.ports import House
from tests.cli.conftest import Panel, said

OLD, NEW = "seven quiet herons", "nine loud magpies"


@pytest.fixture
def house() -> House:
    return wiring.open_house(Settings(data=Path("house"), _env_file=None))  # type: ignore[call-arg]


def test_a_list_without_secrets(panel: Panel, house: House) -> None:
    code = first_account(house)
    assert "admin\tadministrator\tnot set up" in panel("account", "list", "--data", "house").stdout
    accept_invitation(house, code or "", OLD, "")
    result = panel("account", "list", "--data", "house")

    assert result.stdout == "admin\tadministrator\tpassword only\nAccounts: 1.\n"
    zh = panel("account", "list", "--data", "house", "--lang", "zh").stdout
    assert zh == "admin\t系统管理员\t仅密码\n共 1 个账户。\n"


def test_a_reset_prints_a_code_that_lets_its_holder_in(panel: Panel, house: House) -> None:
    accept_invitation(house, first_account(house) or "", OLD, "")
    result = panel("account", "reset", "Admin", "--data", "house")
    code = result.stdout.splitlines()[-1]

    assert result.exit_code == 0
    with pytest.raises(WrongCredentials):
        sign_in(house, "admin", OLD, "")
    accept_invitation(house, code, NEW, "")
    with pytest.raises(SetupCodeSpent):
        accept_invitation(house, code, NEW, "")


def test_with_an_address_a_reset_prints_the_whole_link(
    panel: Panel, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_account(house)
    monkeypatch.setenv("PANEL_SITE", "https://panel.test/")
    link = panel("account", "reset", "admin", "--data", "house").stdout.splitlines()[-1]

    assert link.startswith("https://panel.test/setup#")
    assert accept_invitation(house, link.partition("#")[2], NEW, "")


def test_what_is_not_there_is_refused(panel: Panel, house: House) -> None:
    unknown = panel("account", "reset", "nobody", "--data", "house")
    odd = panel("account", "reset", "a b", "--data", "house")
    nowhere = panel("account", "list", "--data", "elsewhere")

    assert [unknown.exit_code, odd.exit_code, nowhere.exit_code] == [4, 4, 4]
    assert "[not-found]" in said(unknown)
    assert "no account nobody; panel account list" in said(unknown)
    assert "[login-wrong]" in said(odd)
    assert not Path("elsewhere").exists()


@pytest.mark.parametrize(
    "site", ["panel.test", "ftp://panel.test", "https://", "https://panel.test/x", "https://[x"]
)
def test_a_site_that_is_no_address_is_refused(
    panel: Panel, house: House, monkeypatch: pytest.MonkeyPatch, site: str
) -> None:
    monkeypatch.setenv("PANEL_SITE", site)
    result = panel("account", "list", "--data", "house")

    assert result.exit_code == 4
    assert "PANEL_SITE" in said(result)


@pytest.mark.parametrize(
    ("site", "there"),
    [
        ("", False),
        ("http://panel.test", False),
        ("https://192.0.2.1", False),
        ("https://panel.test:8443", True),
    ],
)
def test_security_keys_need_a_name_and_tls(site: str, there: bool) -> None:
    asked = Settings(data=Path("house"), site=site, _env_file=None)  # type: ignore[call-arg]

    assert (wiring.open_house(asked).security_keys is not None) is there
