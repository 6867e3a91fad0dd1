"""Gemini's `streamGenerateContent`, as an event stream or as one growing JSON array.

Each event holds new parts; adjacent texts of one kind are one. A thought signature belongs to its
exact part. The finish reason may stand on every event, and the body ends without a terminator.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import (
    Append,
    Change,
    Citation,
    Finish,
    Model,
    Opened,
    Replace,
    Slot,
    Tool,
    Usage,
)
from wirelens.stream.dialects.fields import index_at, number_at, object_at, objects_at, text_at
from wirelens.stream.dialects.gemini_arguments import PartialArguments
from wirelens.stream.dialects.grown import (
    Grown,
    GrownObject,
    Shape,
    concatenate,
    extend,
    frozen_object,
    grow,
    inside,
    leave_out,
    thawed,
    thawed_object,
)
from wirelens.stream.items import Event


class Gemini:
    """Merges `GenerateContentResponse` objects."""

    id: ClassVar[str] = "gemini"
    family: ClassVar[str | None] = "gemini"
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._top: GrownObject = {}
        self._candidates: dict[int, _Candidate] = {}
        self._model = ""

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """Candidates, or what stands in their place or beside them."""
        if not isinstance(value, dict):
            return False
        if isinstance(value.get("candidates"), list):
            return True
        return any(isinstance(value.get(key), dict) for key in ("promptFeedback", "usageMetadata"))

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        changes: list[Change] = []
        grow(self._top, value, _TOP)
        model = text_at(value, "modelVersion")
        if model and model != self._model:
            self._model = model
            changes.append(Model(model))
        for candidate in objects_at(value, "candidates"):
            changes += self._candidate(index_at(candidate, "index")).take(candidate)
        # A blocked prompt has no candidate: the block's reason is why the reply ended.
        if reason := text_at(object_at(value, "promptFeedback"), "blockReason"):
            changes.append(Finish(0, reason))
        if usage := object_at(value, "usageMetadata"):
            changes.append(Usage(usage))
        return changes

    def merged(self) -> JsonValue:
        """A `GenerateContentResponse`."""
        candidates: list[JsonValue] = [
            self._candidates[index].merged() for index in sorted(self._candidates)
        ]
        told: dict[str, JsonValue] = {"candidates": candidates} if candidates else {}
        return told | frozen_object(self._top)

    def _candidate(self, index: int) -> "_Candidate":
        if index not in self._candidates:
            self._candidates[index] = _Candidate(index)
        return self._candidates[index]


class _Candidate:
    """One candidate: its parts, and the call whose arguments are still coming."""

    def __init__(self, index: int) -> None:
        self._index = index
        self._role = ""
        self._content: GrownObject = {}
        self._fields: GrownObject = {}
        self._parts: list[Grown] = []
        self._text: GrownObject | None = None  # the part that the next text of its kind continues
        self._run: tuple[Slot, int] = ("text", 0)
        self._calls = 0
        self._call: _Call | None = None
        self._cited: set[str] = set()

    def take(self, candidate: dict[str, JsonValue]) -> list[Change]:
        """What one event's entry for this candidate adds."""
        changes: list[Change] = []
        content = object_at(candidate, "content")
        role = text_at(content, "role")
        if role and role != self._role:
            self._role = role
            changes.append(Opened(self._index, role))
        for part in objects_at(content, "parts"):
            changes += self._take_part(part)
        grow(self._content, content, _CONTENT)
        grow(self._fields, candidate, _CANDIDATE)
        # Some servers send the number of the enum.
        reason = text_at(candidate, "finishReason") or number_at(candidate, "finishReason")
        if reason:
            changes += self._end_call()
            changes.append(Finish(self._index, str(reason)))
        return changes + self._citations(candidate)

    def merged(self) -> dict[str, JsonValue]:
        """The candidate as a reply that was not streamed holds it."""
        parts: GrownObject = {"parts": self._parts, "role": "model"} if self._parts else {}
        content = parts | self._content
        first: GrownObject = {"content": content} if content else {}
        return frozen_object(first | self._fields)

    def _take_part(self, part: dict[str, JsonValue]) -> list[Change]:
        if isinstance(part.get("text"), str):
            return self._take_text(part)
        if isinstance(call := part.get("functionCall"), dict):
            return self._take_call(call, part)
        self._text = None
        self._parts.append(thawed_object(part))
        changes = self._end_call()
        if isinstance(code := part.get("executableCode"), dict):
            key = self._next_call()
            changes.append(Tool(self._index, key, name="code_execution", free_text=True, step=True))
            changes.append(Append(self._index, key, "tool", text_at(code, "code")))
        return changes

    def _take_text(self, part: dict[str, JsonValue]) -> list[Change]:
        text = text_at(part, "text")
        slot: Slot = "reasoning" if part.get("thought") is True else "text"
        plain = part.keys() <= {"text", "thought"}
        if not plain:
            self._text = None
            self._parts.append(thawed_object(part))
        elif text:
            self._join(slot, part)
        if not text:
            return []
        changes = self._end_call()
        if slot != self._run[0]:
            self._run = (slot, self._run[1] + 1)
        changes.append(Append(self._index, self._run, slot, text))
        return changes

    def _join(self, slot: Slot, part: dict[str, JsonValue]) -> None:
        if self._text is None or slot != self._run[0]:
            self._text = {key: value for key, value in thawed_object(part).items() if key != "text"}
            self._parts.append(self._text)
        concatenate(self._text, "text", part["text"])

    def _take_call(self, call: dict[str, JsonValue], part: dict[str, JsonValue]) -> list[Change]:
        changes: list[Change] = []
        self._text = None
        name = text_at(call, "name")
        if name or self._call is None:
            changes += self._end_call()
            if not call:
                return changes
            self._call = _Call(self._index, self._next_call())
            self._parts.append(self._call.merged)
            changes.append(Tool(self._index, self._call.key, text_at(call, "id") or None, name))
        changes += self._call.take(call, part)
        if call.get("willContinue") is not True:
            changes += self._end_call()
        return changes

    def _end_call(self) -> list[Change]:
        call, self._call = self._call, None
        return [] if call is None else call.end()

    def _next_call(self) -> tuple[Slot, int]:
        self._calls += 1
        return ("tool", self._calls)

    def _citations(self, candidate: dict[str, JsonValue]) -> list[Change]:
        """Sources; a stream may repeat those that it named before."""
        changes: list[Change] = []
        for holder, keys in _SOURCES.items():
            named = object_at(candidate, holder)
            for source in (each for key in keys for each in objects_at(named, key)):
                if (written := dump_json(source)) not in self._cited:
                    self._cited.add(written)
                    changes.append(Citation(self._index, source))
        return changes


