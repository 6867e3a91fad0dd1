"""The messages and the state of an AG-UI run, as the protocol's clients hold them."""

from wirelens.jsonvalue import JsonValue
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    concatenate,
    frozen_object,
    grow,
    thawed_object,
)
from wirelens.stream.dialects.json_patch import Document

_RESULT = ("id", "role", "toolCallId", "content")


class History:
    """What the events have said so far."""

    def __init__(self) -> None:
        self._state = Document()
        self._messages: dict[str, GrownObject] = {}
        self._calls: dict[str, GrownObject] = {}
        self._activities: dict[str, Document] = {}

    def write(self, id_: str, role: str, delta: str) -> None:
        """Text goes to the end of a message, which is opened by it."""
        concatenate(self._message(id_, role), "content", delta)

    def call(self, message_id: str, call_id: str, name: str) -> None:
        """A message calls a tool."""
        function: GrownObject = {"name": name, "arguments": ""}
        call: GrownObject = {"id": call_id, "type": "function", "function": function}
        message = self._message(message_id, "assistant")
        calls = message.setdefault("toolCalls", [])
        if isinstance(calls, list):
            calls.append(call)
        self._calls[call_id] = call

    def write_arguments(self, call_id: str, delta: str) -> None:
        """Argument text goes to the end of a call."""
        function = self._calls.get(call_id, {}).get("function")
        if isinstance(function, dict):
            concatenate(function, "arguments", delta)

    def add_result(self, event: dict[str, JsonValue]) -> None:
        """A tool has answered."""
        id_ = text_at(event, "messageId")
        told = {"id": id_, "role": "tool"} | {key: event[key] for key in _RESULT if key in event}
        self._messages[id_] = thawed_object(told)

    def encrypt(self, event: dict[str, JsonValue]) -> None:
        """A message or a call gets a value that only the provider can read."""
        id_ = text_at(event, "entityId")
        holder = self._calls if event.get("subtype") == "tool-call" else self._messages
        if id_ in holder:
            holder[id_]["encryptedValue"] = text_at(event, "encryptedValue")

    def replace_state(self, event: dict[str, JsonValue]) -> None:
        """The state is stated as a whole."""
        self._state.replace(event.get("snapshot"))

    def patch_state(self, event: dict[str, JsonValue]) -> None:
        """The state changes."""
        self._state.patch(objects_at(event, "delta"))

    def replace_messages(self, event: dict[str, JsonValue]) -> None:
        """All messages are stated."""
        self._messages, self._calls, self._activities = {}, {}, {}
        for stated in objects_at(event, "messages"):
            message = self._messages[text_at(stated, "id")] = thawed_object(stated)
            calls = message.get("toolCalls")
            for call in calls if isinstance(calls, list) else []:
                if isinstance(call, dict) and isinstance(id_ := call.get("id"), str):
                    self._calls[id_] = call

    def replace_activity(self, event: dict[str, JsonValue]) -> None:
        """An activity is stated as a whole."""
        activity = self._activity(event)
        if event.get("replace") is not False or activity.value is None:
            activity.replace(object_at(event, "content"))

    def patch_activity(self, event: dict[str, JsonValue]) -> None:
        """An activity changes."""
        self._activity(event).patch(objects_at(event, "patch"))

    def merged(self) -> dict[str, JsonValue]:
        """The messages, and the state where there is one."""
        messages: list[JsonValue] = []
        for id_, message in self._messages.items():
            told = frozen_object(message)
            if (activity := self._activities.get(id_)) is not None:
                told["content"] = activity.value
            messages.append(told)
        merged: dict[str, JsonValue] = {"messages": messages}
        if self._state.value is not None:
            merged["state"] = self._state.value
        return merged

    def _message(self, id_: str, role: str) -> GrownObject:
        if id_ not in self._messages:
            self._messages[id_] = {"id": id_, "role": role}
        return self._messages[id_]

    def _activity(self, event: dict[str, JsonValue]) -> Document:
        id_ = text_at(event, "messageId")
        told: dict[str, JsonValue] = {"activityType": text_at(event, "activityType")}
        grow(self._message(id_, "activity"), told, {})
        return self._activities.setdefault(id_, Document())
