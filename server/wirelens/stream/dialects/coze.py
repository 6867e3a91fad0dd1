"""Coze: the events of a chat, `conversation.…`, and those of a workflow.

Only messages of type `answer` are what the bot says; a completed message states the whole, which
may differ from the sum of its deltas. Every message of a chat is one of the reply, by its id.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.changes import (
    Append,
    Change,
    Failure,
    Finish,
    Opened,
    Replace,
    Slot,
    Terminator,
    Tool,
    Usage,
)
from wirelens.stream.dialects.coze_workflow import WORKFLOW_EVENTS, CozeWorkflow
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    concatenate,
    frozen_object,
    grow,
)
from wirelens.stream.items import Event

_Object = dict[str, JsonValue]

_TEXTS: dict[str, Slot] = {"reasoning_content": "reasoning", "content": "text"}
_DELTAS: Shape = dict.fromkeys(_TEXTS, concatenate)
_CHAT, _MESSAGE = "conversation.chat.", "conversation.message."
_ENDS = ("completed", "failed", "requires_action", "canceled")


class Coze:
    """Merges the events of both."""

    id: ClassVar[str] = "coze"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "done"

    def __init__(self) -> None:
        self._workflow: CozeWorkflow | None = None
        self._chat: _Object = {}
        self._numbers: dict[str, int] = {}
        self._messages: dict[tuple[str, str], GrownObject] = {}  # by id and type

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """The type of an event, beside what such an event cannot do without."""
        if not isinstance(value, dict):
            return False
        if event.type.startswith((_CHAT, _MESSAGE)):
            return isinstance(value.get("conversation_id"), str)
        return CozeWorkflow.recognises(event, value)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        if event.type in WORKFLOW_EVENTS:
            self._workflow = self._workflow or CozeWorkflow()
            return self._workflow.take(event.type, value)
        if event.type.startswith(_CHAT):
            return self._take_chat(value)
        if event.type.startswith(_MESSAGE):
            return self._take_message(event.type.removeprefix(_MESSAGE), value)
        return [Terminator("done")] if event.type == "done" else []

    def merged(self) -> JsonValue:
        """The chat and its messages, which are fetched apart; of a workflow its response."""
        if self._workflow is not None:
            return self._workflow.merged()
        messages: list[JsonValue] = [*map(frozen_object, self._messages.values())]
        return {"chat": self._chat or None, "messages": messages}

    def _take_chat(self, chat: _Object) -> list[Change]:
        self._chat = chat
        status, error = text_at(chat, "status"), object_at(chat, "last_error")
        if status not in _ENDS:
            return []
        last = max(len(self._numbers) - 1, 0)
        changes: list[Change] = []
        action = object_at(object_at(chat, "required_action"), "submit_tool_outputs")
        for call in objects_at(action, "tool_calls"):
            id_, function = text_at(call, "id"), object_at(call, "function")
            changes += _call(last, id_, text_at(function, "name"), function.get("arguments"))
        if status == "failed":
            changes.append(Failure(text_at(error, "msg") or dump_json(chat), chat))
        if usage := object_at(chat, "usage"):
            changes.append(Usage(usage))
        return [*changes, Finish(last, status)]

    def _take_message(self, state: str, message: _Object) -> list[Change]:
        id_, type_ = text_at(message, "id"), text_at(message, "type")
        shape = {} if state == "completed" else _DELTAS
        grow(self._messages.setdefault((id_, type_), {}), message, shape)
        if type_ == "function_call":
            call = parse_json(text_at(message, "content"))
            if isinstance(call, JsonFault) or not isinstance(call, dict):
                return []
            number, changes = self._opened(id_, message)
            name, arguments = text_at(call, "name"), call.get("arguments")
            return [*changes, *_call(number, None, name, arguments)]
        if type_ != "answer":
            return []
        number, changes = self._opened(id_, message)
        put = Replace if state == "completed" else Append
        for field, slot in _TEXTS.items():
            if text := text_at(message, field):
                changes.append(put(number, slot, slot, text))
        return changes

    def _opened(self, id_: str, message: _Object) -> tuple[int, list[Change]]:
        if id_ in self._numbers:
            return self._numbers[id_], []
        number = self._numbers[id_] = len(self._numbers)
        return number, [Opened(number, text_at(message, "role") or None)]


def _call(message: int, id_: str | None, name: str, arguments: JsonValue) -> list[Change]:
    key = ("tool", id_ or message)
    text = arguments if isinstance(arguments, str) else dump_json(arguments)
    changes: list[Change] = [Tool(message, key, id_, name or None)]
    return changes if arguments is None else [*changes, Replace(message, key, "tool", text)]
