"""``panel serve``: pages, API and worker in one process."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from rich.console import Console

from audit.refusal import Refusal
from draw_service import wiring
from draw_service.cli.houses import DataOption, open_or_make, settings
from draw_service.cli.observed import observe
from draw_service.cli.public import serve_public
from draw_service.cli.terminal import Lang, LangOption, progress, refusals
from draw_service.drill.city import TODAY
from draw_service.drill.narrator import DRILL
from draw_service.drill.practice import Practice, open_practice
from draw_service.rules.refusals import SettingWrong
from draw_service.settings import Settings
from draw_service.usecases.access.first_account import first_account
from draw_service.usecases.calling.resume_calling import resume_calling
from draw_service.usecases.platform.clock_check import is_ready
from draw_service.usecases.platform.dates import dates_of
from draw_service.usecases.witnessed import keep_log
from draw_service.web.app import create_app
from draw_service.web.gateway.callbacks import Door
from draw_service.web.parts import Web
from draw_service.worker import Site, Worker, listen, work
from notifications.alarms import SAID, Code
from notifications.simulator.pace import Pace

PRACTICE = Path("panel-practice")
"""Where a practice city is kept when no folder is named: never among real data."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - said by whoever starts the service, and over TLS alone
_EXPERTS = 603
_SOON = timedelta(days=30)
"""So long before its end the certificate is spoken of."""


