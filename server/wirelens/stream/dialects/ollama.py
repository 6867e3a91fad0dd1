"""Ollama's own API: JSON lines of `/api/chat` and `/api/generate`; `done: true` is the last."""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import (
    Append,
    Change,
    Finish,
    Model,
    Opened,
    Slot,
    Terminator,
    Tool,
    Usage,
)
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    concatenate,
    extend,
    frozen_object,
    grow,
    inside,
    keep_first,
)
from wirelens.stream.items import Event


class OllamaChat:
    """Merges the lines of `/api/chat`."""

    id: ClassVar[str] = "ollama-chat"
    family: ClassVar[str | None] = "ollama"
    terminator: ClassVar[str | None] = "done"

    def __init__(self) -> None:
        self._reply = _Lines(_CHAT)
        self._role = ""

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """`done` beside a message."""
        return _is_line(value, "message", dict)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one line adds."""
        if not isinstance(value, dict):
            return []
        message = object_at(value, "message")
        changes: list[Change] = []
        role = text_at(message, "role")
        if role and role != self._role:
            self._role = role
            changes.append(Opened(0, role))
        changes += _texts(message, {"thinking": "reasoning", "content": "text"})
        return changes + self._reply.take(value, objects_at(message, "tool_calls"))

    def merged(self) -> JsonValue:
        """The one object that `stream: false` gives."""
        return self._reply.merged()


class OllamaGenerate:
    """Merges the lines of `/api/generate`."""

    id: ClassVar[str] = "ollama-generate"
    family: ClassVar[str | None] = "ollama"
    terminator: ClassVar[str | None] = "done"

    def __init__(self) -> None:
        self._reply = _Lines(_GENERATE)

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """`done` beside a response."""
        return _is_line(value, "response", str)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one line adds."""
        if not isinstance(value, dict):
            return []
        changes = _texts(value, {"thinking": "reasoning", "response": "text"})
        return changes + self._reply.take(value, objects_at(value, "tool_calls"))

    def merged(self) -> JsonValue:
        """The one object that `stream: false` gives."""
        return self._reply.merged()


class _Lines:
    """What the lines of both have in common."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._merged: GrownObject = {}
        self._model = ""
        self._calls = 0

    def take(self, line: dict[str, JsonValue], calls: list[dict[str, JsonValue]]) -> list[Change]:
        """Takes a line; calls come whole, one also on the last line."""
        grow(self._merged, line, self._shape)
        changes: list[Change] = []
        model = text_at(line, "model")
        if model and model != self._model:
            self._model = model
            changes.append(Model(model))
        for call in calls:
            changes += self._call(call)
        if line.get("done") is True:
            changes += _end(line)
        return changes

    def merged(self) -> JsonValue:
        """The object with all that was concatenated."""
        return frozen_object(self._merged)

    def _call(self, call: dict[str, JsonValue]) -> list[Change]:
        self._calls += 1
        key = ("tool", self._calls)
        function = object_at(call, "function")
        name = text_at(function, "name") or None
        arguments = function.get("arguments")
        changes: list[Change] = [Tool(0, key, text_at(call, "id") or None, name)]
        if arguments is not None:
            text = arguments if isinstance(arguments, str) else dump_json(arguments)
            changes.append(Append(0, key, "tool", text))
        return changes


def _is_line(value: JsonValue, key: str, type_: type) -> bool:
    if not isinstance(value, dict):
        return False
    return isinstance(value.get("done"), bool) and isinstance(value.get(key), type_)


def _texts(holder: dict[str, JsonValue], slots: dict[str, Slot]) -> list[Change]:
    return [
        Append(0, slot, slot, text) for key, slot in slots.items() if (text := text_at(holder, key))
    ]


def _end(line: dict[str, JsonValue]) -> list[Change]:
    changes: list[Change] = []
    if reason := text_at(line, "done_reason"):
        changes.append(Finish(0, reason))
    usage: dict[str, JsonValue] = {
        key: value
        for key, value in line.items()
        if key.endswith(("_count", "_duration")) and value is not None
    }
    if usage:
        changes.append(Usage(usage))
    return [*changes, Terminator("done")]


_CHAT: Shape = {
    "message": inside(
        {
            "role": keep_first,
            "content": concatenate,
            "thinking": concatenate,
            "tool_calls": extend,
            "images": extend,
        }
    ),
    "logprobs": extend,
}
_GENERATE: Shape = {
    "response": concatenate,
    "thinking": concatenate,
    "tool_calls": extend,
    "logprobs": extend,
}
