"""Fields of what a provider sent. One of an unexpected type reads as if it were not there."""

from collections.abc import Mapping

from wirelens.jsonvalue import JsonValue

Object = Mapping[str, JsonValue]


def text_at(value: Object, key: str) -> str:
    """The string at `key`; empty where there is none."""
    found = value.get(key)
    return found if isinstance(found, str) else ""


def object_at(value: Object, key: str) -> dict[str, JsonValue]:
    """The object at `key`; empty where there is none."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def objects_at(value: Object, key: str) -> list[dict[str, JsonValue]]:
    """The objects of the list at `key`; a lone object counts as a list of one."""
    found = value.get(key)
    if isinstance(found, list):
        return [each for each in found if isinstance(each, dict)]
    return [found] if isinstance(found, dict) else []


def number_at(value: Object, key: str) -> int | None:
    """The whole number at `key`."""
    found = value.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def index_at(value: Object, key: str) -> int:
    """The index at `key`; 0 where there is none, as for the only one of its kind."""
    return number_at(value, key) or 0
