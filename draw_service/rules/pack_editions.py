"""PURE. Editions of the rule pack: what two people changed, from which day, on whose word (Art. 24, 25).

The layers shipped with the program are edition 1. An edition is a number of changed parameters of one layer,
valid from a day on. Editions are confirmed in the order of their days, and none reaches back: therefore the
id of a pack ("baicheng/3") names its parameters wholly, and a draw of long ago can be judged by its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from draw_service.rules.packs import Level, Parameter, RulePack, Value, build
from draw_service.rules.refusals import (
    PackEditionTooEarly,
    PackInvalid,
    PackUnchanged,
)

FIRST = 1
"""The edition the program is shipped with."""


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter anew. ``value`` of the same kind as before; ``article`` and ``source_text``: the words it
    rests on; ``confirmation``: number and date of the office's document, "" for none (Art. 25)."""

    name: str
    value: Value
    article: str
    source_text: str = ""
    confirmation: str = ""


@dataclass(frozen=True, slots=True)
class PackEdition:
    """``number`` from 2 on; ``level``: whose layer it changes; it holds on ``valid_from`` and after."""

    number: int
    level: Level
    changes: tuple[Change, ...]
    valid_from: date


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter that is not what it was; ``before`` None for one that is new."""

    name: str
    before: Parameter | None
    after: Parameter


Layers = Sequence[Mapping[str, Any]]


def stack(layers: Layers, editions: Sequence[PackEdition], on: date) -> RulePack:
    """The pack of the civil day ``on``. Raises what ``packs.build`` raises."""
    held = sorted((one for one in editions if one.valid_from <= on), key=lambda one: one.number)
    changed = [dict(layer) for layer in layers]
    for edition in held:
        for layer in changed:
            if layer.get("level") == edition.level:
                layer["parameter"] = _with(layer, edition)
    pack = build(changed, on)
    place, first = pack.id.rsplit("/", 1)
    newest = held[-1].number if held else FIRST
    return RulePack(f"{place}/{int(first) - FIRST + newest}", pack.parameters)


def edition_of(pack_id: str) -> int:
    """The number of the edition a pack's id names. Raises ``PackInvalid``."""
    _place, _slash, number = pack_id.rpartition("/")
    if not (number.isascii() and number.isdigit()):
        raise PackInvalid(name="id", what=pack_id)
    return int(number)


def earliest(confirmed: Sequence[PackEdition], today: date) -> date:
    """The first day a new edition may hold: not today, on which draws were already made, and not before one
    already confirmed."""
    return max([today + timedelta(days=1), *(one.valid_from for one in confirmed)])


def check_edition(
    layers: Layers, confirmed: Sequence[PackEdition], draft: PackEdition, today: date
) -> tuple[Difference, ...]:
    """What the draft changes, by name. ``confirmed`` are all that hold now or later.

    Raises ``PackEditionTooEarly``, ``PackUnchanged``, ``ParameterMissing``, ``PackInvalid`` (another kind of
    value, outside its choices), ``PackOverride`` (loosens a higher layer, whose article it names: Art. 24).
    """
    first = earliest(confirmed, today)
    if draft.valid_from < first:
        raise PackEditionTooEarly(day=first.isoformat())
    if not draft.changes:
        raise PackUnchanged(name=draft.level)
    before = stack(layers, confirmed, draft.valid_from)
    for change in draft.changes:
        known = before.parameter(change.name).value
        if type(known) is not type(change.value) or _item(known) is not _item(change.value):
            raise PackInvalid(name=change.name, what=f"another kind of value than {say_value(known)}")
    after = stack(layers, [*confirmed, draft], draft.valid_from)
    found = differences(before, after)
    moved = {one.name for one in found}
    for change in draft.changes:
        if change.name not in moved:
            raise PackUnchanged(name=change.name)
    return found


def differences(before: RulePack, after: RulePack) -> tuple[Difference, ...]:
    """Parameters that differ in value, source or confirmation, by name."""
    found = [
        Difference(name, before.parameters.get(name), parameter)
        for name, parameter in sorted(after.parameters.items())
    ]
    # From which day it holds is the edition's word, and no change by itself.
    return tuple(
        one
        for one in found
        if one.before is None or replace(one.before, valid_from=None) != replace(one.after, valid_from=None)
    )


def read_value(text: str, like: Value) -> Value:
    """A value as a person types it, of the kind of ``like``: 是/否 (yes/no), a whole number, words, or a list
    divided by 、 or commas. Raises ``ValueError``."""
    said = text.strip()
    if isinstance(like, bool):
        return _SWITCHES[said.lower()] if said.lower() in _SWITCHES else _wrong(said)
    if isinstance(like, int):
        return int(said)
    if isinstance(like, str):
        return said or _wrong(said)
    items = [item.strip() for item in said.replace("、", ",").replace("，", ",").split(",") if item.strip()]
    if like and isinstance(like[0], int):
        return tuple(int(item) for item in items)
    return tuple(items)


def say_value(value: Value, lang: str = "zh") -> str:
    """A value as people read it; ``read_value`` reads it back in either language, but for "–" (none)."""
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, tuple):
        return ("、" if lang == "zh" else ", ").join(map(str, value)) or "–"
    return str(value)


_SWITCHES = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}


def _wrong(said: str) -> Any:
    raise ValueError(said)


def _with(layer: Mapping[str, Any], edition: PackEdition) -> list[Mapping[str, Any]]:
    """The layer's rows with those of the edition in their place."""
    rows: list[Mapping[str, Any]] = list(layer.get("parameter", ()))
    for change in edition.changes:
        known = [row for row in rows if row.get("name") == change.name]
        kept = {**known[-1], "valid_to": None} if known else {"name": change.name}
        rows = [row for row in rows if row.get("name") != change.name]
        rows.append({**kept, **_row(change, kept, edition.valid_from)})
    return rows


def _row(change: Change, kept: Mapping[str, Any], valid_from: date) -> dict[str, Any]:
    """What the change says; a new value rests on its own words, and is nobody's reading any more."""
    moved = kept.get("value") is None or _plain(kept["value"]) != _plain(change.value)
    said = {"value": change.value, "article": change.article, "valid_from": valid_from}
    said["source_text"] = change.source_text or ("" if moved else kept.get("source_text", ""))
    said["confirmation"] = change.confirmation or ("" if moved else kept.get("confirmation", ""))
    if moved:
        # A value without words or confirmation is still somebody's reading, and is shown as one.
        said["reading"] = not (change.source_text or change.confirmation)
        said["to_confirm"] = False
    return said


def _item(value: Value) -> type | None:
    """The kind of a list's items; None for an empty list of words."""
    return type(value[0]) if isinstance(value, tuple) and value and not isinstance(value[0], str) else None


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