class _Call:
    """A function call: whole, or with its arguments in pieces."""

    def __init__(self, message: int, key: tuple[Slot, int]) -> None:
        self.key = key
        self._function: GrownObject = {}
        self.merged: GrownObject = {"functionCall": self._function}
        self._message = message
        self._pieces = PartialArguments()
        self._whole = False

    def take(self, call: dict[str, JsonValue], part: dict[str, JsonValue]) -> list[Change]:
        """What one part adds to the call."""
        grow(self.merged, part, _PART)
        grow(self._function, call, _FUNCTION)
        if isinstance(arguments := call.get("args"), dict):
            self._whole = True
            self._function["args"] = thawed(arguments)
            return [self._append(dump_json(arguments))]
        pieces = objects_at(call, "partialArgs")
        return [self._append(text) for text in map(self._pieces.take, pieces) if text]

    def end(self) -> list[Change]:
        """The call is whole."""
        if self._whole:
            return []
        changes: list[Change] = [self._append(self._pieces.end())]
        value = self._pieces.value
        self._function["args"] = thawed(value)
        if not self._pieces.is_well_written:
            changes.append(Replace(self._message, self.key, "tool", dump_json(value)))
        return changes

    def _append(self, text: str) -> Change:
        return Append(self._message, self.key, "tool", text)


_SOURCES = {
    "citationMetadata": ("citations", "citationSources"),
    "groundingMetadata": ("groundingChunks",),
}
_TOP: Shape = {
    "candidates": leave_out,
    "promptFeedback": inside({}),
    "usageMetadata": inside({}),  # by key: some are missing from later events
}
_CONTENT: Shape = {"parts": leave_out}
_CANDIDATE: Shape = {
    "content": leave_out,
    "citationMetadata": inside({"citations": extend, "citationSources": extend}),
    "groundingMetadata": inside({}),
    "urlContextMetadata": inside({}),
    "logprobsResult": inside({"chosenCandidates": extend, "topCandidates": extend}),
}
_PART: Shape = {"functionCall": leave_out}
_FUNCTION: Shape = {"args": leave_out, "partialArgs": leave_out, "willContinue": leave_out}
