"""The data stream of the AI SDK 4: lines such as `0:"Hi"`, whose one character says what they are.

A step (`e`) has a finish reason and a usage of its own; those of the reply are on the last line
(`d`). Data of the application's own (`2`) is no part of the message.
"""

from collections.abc import Callable
from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import (
    Append,
    Change,
    Citation,
    Failure,
    Finish,
    Opened,
    Slot,
    Terminator,
    Usage,
)
from wirelens.stream.dialects.fields import Object, object_at, text_at
from wirelens.stream.dialects.grown import (
    Grown,
    GrownObject,
    concatenate,
    frozen,
    frozen_object,
    thawed,
    thawed_object,
)
from wirelens.stream.dialects.vercel_tools import ToolCall
from wirelens.stream.items import Event

_NEEDED: dict[str, tuple[str, ...]] = {  # a line's code: the strings that its object has
    "9": ("toolCallId", "toolName"),
    "a": ("toolCallId",),
    "b": ("toolCallId", "toolName"),
    "c": ("toolCallId", "argsTextDelta"),
    "d": ("finishReason",),
    "e": ("finishReason",),
    "f": ("messageId",),
    "h": ("sourceType", "id"),
    "i": ("data",),
    "j": ("signature",),
    "k": ("mimeType", "data"),
}
_STRINGS = frozenset("03g")
_LISTS = frozenset("28")


class VercelData:
    """Merges the lines of one message."""

    id: ClassVar[str] = "vercel-data-v4"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "d"

    def __init__(self) -> None:
        self._id = ""
        self._parts: list[GrownObject | _Invocation] = []
        self._texts: dict[Slot, _Text] = {}  # those that the next ones of their kind continue
        self._calls: dict[str, _Invocation] = {}
        self._annotations: list[Grown] = []
        self._step = 0

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A line's code, with what such a line holds."""
        code = event.type
        if code in _STRINGS:
            return isinstance(value, str)
        if code in _LISTS:
            return isinstance(value, list)
        if code not in _NEEDED or not isinstance(value, dict):
            return False
        return all(isinstance(value.get(key), str) for key in _NEEDED[code])

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one line adds."""
        if isinstance(value, str):
            return self._take_string(event.type, value)
        if event.type == "8" and isinstance(value, list):
            self._annotations += [thawed(each) for each in value]
        take = _TAKES.get(event.type)
        return take(self, value) if take is not None and isinstance(value, dict) else []

    def merged(self) -> JsonValue:
        """A `UIMessage` of the SDK's version 4."""
        parts: list[JsonValue] = [
            part.merged() if isinstance(part, _Invocation) else frozen_object(part)
            for part in self._parts
        ]
        content = "".join(text_at(each, "text") for each in _of_type(parts, "text"))
        message: dict[str, JsonValue] = {"id": self._id, "role": "assistant", "content": content}
        reasoning = "".join(text_at(each, "reasoning") for each in _of_type(parts, "reasoning"))
        if reasoning:
            message["reasoning"] = reasoning
        if self._annotations:
            message["annotations"] = frozen(self._annotations)
        return message | {"parts": parts}

    def _take_string(self, code: str, text: str) -> list[Change]:
        if code == "3":
            return [Failure(text, text)]
        if not text or code not in _SLOTS:
            return []
        return [self._text(_SLOTS[code]).take(text)]

    def _text(self, slot: Slot) -> "_Text":
        text = self._texts.get(slot)
        if text is None:
            text = self._texts[slot] = _Text(len(self._parts), slot)
            self._parts.append(text.part)
        return text

    def _start_step(self, line: Object) -> list[Change]:
        self._id = self._id or text_at(line, "messageId")
        self._parts.append({"type": "step-start"})
        return [Opened(0, "assistant")]

    def _finish_step(self, line: Object) -> list[Change]:
        self._step += 1
        is_continued = line.get("isContinued") is True
        kept: tuple[Slot, ...] = ("text",) if is_continued else ()
        self._texts = {slot: text for slot, text in self._texts.items() if slot in kept}
        return []

    def _finish(self, line: Object) -> list[Change]:
        changes: list[Change] = []
        if reason := text_at(line, "finishReason"):
            changes.append(Finish(0, reason))
        if usage := object_at(line, "usage"):
            changes.append(Usage(usage))
        return [*changes, Terminator("d")]

    def _take_call(self, line: Object) -> list[Change]:
        id_ = text_at(line, "toolCallId")
        invocation = self._calls.get(id_)
        if invocation is None:
            invocation = self._calls[id_] = _Invocation(len(self._parts), id_, self._step)
            self._parts.append(invocation)
        return invocation.take(line)

    def _take_source(self, line: Object) -> list[Change]:
        self._parts.append({"type": "source", "source": thawed_object(line)})
        return [Citation(0, dict(line))]

    def _take_file(self, line: Object) -> list[Change]:
        self._parts.append({"type": "file", **thawed_object(line)})
        return []

    def _redact(self, line: Object) -> list[Change]:
        self._text("reasoning").redact(text_at(line, "data"))
        return []

    def _sign(self, line: Object) -> list[Change]:
        self._text("reasoning").sign(text_at(line, "signature"))
        return []


