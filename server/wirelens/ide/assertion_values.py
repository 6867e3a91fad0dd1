"""The values of assertions: JSON literals, bare words, durations and sizes, patterns."""

import re

from wirelens.iregexp import PatternProblem, compile_pattern
from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.assertion import Expected, Operator
from wirelens.syntax.directives import DURATION, seconds

_ORDERING = ("<", "<=", ">", ">=")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kKMG]i?)?B")
_FACTORS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}


def expected_time(text: str, operator: Operator) -> Expected | str:
    """The seconds to compare with, or what is wrong with the text."""
    if operator in ("contains", "matches"):
        return f'expected a comparison of a time, found "{operator}"'
    time = seconds(text)
    if time is None:
        return f'expected {DURATION.expected}, found "{text}"'
    return Expected(text, time)


def expected_value(text: str, operator: Operator) -> Expected | str:
    """The value to compare with, or what is wrong with the text."""
    if not text:
        return f'expected a value after "{operator}"'
    if operator == "matches":
        return _pattern(text)
    value = parse_json(text)
    if not isinstance(value, JsonFault):
        return Expected(text, value)
    if text[0] == '"':
        return f"expected a JSON string: {value.message}"
    size = _size(text) if operator in _ORDERING else None
    return Expected(text, text if size is None else size)


def _pattern(text: str) -> Expected | str:
    value = parse_json(text) if text[0] == '"' else None
    written = value if isinstance(value, str) else text
    if len(written) > 2 and written[0] == written[-1] == "/":
        written = written[1:-1]
    pattern = compile_pattern(written)
    return (
        pattern.message if isinstance(pattern, PatternProblem) else Expected(text, written, pattern)
    )


def _size(text: str) -> JsonValue:
    """A size in bytes; None where the text is none."""
    match = _SIZE.fullmatch(text)
    return float(match[1]) * _FACTORS[(match[2] or "").lower()] if match else None
