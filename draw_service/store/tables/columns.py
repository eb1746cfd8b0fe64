"""Shapes of columns that several tables share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field

SEALED = "sealed"
"""Key in ``Column.info`` of what ``store.cipher`` encrypts; rotation finds the columns by it."""


def sealed(*, optional: bool = False) -> Any:
    """An encrypted column. The row's primary key must be known before the row is written."""
    return Field(default=None, sa_column=Column(LargeBinary, nullable=optional, info={SEALED: True}))