class _Text:
    """A text or reasoning part; reasoning has details beside it, for its signatures."""

    def __init__(self, number: int, slot: Slot) -> None:
        self.part: GrownObject = {"type": slot, slot: ""}
        self._slot: Slot = slot
        self._key = (slot, number)
        self._details: list[Grown] = []
        self._detail: GrownObject | None = None
        if slot == "reasoning":
            self.part["details"] = self._details

    def take(self, text: str) -> Change:
        concatenate(self.part, self._slot, text)
        if self._slot == "reasoning":
            if self._detail is None:
                self._detail = {"type": "text"}
                self._details.append(self._detail)
            concatenate(self._detail, "text", text)
        return Append(0, self._key, self._slot, text)

    def sign(self, signature: str) -> None:
        if self._detail is not None:
            self._detail["signature"] = signature

    def redact(self, data: str) -> None:
        self._details.append({"type": "redacted", "data": data})
        self._detail = None


class _Invocation:
    """A tool call, and its result."""

    def __init__(self, number: int, id_: str, step: int) -> None:
        self._call = ToolCall(("tool", number), id_)
        self._step = step
        self._state = "partial-call"
        self._result: JsonValue = None

    def take(self, line: Object) -> list[Change]:
        changes = self._call.named(text_at(line, "toolName"))
        if "argsTextDelta" in line:
            changes += self._call.arguments.write(text_at(line, "argsTextDelta"))
        if "args" in line:
            self._state = "call"
            changes += self._call.arguments.state(line["args"])
        if "result" in line:
            self._state, self._result = "result", line["result"]
        return changes

    def merged(self) -> dict[str, JsonValue]:
        invocation: dict[str, JsonValue] = {
            "state": self._state,
            "step": self._step,
            "toolCallId": self._call.id,
            "toolName": self._call.name,
            "args": self._call.arguments.value,
        }
        if self._state == "result":
            invocation["result"] = self._result
        return {"type": "tool-invocation", "toolInvocation": invocation}


def _of_type(parts: list[JsonValue], type_: str) -> list[dict[str, JsonValue]]:
    return [part for part in parts if isinstance(part, dict) and part.get("type") == type_]


_SLOTS: dict[str, Slot] = {"0": "text", "g": "reasoning"}
_TAKES: dict[str, Callable[[VercelData, Object], list[Change]]] = {
    "9": VercelData._take_call,
    "a": VercelData._take_call,
    "b": VercelData._take_call,
    "c": VercelData._take_call,
    "d": VercelData._finish,
    "e": VercelData._finish_step,
    "f": VercelData._start_step,
    "h": VercelData._take_source,
    "i": VercelData._redact,
    "j": VercelData._sign,
    "k": VercelData._take_file,
}
