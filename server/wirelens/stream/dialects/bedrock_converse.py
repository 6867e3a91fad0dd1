"""Amazon Bedrock's ConverseStream: typed events, content blocks by index, a text block unannounced.

The type stands in the frame; where the event is wrapped once more, as Nova's are, it names the
only member. Usage follows the finish reason, and nothing ends the stream but the end of the body.
"""

import base64
import binascii
from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Citation, Finish, Note, Opened, Tool, Usage
from wirelens.stream.dialects.arguments import Arguments
from wirelens.stream.dialects.fields import index_at, number_at, object_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    concatenate,
    extend,
    frozen_object,
    grow,
    inside,
    leave_out,
)
from wirelens.stream.items import Event

_TYPES = (
    "messageStart",
    "contentBlockStart",
    "contentBlockDelta",
    "contentBlockStop",
    "messageStop",
    "metadata",
)


class BedrockConverse:
    """Merges the events of ConverseStream."""

    id: ClassVar[str] = "bedrock-converse"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._role = ""
        self._blocks: dict[int, _Block] = {}
        self._top: GrownObject = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A type of its own with what it cannot do without; others have an event `metadata` too."""
        if not isinstance(value, dict):
            return False
        type_, payload = _typed(event, value)
        match type_:
            case "messageStart":
                return isinstance(payload.get("role"), str)
            case "messageStop":
                return isinstance(payload.get("stopReason"), str)
            case "contentBlockStart" | "contentBlockDelta" | "contentBlockStop":
                return number_at(payload, "contentBlockIndex") is not None
        return False

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        type_, payload = _typed(event, value)
        match type_:
            case "messageStart":
                self._role = text_at(payload, "role")
                return [Opened(0, self._role or None)]
            case "contentBlockStart":
                return self._block(payload).start(object_at(payload, "start"))
            case "contentBlockDelta":
                return self._block(payload).take(object_at(payload, "delta"))
            case "contentBlockStop":
                self._block(payload).ended = True
            case "messageStop":
                grow(self._top, payload, _TOP)
                reason = text_at(payload, "stopReason")
                return [Finish(0, reason)] if reason else []
            case "metadata":
                grow(self._top, payload, _TOP)
                usage = object_at(payload, "usage")
                return [Usage(usage)] if usage else []
        return []

    def merged(self) -> JsonValue:
        """The response of Converse."""
        content: list[JsonValue] = [self._blocks[i].merged() for i in sorted(self._blocks)]
        message: JsonValue = {"role": self._role or "assistant", "content": content}
        return {"output": {"message": message}} | frozen_object(self._top)

    def _block(self, payload: dict[str, JsonValue]) -> "_Block":
        index = index_at(payload, "contentBlockIndex")
        if index not in self._blocks:
            self._blocks[index] = _Block(index)
        return self._blocks[index]


class _Block:
    """One content block; `ended` once its stop came."""

    def __init__(self, index: int) -> None:
        self.ended = False
        self._index = index
        self._merged: GrownObject = {}
        self._reasoning: GrownObject = {}
        self._call: GrownObject = {}
        self._arguments = Arguments(0, (index, "tool"))
        self._citations: list[JsonValue] = []
        self._image = bytearray()

    def start(self, start: dict[str, JsonValue]) -> list[Change]:
        """The block begins; only those that are no text say so."""
        grow(self._merged, start, _START)
        call = object_at(start, "toolUse")
        if not call:
            return []
        grow(self._call, call, {})
        id_, name = text_at(call, "toolUseId") or None, text_at(call, "name") or None
        return [Tool(0, (self._index, "tool"), id_, name)]

    def take(self, delta: dict[str, JsonValue]) -> list[Change]:
        """What one delta adds."""
        changes: list[Change] = []
        if self.ended:
            said = f"content block {self._index} goes on after its stop"
            changes.append(Note("block-order", said))
        grow(self._merged, delta, _DELTA)
        self._image += _image_bytes(delta)
        if text := text_at(delta, "text"):
            changes.append(Append(0, (self._index, "text"), "text", text))
        reasoning = object_at(delta, "reasoningContent")
        grow(self._reasoning, reasoning, _REASONING)
        if text := text_at(reasoning, "text"):
            changes.append(Append(0, (self._index, "reasoning"), "reasoning", text))
        if citation := object_at(delta, "citation"):
            self._citations.append(citation)
            changes.append(Citation(0, citation))
        return changes + self._arguments.write(text_at(object_at(delta, "toolUse"), "input"))

    def merged(self) -> dict[str, JsonValue]:
        """The block as a reply that was not streamed holds it."""
        block = frozen_object(self._merged)
        if self._call or self._arguments.value is not None:
            given: JsonValue = {} if self._arguments.value is None else self._arguments.value
            block["toolUse"] = frozen_object(self._call) | {"input": given}
        if self._reasoning:
            block["reasoningContent"] = _whole_reasoning(frozen_object(self._reasoning))
        if self._image:
            whole: JsonValue = {"bytes": base64.b64encode(self._image).decode()}
            block["image"] = object_at(block, "image") | {"source": whole}
        if self._citations:
            text: JsonValue = [{"text": block.pop("text", "")}]
            block["citationsContent"] = {"content": text, "citations": list(self._citations)}
        return block


def _typed(event: Event, value: dict[str, JsonValue]) -> tuple[str, dict[str, JsonValue]]:
    if event.type in _TYPES:
        return event.type, value
    wrapped = next((type_ for type_ in _TYPES if type_ in value), "")
    return wrapped, object_at(value, wrapped)


def _image_bytes(delta: dict[str, JsonValue]) -> bytes:
    """A piece of an image; each piece is encoded by itself."""
    piece = text_at(object_at(object_at(delta, "image"), "source"), "bytes")
    try:
        return base64.b64decode(piece, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _grow_result(known: GrownObject, key: str, value: JsonValue) -> None:
    """What a tool of the service returned: its start is an object, its deltas are lists."""
    result = known.setdefault(key, {})
    if isinstance(result, dict):
        extend(result, "content", value)


def _whole_reasoning(reasoning: dict[str, JsonValue]) -> JsonValue:
    """Text and signature are one member where a reply is not streamed, redacted content another."""
    told: dict[str, JsonValue] = {
        key: reasoning.pop(key) for key in ("text", "signature") if key in reasoning
    }
    return {"reasoningText": told, **reasoning} if told else reasoning


_TOP: Shape = {"p": leave_out}  # padding, so that the length of a frame tells nothing
_START: Shape = {"toolUse": leave_out}
_DELTA: Shape = {
    "text": concatenate,
    "toolUse": leave_out,
    "reasoningContent": leave_out,
    "citation": leave_out,
    "image": inside({"source": inside({"bytes": leave_out})}),
    "toolResult": _grow_result,
}
_REASONING: Shape = {"text": concatenate, "signature": concatenate}
