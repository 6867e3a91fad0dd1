"""One content block of a message that LangGraph streams: text, reasoning or a tool call.

Servers number blocks of different kinds alike, so a block is told apart by its kind as well.
"""

from typing import Literal, TypeAlias

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Replace, Tool
from wirelens.stream.dialects.arguments import Arguments
from wirelens.stream.dialects.fields import text_at
from wirelens.stream.growing import GrowingText
from wirelens.text import whole_characters

Kind: TypeAlias = Literal["text", "reasoning", "tool"]

_KINDS: dict[str, Kind] = {  # of blocks and of what is added to them
    "text": "text",
    "text-delta": "text",
    "reasoning": "reasoning",
    "reasoning-delta": "reasoning",
    "tool_use": "tool",
    "tool_call": "tool",
    "tool_call_chunk": "tool",
    "server_tool_call": "tool",
    "server_tool_call_chunk": "tool",
}


def kind_of(block: dict[str, JsonValue]) -> Kind | None:
    """The kind of a block; None of one that the reply has no place for."""
    # The type of a call that is finished may be that of its last delta.
    return "tool" if "args" in block else _KINDS.get(text_at(block, "type"))


class TextBlock:
    """Text or reasoning."""

    def __init__(self, message: int, index: int, kind: Literal["text", "reasoning"]) -> None:
        self._message = message
        self._part = (index, kind)
        self._kind = kind
        self._text = GrowingText()

    def take(self, delta: dict[str, JsonValue]) -> list[Change]:
        """What the start of the block or a delta adds."""
        text = text_at(delta, self._kind)
        self._text.append(text)
        return [Append(self._message, self._part, self._kind, text)] if text else []

    def state(self, block: dict[str, JsonValue]) -> list[Change]:
        """The whole."""
        text = text_at(block, self._kind)
        self._text = GrowingText()
        self._text.append(text)
        return [Replace(self._message, self._part, self._kind, text)]

    def merged(self) -> dict[str, JsonValue]:
        """The block as the values of a graph hold it."""
        return {"type": self._kind, self._kind: whole_characters(self._text.whole())}


class CallBlock:
    """A tool call."""

    def __init__(self, message: int, index: int) -> None:
        self._message = message
        self._part = (index, "tool")
        self._known = ("", "")
        self._arguments = Arguments(message, self._part)

    def take(self, delta: dict[str, JsonValue]) -> list[Change]:
        """What the start of the block or a delta adds."""
        arguments = delta.get("args")
        if isinstance(arguments, str):
            return [*self._named(delta), *self._arguments.write(arguments)]
        return self.state(delta)

    def state(self, block: dict[str, JsonValue]) -> list[Change]:
        """What the fields of the block are by now."""
        changes = self._named(block)
        return changes + (self._arguments.state(block["args"]) if block.get("args") else [])

    def merged(self) -> dict[str, JsonValue]:
        """The block as the values of a graph hold it."""
        id_, name = self._known
        return {"type": "tool_call", "id": id_, "name": name, "args": self._arguments.value}

    def _named(self, block: dict[str, JsonValue]) -> list[Change]:
        """Later deltas may leave out the names that the first one had."""
        id_, name = self._known
        self._known = (text_at(block, "id") or id_, text_at(block, "name") or name)
        if self._known == (id_, name):
            return []
        return [Tool(self._message, self._part, self._known[0] or None, self._known[1] or None)]
