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

_FIELDS = {"function": "arguments", "custom": "input"}  # a kind of call: what the model writes
_CALL: Shape = {"index": leave_out, "id": leave_out, **dict.fromkeys(_FIELDS, leave_out)}
_INNER: Shape = {"name": leave_out, **dict.fromkeys(_FIELDS.values(), leave_out)}


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
        kind = _kind(delta)
        inner = object_at(delta, kind)
        name = text_at(inner, "name")
        arguments = _arguments(inner.get(_FIELDS[kind]))
        call = self._known(index, id_, name)
        if call is not None and call.is_followed_by(id_, name, arguments):
            changes += self._reused(index, name)
            call = None
        opened = call is None
        if call is None:
            call = self._opened(kind)
        self._remember(call, index, id_)
        learned = call.learn(id_, name)
        grow(call.merged, delta, _CALL)
        grow(call.inner, inner, _INNER)
        if opened or learned:
            changes.append(call.told(self._message))
        if arguments:
            call.add(arguments)
            changes.append(put(self._message, call.part, "tool", arguments))
        return changes

    def _known(self, index: int | None, id_: str, name: str) -> "_Call | None":
        if index is None:
            # A call that began with its arguments learns its id and name with a later delta.
            return self._last if not id_ or self._is_nameless() else self._by_id.get(id_)
        if (call := self._by_index.get(index)) is not None:
            return call
        call = self._by_id.get(id_)
        # The same id at a new index: one call spread over indices, unless this one begins anew.
        return None if call is None or (name and call.arguments.length) else call

    def _is_nameless(self) -> bool:
        return self._last is not None and not (self._last.id or self._last.name)

    def _opened(self, kind: str) -> "_Call":
        call = _Call(("tool", len(self.merged)), kind)
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

    def __init__(self, part: tuple[str, int], kind: str) -> None:
        self.part = part
        self.id = ""
        self.name = ""
        self.arguments = GrowingText()
        self.inner: GrownObject = {"name": "", _FIELDS[kind]: self.arguments}
        self.merged: GrownObject = {"type": kind, kind: self.inner}
        self._is_custom = kind == "custom"
        self._pieces = 0

    def told(self, message: int) -> Tool:
        """The call as far as it is known; the input of a custom tool is no JSON."""
        id_, name = self.id or None, self.name or None
        return Tool(message, self.part, id_, name, free_text=self._is_custom)

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
        if id_ and not self.id:
            self.id = id_
            later = dict(self.merged)
            self.merged.clear()
            self.merged.update({"id": id_, **later})  # as the provider orders them
        if name != self.name:
            self.name = self.inner["name"] = self.name + name
        return (self.id, self.name) != known

    def add(self, arguments: str) -> None:
        """Takes argument text."""
        self.arguments.append(arguments)
        self._pieces += 1


def _kind(delta: dict[str, JsonValue]) -> str:
    return "custom" if isinstance(delta.get("custom"), dict) else "function"


def _is_anonymous(delta: dict[str, JsonValue]) -> bool:
    named = text_at(object_at(delta, _kind(delta)), "name")
    return bool(named) and number_at(delta, "index") is None and not _id(delta)


def _id(delta: dict[str, JsonValue]) -> str:
    id_ = text_at(delta, "id")
    return "" if id_ == "null" or id_.isspace() else id_


def _arguments(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    return dump_json(value) if isinstance(value, dict | list) else ""
