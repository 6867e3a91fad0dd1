"""JSON Patch, RFC 6902: a document that operations change in place.

An operation that does not fit the document is passed over, like anything of an unexpected shape;
the RFC would refuse all of its patch. `test` changes nothing and is not looked at.
"""

from collections.abc import Iterable
from typing import TypeAlias

from wirelens.jsonvalue import MAX_NESTING, JsonFault, JsonValue, dump_json, parse_json

# Without a bound a few dozen operations that each copy all there is would fill any memory.
COPIED_CHARACTERS = 1024 * 1024

_Holder: TypeAlias = dict[str, JsonValue] | list[JsonValue]
_Place: TypeAlias = tuple[_Holder, str]  # a container, and the key in it


class Document:
    """A JSON document, null at first."""

    def __init__(self) -> None:
        self._root: dict[str, JsonValue] = {"": None}
        self._copied = 0

    @property
    def value(self) -> JsonValue:
        """What the document is by now."""
        return self._root.get("")

    def replace(self, value: JsonValue) -> None:
        """States the whole document."""
        self._root[""] = value

    def patch(self, operations: Iterable[JsonValue]) -> None:
        """Applies the operations in order."""
        for operation in operations:
            if isinstance(operation, dict):
                self._apply(operation)

    def _apply(self, operation: dict[str, JsonValue]) -> None:
        place = self._place(operation.get("path"))
        if place is None:
            return
        match operation.get("op"):
            case "add" if "value" in operation:
                _add(place, operation["value"])
            case "replace" if "value" in operation and _holds(place):
                _remove(place)
                _add(place, operation["value"])
            case "remove" if _holds(place):
                _remove(place)
            case "move" | "copy" as name:
                self._transfer(name, operation)

    def _transfer(self, name: str, operation: dict[str, JsonValue]) -> None:
        source, path = self._place(operation.get("from")), operation.get("path")
        if source is None or not _holds(source):
            return
        value = self._copy(_value(source)) if name == "copy" else _value(source)
        if isinstance(value, JsonFault):
            return
        if name == "move":
            if f"{path}/".startswith(f"{operation['from']}/"):
                return
            _remove(source)
        # Only now: what was removed may have stood in front of the place.
        place = self._place(path)
        if place is not None:
            _add(place, value)

    def _copy(self, value: JsonValue) -> JsonValue | JsonFault:
        if self._copied > COPIED_CHARACTERS:
            return JsonFault(1, 1, "too much was copied")
        text = dump_json(value)
        self._copied += len(text)
        return parse_json(text)

    def _place(self, pointer: JsonValue) -> _Place | None:
        """The place that a JSON Pointer, RFC 6901, names; None where its container is missing."""
        if not isinstance(pointer, str) or pointer[:1] not in ("", "/"):
            return None
        *path, key = (each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/"))
        if len(path) > MAX_NESTING:
            return None
        holder: JsonValue = self._root
        for each in path:
            if not isinstance(holder, dict | list) or not _holds((holder, each)):
                return None
            holder = _value((holder, each))
        return (holder, key) if isinstance(holder, dict | list) else None


def _index(holder: list[JsonValue], key: str) -> int:
    """The index that a key means; -1 where it means none."""
    if key == "-":
        return len(holder)
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else -1


def _holds(place: _Place) -> bool:
    holder, key = place
    if isinstance(holder, dict):
        return key in holder
    return 0 <= _index(holder, key) < len(holder)


def _value(place: _Place) -> JsonValue:
    holder, key = place
    return holder[key] if isinstance(holder, dict) else holder[_index(holder, key)]


def _add(place: _Place, value: JsonValue) -> None:
    holder, key = place
    if isinstance(holder, dict):
        holder[key] = value
    elif 0 <= (index := _index(holder, key)) <= len(holder):
        holder.insert(index, value)


def _remove(place: _Place) -> None:
    holder, key = place
    if isinstance(holder, dict):
        del holder[key]
    else:
        del holder[_index(holder, key)]
