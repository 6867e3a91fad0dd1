"""The user's settings, the same for `--set`, `initializationOptions` and an editor's settings.

Those that choose executables, CA files, TLS checks, proxies or secret hosts come from the user,
never from a repository: nothing here reads a file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

from wirelens.jsonvalue import JsonFault, JsonValue, parse_json

SYNTAXES = ("auto", "restclient", "jetbrains", "httpyac", "kulala", "vs")
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
    """What a reader gives for a value of the wrong kind."""


_WRONG = _Wrong()


@dataclass(frozen=True, slots=True)
class _Setting:
    """How one setting is spelled outside, read, and described."""

    field: str
    read: Callable[[JsonValue], object]
    expected: str


def _text(value: JsonValue) -> object:
    return value if value is None or isinstance(value, str) else _WRONG


def _flag(value: JsonValue) -> object:
    return value if isinstance(value, bool) else _WRONG


def _number(value: JsonValue) -> object:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return value if fits else _WRONG


def _texts(value: JsonValue) -> object:
    values = [value] if isinstance(value, str) else value
    if isinstance(values, list) and all(isinstance(each, str) for each in values):
        return tuple(values)
    return _WRONG


def _choice(*choices: str) -> Callable[[JsonValue], object]:
    return lambda value: value if value in choices else _WRONG


def _timeouts(value: JsonValue) -> object:
    if not isinstance(value, dict) or not set(value) <= _TIMEOUTS:
        return _WRONG
    if any(_number(each) is _WRONG for each in value.values()):
        return _WRONG
    return value


_TIMEOUTS = {each.name for each in fields(Timeouts)}
_SETTINGS = {
    "environment": _Setting("environment", _text, "a name"),
    "syntax": _Setting("syntax", _choice(*SYNTAXES), " | ".join(SYNTAXES)),
    "presentation": _Setting("presentation", _choice(*PRESENTATIONS), " | ".join(PRESENTATIONS)),
    "openViews": _Setting("open_views", _texts, "a list of views"),
    "lenses": _Setting("lenses", _flag, "true or false"),
    "inlayHints": _Setting("inlay_hints", _flag, "true or false"),
    "timeouts": _Setting("timeouts", _timeouts, f"seconds for {', '.join(sorted(_TIMEOUTS))}"),
    "gapThreshold": _Setting("gap_threshold", _number, "seconds"),
    "proxy": _Setting("proxy", _text, "a URL"),
    "caFile": _Setting("ca_file", _text, "a path"),
    "insecureHosts": _Setting("insecure_hosts", _texts, "a list of hosts"),
    "secretNames": _Setting("secret_names", _texts, "a list of variable names"),
    "secretHosts": _Setting("secret_hosts", _texts, "a list of hosts"),
    "trusted": _Setting("trusted", _flag, "true or false"),
    "recordingsFolder": _Setting("recordings_folder", _text, "a path"),
    "maxConcurrentRuns": _Setting("max_concurrent_runs", _number, "a number"),
}


def with_setting(settings: Settings, name: str, value: JsonValue) -> Settings | str:
    """The settings with one changed, or a message that says what is wrong with `name` or `value`.

    `name` is spelled as in the contract (`caFile`); `timeouts.idle` reaches one of the timeouts.
    """
    top, _, rest = name.partition(".")
    known = _SETTINGS.get(top)
    if known is None or (rest and top != "timeouts"):
        return f'unknown setting "{name}", expected one of {", ".join(_SETTINGS)}'
    read = known.read({rest: value} if rest else value)
    if read is _WRONG:
        return f'setting "{name}" expects {known.expected}'
    if isinstance(read, dict):
        read = replace(settings.timeouts, **read)
    return replace(settings, **{known.field: read})  # type: ignore[arg-type]  # as its reader says


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
