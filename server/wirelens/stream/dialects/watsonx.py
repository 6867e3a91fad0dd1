"""IBM watsonx.ai, `/ml/v1/text/generation_stream`: results whose texts add up.

The count of generated tokens is that of the reply so far. The count of input tokens is told once
and is 0 on the other events, which must not erase it.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Finish, Model, Usage
from wirelens.stream.dialects.fields import objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    concatenate,
    extend,
    frozen_object,
    grow,
    keep_first,
    leave_out,
)
from wirelens.stream.items import Event

_UNDER_WAY = "not_finished"
_COUNTS = ("generated_token_count", "input_token_count")


class Watsonx:
    """Merges results by their position."""

    id: ClassVar[str] = "watsonx"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._top: GrownObject = {}
        self._results: list[GrownObject] = []
        self._model = ""

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """Results with a generated text."""
        if not isinstance(value, dict) or not isinstance(value.get("results"), list):
            return False
        first = next(iter(objects_at(value, "results")), {})
        return isinstance(first.get("generated_text"), str)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        changes: list[Change] = []
        grow(self._top, value, _TOP)
        model = text_at(value, "model_id") or text_at(value, "modelId")
        if model and model != self._model:
            self._model = model
            changes.append(Model(model))
        for index, result in enumerate(objects_at(value, "results")):
            changes += self._result(index, result)
        return changes

    def merged(self) -> JsonValue:
        """What `/ml/v1/text/generation` gives."""
        results: list[JsonValue] = [frozen_object(result) for result in self._results]
        return frozen_object(self._top) | {"results": results}

    def _result(self, index: int, result: dict[str, JsonValue]) -> list[Change]:
        if index == len(self._results):
            self._results.append({"generated_text": ""})
        grow(self._results[index], result, _RESULT)
        changes: list[Change] = []
        if text := text_at(result, "generated_text"):
            changes.append(Append(index, "text", "text", text))
        reason = text_at(result, "stop_reason")
        if reason and reason.lower() != _UNDER_WAY:
            changes.append(Finish(index, reason))
        counts = {key: result[key] for key in _COUNTS if result.get(key)}
        if counts:
            changes.append(Usage(counts))
        return changes


def _grow_count(known: GrownObject, key: str, value: JsonValue) -> None:
    if value or key not in known:
        known[key] = value if isinstance(value, int | float) else known.get(key)


_TOP: Shape = {"results": leave_out, "created_at": keep_first, "system": keep_first}
_RESULT: Shape = {
    "generated_text": concatenate,
    "generated_token_count": _grow_count,
    "input_token_count": _grow_count,
    "generated_tokens": extend,
    "input_tokens": extend,
}
