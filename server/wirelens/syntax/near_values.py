"""What a wrong value of a directive was meant to be, where that is plain."""

import re
from collections.abc import Callable

from wirelens.syntax.directives import DIALECTS, DIRECTIVES, DURATION, FAMILIES, LIST, SLOTS
from wirelens.syntax.spelling import distance

_MERGES = ("auto", "none", *FAMILIES, *DIALECTS)
_SLOT = re.compile(r"(\w+)(\s*:\s*\S.*)")
_WITH_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)\.?")
_UNITS = {
    **dict.fromkeys(("msec", "msecs", "millisecond", "milliseconds", "millis"), "ms"),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "m"),
}


def near_value(directive: str, value: str) -> str | None:
    """The value that `directive` takes and that was meant by one that it does not take.

    "" where it takes none.
    """
    shape = DIRECTIVES[directive]
    near = _NEAR.get(directive) or _NEAR_SHAPE.get(shape.expected, _no_value)
    found = near(value)
    return found if found is not None and found != value and shape.fits(found) else None


def _no_value(_: str) -> str:
    return ""


def _merge(value: str) -> str | None:
    """The nearest name within two slips, one in a short one, in any case."""
    written = re.sub(r"[\s_]+", "-", value.lower())
    slips, found = min((distance(written, each), each) for each in _MERGES)
    return found if slips <= min(2, len(written) // 3) else None


def _jsonpath(value: str) -> str | None:
    match = _SLOT.fullmatch(value)
    if match is None:
        return None
    slips, slot = min((distance(match[1].lower(), each), each) for each in SLOTS)
    return slot + match[2] if slips <= 2 else None


def _duration(value: str) -> str | None:
    match = _WITH_UNIT.fullmatch(value)
    unit = match[2].lower() if match else ""
    return f"{match[1]} {_UNITS.get(unit, unit)}" if match else None


def _list(value: str) -> str:
    return ", ".join(each.strip() for each in value.split(",") if each.strip())


_NEAR: dict[str, Callable[[str], str | None]] = {
    "merge": _merge,
    "jsonpath": _jsonpath,
    "reconnect": str.lower,
}
_NEAR_SHAPE: dict[str, Callable[[str], str | None]] = {
    DURATION.expected: _duration,
    LIST.expected: _list,
}
