"""Assertions: what a run must keep, as data, and whether it kept it. Pure.

A subject finds a value in the run, or nothing. Comparisons are those of RFC 9535, section
2.3.5.2.2: nothing equals no value, and what has no order is neither less nor greater.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from wirelens.iregexp import Pattern
from wirelens.jsonpath import Path, compared
from wirelens.jsonpath_functions import NOTHING, Result
from wirelens.jsonvalue import JsonValue, dump_json

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "contains", "matches", "exists"]
Quantifier = Literal["any", "every"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A subject that has a name of its own, such as `status` or `ttft`."""

    name: str


@dataclass(frozen=True, slots=True)
class HeaderValue:
    """The value of the response's first header field of that name, in any case."""

    name: str


@dataclass(frozen=True, slots=True)
class UsageValue:
    """What the path finds in the provider's usage object."""

    path: Path


@dataclass(frozen=True, slots=True)
class MergedValue:
    """What the path finds in the merged object, or in the body of a plain response."""

    path: Path


@dataclass(frozen=True, slots=True)
class Events:
    """Some of the events: of one type, or of all; that came within so many seconds, or whenever."""

    type: str | None = None
    within: float | None = None


@dataclass(frozen=True, slots=True)
class EventCount:
    """How many of these events came."""

    events: Events


@dataclass(frozen=True, slots=True)
class EventValue:
    """What the path finds in the JSON data of each of the events; their data where it is None."""

    quantifier: Quantifier
    events: Events
    path: Path | None


Subject: TypeAlias = Fact | HeaderValue | UsageValue | MergedValue | EventCount | EventValue


@dataclass(frozen=True, slots=True)
class Expected:
    """The value to compare with, and its text as the file has it."""

    text: str
    value: JsonValue = None
    pattern: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Assertion:
    """One expectation of a run: `text` as the file has it, `line` lines below the request line."""

    text: str
    line: int
    subject: Subject
    operator: Operator
    expected: Expected
    negated: bool = False

    @property
    def expectation(self) -> str:
        """What was expected, in words: `not contains "x"`."""
        words = ("not" if self.negated else "", self.operator, self.expected.text)
        return " ".join(word for word in words if word)


def holds(operator: Operator, found: Result, expected: Expected) -> bool:
    """Whether `found` stands in that relation to what was expected."""
    if found is NOTHING:
        return operator == "!="
    match operator:
        case "exists":
            return True
        case "contains":
            return _contains(found, expected)
        case "matches":
            pattern = expected.pattern
            return pattern is not None and pattern.search(as_text(found))
    return compared(operator, *_of_one_type(found, expected))


def as_text(value: JsonValue) -> str:
    """A text as it is, any other value as compact JSON."""
    return value if isinstance(value, str) else dump_json(value)


def _of_one_type(found: Result, expected: Expected) -> tuple[Result, JsonValue]:
    """A text that is compared with a number is read as one: header values and arguments are text.

    What is no number is compared with the expected value's text.
    """
    value = expected.value
    if not isinstance(found, str) or isinstance(value, str):
        return found, value
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(found), value
        except ValueError:
            pass
    return found, expected.text


def _contains(found: JsonValue, expected: Expected) -> bool:
    if isinstance(found, str):
        return (expected.value if isinstance(expected.value, str) else expected.text) in found
    if isinstance(found, dict):
        return isinstance(expected.value, str) and expected.value in found
    if not isinstance(found, list):
        return False
    if isinstance(expected.value, list):
        return _in_order(found, expected.value)
    return any(_is_element(each, expected.value) for each in found)


def _in_order(found: list[JsonValue], wanted: list[JsonValue]) -> bool:
    """Whether all that is wanted stands in `found`, in that order, with anything between."""
    elements = iter(found)
    return all(any(_is_element(each, value) for each in elements) for value in wanted)


def _is_element(element: JsonValue, value: JsonValue) -> bool:
    if isinstance(element, dict) and isinstance(value, str):
        return element.get("name") == value  # a tool call is known by its name
    return compared("==", element, value)
