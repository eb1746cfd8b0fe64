"""``panel tls``: a local certificate authority and the host's certificate, for an intranet without one."""

from __future__ import annotations

import os
from pathlib import Path
from socket import gethostname
from typing import Annotated

import typer
from cryptography import x509

from draw_service import wiring
from draw_service.cli import certificates
from draw_service.cli.terminal import Lang, LangOption, refusals, tell
from draw_service.rules.refusals import HostNameWrong, PathTaken

app = typer.Typer(no_args_is_help=True, help="证书\ncertificates")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="文件夹\n\nfolder")]
Hosts = Annotated[
    list[str] | None, typer.Option("--host", help="域名或地址，可重复\n\nname or address; may repeat")
]


@app.command("init")
def init(folder: Folder, host: Hosts = None, lang: LangOption = Lang.ZH) -> None:
    """建立本地证书机构和主机证书（398 天）。
    A local CA and a certificate for the host (398 days).
    """
    hosts = [*(host or [gethostname()]), "localhost", "127.0.0.1"]
    with refusals(lang):
        try:
            names = certificates.names_of(hosts)
        except certificates.NotAName:
            raise HostNameWrong from None
        files = _make(names)
        for name in files:
            if (folder / name).exists():
                raise PathTaken(path=folder / name)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, (data, mode) in files.items():
            _write(folder / name, data, mode)
    _explain(folder, files["ca.pem"][0], lang)


def _make(names: list[x509.GeneralName]) -> dict[str, tuple[bytes, int]]:
    now = wiring.SystemClock().now()
    ca_key, host_key = certificates.new_key(), certificates.new_key()
    ca = certificates.authority(ca_key, names, now)
    host = certificates.host_certificate(host_key, names, ca, ca_key, now)
    return {
        "ca.key": (certificates.key_pem(ca_key), 0o600),
        "ca.pem": (certificates.pem(ca), 0o644),
        "host.key": (certificates.key_pem(host_key), 0o600),
        "host.pem": (certificates.pem(host) + certificates.pem(ca), 0o644),
    }


def _write(path: Path, data: bytes, mode: int) -> None:
    # Never there with a wider mode than its own, not even for a moment.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)


def _explain(folder: Path, ca: bytes, lang: Lang) -> None:
    shown = certificates.fingerprint(x509.load_pem_x509_certificate(ca))
    tell(
        lang,
        f"已在 {folder} 生成：ca.pem、ca.key（证书机构），host.pem、host.key（主机证书，398 天后更换）。",
        f"Made in {folder}: ca.pem and ca.key (the authority), host.pem and host.key (the host's, 398 days).",
    )
    tell(
        lang,
        "ca.key 请移到离线介质妥善保管，只在更换主机证书时取用；host.key 留在服务器。",
        "Move ca.key to a medium offline and fetch it to renew the host's certificate; host.key stays here.",
    )
    tell(lang, f"ca.pem 的 SHA-256 指纹：{shown}", f"SHA-256 fingerprint of ca.pem: {shown}")
    tell(
        lang,
        "各终端信任 ca.pem（先核对指纹）：Windows 以管理员运行 certutil -addstore Root ca.pem；"
        "统信、麒麟等 Linux 复制为 /usr/local/share/ca-certificates/panel.crt 后运行 update-ca-certificates，"
        "红帽系复制到 /etc/pki/ca-trust/source/anchors/ 后运行 update-ca-trust；"
        "浏览器自带证书库的，在其设置中导入。",
        "Let each terminal trust ca.pem (compare the fingerprint first): on Windows, as administrator, "
        "certutil -addstore Root ca.pem; on Debian's kind of Linux copy it to "
        "/usr/local/share/ca-certificates/panel.crt and run update-ca-certificates; on Red Hat's kind copy "
        "it to /etc/pki/ca-trust/source/anchors/ and run update-ca-trust; a browser with a store of its own "
        "imports it in its settings.",
    )
