"""Models on Bedrock that stream nothing but text, each under names of its own.

Titan, Llama, Mistral and the text completions of Claude 2. A chunk holds the text itself or a list
of it, the last one the reason why the text ended; null says that nothing is known yet.
"""

from dataclasses import dataclass
from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Finish, Usage
from wirelens.stream.dialects.fields import objects_at, text_at
from wirelens.stream.dialects.grown import GrownObject, concatenate, frozen_object, grow, leave_out
from wirelens.stream.items import Event


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How one maker names things."""

    text: str
    reason: str
    counts: tuple[str, ...] = ()
    list: str = ""  # of texts, in a chunk
    whole_list: str = ""  # of texts, in a reply that was not streamed
    own_count: tuple[str, str] = ("", "")  # of a text: in a chunk, and in that list


_SPELLINGS = (
    _Spelling(
        "outputText",
        "completionReason",
        ("inputTextTokenCount", "totalOutputTextTokenCount"),
        whole_list="results",
        own_count=("totalOutputTextTokenCount", "tokenCount"),
    ),
    _Spelling("generation", "stop_reason", ("prompt_token_count", "generation_token_count")),
    _Spelling("completion", "stop_reason"),
    _Spelling("text", "stop_reason", list="outputs", whole_list="outputs"),
)


class BedrockText:
    """Merges the chunks of one of them. A dialect inside `bedrock-invoke`, none of its own."""

    id: ClassVar[str] = "bedrock-invoke"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._spelling = _SPELLINGS[0]
        self._texts: dict[int, GrownObject] = {}
        self._counts: dict[str, JsonValue] = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A text and its reason, or the place where it will stand."""
        return isinstance(value, dict) and _spelling(value) is not None

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one chunk adds."""
        if not isinstance(value, dict):
            return []
        self._spelling = _spelling(value) or self._spelling
        changes: list[Change] = []
        for index, text in enumerate(_texts(value, self._spelling)):
            changes += self._take(index, text)
        counts = {key: value[key] for key in self._spelling.counts if value.get(key) is not None}
        self._counts |= counts
        return [*changes, Usage(counts)] if counts else changes

    def merged(self) -> JsonValue:
        """The reply of a request that did not stream."""
        names, counts = self._spelling, dict(self._counts)
        texts = [frozen_object(each) for each in self._texts.values()]
        if not names.whole_list:
            return {**(texts[0] if texts else {}), **counts}
        in_chunk, in_list = names.own_count
        own = {in_list: counts.pop(in_chunk)} if in_chunk in counts else {}
        return {**counts, names.whole_list: [own | text for text in texts]}

    def _take(self, index: int, chunk: dict[str, JsonValue]) -> list[Change]:
        names = self._spelling
        held = self._texts.setdefault(index, {})
        shape = {names.text: concatenate, "index": leave_out}
        grow(held, {key: chunk.get(key) for key in (names.text, names.reason)}, shape)
        changes: list[Change] = []
        if text := text_at(chunk, names.text):
            changes.append(Append(index, "text", "text", text))
        if reason := text_at(chunk, names.reason):
            changes.append(Finish(index, reason))
        return changes


def _spelling(value: dict[str, JsonValue]) -> _Spelling | None:
    return next((each for each in _SPELLINGS if _fits(value, each)), None)


def _fits(value: dict[str, JsonValue], names: _Spelling) -> bool:
    texts = _texts(value, names)
    return bool(texts) and all(names.text in each and names.reason in each for each in texts)


def _texts(value: dict[str, JsonValue], names: _Spelling) -> list[dict[str, JsonValue]]:
    return objects_at(value, names.list) if names.list else [value]
