"""Hugging Face's Text Generation Inference, `/generate_stream`: one token an event.

The last event states the whole text, with the prompt in front where `return_full_text` was asked
for. Special tokens such as `</s>` are no text.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Finish, Replace, Terminator, Usage
from wirelens.stream.dialects.fields import object_at, text_at
from wirelens.stream.growing import GrowingText
from wirelens.stream.items import Event
from wirelens.text import whole_characters

_OF_STREAMS = "input_length"  # the only detail that a reply that was not streamed leaves out
_COUNTS = ("generated_tokens", "input_length")


class Tgi:
    """Merges tokens."""

    id: ClassVar[str] = "tgi"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "generated_text"

    def __init__(self) -> None:
        self._text = GrowingText()
        self._tokens: list[JsonValue] = []
        self._top_tokens: list[JsonValue] = []
        self._stated: str | None = None
        self._details: dict[str, JsonValue] | None = None

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A token beside the text that is still null."""
        if not isinstance(value, dict) or not isinstance(value.get("token"), dict):
            return False
        return isinstance(value.get("generated_text", 0), str | None)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one token adds."""
        if not isinstance(value, dict):
            return []
        changes: list[Change] = []
        if token := object_at(value, "token"):
            changes += self._take(token)
        if isinstance(likely := value.get("top_tokens"), list):
            self._top_tokens.append(likely)
        if details := object_at(value, "details"):
            self._details = details
            changes += _detailed(details)
        if isinstance(whole := value.get("generated_text"), str):
            changes += self._end(whole)
        return changes

    def merged(self) -> JsonValue:
        """What `/generate` gives; the tokens belong to the details, which are there on request."""
        text = whole_characters(self._text.whole() if self._stated is None else self._stated)
        if self._details is None:
            return {"generated_text": text}
        details = {key: self._details[key] for key in self._details if key != _OF_STREAMS}
        # A request for details of the prompt may not stream: there are none.
        details |= {"prefill": [], "tokens": list(self._tokens)}
        if self._top_tokens:
            details["top_tokens"] = list(self._top_tokens)
        return {"generated_text": text, "details": details}

    def _take(self, token: dict[str, JsonValue]) -> list[Change]:
        self._tokens.append(token)
        text = "" if token.get("special") is True else text_at(token, "text")
        self._text.append(text)
        return [Append(0, "text", "text", text)] if text else []

    def _end(self, whole: str) -> list[Change]:
        self._stated = whole
        # The prompt may stand in front; a text that ends otherwise is not what the tokens spell.
        if whole.endswith(self._text.whole()):
            return [Terminator("generated_text")]
        return [Replace(0, "text", "text", whole), Terminator("generated_text")]


def _detailed(details: dict[str, JsonValue]) -> list[Change]:
    changes: list[Change] = []
    if reason := text_at(details, "finish_reason"):
        changes.append(Finish(0, reason))
    counts = {key: details[key] for key in _COUNTS if details.get(key) is not None}
    return [*changes, Usage(counts)] if counts else changes
