"""OpenAI's Assistants: a run of a thread, its steps with their tool calls, and its messages.

Each object is streamed whole when its state changes; in between come deltas of messages and steps.
A request that does not stream gives the run alone and leaves the others to be fetched.
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
    Model,
    Opened,
    Replace,
    Slot,
    Usage,
)
from wirelens.stream.dialects.fields import index_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    concatenate,
    extend,
    frozen_object,
    grow,
    inside,
    leave_out,
    thawed_object,
)
from wirelens.stream.dialects.openai_run_steps import RunStep
from wirelens.stream.errors import error_message
from wirelens.stream.items import Event

_ENDED = frozenset(("completed", "failed", "cancelled", "expired", "incomplete", "requires_action"))
_OBJECTS = frozenset(
    (
        "thread.run",
        "thread.run.step",
        "thread.run.step.delta",
        "thread.message",
        "thread.message.delta",
    )
)


class OpenAIAssistants:
    """Merges the objects of one run."""

    id: ClassVar[str] = "openai-assistants"
    family: ClassVar[str | None] = "openai"
    terminator: ClassVar[str | None] = "[DONE]"

    def __init__(self) -> None:
        self._run: dict[str, JsonValue] = {}
        self._steps: dict[str, RunStep] = {}
        self._messages: dict[str, _Message] = {}
        self._model = ""

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """An object of a thread, whatever the event is called; a bare thread has nothing yet."""
        return isinstance(value, dict) and text_at(value, "object") in _OBJECTS

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one object adds."""
        if not isinstance(value, dict):
            return []
        match value.get("object"):
            case "thread.run":
                return self._take_run(value)
            case "thread.run.step":
                return self._step(value).state(value)
            case "thread.run.step.delta":
                return self._step(value).take(object_at(value, "delta"))
            case "thread.message":
                return self._message(value).state(value)
            case "thread.message.delta":
                return self._message(value).take(object_at(value, "delta"))
        return []

    def merged(self) -> JsonValue:
        """The run, the steps and the messages, as they would be fetched after each other."""
        steps: list[JsonValue] = [step.merged() for step in self._steps.values()]
        messages: list[JsonValue] = [message.merged() for message in self._messages.values()]
        return {"run": self._run or None, "steps": steps, "messages": messages}

    @property
    def _current(self) -> int:
        """The reply's message that is under way; calls before the first message belong to it."""
        return max(len(self._messages) - 1, 0)

    def _take_run(self, run: dict[str, JsonValue]) -> list[Change]:
        self._run = run
        changes: list[Change] = []
        model = text_at(run, "model")
        if model and model != self._model:
            self._model = model
            changes.append(Model(model))
        if usage := object_at(run, "usage"):
            changes.append(Usage(usage))
        status = text_at(run, "status")
        if error := object_at(run, "last_error"):
            changes.append(Failure(error_message(error), run))
        elif status == "failed":
            changes.append(Failure('the run\'s status is "failed"', run))
        if status in _ENDED:
            reason = text_at(object_at(run, "incomplete_details"), "reason")
            changes.append(Finish(self._current, reason or status))
        return changes

    def _step(self, value: dict[str, JsonValue]) -> RunStep:
        id_ = text_at(value, "id")
        if id_ not in self._steps:
            step = self._steps[id_] = RunStep(self._current, len(self._steps))
            step.state({"id": id_})
        return self._steps[id_]

    def _message(self, value: dict[str, JsonValue]) -> "_Message":
        id_ = text_at(value, "id")
        if id_ not in self._messages:
            self._messages[id_] = _Message(len(self._messages), id_)
        return self._messages[id_]


class _Message:
    """One message of the thread."""

    def __init__(self, index: int, id_: str) -> None:
        self._index = index
        self._message: GrownObject = {"id": id_, "object": "thread.message", "role": "assistant"}
        self._content: dict[int, GrownObject] = {}
        self._opened = False

    def take(self, delta: dict[str, JsonValue]) -> list[Change]:
        """What one delta adds."""
        changes = self._open(text_at(delta, "role"))
        for item in objects_at(delta, "content"):
            index = index_at(item, "index")
            grow(self._content.setdefault(index, {}), item, _CONTENT)
            for slot, text in _texts(item):
                changes.append(Append(self._index, (index, slot), slot, text))
            changes += [Citation(self._index, each) for each in _annotations(item)]
        return changes

    def state(self, message: dict[str, JsonValue]) -> list[Change]:
        """The whole message, as its state changes; while it is under way it may be empty."""
        changes = self._open(text_at(message, "role"))
        grow(self._message, message, {"content": leave_out})
        content = objects_at(message, "content")
        for index, item in enumerate(content):
            self._content[index] = thawed_object(item)
            for slot, text in _texts(item):
                changes.append(Replace(self._index, (index, slot), slot, text))
        if cited := [each for item in content for each in _annotations(item)]:
            changes.append(Citations(self._index, tuple(cited)))
        return changes

    def merged(self) -> dict[str, JsonValue]:
        """The message with the content that came."""
        content: list[JsonValue] = [frozen_object(self._content[i]) for i in sorted(self._content)]
        return frozen_object(self._message) | {"content": content}

    def _open(self, role: str) -> list[Change]:
        if self._opened:
            return []
        self._opened = True
        return [Opened(self._index, role or None)]


def _texts(item: dict[str, JsonValue]) -> list[tuple[Slot, str]]:
    texts: dict[Slot, str] = {
        "text": text_at(object_at(item, "text"), "value"),
        "refusal": text_at(item, "refusal"),
    }
    return [(slot, text) for slot, text in texts.items() if text]


def _annotations(item: dict[str, JsonValue]) -> list[dict[str, JsonValue]]:
    """The citations of a text, without the index that only a delta gives them."""
    return [
        {key: value for key, value in each.items() if key != "index"}
        for each in objects_at(object_at(item, "text"), "annotations")
    ]


def _extend_annotations(known: GrownObject, key: str, value: JsonValue) -> None:
    annotations: list[JsonValue] = [*_annotations({"text": {"annotations": value}})]
    extend(known, key, annotations)


_CONTENT: Shape = {
    "index": leave_out,
    "text": inside({"value": concatenate, "annotations": _extend_annotations}),
    "refusal": concatenate,
}
