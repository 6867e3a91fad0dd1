"""Ollama's own API: JSON lines of chat and generate."""

from replies import NDJSON, Summary, check, ndjson
from wirelens.jsonvalue import JsonValue

Line = dict[str, JsonValue]

COUNTERS: Line = {"total_duration": 9, "eval_count": 3, "prompt_eval_count": 2, "eval_duration": 4}


def chat(message: JsonValue, done: bool = False, **fields: JsonValue) -> Line:
    return {"model": "m", "created_at": "t", "message": message, "done": done, **fields}


def generate(response: str, done: bool = False, **fields: JsonValue) -> Line:
    return {"model": "m", "created_at": "t", "response": response, "done": done, **fields}


def call(arguments: JsonValue, **fields: JsonValue) -> JsonValue:
    return {**fields, "function": {"name": "f", "arguments": arguments}}


def check_lines(*lines: JsonValue, dialect: str, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The lines give one message; returns the merged object."""
    expected: Summary = {"dialect": dialect, "messages": [reply], "model": "m", **rest}
    return check(ndjson(*lines), expected, NDJSON).merger.merged()


def test_chat_lines_add_up_to_the_last_line_with_the_whole_message() -> None:
    merged = check_lines(
        chat({"role": "assistant", "content": "", "thinking": "I "}),
        chat({"role": "assistant", "content": "", "thinking": "think"}),
        chat({"role": "assistant", "content": "H"}),
        chat({"role": "assistant", "content": "i"}),
        chat({"role": "assistant", "content": ""}, done=True, done_reason="stop", **COUNTERS),
        dialect="ollama-chat",
        reply={"role": "assistant", "text": "Hi", "reasoning": "I think", "finish_reason": "stop"},
        usage=COUNTERS,
        terminators=["done"],
    )
    message: JsonValue = {"role": "assistant", "content": "Hi", "thinking": "I think"}
    assert merged == chat(message, done=True, done_reason="stop", **COUNTERS)


def test_generate_lines_add_up() -> None:
    context: JsonValue = [1, 2]
    merged = check_lines(
        generate("", thinking="hm"),
        generate("H"),
        generate("i", done=True, done_reason="length", context=context, **COUNTERS),
        dialect="ollama-generate",
        reply={"text": "Hi", "reasoning": "hm", "finish_reason": "length"},
        usage=COUNTERS,
        terminators=["done"],
    )
    last = {"thinking": "hm", "done_reason": "length", "context": context, **COUNTERS}
    assert merged == generate("Hi", done=True, **last)


def test_calls_come_whole_also_on_the_last_line() -> None:
    check_lines(
        chat({"role": "assistant", "content": "", "tool_calls": [call({"x": 1}), call({})]}),
        chat({"role": "assistant", "tool_calls": [call({"y": "é"}, id="c")]}, done=True),
        dialect="ollama-chat",
        reply={
            "role": "assistant",
            "tool_calls": [
                {"name": "f", "arguments": '{"x":1}'},
                {"name": "f", "arguments": "{}"},
                {"id": "c", "name": "f", "arguments": '{"y":"é"}'},
            ],
        },
        terminators=["done"],
    )


def test_loading_a_model_is_a_finish_reason() -> None:
    check_lines(
        chat({"role": "assistant", "content": ""}, done=True, done_reason="load"),
        dialect="ollama-chat",
        reply={"role": "assistant", "finish_reason": "load"},
        terminators=["done"],
    )


def test_an_error_line_ends_what_came() -> None:
    check_lines(
        chat({"role": "assistant", "content": "H"}),
        {"error": "model runner has unexpectedly stopped"},
        dialect="ollama-chat",
        reply={"role": "assistant", "text": "H"},
        error="model runner has unexpectedly stopped",
    )


def test_a_stream_that_breaks_off_has_neither_terminator_nor_finish_reason() -> None:
    check_lines(generate("H"), generate("i"), dialect="ollama-generate", reply={"text": "Hi"})
