"""The user's settings, the same for `--set`, `initializationOptions` and an editor's settings.

Those that choose executables, CA files, TLS checks, proxies or secret hosts come from the user,
never from a repository: nothing here reads a file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

from wirelens.ide.views import VIEWS
from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.syntax.decisions import DECISIONS

SYNTAXES = tuple(DECISIONS)
PRESENTATIONS = ("auto", "virtual", "file", "edit", "notify")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds; 0 switches one off."""

    total: float = 0
    connect: float = 10
    headers: float = 60
    idle: float = 120


@dataclass(frozen=True, slots=True)
class Settings:
    """`wirelens.*`, with the names of the contract in snake case."""

    environment: str | None = None
    syntax: str = "auto"
    presentation: str = "auto"
    open_views: tuple[str, ...] = ("reply",)
    lenses: bool = True
    inlay_hints: bool = True
    timeouts: Timeouts = field(default_factory=Timeouts)
    gap_threshold: float = 2.0
    proxy: str | None = None
    ca_file: str | None = None
    insecure_hosts: tuple[str, ...] = ()
    secret_names: tuple[str, ...] = ()
    secret_hosts: tuple[str, ...] = ()
    trusted: bool | None = None
    recordings_folder: str = "recordings"
    max_concurrent_runs: int = 8


class _Wrong:
    """What a reader gives for a value that does not fit."""


_WRONG = _Wrong()
_LONGEST_TIME = 10_000_000  # seconds; no clock of an event loop takes much more
_MOST_RUNS = 1000
_LONGEST_SHOWN = 60
_PROXY = re.compile(
    r"https?://(?:[^@/?#\\\s]*@)?(?:\[[0-9a-f:.]+\]|[^\s:@/?#\\\[\]]+)(?::([0-9]{1,5}))?/?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How one setting is read and described; no message shows the value of one that is hidden."""

    field: str
    read: Callable[[JsonValue], object]
    expected: str
    is_hidden: bool = False


def _text(value: JsonValue) -> object:
    return (value or None) if value is None or isinstance(value, str) else _WRONG


def _path(value: JsonValue) -> object:
    return value if isinstance(value, str) and value and "\0" not in value else _WRONG


def _proxy(value: JsonValue) -> object:
    if not value or not isinstance(value, str):
        return _text(value)
    found = _PROXY.fullmatch(value)
    return value if found and 0 < int(found[1] or 1) < 65536 else _WRONG


def _flag(value: JsonValue) -> object:
    return value if isinstance(value, bool) else _WRONG


def _flag_or_none(value: JsonValue) -> object:
    return value if value is None else _flag(value)


def _seconds(value: JsonValue) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _WRONG
    return value if 0 <= value <= _LONGEST_TIME else _WRONG


def _count(value: JsonValue) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        return _WRONG
    return value if 1 <= value <= _MOST_RUNS else _WRONG


def _texts(value: JsonValue) -> object:
    values = [value] if isinstance(value, str) else value
    if isinstance(values, list) and all(isinstance(each, str) for each in values):
        return tuple(values)
    return _WRONG


def _views(value: JsonValue) -> object:
    names = _texts(value)
    return names if isinstance(names, tuple) and VIEWS.keys() >= set(names) else _WRONG


def _choice(*choices: str) -> Callable[[JsonValue], object]:
    return lambda value: value if value in choices else _WRONG


def _timeouts(value: JsonValue) -> object:
    if not isinstance(value, dict) or not value.keys() <= set(_TIMEOUTS):
        return _WRONG
    return _WRONG if any(_seconds(each) is _WRONG for each in value.values()) else value


_TIMEOUTS = tuple(each.name for each in fields(Timeouts))
_SECONDS = f"seconds, 0 to {_LONGEST_TIME}"
_SETTINGS = {
    "environment": _Setting("environment", _text, "a name"),
    "syntax": _Setting("syntax", _choice(*SYNTAXES), " | ".join(SYNTAXES)),
    "presentation": _Setting("presentation", _choice(*PRESENTATIONS), " | ".join(PRESENTATIONS)),
    "openViews": _Setting("open_views", _views, f"a list of {', '.join(VIEWS)}"),
    "lenses": _Setting("lenses", _flag, "true or false"),
    "inlayHints": _Setting("inlay_hints", _flag, "true or false"),
    "timeouts": _Setting("timeouts", _timeouts, f"an object of {', '.join(_TIMEOUTS)}"),
    "gapThreshold": _Setting("gap_threshold", _seconds, _SECONDS),
    "proxy": _Setting(
        "proxy",
        _proxy,
        '"http://" or "https://", a host and a port that may be left out',
        is_hidden=True,
    ),
    "caFile": _Setting("ca_file", _text, "a path"),
    "insecureHosts": _Setting("insecure_hosts", _texts, "a list of hosts"),
    "secretNames": _Setting("secret_names", _texts, "a list of variable names"),
    "secretHosts": _Setting("secret_hosts", _texts, "a list of hosts"),
    "trusted": _Setting("trusted", _flag_or_none, "true or false"),
    "recordingsFolder": _Setting("recordings_folder", _path, "a path"),
    "maxConcurrentRuns": _Setting(
        "max_concurrent_runs", _count, f"a whole number, 1 to {_MOST_RUNS}"
    ),
}


def with_setting(settings: Settings, name: str, value: JsonValue) -> Settings | str:
    """The settings with one changed, or a message that says what is wrong with `name` or `value`.

    `name` is spelled as in the contract (`caFile`); `timeouts.idle` reaches one of the timeouts.
    """
    top, dot, part = name.partition(".")
    if top == "timeouts" and dot:
        return _with_timeout(settings, part, value)
    known = _SETTINGS.get(name)
    if known is None:
        return f'unknown setting "{name}", expected one of {", ".join(_SETTINGS)}'
    read = known.read(value)
    if read is _WRONG:
        found = "" if known.is_hidden else f', found "{_shown(value)}"'
        return f'setting "{name}" expects {known.expected}{found}'
    if isinstance(read, dict):
        read = replace(settings.timeouts, **read)
    return replace(settings, **{known.field: read})  # type: ignore[arg-type]  # as its reader says


def _with_timeout(settings: Settings, part: str, value: JsonValue) -> Settings | str:
    if part not in _TIMEOUTS:
        expected = ", ".join(f"timeouts.{each}" for each in _TIMEOUTS)
        return f'unknown setting "timeouts.{part}", expected one of {expected}'
    if _seconds(value) is _WRONG:
        return f'setting "timeouts.{part}" expects {_SECONDS}, found "{_shown(value)}"'
    return with_setting(settings, "timeouts", {part: value})


def _shown(value: JsonValue) -> str:
    text = value if isinstance(value, str) else dump_json(value)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def from_mapping(values: Mapping[str, JsonValue]) -> tuple[Settings, list[str]]:
    """Settings from an object, and a message for each that was left at its default."""
    settings, messages = Settings(), []
    for name, value in values.items():
        changed = with_setting(settings, name, value)
        if isinstance(changed, str):
            messages.append(changed)
        else:
            settings = changed
    return settings, messages


def from_text(settings: Settings, assignment: str) -> Settings | str:
    """The settings with `NAME=VALUE` applied; the value is JSON or bare text."""
    name, equals, text = assignment.partition("=")
    if not equals:
        return f'"--set {assignment}" expects SETTING=VALUE'
    value = parse_json(text)
    bare = with_setting(settings, name.strip(), text)
    if isinstance(value, JsonFault):
        return bare
    changed = with_setting(settings, name.strip(), value)
    return bare if isinstance(changed, str) else changed
