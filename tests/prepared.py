"""What takes long to make and every house needs anew, made once for each test process: the schema of a SQLite
database, as a file to copy, and the templates of the pages, which belong to a center and not to a house. What
is meant to take long, the hash of a password, is made a short one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine

from draw_service import wiring
from draw_service.store import keyring
from draw_service.store.migrations import upgrade
from draw_service.web import pages


@contextmanager
def prepared(schema: Path) -> Iterator[None]:
    """While the context is open, new houses start from the file ``schema`` and share their templates."""

    def upgrade_a_copy(engine: Engine) -> None:
        file = Path(engine.url.database or "")
        if engine.dialect.name == "sqlite" and file.is_file() and file.stat().st_size == 0:
            shutil.copyfile(schema, file)
        upgrade(engine)

    drawn_with: list[tuple[str, Mapping[str, Any], Environment]] = []
    new = pages._environment

    def environment(lang: str, shared: Mapping[str, Any]) -> Environment:
        for its_lang, its_shared, found in drawn_with:
            if (lang, shared) == (its_lang, its_shared):
                return found
        drawn_with.append((lang, shared, new(lang, shared)))
        return drawn_with[-1][2]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "upgrade", upgrade_a_copy)
        patch.setattr(pages, "_environment", environment)
        cheap = partial(Argon2Hasher, time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(keyring, "Argon2Hasher", cheap)
        yield
