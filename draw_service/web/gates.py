"""Who may enter: every route names its gate, a dependency that lets the request in or answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

Gate = TypeVar("Gate", bound=Callable[..., Any])
_GATES: set[Callable[..., Any]] = set()


class Ungated(RuntimeError):
    """A route that anybody could enter."""


def gate(dependency: Gate) -> Gate:
    """Mark a dependency as a gate."""
    _GATES.add(dependency)
    return dependency


def require_gates(routes: Sequence[BaseRoute]) -> None:
    """Raises ``Ungated``, naming the paths, when a route stands open; also one that is no API route, whose
    dependencies nobody knows."""
    open_ = [str(one.path) for one in iter_route_contexts(routes) if not _GATES & set(_calls(one))]
    if open_:
        raise Ungated(", ".join(sorted(open_)))


def _calls(route: Any) -> list[Callable[..., Any]]:
    dependant = getattr(route, "dependant", None)
    return [one.call for one in dependant.dependencies] if dependant is not None else []
