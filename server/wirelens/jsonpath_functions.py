"""Comparisons and function extensions of JSONPath (RFC 9535, sections 2.3.5.2.2 and 2.4), paid for
in steps: whatever path and document come together, an evaluation ends.
"""

from collections.abc import Callable
from enum import Enum
from typing import Final, TypeAlias, TypeGuard

from wirelens.iregexp import Pattern, compile_pattern
from wirelens.jsonvalue import JsonValue

SHARE = 8  # characters of a text, or positions of a pattern looked at, that cost one step
LONG_MATCH = 1_000_000  # characters times positions from which a match is paid for in advance


class Nothing(Enum):
    """The RFC's special result: no value at all, which is not null."""

    NOTHING = "nothing"


NOTHING: Final = Nothing.NOTHING
Result: TypeAlias = JsonValue | Nothing


class ExhaustedError(Exception):
    """The steps are spent."""


class Work:
    """What one evaluation may still cost, and the pattern that it used last."""

    def __init__(self, steps: int) -> None:
        self._left = steps
        self._pattern: Pattern | None = None

    def spend(self, steps: int) -> None:
        """Takes `steps` off; raises where there are not so many left."""
        self._left -= steps
        if self._left < 0:
            raise ExhaustedError

    def pattern(self, value: Result) -> Pattern | None:
        """The pattern that a value of the document is; None where it is none."""
        if not isinstance(value, str):
            return None
        if self._pattern is None or self._pattern.text != value:
            self.spend(len(value))
            compiled = compile_pattern(value)
            if not isinstance(compiled, Pattern):
                return None
            self.spend(compiled.size * 4)
            self._pattern = compiled
        return self._pattern


def compared(operator: str, left: Result, right: Result, work: Work) -> bool:
    """Whether the comparison holds; what has no order is neither less nor greater."""
    return _COMPARISONS[operator](left, right, work)


def fits(function: str, subject: Result, pattern: Pattern | None, work: Work) -> bool:
    """Whether `match` or `search` says so; never of what is no string, or without a pattern."""
    if not isinstance(subject, str) or pattern is None:
        return False
    at_worst = len(subject) * pattern.size
    if at_worst > LONG_MATCH:
        work.spend(at_worst // SHARE)
    effort = pattern.effort
    found = OF_PATTERN[function](pattern, subject)
    work.spend((len(subject) + pattern.effort - effort) // SHARE)
    return found


def _length(value: Result) -> Result:
    return len(value) if isinstance(value, str | list | dict) else NOTHING


def _only(nodes: list[JsonValue]) -> Result:
    return nodes[0] if len(nodes) == 1 else NOTHING


OF_NODES: dict[str, Callable[[list[JsonValue]], Result]] = {"count": len, "value": _only}
OF_VALUE: dict[str, Callable[[Result], Result]] = {"length": _length}
OF_PATTERN: dict[str, Callable[[Pattern, str], bool]] = {
    "match": Pattern.fullmatch,
    "search": Pattern.search,
}


def _equal(left: Result, right: Result, work: Work) -> bool:
    pairs = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            work.spend(len(one))
            pairs += zip(one, other, strict=True)
        elif isinstance(one, dict) and isinstance(other, dict):
            work.spend(len(one))
            if one.keys() != other.keys():
                return False
            pairs += [(value, other[name]) for name, value in one.items()]
        elif not _same(one, other, work):
            return False
    return True


def _same(one: Result, other: Result, work: Work) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        work.spend(min(len(one), len(other)) // 1024)
    # Python's True equals 1, JSON's does not.
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _less(left: Result, right: Result, work: Work) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        work.spend(min(len(left), len(right)) // 1024)
        return left < right
    return _is_number(left) and _is_number(right) and left < right


def _is_number(value: Result) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_COMPARISONS: dict[str, Callable[[Result, Result, Work], bool]] = {
    "==": _equal,
    "!=": lambda left, right, work: not _equal(left, right, work),
    "<": _less,
    "<=": lambda left, right, work: _less(left, right, work) or _equal(left, right, work),
    ">": lambda left, right, work: _less(right, left, work),
    ">=": lambda left, right, work: _less(right, left, work) or _equal(left, right, work),
}
