"""JSON as the core sees it: the type, a reader that never raises, a writer that is always valid.

The reader is `json`'s own, held to RFC 8259: it refuses `NaN` and `Infinity`, numbers that cannot
be converted, and nesting that the program's recursive walks could not follow.
"""

import json
import math
import re
import sys
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from wirelens.text import LineIndex, whole_characters

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None

MAX_NESTING = 200  # the interpreter's own bound differs by version and by how deep the caller is


@dataclass(frozen=True, slots=True)
class JsonFault:
    """Why a text is no JSON, and where: line and column count from 1."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


def parse_json(text: str) -> JsonValue | JsonFault:
    """The value that `text` holds. Lone surrogates are kept, the last of duplicate names counts."""
    try:
        value: JsonValue = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return _fault(text, error.pos, _EXPECTED.get(error.msg, "valid JSON"))
    except RecursionError:
        return _too_deep(text)
    except ValueError:
        return _unreadable_number(text)
    # Counting brackets is cheap and settles it for nearly every event; walking the value is not.
    if text.count("[") + text.count("{") > MAX_NESTING and _nesting(value) > MAX_NESTING:
        return _too_deep(text)
    return value


def dump_json(value: JsonValue, indent: int | None = None) -> str:
    """`value` as valid JSON that any encoding can carry, compact unless `indent` is given.

    Numbers that JSON does not have become null, surrogates without a partner U+FFFD.
    """
    try:
        text = _written(value, indent) if indent is not None else _ENCODER.encode(value)
    except (
        ValueError,
        RecursionError,
    ):  # NaN and infinity, or nested deeper than the C encoder goes
        text = _written(value, indent)
    return whole_characters(text)


def _refused(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refused)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))

_EXPECTED = {
    "Expecting value": "a value",
    "Expecting property name enclosed in double quotes": "a name in double quotes",
    "Expecting ':' delimiter": '":"',
    "Expecting ',' delimiter": '"," or a closing bracket',
    "Extra data": "nothing after the value",
    "Unterminated string starting at": "a closing quote for the string that starts here",
    "Invalid control character at": "an escape for a control character",
    "Invalid \\escape": "one of the escapes of JSON",
    "Invalid \\uXXXX escape": "four hexadecimal digits after the escape",
    "Illegal trailing comma before end of object": "a name in double quotes",
    "Illegal trailing comma before end of array": "a value",
}


def _fault(text: str, offset: int, expected: str) -> JsonFault:
    # One code point only: a longer excerpt could show a part of a secret, which no mask finds.
    found = dump_json(text[offset]) if offset < len(text) else "the end"
    lines = LineIndex(text)
    message = f"expected {expected}, found {found}"
    return JsonFault(lines.line(offset) + 1, lines.column(offset) + 1, message)


# Possessive: an unterminated string is consumed at once, not tried again from each of its quotes.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_CONSTANT = re.compile(r"-?(?:NaN|Infinity)")
_DIGITS = re.compile(r"-?[0-9]{640,}")  # the lowest bound that the interpreter can be given
_BRACKET = re.compile(r"[\[\]{}]")


def _without_strings(text: str) -> str:
    """`text` with its strings blanked out; every offset stays what it was."""
    return _STRING.sub(lambda match: " " * len(match[0]), text)


def _unreadable_number(text: str) -> JsonFault:
    bare = _without_strings(text)
    if constant := _CONSTANT.search(bare):
        return _fault(text, constant.start(), "a value")
    longest = max(_DIGITS.finditer(bare), key=lambda match: len(match[0]), default=None)
    expected = f"a number of at most {sys.get_int_max_str_digits()} digits"
    return _fault(text, longest.start() if longest else 0, expected)


def _too_deep(text: str) -> JsonFault:
    depth = 0
    deepest = 0
    for bracket in _BRACKET.finditer(_without_strings(text)):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = bracket.start()
        if depth > MAX_NESTING:
            break
    return _fault(text, deepest, f"at most {MAX_NESTING} levels of nesting")


# A tuple: to make `list | dict` anew for each value would double what a large text costs.
_CONTAINERS = (list, dict)


def _nesting(value: JsonValue) -> int:
    depth = 0
    level = [value] if isinstance(value, _CONTAINERS) else []
    while level:
        depth += 1
        level = [
            child
            for container in level
            for child in (container.values() if isinstance(container, dict) else container)
            if isinstance(child, _CONTAINERS)
        ]
    return depth


def _written(value: JsonValue, indent: int | None) -> str:
    """As the encoder writes it, but with a stack of its own, so that nesting has no bound here."""
    pieces: list[str] = []
    todo: list[_Part] = [(value, 0)]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            pieces.append(part)
            continue
        each, depth = part
        if isinstance(each, list | dict) and each:
            todo += reversed(_parts(each, depth, indent))
        else:
            pieces.append(_scalar(each))
    return "".join(pieces)


_Part: TypeAlias = str | tuple[JsonValue, int]


def _parts(
    container: list[JsonValue] | dict[str, JsonValue], depth: int, indent: int | None
) -> list[_Part]:
    first, last = "{}" if isinstance(container, dict) else "[]"
    before, after = ("", "") if indent is None else (_line(indent, depth + 1), _line(indent, depth))
    parts: list[_Part] = [first]
    for number, (label, child) in enumerate(_labelled(container, ":" if indent is None else ": ")):
        parts += [("," if number else "") + before + label, (child, depth + 1)]
    return [*parts, after + last]


def _labelled(
    container: list[JsonValue] | dict[str, JsonValue], colon: str
) -> list[tuple[str, JsonValue]]:
    if isinstance(container, dict):
        return [(_ENCODER.encode(name) + colon, child) for name, child in container.items()]
    return [("", child) for child in container]


def _line(indent: int, depth: int) -> str:
    return "\n" + " " * (indent * depth)


def _scalar(value: JsonValue) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    return _ENCODER.encode(value)
