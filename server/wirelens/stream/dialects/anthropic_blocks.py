"""One content block of a Messages reply: how its deltas add up, and what they add to the reply."""

from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.changes import Append, Change, Citation, Replace, Slot, Tool
from wirelens.stream.dialects.fields import text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    concatenate,
    extend,
    frozen_object,
    thawed_object,
)
from wirelens.stream.growing import GrowingText

_TEXTS: dict[str, tuple[str, Slot]] = {  # block type: the field of its text, the slot that it feeds
    "text": ("text", "text"),
    "thinking": ("thinking", "reasoning"),
}
_BLOCKS = {  # delta type: the block type that it belongs to
    "text_delta": "text",
    "citations_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "thinking",
    "input_json_delta": "tool_use",
    "compaction_delta": "compaction",
}


class Block:
    """One block, from its start; `ended` once its stop came."""

    def __init__(self, message: int, number: int, start: dict[str, JsonValue]) -> None:
        self.ended = False
        self.merged: GrownObject = thawed_object(start)
        self._message = message
        self._number = number
        self._type = text_at(start, "type")
        self._start = start
        self._input = GrowingText()
        self._shows_start = False

    def opened(self) -> list[Change]:
        """What the block holds from its start."""
        if _is_call(self._type):
            tool = Tool(
                self._message,
                self._tool,
                text_at(self._start, "id") or None,
                text_at(self._start, "name") or None,
            )
            return [tool, *self._start_input()]
        field, slot = _TEXTS.get(self._type, ("", "text"))
        changes: list[Change] = []
        if text := text_at(self._start, field):
            changes.append(Append(self._message, (self._number, slot), slot, text))
        citations = self._start.get("citations") if self._type == "text" else None
        if isinstance(citations, list):
            changes += [Citation(self._message, each) for each in citations]
        return changes

    def take(self, delta: dict[str, JsonValue]) -> list[Change]:
        """What one delta adds; a delta of an unknown type adds nothing."""
        match text_at(delta, "type"):
            case "text_delta":
                return self._take_text("text", "text", delta)
            case "thinking_delta":
                return self._take_text("thinking", "reasoning", delta)
            case "input_json_delta":
                return self._take_input(text_at(delta, "partial_json"))
            case "signature_delta":
                self.merged["signature"] = text_at(delta, "signature")  # whole, never a delta
            case "compaction_delta":
                concatenate(self.merged, "content", delta.get("content"))
            case "citations_delta" if delta.get("citation") is not None:
                extend(self.merged, "citations", [delta["citation"]])
                return [Citation(self._message, delta["citation"])]
        return []

    def stop(self) -> list[Change]:
        """The block is whole: a tool call without deltas keeps the input that it started with."""
        self.ended = True
        if not _is_call(self._type) or self._input.length or self._shows_start:
            return []
        self._shows_start = True
        return [
            Append(self._message, self._tool, "tool", dump_json(self._start.get("input") or {}))
        ]

    def as_merged(self) -> dict[str, JsonValue]:
        """The block as a reply that was not streamed holds it."""
        block = frozen_object(self.merged)
        if self._input.length:
            text = self._input.whole()
            value = parse_json(text)
            block["input"] = text if isinstance(value, JsonFault) else value
        return block

    @property
    def _tool(self) -> tuple[int, Slot]:
        return (self._number, "tool")

    def _take_text(self, field: str, slot: Slot, delta: dict[str, JsonValue]) -> list[Change]:
        text = text_at(delta, field)
        concatenate(self.merged, field, text)
        return [Append(self._message, (self._number, slot), slot, text)] if text else []

    def _take_input(self, text: str) -> list[Change]:
        if not text:
            return []
        self._input.append(text)
        if self._shows_start:  # what the deltas spell replaces the input of the start
            self._shows_start = False
            return [Replace(self._message, self._tool, "tool", text)]
        return [Append(self._message, self._tool, "tool", text)]

    def _start_input(self) -> list[Change]:
        given = self._start.get("input")
        if not given:
            return []
        self._shows_start = True
        return [Append(self._message, self._tool, "tool", dump_json(given))]


def block_for(delta: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A start for the block whose delta came without one."""
    type_ = _BLOCKS.get(text_at(delta, "type"), "text")
    block: dict[str, JsonValue] = {"type": type_}
    if type_ in _TEXTS:
        block[_TEXTS[type_][0]] = ""
    return block


def _is_call(type_: str) -> bool:
    return type_.endswith("tool_use")
