"""The older Completions of OpenAI and of compatible servers: choices that continue a prompt.

A chunk has the shape of the whole reply: only the texts and the lists of `logprobs` add up.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Failure, Finish, Model, Usage
from wirelens.stream.dialects.fields import index_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    concatenate,
    extend,
    frozen_object,
    grow,
    inside,
    keep_first,
    leave_out,
)
from wirelens.stream.errors import error_message
from wirelens.stream.items import Event

_FIRST = ("id", "object", "created", "model", "choices")  # as the provider orders them


class OpenAICompletions:
    """Merges `text_completion` objects."""

    id: ClassVar[str] = "openai-completions"
    family: ClassVar[str | None] = "openai"
    terminator: ClassVar[str | None] = "[DONE]"

    def __init__(self) -> None:
        self._top: GrownObject = {}
        self._choices: dict[int, GrownObject] = {}
        self._model = ""
        self._usage: GrownObject = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A choice with a text of its own; beside a delta or a message it only repeats them."""
        if not isinstance(value, dict) or not isinstance(value.get("choices"), list):
            return False
        first = next(iter(objects_at(value, "choices")), None)
        if first is None:
            return value.get("object") == "text_completion"
        return isinstance(first.get("text"), str) and not ("delta" in first or "message" in first)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one chunk adds."""
        if not isinstance(value, dict):
            return []
        changes: list[Change] = []
        grow(self._top, value, _TOP)
        model = text_at(value, "model")
        if model and model != self._model:
            self._model = model
            changes.append(Model(model))
        for choice in objects_at(value, "choices"):
            changes += self._choice(choice)
        if usage := object_at(value, "usage"):
            grow(self._usage, usage, {})
            changes.append(Usage(usage))
        return changes

    def merged(self) -> JsonValue:
        """A `text_completion`."""
        choices: list[JsonValue] = [
            {"text": "", **frozen_object(self._choices[index])} for index in sorted(self._choices)
        ]
        told = frozen_object(self._top) | {"object": "text_completion", "choices": choices}
        first = {key: told.pop(key) for key in _FIRST if key in told}
        usage = {"usage": frozen_object(self._usage)} if self._usage else {}
        return first | told | usage

    def _choice(self, choice: dict[str, JsonValue]) -> list[Change]:
        index = index_at(choice, "index")
        held = self._choices.setdefault(
            index, {"index": index, "logprobs": None, "finish_reason": None}
        )
        grow(held, choice, _CHOICE)
        changes: list[Change] = []
        if text := text_at(choice, "text"):
            changes.append(Append(index, "text", "text", text))
        if error := object_at(choice, "error"):
            changes.append(Failure(error_message(error), choice))
        if reason := text_at(choice, "finish_reason"):
            held["finish_reason"] = reason
            changes.append(Finish(index, reason))
        return changes


_TOP: Shape = {
    "id": keep_first,
    "created": keep_first,
    "system_fingerprint": keep_first,
    "object": leave_out,
    "choices": leave_out,
    "usage": leave_out,
}
_CHOICE: Shape = {
    "index": leave_out,
    "text": concatenate,
    "finish_reason": leave_out,
    "logprobs": inside(
        {
            "tokens": extend,
            "token_logprobs": extend,
            "top_logprobs": extend,
            "text_offset": extend,
        }
    ),
    "token_ids": extend,
}
