"""Settings, from environment variables ``PANEL_*`` or a ``.env`` file beside the program."""

from __future__ import annotations

import os
import re
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from draw_service.rules.access import AccessPolicy
from draw_service.rules.refusals import SettingWrong


class Settings(BaseSettings):
    """Every field says what it is for; the defaults run on one machine without any configuration."""

    model_config = SettingsConfigDict(env_prefix="PANEL_", env_file=".env", extra="ignore")

    data: Path = Field(
        default=Path("panel-data"), description="Folder of the embedded database and the keyring."
    )
    database: str = Field(
        default="",
        description="Database URL (sqlite:///… or postgresql://…); empty: panel.db in the data folder.",
    )
    keyring: Path | None = Field(
        default=None,
        description="Keyring file; empty: panel-keyring among systemd's credentials, else keyring.json in the"
        " data folder.",
    )
    column_cipher: Literal["aes-256-gcm", "sm4-gcm"] = Field(
        default="aes-256-gcm",
        description="Cipher of the encrypted columns; an existing database takes it with panel keys rotate.",
    )
    pkcs11: str = Field(
        default="",
        description="PKCS#11 library and token, such as /usr/lib/softhsm/libsofthsm2.so#panel, that holds the"
        " log's key and the roster key (panel keys to-token); empty: the keyring file holds them.",
    )
    pkcs11_pin: str = Field(
        default="",
        repr=False,
        description="PIN of that token; empty: panel-pin among systemd's credentials.",
    )
    origin: str = Field(
        default="panel.invalid/log",
        description="Name of the house log, as a schema-less URL; it is fixed when the keyring is made.",
    )
    printer: str = Field(
        default="",
        description="Printer of the confidential envelope: raw://host:9100, ipp://host/ipp/print, or a"
        " command that prints what it reads, such as 'lp -d envelope'.",
    )
    paper_printer: str = Field(
        default="",
        description="Printer of official papers, as PANEL_PRINTER is written; empty: they leave as files.",
    )
    envelope: Literal["pressure-seal", "carbon", "plain"] = Field(
        default="pressure-seal",
        description="Kind of envelope: a sheet that is folded and glued (PDF), a carbon mailer of an impact"
        " printer, or plain text.",
    )
    id_reader: str = Field(
        default="",
        description="HTTP service of the card readers, such as http://{desk}:8989/read#card.number: {desk} is"
        " the address of the asking terminal, behind # stands the key of the number; empty: typed or"
        " scanned.",
    )
    voice: str = Field(
        default="",
        description="Channel that calls people: twilio, aliyun, gateway, or manual (a person reads messages"
        " out from call cards); empty: a person phones.",
    )
    sms: str = Field(default="", description="Channel that texts people; empty: the one of PANEL_VOICE.")
    channels: dict[str, dict[str, object]] = Field(
        default_factory=dict,
        repr=False,
        description='Accounts by channel, as JSON, such as {"twilio": {"sid": …, "token": …, "caller": …}}.',
    )
    center: str = Field(default="公共资源交易中心", description="Name of the center, as calls say it.")
    public_url: str = Field(
        default="",
        description="Public base URL of the callbacks, https except on this machine; /gateway/… is below it.",
    )
    site: str = Field(
        default="",
        description="Address of the pages as people type it, such as https://panel.center.example; security"
        " keys need it, with https and a name.",
    )
    idle_minutes: int = Field(default=30, ge=1, description="A session unused for so long ends.")
    session_hours: int = Field(
        default=12, ge=1, le=24, description="A session ends after so long, used or not."
    )
    fresh_minutes: int = Field(
        default=10,
        ge=1,
        description="How long a password or key counts as just given, before a lock or an unsealing.",
    )
    second_factor: bool = Field(
        default=False, description="Whether nobody of the staff works without a second factor."
    )
    totp: bool = Field(
        default=True, description="Whether codes of a phone serve as second factor, where phones are allowed."
    )
    terminals: str = Field(
        default="",
        description="Networks of the center's terminals, such as 10.1.2.0/24, 10.1.3.7: entry codes work"
        " there alone; empty: anywhere.",
    )
    api_calls_per_minute: int = Field(
        default=120, ge=1, le=6000, description="How often one key of the JSON API may call."
    )
    witness: Literal["none", "required"] = Field(
        default="none",
        description="required: a draw waits at lock, order and seal until the log's witnesses have signed.",
    )
    witnesses: list[dict[str, str]] = Field(
        default_factory=list,
        description='The log\'s witnesses, as JSON: [{"url": "https://…", "vkey": "…"}]; the key is the one'
        " that panel witness status shows.",
    )
    witness_quorum: int = Field(default=1, ge=1, description="How many of the witnesses must have signed.")
    log_vkey: str = Field(
        default="",
        description="The log's public key, as panel keys show says it: panel serve --public has no keyring to"
        " take it from.",
    )
    clock_tolerance: int = Field(
        default=60,
        ge=0,
        le=60,
        description="Seconds this machine's clock may be behind the log's last event; beyond that nothing"
        " starts.",
    )
    metrics: str = Field(
        default="",
        description="HOST:PORT of this machine where Prometheus reads figures, such as 127.0.0.1:9464; empty:"
        " nowhere.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="What the process says of itself on its error stream, one JSON object a line, never a"
        " person.",
    )
    drill: bool = Field(
        default=False,
        description="Practise on simulated phones, with a keyring and a log of its own, marked 演练.",
    )
    lang: str = Field(default="zh", description="Language of the terminal: zh or en.")

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'panel.db'}"

    @property
    def keyring_path(self) -> Path:
        return self.keyring or _credential("panel-keyring") or self.data / "keyring.json"

    @property
    def token(self) -> tuple[str, str, str] | None:
        """Library, token and PIN; None without one. Raises ``SettingWrong``."""
        if not self.pkcs11:
            return None
        module, _, label = self.pkcs11.partition("#")
        kept = _credential("panel-pin")
        pin = self.pkcs11_pin or (kept.read_text("utf-8").strip() if kept else "")
        if not (module and label and pin):
            zh, en = "应为 库文件#令牌名，另有口令", "give LIBRARY#TOKEN, and its PIN"
            raise SettingWrong(name="PANEL_PKCS11", zh=zh, en=en)
        return module, label, pin

    @property
    def access(self) -> AccessPolicy:
        """How people get in and stay in."""
        return AccessPolicy(
            idle_minutes=self.idle_minutes,
            absolute_hours=self.session_hours,
            fresh_minutes=self.fresh_minutes,
            must_have_second=self.second_factor,
            totp=self.totp,
            breached=_breached(),
            calls_per_minute=self.api_calls_per_minute,
            terminals=_networks(self.terminals),
        )


def read_settings(**given: Path) -> Settings:
    """The environment's settings, with ``given`` in their places. Raises ``SettingWrong``, which names the
    setting and not its value: that may be a password."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        names = sorted({str(one["loc"][0]).upper() for one in error.errors()})
        zh, en = "取值不对，见自述文件的设置表", "see the table of settings in the README"
    except SettingsError as error:
        names = [name.upper() for name in re.findall(r'field "(\w+)"', str(error))]
        zh, en = "应为一行 JSON，见自述文件的设置表", "give JSON on one line, as in the README's table"
    raise SettingWrong(name=", ".join(f"PANEL_{name}" for name in names), zh=zh, en=en)


def _credential(name: str) -> Path | None:
    """A file systemd hands over (LoadCredential=), None without one."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / name if folder else None
    return path if path and path.exists() else None


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Raises ``SettingWrong``."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        zh, en = "应为网段，如 10.1.2.0/24", "give networks such as 10.1.2.0/24"
        raise SettingWrong(name="PANEL_TERMINALS", zh=zh, en=en) from None


@cache
def _breached() -> frozenset[str]:
    """Passwords everybody knows, lower case."""
    return frozenset(FREQUENCY_LISTS["passwords"])
