"""Bedrock's InvokeModelWithResponseStream: each chunk an event as the model's maker sends it.

The event stands in base64 under `bytes`; it is fed on to the dialect that knows it. What Bedrock
measured is the usage only where the maker's own format tells none. InvokeAgent shares the type of
the event.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.changes import Change, Usage
from wirelens.stream.dialects.anthropic_messages import AnthropicMessages
from wirelens.stream.dialects.bedrock_agent import BedrockAgent
from wirelens.stream.dialects.bedrock_bytes import text_of
from wirelens.stream.dialects.bedrock_converse import BedrockConverse
from wirelens.stream.dialects.bedrock_texts import BedrockText
from wirelens.stream.dialects.cohere_v1 import CohereV1
from wirelens.stream.dialects.cohere_v2 import CohereV2
from wirelens.stream.dialects.dialect import Dialect
from wirelens.stream.dialects.fields import object_at, objects_at
from wirelens.stream.dialects.openai_chat import OpenAIChat
from wirelens.stream.dialects.openai_completions import OpenAICompletions
from wirelens.stream.errors import in_band_error
from wirelens.stream.items import Event

_INNER: tuple[type[Dialect], ...] = (
    AnthropicMessages,
    BedrockConverse,  # Nova
    CohereV2,
    OpenAIChat,
    OpenAICompletions,
    BedrockText,
    CohereV1,
)
_METRICS = "amazon-bedrock-invocationMetrics"


class BedrockInvoke:
    """Merges what the payloads hold."""

    id: ClassVar[str] = "bedrock-invoke"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._inner: Dialect | None = None
        self._has_usage = False

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A chunk with an event that is known, or whatever an agent sends."""
        opened = _opened(event, value)
        is_known = opened is not None and _dialect(*opened) is not None
        return is_known or BedrockAgent.recognises(event, value)

    @property
    def is_agent(self) -> bool:
        """Whether it is an agent that answers: nothing but the end of the body ends its stream."""
        return isinstance(self._inner, BedrockAgent)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What the event in one chunk adds."""
        if self._inner is None and BedrockAgent.recognises(event, value):
            self._inner = BedrockAgent()
        if isinstance(self._inner, BedrockAgent):
            return self._inner.feed(event, value)
        opened = _opened(event, value)
        if opened is None:
            return []
        inner_event, inner = opened
        metrics = object_at(inner, _METRICS)
        inner = _spelled_as_usual({key: inner[key] for key in inner if key != _METRICS})
        failure = in_band_error("", inner)
        changes: list[Change] = [] if failure is None else [failure]
        if self._inner is None and (found := _dialect(inner_event, inner)) is not None:
            self._inner = found()
        if self._inner is not None:
            changes += self._inner.feed(inner_event, inner)
        self._has_usage = self._has_usage or any(isinstance(each, Usage) for each in changes)
        if metrics and not self._has_usage:
            changes.append(Usage(metrics))
        return changes

    def merged(self) -> JsonValue:
        """The reply of InvokeModel: that of the model's maker."""
        return None if self._inner is None else self._inner.merged()


def unwrapped(event: Event, value: JsonValue) -> JsonValue:
    """What the rules of a request see: of a Bedrock chunk the event or the text in it."""
    opened = _opened(event, value)
    if opened is not None:
        return opened[1]
    if event.type != "chunk" or not isinstance(value, dict) or (text := text_of(value)) is None:
        return value
    return {**value, "bytes": text}


def _dialect(event: Event, value: JsonValue) -> type[Dialect] | None:
    return next((each for each in _INNER if each.recognises(event, value)), None)


def _opened(event: Event, value: JsonValue) -> tuple[Event, dict[str, JsonValue]] | None:
    """The event that a chunk holds; None where it holds none."""
    if event.type != "chunk" or not isinstance(value, dict):
        return None
    text = text_of(value)
    inner = None if text is None else parse_json(text)
    if text is None or isinstance(inner, JsonFault) or not isinstance(inner, dict):
        return None
    return Event(event.offset, event.end, "message", text), inner


def _spelled_as_usual(inner: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Some makers' choices name the finish reason as Bedrock does elsewhere."""
    choices = objects_at(inner, "choices")
    if not any("stop_reason" in choice for choice in choices):
        return inner
    spelled: list[JsonValue] = [
        {"finish_reason": choice.get("stop_reason"), **choice} for choice in choices
    ]
    return {**inner, "choices": spelled}
