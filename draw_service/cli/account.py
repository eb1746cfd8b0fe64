"""``panel account``: the way in that stays when no administrator can sign in any more."""

from __future__ import annotations

from typing import Annotated

import typer

from draw_service.cli.houses import DataOption, open_existing, settings
from draw_service.cli.terminal import Lang, LangOption, errors, refusals, tell
from draw_service.rules.access import ROLE_WORDS
from draw_service.rules.refusals import NotFound
from draw_service.usecases.access.list_accounts import AccountSeen, accounts_at_server
from draw_service.usecases.access.reset_account import reset_at_server

app = typer.Typer(no_args_is_help=True, help="账户\naccounts")

Login = Annotated[str, typer.Argument(metavar="NAME", help="账号\n\nlogin name")]


@app.command("list")
def list_(data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """账户、角色与状态，不显示任何密码。
    Accounts, roles and state; never a password.
    """
    with refusals(lang):
        accounts = accounts_at_server(open_existing(settings(data)))
    for account in accounts:
        typer.echo(f"{account.login}\t{_roles(account, lang)}\t{_state(account, lang)}")
    tell(lang, f"共 {len(accounts)} 个账户。", f"Accounts: {len(accounts)}.")


@app.command("reset")
def reset(name: Login, data: DataOption = None, lang: LangOption = Lang.ZH) -> None:
    """重置账户：原密码、第二重验证作废，显示新的设置码。
    Reset an account: password and second factor are void.
    """
    with refusals(lang):
        asked = settings(data)
        house = open_existing(asked)
        try:
            code = reset_at_server(house, name)
        except NotFound:
            errors.print(
                f"没有账号 {name}；现有的账号用 panel account list 列出。"
                if lang == "zh"
                else f"There is no account {name}; panel account list shows those there are."
            )
            raise
        hours = house.access.setup_hours
    tell(
        lang,
        f"账户已重置，全部登录已退出。设置链接或设置码交给本人（{hours} 小时内有效，只用一次）；"
        f"设置码在登录页“我有设置码”处输入：",
        f"The account is reset, its sessions have ended. Give its holder this link or code "
        f'(good once, within {hours} hours; a code goes under "I have a setup code" at the sign-in page):',
    )
    typer.echo(f"{asked.site.rstrip('/')}/setup#{code}" if asked.site else code)


def _roles(account: AccountSeen, lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(ROLE_WORDS[role].say(lang) for role in sorted(account.roles))


def _state(account: AccountSeen, lang: Lang) -> str:
    if account.disabled:
        return "已停用" if lang == "zh" else "disabled"
    if not account.set_up:
        return "待设置" if lang == "zh" else "not set up"
    if account.second_factor:
        return "有第二重验证" if lang == "zh" else "second factor"
    return "仅密码" if lang == "zh" else "password only"
