"""Objects that grow by deltas, with a table of the fields that are concatenated or extended.

Every field that the table does not name is replaced: concatenating whatever is a string turns a
role that each chunk repeats into `assistantassistant`. Null never erases what is known.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from wirelens.jsonvalue import JsonValue
from wirelens.stream.growing import GrowingText
from wirelens.text import whole_characters

Grown: TypeAlias = (
    bool | int | float | str | GrowingText | list["Grown"] | dict[str, "Grown"] | None
)
GrownObject: TypeAlias = dict[str, Grown]
Rule: TypeAlias = Callable[[GrownObject, str, JsonValue], None]
Shape: TypeAlias = Mapping[str, Rule]

_CONTAINERS = (
    list,
    dict,
)  # a tuple: `list | dict` would be built anew for each field of each event


def grow(known: GrownObject, delta: Mapping[str, JsonValue], shape: Shape) -> None:
    """Merges the fields of `delta` into `known`, each by its rule."""
    for key, value in delta.items():
        rule = shape.get(key)
        if value is None:
            if rule is not leave_out and key not in known:
                known[key] = None
        elif rule is not None:
            rule(known, key, value)
        elif isinstance(value, _CONTAINERS):
            known[key] = thawed(value)
        else:
            known[key] = value


def concatenate(known: GrownObject, key: str, value: JsonValue) -> None:
    """A string goes to the end of the one that is known."""
    if not isinstance(value, str):
        return
    held = known.get(key)
    if not isinstance(held, GrowingText):
        start = held
        held = known[key] = GrowingText()
        if isinstance(start, str):
            held.append(start)
    held.append(value)


def extend(known: GrownObject, key: str, value: JsonValue) -> None:
    """The members of a list go to the end of the one that is known."""
    if not isinstance(value, list):
        return
    held = known.get(key)
    if not isinstance(held, list):
        held = known[key] = []
    held += [thawed(each) for each in value]


def keep_first(known: GrownObject, key: str, value: JsonValue) -> None:
    """The first value that is neither null nor empty stays."""
    if not known.get(key):
        known[key] = thawed(value)


def leave_out(known: GrownObject, key: str, value: JsonValue) -> None:
    """The field is no part of the merged object, or comes into it another way."""


def inside(shape: Shape) -> Rule:
    """An object whose own fields are merged by `shape`."""

    def rule(known: GrownObject, key: str, value: JsonValue) -> None:
        if not isinstance(value, dict):
            return
        held = known.get(key)
        if not isinstance(held, dict):
            held = known[key] = {}
        grow(held, value, shape)

    return rule


def by_index(shape: Shape) -> Rule:
    """A list of objects, each merged by `shape` into the one of its index, else of its type."""

    def rule(known: GrownObject, key: str, value: JsonValue) -> None:
        held = known.get(key)
        if not isinstance(held, list):
            held = known[key] = []
        for each in value if isinstance(value, list) else []:
            if isinstance(each, dict):
                grow(_same(held, each), each, shape)

    return rule


def thawed(value: JsonValue) -> Grown:
    """A copy that may grow; what came with the event stays as it came."""
    if isinstance(value, dict):
        return thawed_object(value)
    if isinstance(value, list):
        return [thawed(each) for each in value]
    return value


def thawed_object(value: Mapping[str, JsonValue]) -> GrownObject:
    """As `thawed`, for what is known to be an object."""
    return {key: thawed(each) for key, each in value.items()}


def frozen(value: Grown) -> JsonValue:
    """What has grown so far, as plain JSON; lone halves of a surrogate pair are U+FFFD."""
    if isinstance(value, dict):
        return frozen_object(value)
    if isinstance(value, list):
        return [frozen(each) for each in value]
    if isinstance(value, GrowingText):
        return whole_characters(value.whole())
    return whole_characters(value) if isinstance(value, str) else value


def frozen_object(value: GrownObject) -> dict[str, JsonValue]:
    """As `frozen`, for what is known to be an object."""
    return {key: frozen(each) for key, each in value.items()}


def _same(members: list[Grown], member: Mapping[str, JsonValue]) -> GrownObject:
    index, type_ = member.get("index"), member.get("type")
    for each in reversed(members):
        if isinstance(each, dict) and each.get("type", type_) == type_:
            if each.get("index") == index:
                return each
            if index is None:
                break
    new: GrownObject = {}
    members.append(new)
    return new
