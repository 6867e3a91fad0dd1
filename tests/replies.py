"""A body in, what its merge tells out: whole, byte by byte and cut at random places."""

import json
import random
from collections.abc import Iterator, Sequence

from wirelens.jsonvalue import JsonValue
from wirelens.stream.reply import Message, Reply
from wirelens.stream.rules import Rules
from wirelens.stream.run import End, Head, Requested, Run

SSE = "text/event-stream"
NDJSON = "application/x-ndjson"
ARRAY = "application/json"

Summary = dict[str, JsonValue]


def sse(*events: JsonValue) -> bytes:
    """An event stream: JSON values as data, texts as they are."""
    return "".join(f"data: {_written(event)}\n\n" for event in events).encode()


def named(*events: tuple[str, JsonValue]) -> bytes:
    """An event stream with an event type above each data line."""
    return "".join(f"event: {name}\ndata: {_written(data)}\n\n" for name, data in events).encode()


def ndjson(*values: JsonValue) -> bytes:
    """JSON lines."""
    return "".join(f"{json.dumps(value)}\n" for value in values).encode()


def array(*values: JsonValue) -> bytes:
    """A JSON array as Gemini streams it."""
    return (
        "[" + "\n,\r\n".join(json.dumps(value, indent=2) for value in values) + "\n]\n"
    ).encode()


def run_of(chunks: Sequence[bytes], media_type: str = SSE, rules: Rules | None = None) -> Run:
    """A run that received `chunks`, one network read each, one a millisecond."""
    run = Run(Requested("POST", "http://localhost/"), rules or Rules())
    run.head(Head(0.0, 200, "OK", "HTTP/1.1", (("content-type", media_type),)))
    for number, chunk in enumerate(chunks, start=1):
        run.read(number / 1000, chunk)
    run.end(End(len(chunks) / 1000, "eof"))
    return run


def cuts(body: bytes, random_cuts: int = 3) -> Iterator[list[bytes]]:
    """The body whole, byte by byte, and at random places (the same ones every time)."""
    yield [body]
    yield [body[i : i + 1] for i in range(len(body))]
    places = random.Random(len(body))
    for _ in range(random_cuts):
        yield cut(body, sorted(places.sample(range(len(body) + 1), min(7, len(body)))))


def cut(body: bytes, places: Sequence[int]) -> list[bytes]:
    """The body cut at the places, which are in order."""
    return [body[a:b] for a, b in zip([0, *places], [*places, len(body)], strict=True)]


def summary(run: Run) -> Summary:
    """What the merge tells, without what is empty."""
    reply = run.reply
    return _filled(
        {
            "dialect": run.merger.dialect_id,
            "messages": [_message(message) for message in reply.messages],
            "usage": reply.usage,
            "model": reply.model,
            "error": None if reply.error is None else reply.error.message,
            "terminators": list(reply.terminators),
            "notes": [f"{note.code}@{note.event}" for note in reply.notes],
        }
    )


def check(body: bytes, expected: Summary, media_type: str = SSE, rules: Rules | None = None) -> Run:
    """Merges the body in every cut; each must tell the same, and its provenance must add up."""
    for chunks in cuts(body):
        run = run_of(chunks, media_type, rules)
        assert summary(run) == expected
        check_provenance(run.reply)
    return run


def at(value: JsonValue, *steps: str | int) -> JsonValue:
    """What stands in `value` at these steps."""
    for step in steps:
        if isinstance(step, str):
            assert isinstance(value, dict)
            value = value[step]
        else:
            assert isinstance(value, list)
            value = value[step]
    return value


def check_provenance(reply: Reply) -> None:
    """The pieces of each part, in order, are the part."""
    for message in reply.messages:
        for part in message.parts.values():
            pieces = list(reply.provenance.of_part(part))
            assert "".join(piece.text for piece in pieces) == part.slice(0, part.length)
            assert {piece.message for piece in pieces} <= {message.index}
    events = [reply.provenance[row].event for row in range(len(reply.provenance))]
    assert events == sorted(events)


def _message(message: Message) -> JsonValue:
    calls: list[JsonValue] = [
        _filled({"id": call.id, "name": call.name, "arguments": call.arguments})
        for call in message.tool_calls
    ]
    return _filled(
        {
            "role": message.role,
            "text": message.joined("text"),
            "reasoning": message.joined("reasoning"),
            "refusal": message.joined("refusal"),
            "tool_calls": calls,
            "citations": message.citations,
            "finish_reason": message.finish_reason,
        }
    )


def _filled(values: Summary) -> Summary:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _written(event: JsonValue) -> str:
    return event if isinstance(event, str) else json.dumps(event)
