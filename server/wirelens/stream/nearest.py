"""Which known dialect an unknown stream comes nearest to, and what it lacks to be one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirelens.jsonvalue import JsonValue
from wirelens.stream.items import Event
from wirelens.stream.merge import recognised
from wirelens.stream.shape import member_step

FEWEST_SHARED_NAMES = 2
DEEPEST = 3  # steps to what an envelope holds


@dataclass(frozen=True, slots=True)
class Nearest:
    """A known dialect, the names that the stream shares with it, what all events of it have."""

    dialect: str
    shared: tuple[str, ...]
    lacking: str


@dataclass(frozen=True, slots=True)
class Enveloped:
    """A known dialect whose events are the values at `path` of the stream's."""

    dialect: str
    path: str


@dataclass(frozen=True, slots=True)
class _Signature:
    """Names that a dialect's events have and few other formats do, and what recognises one."""

    names: frozenset[str]
    lacking: str


def nearest_dialect(values: Iterable[JsonValue]) -> Nearest | None:
    """The dialect that shares most names with the events; None where none shares two."""
    names = {name for value in values for name in _names(value)}
    shares = [
        Nearest(dialect, tuple(sorted(names & signature.names)), signature.lacking)
        for dialect, signature in _SIGNATURES.items()
    ]
    best = max(shares, key=lambda each: len(each.shared))
    return best if len(best.shared) >= FEWEST_SHARED_NAMES else None


def enveloped_dialect(events: Iterable[tuple[Event, JsonValue]]) -> Enveloped | None:
    """The dialect of what stands inside the first event that holds a known one."""
    for event, value in events:
        for path, inner in _inner(value):
            dialect = recognised(event, inner)
            if dialect is not None:
                return Enveloped(dialect.id, path)
    return None


def _inner(value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """The objects inside, level by level; of an array the first element."""
    level: list[tuple[str, JsonValue]] = [("$", value)]
    for _ in range(DEEPEST):
        below: list[tuple[str, JsonValue]] = []
        for path, each in level:
            if isinstance(each, dict):
                below += [(path + member_step(name), child) for name, child in each.items()]
            elif isinstance(each, list):
                below += [(f"{path}[0]", child) for child in each[:1]]
        yield from (each for each in below if isinstance(each[1], dict))
        level = below


def _names(value: JsonValue) -> Iterator[str]:
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            yield from each
            todo += each.values()
        elif isinstance(each, list):
            todo += each


def _signature(names: str, lacking: str) -> _Signature:
    return _Signature(frozenset(names.split()), lacking)


_SIGNATURES = {
    "openai-chat": _signature(
        "choices delta content finish_reason tool_calls", '"$.choices[0].delta"'
    ),
    "openai-completions": _signature("choices text logprobs finish_reason", '"$.choices[0].text"'),
    "openai-responses": _signature(
        "response output output_index item_id delta", '"$.type" that begins with "response."'
    ),
    "anthropic-messages": _signature(
        "content_block delta message stop_reason index",
        '"$.type" such as "content_block_delta"',
    ),
    "gemini": _signature("candidates content parts finishReason usageMetadata", '"$.candidates"'),
    "ollama-chat": _signature(
        "message content done done_reason eval_count", 'an object "$.message" beside "$.done"'
    ),
    "ollama-generate": _signature(
        "response done done_reason context", 'a text "$.response" beside "$.done"'
    ),
    "cohere-v2": _signature(
        "delta message content content-delta message-end",
        '"$.type" such as "content-delta" beside "$.delta.message"',
    ),
    "tgi": _signature(
        "token generated_text details special", 'an object "$.token" beside "$.generated_text"'
    ),
    "dify": _signature(
        "event answer task_id message_id conversation_id", '"$.event" beside "$.task_id"'
    ),
    "ag-ui": _signature(
        "messageId delta threadId runId toolCallId", '"$.type" such as "TEXT_MESSAGE_CONTENT"'
    ),
    "langgraph": _signature(
        "method params namespace seq",
        '"$.type" of "event" beside "$.seq", "$.method" and "$.params.namespace"',
    ),
    "watsonx": _signature(
        "results generated_text generated_token_count stop_reason",
        '"$.results[0].generated_text"',
    ),
}
