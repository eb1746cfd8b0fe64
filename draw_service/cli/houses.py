"""The house a command works on: one that is there, or a new one; a command that only reads makes neither
database nor keyring."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.refusal import Refusal
from draw_service import wiring
from draw_service.operations import absent
from draw_service.rules.refusals import (
    KeyringDamaged,
    KeyringForeign,
    KeyringMissing,
    PathUnusable,
)
from draw_service.settings import Settings, read_settings
from draw_service.usecases.pool.export_roster import export_roster
from draw_service.usecases.ports import House

DataOption = Annotated[Path | None, typer.Option("--data", help="数据文件夹（PANEL_DATA）\n\ndata folder")]
_SQLITE = "sqlite:///"


def settings(data: Path | None) -> Settings:
    """The environment's settings, with another data folder when one is named. Raises ``SettingWrong``."""
    return read_settings() if data is None else read_settings(data=data)


def open_existing(asked: Settings) -> House:
    """The house that is there. Raises ``NoRegister``, ``KeyringMissing`` and what wiring raises."""
    check_database(asked)
    return wiring.open_house(asked)


def open_or_make(asked: Settings) -> House:
    """The house, made on first use; a keyring is never made for a database that has another."""
    _check_folder(asked)
    fresh = not asked.keyring_path.exists()
    if fresh and not asked.database and _has_database(asked):
        raise KeyringMissing(path=asked.keyring_path)
    try:
        house = wiring.open_house(asked)
        if fresh:
            next(export_roster(house), None)  # whatever is there already was written with another keyring
    except Refusal as refusal:
        if not fresh:
            raise
        asked.keyring_path.unlink(missing_ok=True)
        if isinstance(refusal, KeyringForeign | KeyringDamaged):
            raise KeyringMissing(path=asked.keyring_path) from None
        raise
    return house


def check_database(asked: Settings) -> None:
    """Raises ``NoRegister`` or ``KeyringMissing`` unless both database and keyring are there."""
    check_keyring(asked)
    if not _has_database(asked):
        raise absent(asked.data)


def check_keyring(asked: Settings) -> None:
    """Raises ``KeyringMissing`` or, when there is no database either, ``NoRegister``."""
    _check_folder(asked)
    if asked.keyring_path.exists():
        return
    if _has_database(asked):
        raise KeyringMissing(path=asked.keyring_path)
    raise absent(asked.data)


def _has_database(asked: Settings) -> bool:
    """Whether there is a database, as far as one can tell without connecting to a server."""
    url = asked.database_url
    return Path(url.removeprefix(_SQLITE)).exists() if url.startswith(_SQLITE) else True


def _check_folder(asked: Settings) -> None:
    if asked.data.exists() and not asked.data.is_dir():
        raise PathUnusable(path=asked.data)
