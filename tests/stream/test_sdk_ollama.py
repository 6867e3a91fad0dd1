"""Ollama: the merged object is the one that `stream: false` gives."""

from replies import NDJSON, ndjson
from sdk_types import check_whole
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]

TOLD: Object = {"done_reason": "stop", "total_duration": 9, "prompt_eval_count": 3, "eval_count": 2}


def line(number: int, done: bool = False, **fields: JsonValue) -> Object:
    """A line; each has the time of its own."""
    time = f"2026-01-01T00:00:0{number}Z"
    return {"model": "m", "created_at": time, **fields, "done": done, **(TOLD if done else {})}


def chat(number: int, content: str, done: bool = False, **fields: JsonValue) -> Object:
    message: Object = {"role": "assistant", "content": content, **fields}
    return line(number, done, message=message)


def test_chat() -> None:
    call: JsonValue = {"function": {"name": "f", "arguments": {"x": 1}}}
    body = ndjson(
        chat(1, "", thinking="h"),
        chat(2, "", thinking="m"),
        chat(3, "H"),
        chat(4, "i"),
        chat(5, "", tool_calls=[call]),
        chat(6, "", done=True),
    )
    check_whole(body, NDJSON, chat(6, "Hi", done=True, thinking="hm", tool_calls=[call]))


def test_log_probabilities() -> None:
    told: list[JsonValue] = [{"token": token, "logprob": -0.5} for token in "Hi"]
    pieces = (chat(number, token) for number, token in enumerate("Hi"))
    lines = [{**piece, "logprobs": [each]} for piece, each in zip(pieces, told, strict=True)]
    whole = {**chat(3, "Hi", done=True), "logprobs": told}
    check_whole(ndjson(*lines, chat(3, "", done=True)), NDJSON, whole)


def test_generate() -> None:
    body = ndjson(
        line(1, response="", thinking="hm"),
        line(2, response="H"),
        line(3, response="i"),
        {**line(4, done=True, response=""), "context": [1, 2]},
    )
    whole = {**line(4, done=True, response="Hi", thinking="hm"), "context": [1, 2]}
    check_whole(body, NDJSON, whole)


def test_lines_that_are_cut_off() -> None:
    check_whole(ndjson(chat(1, "H"), chat(2, "i")), NDJSON, chat(2, "Hi"))
    whole = {**line(1, response="H"), "error": "x"}
    check_whole(ndjson(line(1, response="H"), {"error": "x"}), NDJSON, whole, own={"error"})
