"""The Messages API of Anthropic: blocks by index, from `message_start` to `message_stop`.

A body may hold several messages: one after another where a server runs tools itself, or one spliced
into another where an upstream was asked again. They are never merged into one.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Change, Finish, Model, Note, Opened, Terminator, Usage
from wirelens.stream.dialects.anthropic_blocks import Block, block_for
from wirelens.stream.dialects.fields import index_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    frozen_object,
    grow,
    inside,
    leave_out,
)
from wirelens.stream.items import Event

_OWN = frozenset(
    (
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    )
)

_FIRST = ("id", "type", "role", "model", "content")  # as the provider orders them
_UNTOLD: dict[str, JsonValue] = {  # what every message has, also one whose start is missing
    "type": "message",
    "role": "assistant",
    "stop_reason": None,
    "stop_sequence": None,
}


class AnthropicMessages:
    """Merges Messages events."""

    id: ClassVar[str] = "anthropic-messages"
    family: ClassVar[str | None] = "claude"
    terminator: ClassVar[str | None] = "message_stop"

    def __init__(self) -> None:
        self._messages: list[_Message] = []
        self._model = ""

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """The type in the JSON, with underscores; a ping is told from others' by its event type."""
        if not isinstance(value, dict):
            return False
        type_ = _type(event, value)
        return type_ in _OWN or type_ == "ping" == event.type

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        type_ = _type(event, value)
        if type_ == "message_start":
            return self._start(object_at(value, "message"))
        if type_ not in _OWN:
            return []
        changes: list[Change] = []
        if not self._messages:
            changes.append(Note("block-order", f'"{type_}" came before "message_start"'))
            changes += self._open({})
        message = self._messages[-1]
        match type_:
            case "content_block_delta":
                changes += message.take_delta(value)
            case "content_block_start":
                changes += message.start_block(value)
            case "content_block_stop":
                changes += message.stop_block(value)
            case "message_delta":
                changes += message.take(value)
            case "message_stop":
                message.open = False
                changes.append(Terminator("message_stop"))
        return changes

    def merged(self) -> JsonValue:
        """A `message`; a list of them where the body holds several."""
        merged: list[JsonValue] = [message.merged() for message in self._messages]
        return merged[0] if len(merged) == 1 else merged or None

    def _start(self, start: dict[str, JsonValue]) -> list[Change]:
        last = self._messages[-1] if self._messages else None
        if last is None or not last.open:
            return self._open(start)
        id_ = text_at(start, "id")
        if id_ == last.id:
            said = f'"message_start" came twice for "{id_}": the second one is passed over'
            return [Note("message-restarted", said)]
        said = f'the message "{last.id}" was cut off by the start of "{id_}"'
        last.open = False
        return [Note("message-restarted", said), *self._open(start)]

    def _open(self, start: dict[str, JsonValue]) -> list[Change]:
        number = len(self._messages)
        message = _Message(number, start)
        self._messages.append(message)
        changes: list[Change] = [Opened(number, text_at(start, "role") or "assistant")]
        model = text_at(start, "model")
        if model and model != self._model:
            self._model = model
            changes.append(Model(model))
        if usage := object_at(start, "usage"):
            changes.append(Usage(usage))
        for index, block in enumerate(objects_at(start, "content")):
            changes += message.start_block({"index": index, "content_block": block})
            changes += message.stop_block({"index": index})
        if reason := text_at(start, "stop_reason"):
            changes.append(Finish(number, reason))
        return changes


class _Message:
    """One message and its blocks."""

    def __init__(self, number: int, start: dict[str, JsonValue]) -> None:
        self.id = text_at(start, "id")
        self.open = True
        self._number = number
        self._message: GrownObject = {}
        grow(self._message, start, _MESSAGE)
        self._blocks: list[Block] = []
        self._by_index: dict[int, Block] = {}

    def start_block(self, event: dict[str, JsonValue]) -> list[Change]:
        """A block begins."""
        index = index_at(event, "index")
        changes: list[Change] = []
        if index in self._by_index:
            changes.append(_disorder(f"content block {index} starts twice"))
        elif index != len(self._blocks):
            said = f"content block {index} starts where {len(self._blocks)} was expected"
            changes.append(_disorder(said))
        return changes + self._add(index, object_at(event, "content_block"))

    def take_delta(self, event: dict[str, JsonValue]) -> list[Change]:
        """A block grows."""
        index = index_at(event, "index")
        delta = object_at(event, "delta")
        block = self._by_index.get(index)
        if block is not None and not block.ended:
            return block.take(delta)
        if block is not None:
            return [_disorder(f"content block {index} goes on after its stop"), *block.take(delta)]
        changes: list[Change] = [_disorder(f"content block {index} has a delta before its start")]
        changes += self._add(index, block_for(delta))
        return changes + self._by_index[index].take(delta)

    def stop_block(self, event: dict[str, JsonValue]) -> list[Change]:
        """A block is whole."""
        index = index_at(event, "index")
        block = self._by_index.get(index)
        if block is None:
            return [_disorder(f"content block {index} stops before its start")]
        if block.ended:
            return [_disorder(f"content block {index} stops twice")]
        return block.stop()

    def take(self, event: dict[str, JsonValue]) -> list[Change]:
        """What a `message_delta` says of the message: finish reason and usage."""
        delta = object_at(event, "delta")
        grow(self._message, delta, {})
        grow(self._message, event, _MESSAGE_DELTA)
        changes: list[Change] = []
        if reason := text_at(delta, "stop_reason"):
            changes.append(Finish(self._number, reason))
        if usage := object_at(event, "usage"):
            changes.append(Usage(usage))
        return changes

    def merged(self) -> dict[str, JsonValue]:
        """The message as a reply that was not streamed holds it."""
        content: list[JsonValue] = [block.as_merged() for block in self._blocks]
        told = _UNTOLD | frozen_object(self._message) | {"content": content}
        first = {key: told.pop(key) for key in _FIRST if key in told}
        return first | told

    def _add(self, index: int, start: dict[str, JsonValue]) -> list[Change]:
        block = Block(self._number, len(self._blocks), start)
        self._blocks.append(block)
        self._by_index[index] = block
        return block.opened()


def _type(event: Event, value: dict[str, JsonValue]) -> str:
    return text_at(value, "type") or event.type


def _disorder(said: str) -> Note:
    return Note("block-order", said)


_MESSAGE: Shape = {"content": leave_out, "usage": inside({})}
_MESSAGE_DELTA: Shape = {"type": leave_out, "delta": leave_out, "usage": inside({})}
