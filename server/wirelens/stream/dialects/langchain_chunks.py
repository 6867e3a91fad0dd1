"""Messages as LangChain writes them: `AIMessageChunk` objects that add up, or one that is whole.

They are added as LangChain's own `+` adds them: text and argument text at the end, calls and
content blocks by index, usage number by number.
"""

from collections.abc import Iterator

from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.changes import Append, Change, Finish, Model, Opened, Slot, Usage
from wirelens.stream.dialects.fields import number_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    by_index,
    concatenate,
    frozen,
    frozen_object,
    grow,
    inside,
    keep_first,
    leave_out,
)
from wirelens.stream.dialects.openai_calls import ToolCalls
from wirelens.stream.growing import GrowingText

_TYPES = frozenset(("AIMessageChunk", "ai"))
_REASONS = ("finish_reason", "stop_reason", "done_reason")
_MODELS = ("model_name", "model", "model_id")
_TEXTS: dict[
    str, tuple[str, Slot]
] = {  # type of a content block: its field, the slot that it feeds
    "text": ("text", "text"),
    "thinking": ("thinking", "reasoning"),
    "reasoning": ("reasoning", "reasoning"),
}


def is_ai_message(value: JsonValue) -> bool:
    """Whether a value is what a model says, or a piece of it."""
    return isinstance(value, dict) and text_at(value, "type") in _TYPES and "content" in value


def texts(message: dict[str, JsonValue]) -> Iterator[tuple[Slot, str]]:
    """What a message or a chunk says, piece by piece, with the slot that each piece feeds."""
    aside = text_at(object_at(message, "additional_kwargs"), "reasoning_content")
    content = message.get("content")
    pieces: list[tuple[Slot, str]] = [
        ("reasoning", aside),
        ("text", content if isinstance(content, str) else ""),
    ]
    for block in objects_at(message, "content"):
        field, slot = _TEXTS.get(text_at(block, "type"), ("", "text"))
        pieces.append((slot, text_at(block, field)))
    return ((slot, text) for slot, text in pieces if text)


def metadata_changes(message: int, metadata: dict[str, JsonValue]) -> list[Change]:
    """The model and the finish reason that the metadata of a response tells."""
    changes: list[Change] = []
    if model := next(filter(None, (text_at(metadata, key) for key in _MODELS)), ""):
        changes.append(Model(model))
    if reason := next(filter(None, (text_at(metadata, key) for key in _REASONS)), ""):
        changes.append(Finish(message, reason))
    return changes


class ChunkSum:
    """The sum of the chunks of one message, which is `number` in the reply."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._message: GrownObject = {}
        self._calls = ToolCalls(number)
        self._usage: dict[str, JsonValue] = {}

    @property
    def begun(self) -> bool:
        """Whether any chunk has come."""
        return bool(self._message)

    def take(self, chunk: dict[str, JsonValue]) -> list[Change]:
        """What one chunk adds."""
        changes: list[Change] = [] if self._message else [Opened(self._number, "ai")]
        grow(self._message, chunk, _MESSAGE)
        changes += [Append(self._number, slot, slot, text) for slot, text in texts(chunk)]
        changes += self._calls.take(_calls(chunk), Append)
        if usage := object_at(chunk, "usage_metadata"):
            self._usage = _added(self._usage, usage)
            changes.append(Usage(self._usage))
        return changes + metadata_changes(self._number, object_at(chunk, "response_metadata"))

    def merged(self) -> dict[str, JsonValue]:
        """The whole message that the chunks make, of the type that it has when not streamed."""
        calls = [_merged_call(frozen(each)) for each in self._calls.merged]
        message = frozen_object(self._message)
        if isinstance(message.get("content"), list):
            message["content"] = _whole_blocks(objects_at(message, "content"))
        return message | {
            "type": "ai",
            "tool_calls": [each for each in calls if each["type"] == "tool_call"],
            "invalid_tool_calls": [each for each in calls if each["type"] != "tool_call"],
            "usage_metadata": self._usage or None,
        }


def _calls(chunk: dict[str, JsonValue]) -> list[dict[str, JsonValue]]:
    """The tool calls, spelled as other deltas; a chunk also repeats them as parsed so far."""
    key = "tool_calls" if chunk.get("type") == "ai" else "tool_call_chunks"
    return [
        {
            "index": each.get("index"),
            "id": each.get("id"),
            "function": {"name": each.get("name"), "arguments": each.get("args")},
        }
        for each in objects_at(chunk, key)
    ]


def _merged_call(call: JsonValue) -> dict[str, JsonValue]:
    """A call with its arguments as an object; else an invalid one, with what the model wrote."""
    function = object_at(call, "function") if isinstance(call, dict) else {}
    id_ = call.get("id") if isinstance(call, dict) else None
    name, text = text_at(function, "name"), text_at(function, "arguments")
    value = parse_json(text or "{}")
    if isinstance(value, dict):
        return {"name": name, "args": value, "id": id_, "type": "tool_call"}
    return {"name": name, "args": text, "id": id_, "error": None, "type": "invalid_tool_call"}


def _whole_blocks(blocks: list[dict[str, JsonValue]]) -> list[JsonValue]:
    """Content blocks without the index of a stream, the input of a call in the call's block."""
    whole: list[JsonValue] = []
    calls: dict[int, dict[str, JsonValue]] = {}
    for block in blocks:
        index = number_at(block, "index")
        block.pop("index", None)
        if block.get("type") == "input_json_delta" and index in calls:
            text = text_at(block, "partial_json")
            value = parse_json(text or "{}")
            calls[index]["input"] = text if isinstance(value, JsonFault) else value
            continue
        if block.get("type") == "tool_use" and index is not None:
            calls[index] = block
        whole.append(block)
    return whole


def _added(known: dict[str, JsonValue], more: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Usage plus usage: a number for each chunk, not for all so far."""
    total = dict(known)
    for key, value in more.items():
        held = total.get(key)
        if isinstance(value, dict):
            total[key] = _added(held if isinstance(held, dict) else {}, value)
        elif isinstance(value, int) and isinstance(held, int):
            total[key] = held + value
        elif value is not None:
            total[key] = value
    return total


_grow_blocks = by_index(
    {
        "text": concatenate,
        "thinking": concatenate,
        "reasoning": concatenate,
        "partial_json": concatenate,
        "input": concatenate,
    }
)


def _grow_content(known: GrownObject, key: str, value: JsonValue) -> None:
    """Content is a string or a list of blocks, and may change from one to the other."""
    held = known.get(key)
    if isinstance(value, str) and not isinstance(held, list):
        concatenate(known, key, value)
        return
    if not isinstance(held, list):
        has_text = isinstance(held, GrowingText) and held.length
        known[key] = [{"type": "text", "text": held}] if has_text else []
    _grow_blocks(known, key, [{"type": "text", "text": value}] if isinstance(value, str) else value)


_MESSAGE: Shape = {
    "id": keep_first,
    "content": _grow_content,
    "additional_kwargs": inside({"reasoning_content": concatenate, "tool_calls": leave_out}),
    "response_metadata": inside({}),
    "tool_calls": leave_out,
    "tool_call_chunks": leave_out,
    "invalid_tool_calls": leave_out,
    "usage_metadata": leave_out,
    "chunk_position": leave_out,
}
