"""Gemini as Code Assist streams it: each event holds a Gemini response as its member `response`."""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Change
from wirelens.stream.dialects.gemini import Gemini
from wirelens.stream.dialects.grown import GrownObject, Shape, frozen_object, grow, leave_out
from wirelens.stream.items import Event


class GeminiCodeAssist:
    """Merges the responses inside; what stands beside them is kept as it came last."""

    id: ClassVar[str] = "gemini-code-assist"
    family: ClassVar[str | None] = "gemini"
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._inner = Gemini()
        self._top: GrownObject = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A Gemini response under `response`."""
        if not isinstance(value, dict):
            return False
        inner = value.get("response")
        return isinstance(inner, dict) and Gemini.recognises(event, inner)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        grow(self._top, value, _TOP)
        return self._inner.feed(event, value.get("response"))

    def merged(self) -> JsonValue:
        """A Gemini response, wrapped as `generateContent` wraps it."""
        return {"response": self._inner.merged(), **frozen_object(self._top)}


_TOP: Shape = {"response": leave_out}
