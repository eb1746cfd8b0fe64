"""Settings, from environment variables ``PANEL_*`` or a ``.env`` file beside the program."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
        default=None, description="Keyring file; empty: keyring.json in the data folder."
    )
    origin: str = Field(
        default="panel.invalid/log",
        description="Name of the house log, as a schema-less URL; it is fixed when the keyring is made.",
    )
    printer: str = Field(
        default="",
        description="Command that prints what it reads, for the blind print, such as 'lp -d envelope'.",
    )
    lang: str = Field(default="zh", description="Language of the terminal: zh or en.")

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'panel.db'}"

    @property
    def keyring_path(self) -> Path:
        return self.keyring or self.data / "keyring.json"
