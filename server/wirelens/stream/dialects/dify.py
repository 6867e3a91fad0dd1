"""Dify: events of chat apps, agents and workflows, named by a JSON field rather than by their type.

A chat ends with `message_end`, a workflow with `workflow_finished`; a chatflow has both. A workflow
that waits for a person ends the stream with `workflow_paused`.
"""

from collections.abc import Callable
from typing import ClassVar

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import (
    Append,
    Change,
    Citations,
    Failure,
    Finish,
    Replace,
    Terminator,
    Tool,
    Usage,
)
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.growing import GrowingText
from wirelens.stream.items import Event
from wirelens.text import whole_characters

_IDS = ("task_id", "message_id", "workflow_run_id")
_TOP = ("task_id", "message_id", "conversation_id", "workflow_run_id", "created_at")
_OF_MESSAGES = ("task_id", "id", "message_id", "conversation_id", "created_at")
_OF_RUNS = ("workflow_run_id", "task_id")
# What the data of a run's events has and that of the response in blocking mode has not.
_OF_STREAMS = ("inputs", "sequence_number", "created_by", "exceptions_count", "files", "reason")
_ANSWER = "answer"

_Object = dict[str, JsonValue]


class Dify:
    """Merges the events of one app."""

    id: ClassVar[str] = "dify"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "message_end"

    def __init__(self) -> None:
        self._top: _Object = {}
        self._text = GrowingText()
        self._is_agent = False
        self._metadata: _Object = {}
        self._files: list[JsonValue] = []
        self._run: _Object = {}
        self._has_usage = False

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """The name of an event beside the id of a task, a message or a run."""
        if not isinstance(value, dict) or not text_at(value, "event"):
            return False
        return any(isinstance(value.get(key), str) for key in _IDS)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        self._top = {key: value[key] for key in _TOP if key in value} | self._top
        take = _TAKERS.get(text_at(value, "event"))
        return [] if take is None else take(self, value)

    def merged(self) -> JsonValue:
        """The response in blocking mode: of a workflow its run, else the message."""
        if self._run and "message_id" not in self._top:
            data = {key: self._run[key] for key in self._run if key not in _OF_STREAMS}
            return self._told(_OF_RUNS) | {"data": data}
        told = {"event": "message"} | self._told(_OF_MESSAGES)
        told["answer"] = whole_characters(self._text.whole())
        told |= {"metadata": self._metadata} if self._metadata else {}
        return told | ({"message_files": self._files} if self._files else {})

    def _told(self, keys: tuple[str, ...]) -> _Object:
        return {key: self._top[key] for key in keys if key in self._top}

    def answer(self, event: _Object) -> list[Change]:
        """A delta; but an agent's deltas are followed by the whole under another name."""
        self._name(event)
        if self._is_agent:
            return self.replace(event)
        return self._write(text_at(event, "answer"))

    def agent_answer(self, event: _Object) -> list[Change]:
        """A delta of an agent."""
        self._name(event)
        self._is_agent = True
        return self._write(text_at(event, "answer"))

    def replace(self, event: _Object) -> list[Change]:
        """The whole, as a moderation or an agent states it."""
        return self._state(text_at(event, "answer"))

    def text(self, event: _Object) -> list[Change]:
        """A delta of a workflow."""
        return self._write(text_at(object_at(event, "data"), "text"))

    def replace_text(self, event: _Object) -> list[Change]:
        """The whole text of a workflow."""
        return self._state(text_at(object_at(event, "data"), "text"))

    def reason(self, event: _Object) -> list[Change]:
        """A delta of what a model thinks, by its node."""
        data = object_at(event, "data")
        text, key = text_at(data, "reasoning"), ("reasoning", text_at(data, "node_id"))
        return [Append(0, key, "reasoning", text)] if text else []

    def think(self, event: _Object) -> list[Change]:
        """A thought of an agent, and the tool that it calls; each is stated again as it grows."""
        id_ = text_at(event, "id")
        changes: list[Change] = []
        if thought := text_at(event, "thought"):
            changes.append(Replace(0, ("thought", id_), "reasoning", thought))
        if tool := text_at(event, "tool"):
            changes.append(Tool(0, ("tool", id_), name=tool))
        if arguments := event.get("tool_input"):
            text = arguments if isinstance(arguments, str) else dump_json(arguments)
            changes.append(Replace(0, ("tool", id_), "tool", text))
        return changes

    def add_file(self, event: _Object) -> list[Change]:
        """A file that the answer has beside its text."""
        keys = ("id", "type", "url", "belongs_to")
        self._files.append({key: event[key] for key in keys if key in event})
        return []

    def end(self, event: _Object) -> list[Change]:
        """The message is whole."""
        self._metadata = object_at(event, "metadata")
        changes: list[Change] = []
        if usage := object_at(self._metadata, "usage"):
            self._has_usage = True
            changes.append(Usage(usage))
        if sources := objects_at(self._metadata, "retriever_resources"):
            changes.append(Citations(0, tuple(sources)))
        return [*changes, Terminator("message_end")]

    def begin_run(self, event: _Object) -> list[Change]:
        """A workflow begins; its text is part of no response, the outputs at its end are."""
        self._run = object_at(event, "data")
        return []

    def end_run(self, event: _Object) -> list[Change]:
        """The workflow is whole; one that streamed no text may still have put one out."""
        data = object_at(event, "data")
        self._run = self._run | data
        status, error = text_at(data, "status"), text_at(data, "error")
        outputs = object_at(data, "outputs")
        changes: list[Change] = []
        if not self._text.length and len(outputs) == 1:
            changes += [change for key in outputs for change in self._write(text_at(outputs, key))]
        if status == "failed" or error:
            changes.append(Failure(error or f'the workflow ended in status "{status}"', event))
        if status:
            changes.append(Finish(0, status))
        if not self._has_usage and data.get("total_tokens") is not None:
            changes.append(Usage({"total_tokens": data["total_tokens"]}))
        return [*changes, Terminator(text_at(event, "event"))]

    def fail(self, event: _Object) -> list[Change]:
        """An error instead of the rest."""
        return [Failure(text_at(event, "message") or dump_json(event), event)]

    def _name(self, event: _Object) -> None:
        """Other events have ids of what they bring."""
        if "id" in event:
            self._top.setdefault("id", event["id"])

    def _write(self, text: str) -> list[Change]:
        self._text.append(text)
        return [Append(0, _ANSWER, "text", text)] if text else []

    def _state(self, text: str) -> list[Change]:
        self._text = GrowingText()
        self._text.append(text)
        return [Replace(0, _ANSWER, "text", text)]


_TAKERS: dict[str, Callable[[Dify, _Object], list[Change]]] = {
    "message": Dify.answer,
    "agent_message": Dify.agent_answer,
    "message_replace": Dify.replace,
    "workflow_started": Dify.begin_run,
    "text_chunk": Dify.text,
    "text_replace": Dify.replace_text,
    "reasoning_chunk": Dify.reason,
    "agent_thought": Dify.think,
    "message_file": Dify.add_file,
    "message_end": Dify.end,
    "workflow_finished": Dify.end_run,
    "workflow_paused": Dify.end_run,
    "error": Dify.fail,
}