@dataclass(frozen=True, slots=True)
class _Tls:
    """Files of certificate and key, the first name in the certificate ("" for none), and its last day."""

    files: tuple[Path, Path]
    name: str
    until: datetime


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 port")] = 8080,
    host: Annotated[
        str,
        typer.Option(
            help="监听地址，本机以外须 --tls address to listen on, this machine alone without --tls"
        ),
    ] = "127.0.0.1",
    tls: Annotated[
        Path | None,
        typer.Option("--tls", metavar="DIR", help="证书文件夹，用 HTTPS folder of panel tls init, for HTTPS"),
    ] = None,
    behind_proxy: Annotated[
        bool,
        typer.Option(
            "--behind-proxy",
            help="前有本机反向代理，采信其 X-Forwarded 头 behind a proxy on this machine; its X-Forwarded "
            "headers are believed",
        ),
    ] = False,
    drill: Annotated[
        bool, typer.Option("--drill", help="演练：预置城市，供逐页试用 a practice city to walk through")
    ] = False,
    seed: Annotated[int, typer.Option(help="演练的种子 seed of the drill")] = 1,
    public: Annotated[
        bool,
        typer.Option(
            "--public",
            help="只开公示页：不带密钥文件，数据库只读 the public pages alone: no keyring, a database to "
            "look into",
        ),
    ] = False,
    inside: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="与 --public 合用：专家页面转给内部服务的地址 with --public: the house inside that answers "
            "experts",
        ),
    ] = "",
    data: DataOption = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """启动服务：页面、接口和值守在同一进程。
    Pages, API and worker in one process.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    with refusals(lang), ExitStack() as stack:
        certificate = _certificate(tls) if tls else None
        _check(host, certificate, behind_proxy)
        at = stack.enter_context(listen(host, port))  # before the practice city: a taken port is said at once
        given = settings(data)
        url = given.site.rstrip("/") or _url(host, port, certificate)
        if certificate and certificate.name and not given.site:
            given = given.model_copy(update={"site": url})
        if inside and not public:
            zh, en = "只能与 --public 合用", "goes with --public"
            raise SettingWrong(name="--inside", zh=zh, en=en)
        if public:
            files = certificate.files if certificate else None
            serve_public(given, lambda app: Site(app, at, files, behind_proxy), url, console, stack, inside)
            return
        works, practice = _works(given, drill, seed, stack, lang)
        house = works.house
        meter = observe(given, works, stack)
        one = Worker(
            works.dispatcher,
            lambda: keep_log(house),
            lambda: resume_calling(house),
            works.pool,
            works.count,
            works.fresh,
            lambda code, subject: console.print(_alarm(code, subject, lang)),
            dates_of(house),
            meter,
        )
        works.connect(one.receive)
        web = Web(house, given.center, practice, works.typed_calls())
        door = Door(one, works.bases, works.now)
        app = create_app(door, web, ready=lambda: is_ready(house), meter=meter)
        console.print(f"{DRILL[lang] + ' ' if house.drill else ''}{url}/")
        if certificate and certificate.until - wiring.SystemClock().now() < _SOON:
            console.print(_ends(certificate, lang))
        if practice is None and (code := first_account(house)):
            zh = "首次启动：请在浏览器打开下面的一次性链接，设置系统管理员（24 小时内有效）："
            en = "First start: open this one-time link in a browser to set the administrator up (24 hours):"
            console.print(zh if lang is Lang.ZH else en)
            console.print(f"{url}/setup#{code}")
        files = certificate.files if certificate else None
        work(one, Site(app, at, files, behind_proxy, web.feed.end))


def _works(
    given: Settings, drill: bool, seed: int, stack: ExitStack, lang: Lang
) -> tuple[wiring.Works, Practice | None]:
    if not (drill or given.drill):
        open_or_make(given)
        return wiring.open_works(given, by_hand=True), None
    update: dict[str, object] = {"drill": True, "voice": "simulated", "sms": "simulated"}
    # Newcomers move the clock by hours and days: their sessions outlast it.
    update |= {"idle_minutes": 30 * 24 * 60, "session_hours": 30 * 24}
    if "data" not in given.model_fields_set:
        update["data"] = PRACTICE
    given = given.model_copy(update=update)
    start = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=1)
    works, clock, network = wiring.open_practice_works(given, seed, start)
    pace = Pace(network, clock)
    pace.start()
    stack.callback(pace.stop)
    with progress(lang, "正在准备演练城市", "preparing the practice city") as bar:
        return works, open_practice(works.house, clock, given.data, seed, _EXPERTS, bar)


def _check(host: str, certificate: _Tls | None, behind_proxy: bool) -> None:
    """Raises ``SettingWrong``: passwords and cookies never cross a network in the open."""
    if host not in _LOOPBACK and certificate is None:
        zh = "明文 HTTP 只限本机；要让其他终端访问，请用 --tls（证书由 panel tls init 生成）或本机反向代理"
        en = "plain HTTP is for this machine only; for other terminals use --tls or a proxy here"
        raise SettingWrong(name="--host", zh=zh, en=en)
    if behind_proxy and host not in _LOOPBACK:
        zh, en = "反向代理须在本机，监听地址须为本机", "the proxy stands on this machine: listen here alone"
        raise SettingWrong(name="--behind-proxy", zh=zh, en=en)


def _certificate(folder: Path) -> _Tls:
    """The host's certificate in ``folder``. Raises ``SettingWrong`` for none that a browser could take."""
    files = folder / "host.pem", folder / "host.key"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*files, password=_no_password)
        found = x509.load_pem_x509_certificate(files[0].read_bytes())
    except (OSError, ValueError):
        raise _tls_wrong(
            "文件夹里没有可用的 host.pem 和 host.key，请先运行 panel tls init",
            "there is no usable host.pem with its host.key in the folder: run panel tls init first",
        ) from None
    if found.not_valid_after_utc <= wiring.SystemClock().now():
        raise _tls_wrong(
            "主机证书已到期，请用 panel tls renew 更换",
            "the host's certificate has ended: renew it with panel tls renew",
        )
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        name = next(iter(names.get_values_for_type(x509.DNSName)), "")
    except x509.ExtensionNotFound:
        name = ""
    return _Tls(files, name, found.not_valid_after_utc)


def _no_password() -> str:
    """Asked for an encrypted key: a service that starts by itself can type nothing."""
    raise ValueError


def _tls_wrong(zh: str, en: str) -> Refusal:
    return SettingWrong(name="--tls", zh=zh, en=en)


def _url(host: str, port: int, certificate: _Tls | None) -> str:
    """Where people find the pages: by the certificate's name, or at the address listened on."""
    name = host
    if certificate:
        name = certificate.name or ("127.0.0.1" if host in _ANYWHERE else host)
    shown = f"[{name}]" if ":" in name else name
    return f"https://{shown}:{port}" if certificate else f"http://{shown}:{port}"


def _ends(certificate: _Tls, lang: Lang) -> str:
    day = certificate.until.date().isoformat()
    return (
        f"主机证书 {day} 到期，请用 panel tls renew 更换。"
        if lang is Lang.ZH
        else f"The certificate ends on {day}: panel tls renew."
    )


def _alarm(code: Code, subject: str, lang: Lang) -> str:
    return f"{'报警' if lang is Lang.ZH else 'alarm'}: {SAID[code][lang is Lang.EN]} ({subject})"
