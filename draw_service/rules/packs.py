"""Rule packs: every number and choice of the regulation with its legal source (Art. 6, Art. 24, Art. 25).

A layer is a mapping as read from one data file: ``id`` ("baicheng/1"), ``level`` ("national", "province",
"city") and ``parameter``, a list of tables with ``name``, ``value``, ``article`` and the optional keys of
``Parameter``. Layers stack national > province > city. National law wins over the local text (Art. 24): a
lower layer may fill what is open above it and may tighten in the direction the upper parameter names in
``stricter``; anything else is refused with the article that stands against it.

What we read into a silent or ambiguous text is marked ``reading`` (默认解读) until the management office
confirms it with a document number and date (Art. 25). Numbers of ministerial orders known from digests
alone are marked ``to_confirm``.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from draw_service.rules.refusals import PackInvalid, PackOverride, ParameterMissing

Level = Literal["national", "province", "city"]
Value = bool | int | str | tuple[int | str, ...]
Stricter = Literal["fixed", "higher", "lower", "true", "false", "fewer", "more"]
LEVELS: tuple[Level, ...] = ("national", "province", "city")
_DIRECTIONS = ("fixed", "higher", "lower", "true", "false", "fewer", "more")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One rule value.

    ``article``: its legal source; ``source_text``: the words it rests on. ``reading``: ours, not the text's;
    ``confirmation``: number and date of the office's document. ``to_confirm``: known from a digest, to be
    checked against the order's current text. Valid on days ``valid_from`` ≤ day < ``valid_to``; None is open
    (the regulation does not state its day of issue). ``choices``: the values a text may take. ``stricter``:
    how a lower layer may tighten it: a number only higher or lower, a switch only true or false, a list only
    with fewer or more members, or not at all.
    """

    name: str
    value: Value
    article: str
    level: Level
    source_text: str = ""
    reading: bool = False
    confirmation: str = ""
    to_confirm: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    choices: tuple[str, ...] = ()
    stricter: Stricter = "fixed"

    @property
    def unconfirmed(self) -> bool:
        """A reading of ours the office has not confirmed yet; shown as 默认解读."""
        return self.reading and not self.confirmation

    def valid_on(self, day: date) -> bool:
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class RulePack:
    """The parameters in force under one versioned id; draws and scores keep the id they were made under."""

    id: str
    parameters: Mapping[str, Parameter]

    def parameter(self, name: str) -> Parameter:
        try:
            return self.parameters[name]
        except KeyError:
            raise ParameterMissing(name=name, pack=self.id) from None

    def article(self, name: str) -> str:
        return self.parameter(name).article

    def int(self, name: str) -> builtins.int:
        value = self.parameter(name).value
        if isinstance(value, bool) or not isinstance(value, int):
            raise PackInvalid(name=name, what="not a whole number")
        return value

    def bool(self, name: str) -> builtins.bool:
        value = self.parameter(name).value
        if not isinstance(value, bool):
            raise PackInvalid(name=name, what="not true or false")
        return value

    def text(self, name: str) -> str:
        value = self.parameter(name).value
        if not isinstance(value, str):
            raise PackInvalid(name=name, what="not a text")
        return value

    def list(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        items = self._items(name)
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) != len(items):
            raise PackInvalid(name=name, what="not a list of texts")
        return texts

    def ints(self, name: str) -> tuple[builtins.int, ...]:
        """A list of whole numbers."""
        items = self._items(name)
        numbers = tuple(item for item in items if not isinstance(item, str))
        if len(numbers) != len(items):
            raise PackInvalid(name=name, what="not a list of whole numbers")
        return numbers

    def unconfirmed(self) -> tuple[Parameter, ...]:
        """Readings of ours without a confirmation; a production page says how many there are."""
        return tuple(p for p in self.parameters.values() if p.unconfirmed)

    def to_confirm(self) -> tuple[Parameter, ...]:
        """Values whose source is known from a digest only."""
        return tuple(p for p in self.parameters.values() if p.to_confirm)

    def _items(self, name: str) -> tuple[builtins.int | str, ...]:
        value = self.parameter(name).value
        if not isinstance(value, tuple):
            raise PackInvalid(name=name, what="not a list")
        return value


