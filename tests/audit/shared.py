"""Where the shared material is: a sibling folder ``shared`` above this file, or PANEL_SHARED."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_file(name: str) -> Path:
    """The shared file ``name``; skips the test when the material is not here."""
    roots = [Path(os.environ["PANEL_SHARED"])] if "PANEL_SHARED" in os.environ else []
    roots += [parent / "shared" for parent in Path(__file__).resolve().parents]
    for root in roots:
        if (root / name).is_file():
            return root / name
    pytest.skip(f"../shared is not here: {name}")
