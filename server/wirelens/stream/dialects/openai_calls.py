"""The tool calls of one choice of Chat Completions: which delta belongs to which call.

Compatible servers leave out `index` or `id`, number every parallel call 0, or spread one call over
several indices. An id that changes opens a new call; an index alone does not.
"""

from typing import TypeAlias

from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.changes import Append, Change, Note, Replace, Tool
from wirelens.stream.dialects.fields import number_at, object_at, text_at
from wirelens.stream.dialects.grown import Grown, GrownObject, Shape, grow, leave_out
from wirelens.stream.growing import GrowingText

Put: TypeAlias = type[Append] | type[Replace]

_CALL: Shape = {"index": leave_out, "id": leave_out, "function": leave_out}
_FUNCTION: Shape = {"name": leave_out, "arguments": leave_out}


class ToolCalls:
    """The calls of one message, in order of arrival; `merged` holds them as the provider would."""

    def __init__(self, message: int) -> None:
        self.merged: list[Grown] = []
        self._message = message
        self._by_index: dict[int, _Call] = {}
        self._by_id: dict[str, _Call] = {}
        self._last: _Call | None = None
        self._told_of_reuse = False

    def take(self, deltas: list[dict[str, JsonValue]], put: Put) -> list[Change]:
        """What the entries of one `tool_calls` list add."""
        changes: list[Change] = []
        for position, delta in enumerate(deltas):
            if position and _is_anonymous(delta):
                self._last = None  # one list does not name the same call twice
            changes += self._take(delta, put)
        return changes

    def _take(self, delta: dict[str, JsonValue], put: Put) -> list[Change]:
        changes: list[Change] = []
        index, id_ = number_at(delta, "index"), _id(delta)
        function = object_at(delta, "function")
        name = text_at(function, "name")
        arguments = _arguments(function.get("arguments"))
        call = self._known(index, id_, name)
        if call is not None and call.is_followed_by(id_, name, arguments):
            changes += self._reused(index, name)
            call = None
        opened = call is None
        if call is None:
            call = self._opened()
        self._remember(call, index, id_)
        learned = call.learn(id_, name)
        grow(call.merged, delta, _CALL)
        grow(call.function, function, _FUNCTION)
        if opened or learned:
            changes.append(Tool(self._message, call.part, call.id or None, call.name or None))
        if arguments:
            call.add(arguments)
            changes.append(put(self._message, call.part, "tool", arguments))
        return changes

    def _known(self, index: int | None, id_: str, name: str) -> "_Call | None":
        if index is None:
            return self._by_id.get(id_) if id_ else self._last
        if (call := self._by_index.get(index)) is not None:
            return call
        call = self._by_id.get(id_)
        # The same id at a new index: one call spread over indices, unless this one begins anew.
        return None if call is None or (name and call.arguments.length) else call

    def _opened(self) -> "_Call":
        call = _Call(("tool", len(self.merged)))
        self.merged.append(call.merged)
        return call

    def _remember(self, call: "_Call", index: int | None, id_: str) -> None:
        self._last = call
        if index is not None:
            self._by_index[index] = call
        if id_:
            self._by_id[id_] = call

    def _reused(self, index: int | None, name: str) -> list[Change]:
        if index is None or self._told_of_reuse:
            return []
        self._told_of_reuse = True
        said = f'tool call index {index} is used again for "{name}"'
        return [Note("index-reused", f"{said}: expected an index for each call")]


class _Call:
    """One call; `merged` grows in place."""

    def __init__(self, part: tuple[str, int]) -> None:
        self.part = part
        self.id = ""
        self.name = ""
        self.arguments = GrowingText()
        self.function: GrownObject = {"name": "", "arguments": self.arguments}
        self.merged: GrownObject = {"id": "", "type": "function", "function": self.function}
        self._pieces = 0

    def is_followed_by(self, id_: str, name: str, arguments: str) -> bool:
        """Whether a delta for the same index, or for none, begins another call."""
        if not name:
            return False
        if id_ and self.id:
            return id_ != self.id
        if id_ or self.id or not (arguments or name != self.name):
            return False
        # Servers that give no ids send each call whole: a second name means a second call.
        return self._pieces == 1 and not isinstance(parse_json(self.arguments.whole()), JsonFault)

    def learn(self, id_: str, name: str) -> bool:
        """Takes the id once, and the name; a different name continues it, an equal one repeats."""
        known = (self.id, self.name)
        self.id = self.merged["id"] = self.id or id_
        if name != self.name:
            self.name = self.function["name"] = self.name + name
        return (self.id, self.name) != known

    def add(self, arguments: str) -> None:
        """Takes argument text."""
        self.arguments.append(arguments)
        self._pieces += 1


def _is_anonymous(delta: dict[str, JsonValue]) -> bool:
    named = text_at(object_at(delta, "function"), "name")
    return bool(named) and number_at(delta, "index") is None and not _id(delta)


def _id(delta: dict[str, JsonValue]) -> str:
    id_ = text_at(delta, "id")
    return "" if id_ == "null" or id_.isspace() else id_


def _arguments(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    return dump_json(value) if isinstance(value, dict | list) else ""