def build(layers: Sequence[Mapping[str, Any]], on: date) -> RulePack:
    """Stack the layers, highest first, as they stand on the civil day ``on``.

    The pack bears the id of the last layer. Raises ``PackInvalid`` for a layer that cannot be read and
    ``PackOverride`` for a lower layer that loosens a higher one.
    """
    if not layers:
        raise PackInvalid(name="layers", what="there are none")
    ranks = [LEVELS.index(_level(layer)) for layer in layers]
    if ranks != sorted(set(ranks)):
        raise PackInvalid(name="level", what="layers stand from national down to city, one of each")
    parameters: dict[str, Parameter] = {}
    for layer in layers:
        for name, lower in _read(layer, on).items():
            upper = parameters.get(name)
            parameters[name] = lower if upper is None else _tighten(upper, lower)
    return RulePack(str(layers[-1]["id"]), dict(sorted(parameters.items())))


def _level(layer: Mapping[str, Any]) -> Level:
    for level in LEVELS:
        if layer.get("level") == level and isinstance(layer.get("id"), str) and layer["id"]:
            return level
    raise PackInvalid(name="level", what="a layer has an id and a level: national, province or city")


def _read(layer: Mapping[str, Any], on: date) -> dict[str, Parameter]:
    """Every row is read and checked, also those not in force on the day."""
    level = _level(layer)
    rows = [_parameter(row, level) for row in layer.get("parameter", ())]
    found: dict[str, Parameter] = {}
    for row in rows:
        if not row.valid_on(on):
            continue
        if row.name in found:
            raise PackInvalid(name=row.name, what="given twice for the same day")
        found[row.name] = row
    return found


_KEYS = frozenset(f.name for f in fields(Parameter)) - {"level"}


def _parameter(row: Mapping[str, Any], level: Level) -> Parameter:
    name = str(row.get("name", ""))
    unknown, missing = set(row) - _KEYS, {"name", "value", "article"} - set(row)
    if unknown or missing or not name or not row["article"]:
        raise PackInvalid(name=name or "?", what=f"unknown {sorted(unknown)}, missing {sorted(missing)}")
    value = row["value"]
    given = {**row, "value": tuple(value) if isinstance(value, list) else value, "level": level}
    given["choices"] = tuple(row.get("choices", ()))
    parameter = Parameter(**given)
    _check(parameter)
    return parameter


def _check(p: Parameter) -> None:
    items = p.value if isinstance(p.value, tuple) else (p.value,)
    if not all(isinstance(item, (bool, int, str)) for item in items) or len({type(i) for i in items}) > 1:
        raise PackInvalid(name=p.name, what="a value is a switch, a number, a text or a list of one kind")
    if p.choices and not set(items) <= set(p.choices):
        raise PackInvalid(name=p.name, what=f"the value is one of {', '.join(p.choices)}")
    if p.stricter not in _DIRECTIONS:
        raise PackInvalid(name=p.name, what=f"stricter is one of {', '.join(_DIRECTIONS)}")
    for day in (p.valid_from, p.valid_to):
        if day is not None and type(day) is not date:
            raise PackInvalid(name=p.name, what="valid_from and valid_to are dates")
    if not (isinstance(p.reading, bool) and isinstance(p.to_confirm, bool)):
        raise PackInvalid(name=p.name, what="reading and to_confirm are true or false")


def _tighten(upper: Parameter, lower: Parameter) -> Parameter:
    """The parameter that holds when both layers speak (Art. 24)."""
    old, new = upper.value, lower.value
    if type(old) is not type(new):
        raise PackInvalid(name=lower.name, what=f"the {upper.level} layer has another kind of value")
    if old == new:
        return upper
    if not _tighter(old, new, upper.stricter):
        raise PackOverride(name=lower.name, level=lower.level, value=new, upper=old, article=upper.article)
    # The direction is the upper layer's to give; a lower one cannot open it for those below.
    kept: dict[str, Any] = {f.name: getattr(lower, f.name) for f in fields(Parameter)}
    return Parameter(**{**kept, "stricter": upper.stricter})


def _tighter(old: Value, new: Value, direction: Stricter) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return direction == ("true" if new else "false")
    if isinstance(old, int) and isinstance(new, int):
        return (direction == "higher" and new > old) or (direction == "lower" and new < old)
    if isinstance(old, tuple) and isinstance(new, tuple):
        more, fewer = set(new) > set(old), set(new) < set(old)
        return (direction == "more" and more) or (direction == "fewer" and fewer)
    return False
