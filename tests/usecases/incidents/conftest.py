"""A house on a real database, nothing in it."""

from __future__ import annotations

from tests.web.conftest import town

__all__ = ["town"]
