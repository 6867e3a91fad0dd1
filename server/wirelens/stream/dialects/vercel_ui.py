"""The UI message stream of the AI SDK 5 and later: typed chunks that build one UI message.

Texts are told apart by ids, which count anew in each step; tool calls by theirs, which do not. The
chunks have no event types. `finish` ends the message, `[DONE]` the body.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import (
    Append,
    Change,
    Citation,
    Finish,
    Model,
    Opened,
    Slot,
    Terminator,
    Usage,
)
from wirelens.stream.dialects.fields import Object, object_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    concatenate,
    frozen_object,
    thawed,
    thawed_object,
)
from wirelens.stream.dialects.vercel_tools import UiTool
from wirelens.stream.items import Event

_NEEDED: dict[str, tuple[str, ...]] = {  # a chunk's type: the strings that it cannot do without
    "start": (),
    "start-step": (),
    "text-start": ("id",),
    "text-delta": ("id", "delta"),
    "reasoning-start": ("id",),
    "reasoning-delta": ("id", "delta"),
    "tool-input-start": ("toolCallId", "toolName"),
    "tool-input-delta": ("toolCallId", "inputTextDelta"),
    "tool-input-available": ("toolCallId", "toolName"),
    "source-url": ("sourceId", "url"),
    "source-document": ("sourceId", "mediaType"),
}
_ALLOWED = {  # types that many a stream may have are held to the fields that they have here
    "start": frozenset(("type", "messageId", "messageMetadata")),
    "start-step": frozenset(("type",)),
}
_USAGE = (
    "usage",
    "totalUsage",
)  # where an application puts it in the metadata, as the SDK calls it


class VercelUi:
    """Merges the chunks of one message."""

    id: ClassVar[str] = "vercel-ui"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "finish"

    def __init__(self) -> None:
        self._id = ""
        self._metadata: GrownObject = {}
        self._parts: list[_Text | UiTool | GrownObject] = []
        self._texts: dict[tuple[Slot, str], _Text] = {}
        self._tools: dict[str, UiTool] = {}
        self._data: dict[tuple[str, str], GrownObject] = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A chunk's type, with all that such a chunk must have, and no event type beside it."""
        if not isinstance(value, dict) or event.type != "message":
            return False
        type_ = text_at(value, "type")
        if type_ not in _NEEDED or not value.keys() <= _ALLOWED.get(type_, value.keys()):
            return False
        return all(isinstance(value.get(key), str) for key in _NEEDED[type_])

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one chunk adds."""
        if not isinstance(value, dict):
            return []
        type_ = text_at(value, "type")
        changes = self._take_metadata(value.get("messageMetadata"))
        if type_.startswith("tool-"):
            return changes + self._take_tool(type_, value)
        if type_.startswith("data-"):
            self._take_data(type_, value)
        elif (take := _TAKES.get(type_)) is not None:
            changes += take(self, value)
        return changes

    def merged(self) -> JsonValue:
        """A `UIMessage`."""
        parts: list[JsonValue] = [
            frozen_object(part) if isinstance(part, dict) else part.merged() for part in self._parts
        ]
        metadata = {"metadata": frozen_object(self._metadata)} if self._metadata else {}
        return {"id": self._id, "role": "assistant", **metadata, "parts": parts}

    def _start(self, chunk: Object) -> list[Change]:
        self._id = text_at(chunk, "messageId") or self._id
        return [Opened(0, "assistant")]

    def _start_step(self, _chunk: Object) -> list[Change]:
        self._parts.append({"type": "step-start"})
        return []

    def _finish_step(self, _chunk: Object) -> list[Change]:
        self._texts.clear()
        return []

    def _finish(self, chunk: Object) -> list[Change]:
        reason = text_at(chunk, "finishReason")
        ended: list[Change] = [Finish(0, reason)] if reason else []
        return [*ended, Terminator("finish")]

    def _abort(self, _chunk: Object) -> list[Change]:
        return [Terminator("abort")]

    def _begin_text(self, chunk: Object) -> list[Change]:
        self._open(chunk)
        return []

    def _take_text(self, chunk: Object) -> list[Change]:
        key = _text_key(chunk)
        text = self._texts.get(key) or self._open(chunk)
        return text.take(text_at(chunk, "delta"), chunk)

    def _end_text(self, chunk: Object) -> list[Change]:
        text = self._texts.pop(_text_key(chunk), None)
        if text is not None:
            text.end(chunk)
        return []

    def _take_source(self, chunk: Object) -> list[Change]:
        self._parts.append(thawed_object(chunk))
        return [Citation(0, dict(chunk))]

    def _take_file(self, chunk: Object) -> list[Change]:
        self._parts.append(thawed_object(chunk))
        return []

    def _open(self, chunk: Object) -> "_Text":
        text = self._texts[_text_key(chunk)] = _Text(len(self._parts), chunk)
        self._parts.append(text)
        return text

    def _take_tool(self, type_: str, chunk: Object) -> list[Change]:
        id_ = text_at(chunk, "toolCallId")
        tool = self._tools.get(id_)
        if tool is None:
            tool = self._tools[id_] = UiTool(len(self._parts), id_)
            self._parts.append(tool)
        return tool.take(type_, chunk)

    def _take_data(self, type_: str, chunk: Object) -> None:
        """Data of the application's own; what has an id replaces what came under it before."""
        if chunk.get("transient") is True:
            return
        id_ = text_at(chunk, "id")
        held = self._data.get((type_, id_)) if id_ else None
        if held is None:
            held = self._data[type_, id_] = {}
            self._parts.append(held)
        held |= thawed_object(chunk)

    def _take_metadata(self, metadata: JsonValue) -> list[Change]:
        """The application's own; it may tell the model and the usage."""
        if not isinstance(metadata, dict):
            return []
        _grow_deeply(self._metadata, metadata)
        changes: list[Change] = []
        if model := text_at(metadata, "model"):
            changes.append(Model(model))
        usages = (object_at(metadata, key) for key in _USAGE)
        return changes + [Usage(usage) for usage in usages if usage]


