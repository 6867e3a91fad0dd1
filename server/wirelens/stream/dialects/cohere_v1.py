"""Cohere's version 1, `/v1/chat` and `/v1/generate`: JSON lines, the last with the whole response.

What `stream-end` states is preferred to the deltas before it. Tool calls have no ids.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import (
    Append,
    Change,
    Citation,
    Citations,
    Failure,
    Finish,
    Replace,
    Terminator,
    Tool,
    Usage,
)
from wirelens.stream.dialects.arguments import Arguments
from wirelens.stream.dialects.fields import index_at, object_at, objects_at, text_at
from wirelens.stream.growing import GrowingText
from wirelens.stream.items import Event
from wirelens.text import whole_characters

_TYPES = frozenset(
    (
        "stream-start",
        "text-generation",
        "search-queries-generation",
        "search-results",
        "citation-generation",
        "tool-calls-chunk",
        "tool-calls-generation",
        "debug",
        "stream-error",
        "stream-end",
    )
)
_COUNTS = ("billed_units", "tokens", "cached_tokens")


class CohereV1:
    """Merges the lines of both."""

    id: ClassVar[str] = "cohere-v1"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "stream-end"

    def __init__(self) -> None:
        self._id = ""
        self._texts: dict[int, GrowingText] = {}
        self._calls: dict[int, _Call] = {}
        self._citations: list[JsonValue] = []
        self._finish: str | None = None
        self._response: dict[str, JsonValue] = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """An event type of Cohere's beside `is_finished`, which the oldest servers send alone."""
        if not isinstance(value, dict):
            return False
        if text_at(value, "event_type") in _TYPES:
            return True
        is_old = "event_type" not in value and isinstance(value.get("is_finished"), bool)
        return is_old and isinstance(value.get("text", value.get("finish_reason")), str)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one line adds."""
        if not isinstance(value, dict):
            return []
        self._id = self._id or text_at(value, "generation_id")
        changes: list[Change] = []
        if value.get("event_type") != "tool-calls-generation" or not self._texts:
            changes += self._write(index_at(value, "index"), text_at(value, "text"))
        changes += self._take_delta(object_at(value, "tool_call_delta"))
        changes += self._state_calls(objects_at(value, "tool_calls"))
        if words := text_at(value, "err"):
            changes.append(Failure(words, value))
        for citation in objects_at(value, "citations"):
            self._citations.append(citation)
            changes.append(Citation(0, citation))
        if value.get("is_finished") is True or value.get("event_type") == "stream-end":
            changes += self._end(value)
        return changes

    def merged(self) -> JsonValue:
        """The response that the last line states; until it comes, what the others say of it."""
        if self._response:
            return self._response
        merged: dict[str, JsonValue] = {
            "text": "".join(whole_characters(text.whole()) for text in self._texts.values()),
            "generation_id": self._id,
            "citations": list(self._citations),
            "tool_calls": [self._calls[index].merged() for index in sorted(self._calls)],
            "finish_reason": self._finish,
        }
        return {key: value for key, value in merged.items() if value or key == "text"}

    def _write(self, message: int, text: str) -> list[Change]:
        if not text:
            return []
        self._texts.setdefault(message, GrowingText()).append(text)
        return [Append(message, "text", "text", text)]

    def _take_delta(self, delta: dict[str, JsonValue]) -> list[Change]:
        """A piece of a call, or of the plan before it."""
        changes = self._write(0, text_at(delta, "text"))
        name, parameters = text_at(delta, "name"), text_at(delta, "parameters")
        if name or parameters:
            call, opened = self._call(index_at(delta, "index"), name)
            changes += [*opened, *call.arguments.write(parameters)]
        return changes

    def _state_calls(self, stated: list[dict[str, JsonValue]]) -> list[Change]:
        changes: list[Change] = []
        for index, each in enumerate(stated):
            call, opened = self._call(index, text_at(each, "name"))
            changes += opened
            if "parameters" in each:
                changes += call.arguments.state(each["parameters"])
        return changes

    def _call(self, index: int, name: str) -> tuple["_Call", list[Change]]:
        call = self._calls.get(index)
        if call is None:
            call = self._calls[index] = _Call(index)
        elif not name or name == call.name:
            return call, []
        call.name = name or call.name
        return call, [Tool(0, call.part, name=call.name or None)]

    def _end(self, event: dict[str, JsonValue]) -> list[Change]:
        response = self._response = object_at(event, "response")
        changes: list[Change] = []
        if text := text_at(response, "text"):
            changes.append(Replace(0, "text", "text", text))
        changes += self._state_calls(objects_at(response, "tool_calls"))
        if citations := objects_at(response, "citations"):
            changes.append(Citations(0, tuple(citations)))
        for index, generation in enumerate(objects_at(response, "generations")):
            changes += _generated(index_at(generation, "index") or index, generation)
        reason = text_at(event, "finish_reason") or text_at(response, "finish_reason")
        if reason and not objects_at(response, "generations"):
            self._finish = reason
            changes.append(Finish(0, reason))
        meta = object_at(response, "meta")
        if counts := {key: meta[key] for key in _COUNTS if meta.get(key) is not None}:
            changes.append(Usage(counts))
        return [*changes, Terminator("stream-end")]


class _Call:
    def __init__(self, index: int) -> None:
        self.part = ("tool", index)
        self.name = ""
        self.arguments = Arguments(0, self.part)

    def merged(self) -> dict[str, JsonValue]:
        return {"name": self.name, "parameters": self.arguments.value}


def _generated(message: int, generation: dict[str, JsonValue]) -> list[Change]:
    changes: list[Change] = []
    if text := text_at(generation, "text"):
        changes.append(Replace(message, "text", "text", text))
    if reason := text_at(generation, "finish_reason"):
        changes.append(Finish(message, reason))
    return changes
