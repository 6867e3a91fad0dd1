"""What the JSON of an unknown stream looks like: the nearest dialect, and paths that yield text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.dialects.bedrock_invoke import unwrapped
from wirelens.stream.items import Event
from wirelens.stream.log import Log
from wirelens.stream.rules import RuleSlot

EVENTS_LOOKED_AT = 64
LEAVES_LOOKED_AT = 500  # of one event
PROPOSALS = 3
FEWEST_SHARED_NAMES = 2

# Names that a dialect's events have and few other formats do.
_SIGNATURES: dict[str, frozenset[str]] = {
    "openai-chat": frozenset({"choices", "delta", "content", "finish_reason", "tool_calls"}),
    "openai-completions": frozenset({"choices", "text", "logprobs", "finish_reason"}),
    "openai-responses": frozenset({"response", "output", "output_index", "item_id", "delta"}),
    "anthropic-messages": frozenset({"content_block", "delta", "message", "stop_reason", "index"}),
    "gemini": frozenset({"candidates", "content", "parts", "finishReason", "usageMetadata"}),
    "ollama-chat": frozenset({"message", "content", "done", "done_reason", "eval_count"}),
    "ollama-generate": frozenset({"response", "done", "done_reason", "context"}),
    "cohere-v2": frozenset({"delta", "message", "content", "content-delta", "message-end"}),
    "tgi": frozenset({"token", "generated_text", "details", "special"}),
    "dify": frozenset({"event", "answer", "task_id", "message_id", "conversation_id"}),
    "ag-ui": frozenset({"messageId", "delta", "threadId", "runId", "toolCallId"}),
    "langgraph": frozenset({"method", "params", "namespace", "seq"}),
    "watsonx": frozenset({"results", "generated_text", "generated_token_count", "stop_reason"}),
}

_REASONING = re.compile(r"reason|think|thought", re.IGNORECASE)
_TOOL = re.compile(r"tool|argument|function", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]|\d{10,}\Z")
_NO_TEXT = re.compile(r"(?:\b|_)(?:id|type|kind|event|status|object|role|model)\Z|[a-z]Id\Z")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Nearest:
    """A known dialect, with the names that the stream shares with it."""

    dialect: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A `@jsonpath` rule that would yield text."""

    slot: RuleSlot
    path: str


def first_values(log: Log) -> list[JsonValue]:
    """The JSON of the first events, as far as it is JSON, as rules would see it."""
    count = min(log.events, EVENTS_LOOKED_AT)
    items = (log.event(number).item for number in range(1, count + 1))
    parsed = [(item, parse_json(item.data)) for item in items if isinstance(item, Event)]
    return [unwrapped(item, each) for item, each in parsed if not isinstance(each, JsonFault)]


def nearest_dialect(values: Iterable[JsonValue]) -> Nearest | None:
    """The dialect that shares most names with the events; None where none shares two."""
    names = {name for value in values for name in _names(value)}
    shares = [
        Nearest(dialect, tuple(sorted(names & signature)))
        for dialect, signature in _SIGNATURES.items()
    ]
    best = max(shares, key=lambda each: len(each.shared))
    return best if len(best.shared) >= FEWEST_SHARED_NAMES else None


def proposals(values: list[JsonValue]) -> list[Proposal]:
    """Rules for the strings that vary from event to event as text does, the longest first."""
    texts: dict[str, list[str]] = {}
    for value in values:
        for path, text in _strings(value):
            texts.setdefault(path, []).append(text)
    varying = [
        path
        for path, found in texts.items()
        if not _NO_TEXT.search(path) and _reads_as_text(found, len(values))
    ]
    varying.sort(key=lambda path: _weight(texts[path]), reverse=True)
    return [Proposal(_slot(path), path) for path in varying[:PROPOSALS]]


def _names(value: JsonValue) -> Iterator[str]:
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            yield from each
            todo += each.values()
        elif isinstance(each, list):
            todo += each


def _strings(value: JsonValue) -> Iterator[tuple[str, str]]:
    """The strings in `value` with their paths, in order, up to a bound."""
    todo: list[tuple[str, JsonValue]] = [("$", value)]
    left = LEAVES_LOOKED_AT
    while todo and left:
        left -= 1
        path, each = todo.pop()
        if isinstance(each, str):
            yield path, each
        elif isinstance(each, dict):
            todo += [(path + _step(name), child) for name, child in reversed(each.items())]
        elif isinstance(each, list):
            todo += [(f"{path}[{i}]", child) for i, child in reversed(list(enumerate(each)))]


def _step(name: str) -> str:
    if _PLAIN_NAME.match(name):
        return f".{name}"
    quoted = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{quoted}']"


def _reads_as_text(texts: list[str], events: int) -> bool:
    """Neither a constant, nor a word out of a few, nor an identifier, nor a time."""
    said = [text for text in texts if text]
    if not said or all(_MOMENT.match(text) for text in said):
        return False
    if any(character.isspace() for text in said for character in text):
        return True
    if events == 1:
        return False
    distinct = set(said)
    if len(distinct) < 2 or len(distinct) * 3 <= len(said):
        return False
    return not (len({len(text) for text in said}) == 1 and len(said[0]) >= 8)


def _weight(texts: list[str]) -> int:
    """How much text a path yields; one that repeats what it said counts as its last value."""
    if len(texts) > 1 and all(b.startswith(a) for a, b in pairwise(texts)):
        return len(texts[-1]) // 2
    return sum(map(len, texts))


def _slot(path: str) -> RuleSlot:
    if _REASONING.search(path):
        return "reasoning"
    return "tool" if _TOOL.search(path) else "text"