class _Text:
    """A text or reasoning part."""

    def __init__(self, number: int, chunk: Object) -> None:
        self._slot = _text_key(chunk)[0]
        self._key = (self._slot, number)
        self._part: GrownObject = {"type": self._slot, "text": "", "state": "streaming"}
        self._take_metadata(chunk)

    def take(self, delta: str, chunk: Object) -> list[Change]:
        concatenate(self._part, "text", delta)
        self._take_metadata(chunk)
        return [Append(0, self._key, self._slot, delta)] if delta else []

    def end(self, chunk: Object) -> None:
        self._part["state"] = "done"
        self._take_metadata(chunk)

    def merged(self) -> dict[str, JsonValue]:
        return frozen_object(self._part)

    def _take_metadata(self, chunk: Object) -> None:
        if metadata := chunk.get("providerMetadata"):
            self._part["providerMetadata"] = thawed(metadata)


def _text_key(chunk: Object) -> tuple[Slot, str]:
    is_reasoning = text_at(chunk, "type").startswith("reasoning")
    return ("reasoning" if is_reasoning else "text", text_at(chunk, "id"))


def _grow_deeply(known: GrownObject, new: Mapping[str, JsonValue]) -> None:
    for key, value in new.items():
        held = known.get(key)
        if isinstance(held, dict) and isinstance(value, dict):
            _grow_deeply(held, value)
        else:
            known[key] = thawed(value)


_TAKES: dict[str, Callable[[VercelUi, Object], list[Change]]] = {
    "start": VercelUi._start,
    "start-step": VercelUi._start_step,
    "finish-step": VercelUi._finish_step,
    "finish": VercelUi._finish,
    "abort": VercelUi._abort,
    "text-start": VercelUi._begin_text,
    "text-delta": VercelUi._take_text,
    "text-end": VercelUi._end_text,
    "reasoning-start": VercelUi._begin_text,
    "reasoning-delta": VercelUi._take_text,
    "reasoning-end": VercelUi._end_text,
    "source-url": VercelUi._take_source,
    "source-document": VercelUi._take_source,
    "file": VercelUi._take_file,
}
