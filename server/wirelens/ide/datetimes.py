"""Dates as `$datetime` and its kin write them: Day.js tokens, and arithmetic in its units."""

import calendar
import re
from datetime import datetime, timedelta

UNITS = ("y", "Q", "M", "w", "d", "h", "m", "s", "ms")

_MONTHS = {"y": 12, "Q": 3, "M": 1}
_DURATIONS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
# English whatever the locale: a request must not depend on who sends it.
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_TOKEN = re.compile(
    r"\[([^\]]*)\]|YYYY|YY|M{1,4}|Do|D{1,2}|d{1,4}|H{1,2}|h{1,2}|k{1,2}|[aA]|m{1,2}|SSS|s{1,2}"
    r"|Z{1,2}|Q|X|x"
)
# What .NET calls otherwise, as Day.js tokens.
_DOTNET_TOKEN = re.compile(r"'([^']*)'|y{4}|y{2}|d{1,4}|f{3}|tt|z{3}|K")
_DOTNET_NAMES = {
    "yyyy": "YYYY",
    "yy": "YY",
    "d": "D",
    "dd": "DD",
    "ddd": "ddd",
    "dddd": "dddd",
    "fff": "SSS",
    "tt": "A",
    "zzz": "Z",
    "K": "Z",
}


def moved(moment: datetime, count: int, unit: str) -> datetime:
    """`count` units later; months end on their last day at most. Raises `OverflowError`."""
    if unit in _DURATIONS:
        return moment + _DURATIONS[unit] * count
    months = moment.year * 12 + moment.month - 1 + _MONTHS[unit] * count
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def dayjs_format(moment: datetime, pattern: str) -> str:
    """The moment in Day.js tokens; `[text]` stands for itself, and so does what is no token."""
    return _TOKEN.sub(lambda token: _written(moment, token), pattern)


def dotnet_format(moment: datetime, pattern: str) -> str:
    """The moment in the tokens of .NET's custom format strings, as Visual Studio reads them."""
    return dayjs_format(moment, _DOTNET_TOKEN.sub(_dayjs_token, pattern))


def iso_format(moment: datetime) -> str:
    """ISO 8601 with milliseconds, UTC as `Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _dayjs_token(token: re.Match[str]) -> str:
    return f"[{token[1]}]" if token[1] is not None else _DOTNET_NAMES[token[0]]


def _written(moment: datetime, token: re.Match[str]) -> str:
    if token[1] is not None:
        return token[1]
    values = _numbers(moment) | _words(moment)
    return values[token[0]]


def _numbers(moment: datetime) -> dict[str, str]:
    half = moment.hour % 12 or 12
    full = moment.hour or 24
    padded = {
        "M": moment.month,
        "D": moment.day,
        "H": moment.hour,
        "h": half,
        "k": full,
        "m": moment.minute,
        "s": moment.second,
    }
    return (
        {name: str(number) for name, number in padded.items()}
        | {name * 2: f"{number:02}" for name, number in padded.items()}
        | {
            "YYYY": f"{moment.year:04}",
            "YY": f"{moment.year % 100:02}",
            "SSS": f"{moment.microsecond // 1000:03}",
            "Q": str((moment.month + 2) // 3),
            "d": str(moment.isoweekday() % 7),
            "X": str(int(moment.timestamp())),
            "x": str(int(moment.timestamp() * 1000)),
        }
    )


def _words(moment: datetime) -> dict[str, str]:
    month = _MONTH_NAMES[moment.month - 1]
    day = _DAY_NAMES[moment.weekday()]
    half = "PM" if moment.hour >= 12 else "AM"
    zone = moment.strftime("%z") or "+0000"
    return {
        "MMMM": month,
        "MMM": month[:3],
        "dddd": day,
        "ddd": day[:3],
        "dd": day[:2],
        "Do": f"{moment.day}{_ordinal(moment.day)}",
        "A": half,
        "a": half.lower(),
        "Z": f"{zone[:3]}:{zone[3:5]}",
        "ZZ": zone[:5],
    }


def _ordinal(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
