"""LangGraph's older event stream: one event type a stream mode, `|` and a namespace behind it.

`messages` holds a chunk of a message beside its metadata, `messages/partial` and
`messages/complete` the messages as they stand, `values` the state of the graph, `updates` what a
node added to it. The types are those of `langgraph_sdk`; the end is `end`, or the end of the body.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import Change, Opened, Replace, Slot, Terminator, Tool, Usage
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.dialects.langchain_chunks import (
    ChunkSum,
    is_ai_message,
    metadata_changes,
    texts,
)
from wirelens.stream.items import Event

_STATING = ("messages/partial", "messages/complete")
_ABOUT_THE_RUN = frozenset({"run_id", "attempt", "thread_id"})


class LangGraphModes:
    """Merges the events of a run of a graph."""

    id: ClassVar[str] = "langgraph"
    family: ClassVar[str | None] = "langgraph"
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._messages: dict[str, _Stated | ChunkSum] = {}
        self._values: dict[str, JsonValue] = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A mode with what only it can hold; the run's metadata where it has more than an id."""
        match _mode(event):
            case "metadata":
                told = value.keys() if isinstance(value, dict) else frozenset[str]()
                return len(told) > 1 and "run_id" in told and told <= _ABOUT_THE_RUN
            case "messages":
                return isinstance(value, list) and len(value) == 2 and _is_message(value[0])
            case "messages/partial" | "messages/complete":
                return isinstance(value, list) and bool(value) and _is_message(value[0])
            case "values":
                messages = objects_at(value, "messages") if isinstance(value, dict) else []
                return bool(messages) and all(map(_is_message, messages))
        return False

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        mode = _mode(event)
        if mode == "end":
            return [Terminator("end")]
        if isinstance(value, list):
            messages = [each for each in value if isinstance(each, dict)]
            if mode in _STATING:
                return [c for each in messages for c in self._state(each)]
            return self._add(messages[0]) if mode == "messages" and messages else []
        if not isinstance(value, dict):
            return []
        if event.type == "values":
            self._values = value
            return self._news(_since_the_question(objects_at(value, "messages")))
        if mode == "updates":
            nodes = [each for each in value.values() if isinstance(each, dict)]
            return self._news([m for each in nodes for m in objects_at(each, "messages")])
        return []

    def merged(self) -> JsonValue:
        """The values of the graph, as a run that is waited for returns them."""
        stated: list[JsonValue] = [*objects_at(self._values, "messages")]
        known = {text_at(each, "id") for each in stated if isinstance(each, dict)}
        stated += [each.merged() for id_, each in self._messages.items() if id_ not in known]
        return {**self._values, "messages": stated}

    def _add(self, chunk: dict[str, JsonValue]) -> list[Change]:
        """A piece of a message; one without an id goes on with the last one."""
        if not is_ai_message(chunk):
            return []
        id_ = text_at(chunk, "id") or next(reversed(self._messages), "")
        message = self._messages.setdefault(id_, ChunkSum(len(self._messages)))
        # What a node returns in the end has been told piece by piece.
        is_piece = isinstance(message, ChunkSum) and text_at(chunk, "type") == "AIMessageChunk"
        if isinstance(message, ChunkSum) and (is_piece or not message.begun):
            return message.take(chunk)
        return []

    def _state(self, message: dict[str, JsonValue]) -> list[Change]:
        if not is_ai_message(message):
            return []
        id_ = text_at(message, "id")
        held = self._messages.setdefault(id_, _Stated(len(self._messages)))
        return held.take(message) if isinstance(held, _Stated) else []

    def _news(self, messages: list[dict[str, JsonValue]]) -> list[Change]:
        """Whole messages that no other mode has told."""
        fresh = [each for each in messages if text_at(each, "id") not in self._messages]
        return [change for each in fresh for change in self._state(each)]


class _Stated:
    """A message that is stated anew each time."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._message: dict[str, JsonValue] = {}

    def take(self, message: dict[str, JsonValue]) -> list[Change]:
        """What it holds by now."""
        changes: list[Change] = [] if self._message else [Opened(self._number, "ai")]
        self._message = message
        written: dict[Slot, str] = {}
        for slot, text in texts(message):
            written[slot] = written.get(slot, "") + text
        changes += [Replace(self._number, slot, slot, each) for slot, each in written.items()]
        for number, call in enumerate(_calls(message)):
            part = ("call", number)
            id_, name = text_at(call, "id") or None, text_at(call, "name") or None
            changes.append(Tool(self._number, part, id_, name))
            arguments = call.get("args")
            said = arguments if isinstance(arguments, str) else dump_json(arguments)
            changes.append(Replace(self._number, part, "tool", said))
        if usage := object_at(message, "usage_metadata"):
            changes.append(Usage(usage))
        return changes + metadata_changes(self._number, object_at(message, "response_metadata"))

    def merged(self) -> dict[str, JsonValue]:
        """The message as it was stated last."""
        return self._message


def _mode(event: Event) -> str:
    return event.type.partition("|")[0]


def _is_message(value: JsonValue) -> bool:
    return isinstance(value, dict) and "content" in value and isinstance(value.get("type"), str)


def _calls(message: dict[str, JsonValue]) -> list[dict[str, JsonValue]]:
    """The calls with their arguments as the model wrote them, where that is told."""
    return objects_at(message, "tool_call_chunks") or objects_at(message, "tool_calls")


def _since_the_question(messages: list[dict[str, JsonValue]]) -> list[dict[str, JsonValue]]:
    """What stands before the last question is older than the run."""
    questions = [i for i, each in enumerate(messages) if each.get("type") == "human"]
    return messages[questions[-1] + 1 :] if questions else messages
