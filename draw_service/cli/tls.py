"""``panel tls``: a local certificate authority and the host's certificate, for an intranet without one."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from socket import gethostname
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from draw_service import wiring
from draw_service.cli import certificates
from draw_service.cli.terminal import Lang, LangOption, refusals, tell
from draw_service.rules.refusals import HostNameWrong, PathMissing, PathTaken, SettingWrong

app = typer.Typer(no_args_is_help=True, help="证书\ncertificates")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="文件夹\n\nfolder")]
Hosts = Annotated[
    list[str] | None, typer.Option("--host", help="域名或地址，可重复\n\nname or address; may repeat")
]


CaKey = Annotated[
    Path | None,
    typer.Option(
        "--ca-key",
        metavar="FILE",
        help="证书机构的私钥，默认 DIR/ca.key\n\nthe authority's key; DIR/ca.key",
    ),
]

_THERE = (
    "文件夹里已有证书；更换主机证书请用 panel tls renew",
    "the folder has certificates: renew the host's with panel tls renew",
)
_ENDS = (
    "证书机构自己快到期了，请用 panel tls init 在新文件夹里重新建立，并让各终端信任",
    "the authority itself is about to end: make a new one with panel tls init in a new folder and let the "
    "terminals trust it",
)


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
        if all((folder / name).exists() for name in ("ca.pem", "host.pem")):
            raise SettingWrong(name="DIR", zh=_THERE[0], en=_THERE[1])
        for name in files:
            if (folder / name).exists():
                raise PathTaken(path=folder / name)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, (data, mode) in files.items():
            _write(folder / name, data, mode)
    _explain(folder, files["ca.pem"][0], lang)


@app.command("renew")
def renew(folder: Folder, ca_key: CaKey = None, lang: LangOption = Lang.ZH) -> None:
    """更换主机证书：同一证书机构、同一名称，再用 398 天。
    Renew the host's certificate: same authority, same names, for 398 more days.
    """
    with refusals(lang):
        now = wiring.SystemClock().now()
        by, host = (_certificate(folder / name) for name in ("ca.pem", "host.pem"))
        by_key, key = _key(ca_key or folder / "ca.key", "--ca-key"), _key(folder / "host.key", "DIR")
        if by.public_key() != by_key.public_key() or host.public_key() != key.public_key():
            raise SettingWrong(
                name="--ca-key", zh="私钥与证书不是一对", en="the key does not belong to the certificate"
            )
        if by.not_valid_after_utc < now + timedelta(days=certificates.HOST_DAYS):
            raise SettingWrong(name="DIR", zh=_ENDS[0], en=_ENDS[1])
        names = host.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        fresh = certificates.host_certificate(key, list(names), by, by_key, now)
        # The host keeps its key, so that one file is all there is to replace: no moment has half of it.
        _replace(folder / "host.pem", certificates.pem(fresh) + certificates.pem(by))
    until = fresh.not_valid_after_utc
    tell(
        lang,
        f"主机证书已更换，有效至 {until:%Y-%m-%d}；重新启动 panel serve 后启用。各终端不必再做什么。",
        f"The host's certificate is renewed, good until {until:%Y-%m-%d}, in use once panel serve is started"
        " anew. Terminals need nothing.",
    )
    tell(lang, "ca.key 用后请移回离线介质。", "Move ca.key back to its medium offline.")


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except FileNotFoundError:
        raise PathMissing(path=path) from None
    except ValueError:
        raise SettingWrong(
            name="DIR", zh=f"{path.name} 不是证书", en=f"{path.name} is no certificate"
        ) from None


def _key(path: Path, option: str) -> EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        raise PathMissing(path=path) from None
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, EllipticCurvePrivateKey):
        raise SettingWrong(
            name=option, zh=f"{path.name} 不是可用的私钥", en=f"{path.name} is no key that can be used"
        )
    return key


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


def _replace(path: Path, data: bytes) -> None:
    """All of it or nothing, also when the power fails."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            part.chmod(0o644)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise


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
