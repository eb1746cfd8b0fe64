"""A SoftHSM token of a test's own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from shutil import which

import pytest

MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")
LABEL, PIN = "panel", "1234"


def fresh_token(folder: Path) -> tuple[str, Path]:
    """The library, and the settings (SOFTHSM2_CONF) under which it finds a new token in ``folder``.

    The library reads its settings once in a process. Skips where there is no SoftHSM."""
    module = next((path for path in MODULES if Path(path).exists()), "")
    if not module or which("softhsm2-util") is None:
        why = "no SoftHSM (Debian: apt-get install softhsm2)"
        if os.environ.get("PANEL_NO_SKIPS") == "1":
            pytest.fail(why)
        pytest.skip(why)
    (folder / "tokens").mkdir()
    said = f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
    settings = folder / "softhsm2.conf"
    settings.write_text(said)
    words = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        LABEL,
        "--so-pin",
        "12345678",
        "--pin",
        PIN,
    ]
    environment = {**os.environ, "SOFTHSM2_CONF": str(settings)}
    subprocess.run(words, check=True, capture_output=True, env=environment)
    return module, settings
