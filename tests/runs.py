"""Small runs for the tests: bytes with explicit times go in, a run comes out."""

import json

from wirelens.jsonvalue import JsonValue
from wirelens.secret import Redaction, Secret
from wirelens.stream.rules import Rules
from wirelens.stream.run import End, Head, Requested, Run

REQUESTED = Requested("POST", "http://127.0.0.1/v1/chat/completions", "chat", "chat.http", 2, 11)
EVENT_STREAM = (("content-type", "text/event-stream"),)
DONE = "data: [DONE]\n\n"

Headers = tuple[tuple[str, str], ...]


def begun(
    rules: Rules | None = None,
    headers: Headers = EVENT_STREAM,
    status: int = 200,
    secret: str = "",
) -> Run:
    """A run whose response has begun, 0.1 s after sending."""
    redaction = Redaction([Secret(secret, "test")] if secret else [])
    run = Run(REQUESTED, rules=rules or Rules(), redaction=redaction)
    reason = {200: "OK", 429: "Too Many Requests", 500: "Internal Server Error"}[status]
    run.head(Head(0.1, status, reason, "HTTP/1.1", headers))
    return run


def feed(run: Run, *reads: tuple[float, str]) -> Run:
    """The run after network reads of these texts at these times."""
    for at, text in reads:
        run.read(at, text.encode("utf-8", "surrogatepass"))
    return run


def played(*reads: tuple[float, str], end: float = 9.0, run: Run | None = None) -> Run:
    """A run with these reads that the peer ended cleanly."""
    run = feed(begun() if run is None else run, *reads)
    run.end(End(end, "eof"))
    return run


def event(value: JsonValue, type_: str = "") -> str:
    """One event of an event stream with JSON data."""
    name = f"event: {type_}\n" if type_ else ""
    return f"{name}data: {json.dumps(value)}\n\n"


def chat(delta: dict[str, JsonValue], finish: str | None = None, index: int = 0) -> str:
    """One event as `openai-chat` has it."""
    choice: JsonValue = {"index": index, "delta": delta, "finish_reason": finish}
    return event({"object": "chat.completion.chunk", "choices": [choice]})


def text(*words: str) -> list[str]:
    """A `chat` event for each word."""
    return [chat({"content": word}) for word in words]


def reasoning(*words: str) -> list[str]:
    """A `chat` event for each word of reasoning."""
    return [chat({"reasoning_content": word}) for word in words]


def tool(arguments: str, name: str | None = None) -> str:
    """A `chat` event for a piece of a tool call's arguments; with the name it opens the call."""
    function: dict[str, JsonValue] = {"arguments": arguments}
    call: dict[str, JsonValue] = {"index": 0, "function": function}
    if name is not None:
        function["name"] = name
        call["id"] = "call_1"
    return chat({"tool_calls": [call]})


def finish(reason: str = "stop") -> str:
    """The `chat` event with the finish reason."""
    return chat({}, reason)


def usage(**values: JsonValue) -> str:
    """The `chat` event with the usage."""
    return event({"object": "chat.completion.chunk", "choices": [], "usage": values})


def every(seconds: float, texts: list[str], start: float = 0.5) -> list[tuple[float, str]]:
    """One read for each text, `seconds` apart."""
    return [(start + number * seconds, each) for number, each in enumerate(texts)]
