"""Sets a member of a JSON object in its text, which keeps the layout that it has."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.syntax.problems import Edit
from wirelens.text import Span


def member_edit(text: str, path: Sequence[str], value: JsonValue, opening: int = 0) -> Edit:
    """The edit after which the member at `path` has the value.

    `text` is valid JSON, with an object behind the blanks at `opening`. Of members that share a
    name the last one counts.
    """
    opening = _after_blanks(text, opening)
    name, *inner = path
    members = _members(text, opening)
    found = next((each for each in reversed(members) if each.name == name), None)
    colon = _colon(text, members)
    if found is None:
        written = dump_json(name) + colon + _written(_nested(inner, value), colon)
        return _inserted(text, opening, members, written)
    if inner and text[found.value.start] == "{":
        return member_edit(text, inner, value, found.value.start)
    return Edit(found.value, _written(_nested(inner, value), colon))


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    name_span: Span
    value: Span


_DECODER = json.JSONDecoder()
_BLANKS = re.compile(r"[ \t\r\n]*")
_LINE_END = re.compile(r"\r\n?|\n")
_BLANK_LINE = re.compile(r"(?:\r\n?+|\n)[ \t]*(?=[\r\n])")
_FIRST_INDENT = re.compile(r"[\r\n]([ \t]+)[^ \t\r\n]")
_INDENT = "  "


def _after_blanks(text: str, offset: int) -> int:
    blanks = _BLANKS.match(text, offset)
    return blanks.end() if blanks else offset


def _members(text: str, opening: int) -> list[_Member]:
    members: list[_Member] = []
    position = _after_blanks(text, opening + 1)
    while text[position] != "}":
        name, end = _DECODER.raw_decode(text, position)
        start = _after_blanks(text, _after_blanks(text, end) + len(":"))
        value_end = _DECODER.raw_decode(text, start)[1]
        members.append(_Member(name, Span(position, end), Span(start, value_end)))
        position = _after_blanks(text, value_end)
        if text[position] == ",":
            position = _after_blanks(text, position + 1)
    return members


def _colon(text: str, members: list[_Member]) -> str:
    """The colon with the blanks that the last member has around it."""
    if not members:
        return ": "
    colon = text[members[-1].name_span.end : members[-1].value.start]
    return ": " if _LINE_END.search(colon) else colon


def _nested(names: Sequence[str], value: JsonValue) -> JsonValue:
    for name in reversed(names):
        value = {name: value}
    return value


def _written(value: JsonValue, colon: str) -> str:
    if not isinstance(value, dict):
        return dump_json(value)
    members = (dump_json(name) + colon + _written(each, colon) for name, each in value.items())
    return "{" + ", ".join(members) + "}"


def _inserted(text: str, opening: int, members: list[_Member], written: str) -> Edit:
    if members:
        at = members[-1].value.end
        return Edit(Span(at, at), _comma(text, opening, members) + written)
    at = opening + 1
    inside = text[at : _after_blanks(text, at)]
    end = _LINE_END.search(inside)
    if end is None:
        return Edit(Span(at, at), inside + written)
    indent = re.split(r"[\r\n]", inside)[-1]
    found = _FIRST_INDENT.search(text)
    return Edit(Span(at, at), end[0] + indent + (found[1] if found else _INDENT) + written)


def _comma(text: str, opening: int, members: list[_Member]) -> str:
    """What stands between two members, to be put between the last one and a new one."""
    if len(members) > 1:
        between = text[members[-2].value.end : members[-1].name_span.start]
        return _BLANK_LINE.sub("", between)
    before = text[opening + 1 : members[0].name_span.start]
    if _LINE_END.search(before):
        return "," + _BLANK_LINE.sub("", before)
    is_spaced = before or text[members[0].value.start - 1].isspace()
    return ", " if is_spaced else ","
