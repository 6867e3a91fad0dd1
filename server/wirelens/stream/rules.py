"""What the request file says about its stream: `@merge`, `@jsonpath`, `@events`, `@until`.

`PathDialect` is the dialect of the `@jsonpath` rules: each is evaluated on every event; what
`text`, `reasoning` and `tool` rules find is concatenated, of the others the last result is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from wirelens.jsonpath import Path
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.assertion import Assertion, Subject
from wirelens.stream.changes import Append, Change, Failure, Finish, Usage
from wirelens.stream.items import Event

RuleSlot = Literal["text", "reasoning", "tool", "finish", "usage", "error"]


@dataclass(frozen=True, slots=True)
class PathRule:
    """One `@jsonpath` line: which slot it feeds, and from where."""

    slot: RuleSlot
    path: Path


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a request's directives say about reading its stream, and what it must keep."""

    merge: str = "auto"  # `auto`, `none`, a dialect id or a family
    paths: tuple[PathRule, ...] = ()
    events: frozenset[str] | None = None  # the only types that feed the merge
    max_events: int | None = None
    until_type: str | None = None
    until_path: Path | None = None
    assertions: tuple[Assertion, ...] = ()

    def asserts(self, subject: Subject) -> bool:
        """Whether an assertion is about `subject`."""
        return any(each.subject == subject for each in self.assertions)


class PathDialect:
    """Merges by the request's own `@jsonpath` rules; `matches[i]` counts the events rule i met."""

    id: ClassVar[str] = "jsonpath"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = None

    def __init__(self, rules: tuple[PathRule, ...]) -> None:
        self._rules = rules
        self._merged: dict[str, JsonValue] = {}
        self._texts: dict[str, list[str]] = {}
        self.matches = [0] * len(rules)
        self.limits: list[str | None] = [None] * len(rules)  # the bound that ended a rule
        self.events = 0

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """Never: rules apply where the request file gives them."""
        return False

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What the rules find in one event."""
        self.events += 1
        changes: list[Change] = []
        for number, rule in enumerate(self._rules):
            found: list[JsonValue] = [each for each in rule.path.find(value) if each is not None]
            if found:
                self.matches[number] += 1
                changes += self._changes(rule.slot, found)
        return changes

    def merged(self) -> JsonValue:
        """The slots with what their rules found."""
        texts: dict[str, JsonValue] = {slot: "".join(each) for slot, each in self._texts.items()}
        return texts | self._merged

    def _changes(self, slot: RuleSlot, found: list[JsonValue]) -> list[Change]:
        if slot == "text" or slot == "reasoning" or slot == "tool":
            text = "".join(_as_text(value) for value in found)
            self._texts.setdefault(slot, []).append(text)
            return [Append(0, slot, slot, text)] if text else []
        self._merged[slot] = found[-1]
        return [_KEPT[slot](found[-1])]


def _as_text(value: JsonValue) -> str:
    return value if isinstance(value, str) else dump_json(value)


def _usage(value: JsonValue) -> Change:
    return Usage(value if isinstance(value, dict) else {"total": value})


_KEPT: dict[str, Callable[[JsonValue], Change]] = {
    "finish": lambda value: Finish(0, _as_text(value)),
    "usage": _usage,
    "error": lambda value: Failure(_as_text(value), value),
}
