"""AG-UI: the events of an agent's run, typed in capitals; https://docs.ag-ui.com/concepts/events.

Text and reasoning belong to messages by their ids, tool calls to the message that is their parent.
Reasoning is a message of its own there; here it stands before the answer that follows it.
"""

from collections.abc import Callable
from typing import ClassVar

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import (
    Append,
    Change,
    Failure,
    Finish,
    Model,
    Opened,
    Replace,
    Terminator,
    Tool,
    Usage,
)
from wirelens.stream.dialects.ag_ui_history import History
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.items import Event

_Object = dict[str, JsonValue]


class AgUi:
    """Merges the events of a run."""

    id: ClassVar[str] = "ag-ui"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "RUN_FINISHED"

    def __init__(self) -> None:
        self._run: _Object = {}
        self._history = History()
        self._count = 0  # of messages in the reply
        self._unanswered: int | None = None  # the message that so far is nothing but reasoning
        self._messages: dict[str, int] = {}
        self._thoughts: dict[str, int] = {}
        self._thinkings = 0
        self._calls: dict[str, int] = {}
        self._last = {"text": "", "thought": "", "call": ""}  # what an event without an id goes on

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A type of the protocol's; `RAW` and `CUSTOM` may be anybody's."""
        return isinstance(value, dict) and text_at(value, "type") in _TYPES

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        type_ = text_at(value, "type")
        if (record := _RECORDERS.get(type_)) is not None:
            record(self._history, value)
        take = _TAKERS.get(type_)
        return [] if take is None else take(self, value)

    def merged(self) -> JsonValue:
        """The run as a client holds it: its messages, its state, its result."""
        return self._run | self._history.merged()

    def start(self, event: _Object) -> list[Change]:
        """A run begins."""
        self._run |= {key: event[key] for key in ("threadId", "runId") if key in event}
        return []

    def write(self, event: _Object) -> list[Change]:
        """A message begins or goes on."""
        id_ = self._last["text"] = text_at(event, "messageId") or self._last["text"]
        role, delta = text_at(event, "role") or "assistant", text_at(event, "delta")
        number, changes = self._message(id_, role)
        self._history.write(id_, role, delta)
        return [*changes, Append(number, ("text", id_), "text", delta)] if delta else changes

    def think(self, event: _Object) -> list[Change]:
        """Reasoning begins or goes on."""
        id_ = self._last["thought"] = text_at(event, "messageId") or self._last["thought"]
        delta = text_at(event, "delta")
        self._history.write(id_, "reasoning", delta)
        number = self._thought(id_)
        return [Append(number, ("reasoning", id_), "reasoning", delta)] if delta else []

    def begin_thinking(self, event: _Object) -> list[Change]:
        """Reasoning as it was before it had ids."""
        self._thinkings += 1
        return []

    def go_on_thinking(self, event: _Object) -> list[Change]:
        """Reasoning as it was before it had ids."""
        delta, number = text_at(event, "delta"), self._thought(f"thinking {self._thinkings}")
        key = ("thinking", self._thinkings)
        return [Append(number, key, "reasoning", delta)] if delta else []

    def call(self, event: _Object) -> list[Change]:
        """A tool call begins or goes on."""
        id_ = self._last["call"] = text_at(event, "toolCallId") or self._last["call"]
        name, delta = text_at(event, "toolCallName"), text_at(event, "delta")
        changes: list[Change] = []
        if id_ not in self._calls:
            # One that names no parent is a message of its own, under its own id.
            parent = text_at(event, "parentMessageId") or id_
            self._calls[id_], changes = self._message(parent, "assistant")
            self._history.call(parent, id_, name)
            changes.append(Tool(self._calls[id_], ("tool", id_), id_, name or None))
        self._history.write_arguments(id_, delta)
        if delta:
            changes.append(Append(self._calls[id_], ("tool", id_), "tool", delta))
        return changes

    def snapshot(self, event: _Object) -> list[Change]:
        """All messages; what stands before the last question is of earlier runs."""
        messages = objects_at(event, "messages")
        questions = [i for i, each in enumerate(messages) if each.get("role") == "user"]
        changes: list[Change] = []
        thoughts: list[_Object] = []
        for message in messages[questions[-1] + 1 if questions else 0 :]:
            if message.get("role") == "reasoning":
                thoughts.append(message)
            elif message.get("role") == "assistant":
                changes += self._state_message(message, thoughts)
                thoughts = []
        return changes

    def finish(self, event: _Object) -> list[Change]:
        """The run has ended."""
        self._run |= {key: event[key] for key in ("outcome", "result", "usage") if key in event}
        changes: list[Change] = []
        outcome = text_at(event, "outcome") or text_at(object_at(event, "outcome"), "type")
        if outcome:
            changes.append(Finish(max(self._count - 1, 0), outcome))
        return [*changes, *_usage(objects_at(event, "usage")), Terminator("RUN_FINISHED")]

    def fail(self, event: _Object) -> list[Change]:
        """The run has failed."""
        return [Failure(text_at(event, "message") or dump_json(event), event)]

    def _message(self, id_: str, role: str) -> tuple[int, list[Change]]:
        number = self._messages.get(id_)
        if number is not None:
            return number, []
        number = self._unanswered
        if number is None:
            number = self._next()
        self._unanswered = None
        self._messages[id_] = number
        return number, [Opened(number, role)]

    def _thought(self, id_: str) -> int:
        if id_ not in self._thoughts:
            if self._unanswered is None:
                self._unanswered = self._next()
            self._thoughts[id_] = self._unanswered
        return self._thoughts[id_]

    def _next(self) -> int:
        self._count += 1
        return self._count - 1

    def _state_message(self, message: _Object, thoughts: list[_Object]) -> list[Change]:
        id_ = text_at(message, "id")
        number, changes = self._message(id_, "assistant")
        for thought in thoughts:
            thought_id, text = text_at(thought, "id"), text_at(thought, "content")
            place = self._thoughts.setdefault(thought_id, number)
            changes.append(Replace(place, ("reasoning", thought_id), "reasoning", text))
        if isinstance(content := message.get("content"), str):
            changes.append(Replace(number, ("text", id_), "text", content))
        for call in objects_at(message, "toolCalls"):
            call_id, function = text_at(call, "id"), object_at(call, "function")
            self._calls[call_id] = number
            key, name = ("tool", call_id), text_at(function, "name") or None
            changes.append(Tool(number, key, call_id, name))
            changes.append(Replace(number, key, "tool", text_at(function, "arguments")))
        return changes


def _usage(told: list[_Object]) -> list[Change]:
    """The usage of a run; where it names several models, their counts together."""
    total: _Object = {}
    for each in told:
        for key, value in each.items():
            if isinstance(value, int) and isinstance(held := total.get(key), int):
                value += held
            total[key] = value
    changes: list[Change] = [Usage(total)] if total else []
    if model := text_at(total, "model"):
        changes.insert(0, Model(model))
    return changes


_TAKERS: dict[str, Callable[[AgUi, _Object], list[Change]]] = {
    "RUN_STARTED": AgUi.start,
    "RUN_FINISHED": AgUi.finish,
    "RUN_ERROR": AgUi.fail,
    "TEXT_MESSAGE_START": AgUi.write,
    "TEXT_MESSAGE_CONTENT": AgUi.write,
    "TEXT_MESSAGE_CHUNK": AgUi.write,
    "REASONING_MESSAGE_START": AgUi.think,
    "REASONING_MESSAGE_CONTENT": AgUi.think,
    "REASONING_MESSAGE_CHUNK": AgUi.think,
    "THINKING_TEXT_MESSAGE_START": AgUi.begin_thinking,
    "THINKING_TEXT_MESSAGE_CONTENT": AgUi.go_on_thinking,
    "TOOL_CALL_START": AgUi.call,
    "TOOL_CALL_ARGS": AgUi.call,
    "TOOL_CALL_CHUNK": AgUi.call,
    "MESSAGES_SNAPSHOT": AgUi.snapshot,
}
# What changes the merged object, but is nothing that the model says.
_RECORDERS: dict[str, Callable[[History, _Object], None]] = {
    "REASONING_ENCRYPTED_VALUE": History.encrypt,
    "TOOL_CALL_RESULT": History.add_result,
    "STATE_SNAPSHOT": History.replace_state,
    "STATE_DELTA": History.patch_state,
    "MESSAGES_SNAPSHOT": History.replace_messages,
    "ACTIVITY_SNAPSHOT": History.replace_activity,
    "ACTIVITY_DELTA": History.patch_activity,
}
_TYPES = frozenset(
    (
        *_TAKERS,
        *_RECORDERS,
        "TEXT_MESSAGE_END",
        "REASONING_START",
        "REASONING_MESSAGE_END",
        "REASONING_END",
        "THINKING_START",
        "THINKING_TEXT_MESSAGE_END",
        "THINKING_END",
        "TOOL_CALL_END",
        "STEP_STARTED",
        "STEP_FINISHED",
    )
)
