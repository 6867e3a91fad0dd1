"""Gemini under `response`, as Code Assist streams it."""

from replies import ARRAY, array, check, run_of, sse
from wirelens.jsonvalue import JsonValue


def event(*parts: JsonValue, **fields: JsonValue) -> JsonValue:
    candidate: JsonValue = {"content": {"role": "model", "parts": list(parts)}, **fields}
    usage: JsonValue = {"totalTokenCount": 3}
    inner = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "gemini-x"}
    return {"response": inner, "traceId": "t"}


def test_the_responses_inside_are_merged_and_wrapped_again() -> None:
    call: JsonValue = {"functionCall": {"name": "f", "args": {"x": 1}, "id": "c"}}
    run = check(
        sse(
            event({"text": "hm", "thought": True}),
            event({"text": "H"}),
            event({"text": "i"}, call, finishReason="STOP"),
        ),
        {
            "dialect": "gemini-code-assist",
            "messages": [
                {
                    "role": "model",
                    "reasoning": "hm",
                    "text": "Hi",
                    "tool_calls": [{"id": "c", "name": "f", "arguments": '{"x":1}'}],
                    "finish_reason": "STOP",
                }
            ],
            "usage": {"totalTokenCount": 3},
            "model": "gemini-x",
        },
    )
    parts: JsonValue = [{"text": "hm", "thought": True}, {"text": "Hi"}, call]
    content: JsonValue = {"parts": parts, "role": "model"}
    candidate: JsonValue = {"content": content, "finishReason": "STOP"}
    assert run.merger.merged() == {
        "response": {
            "candidates": [candidate],
            "usageMetadata": {"totalTokenCount": 3},
            "modelVersion": "gemini-x",
        },
        "traceId": "t",
    }


def test_a_blocked_prompt_and_an_error() -> None:
    blocked: JsonValue = {"response": {"promptFeedback": {"blockReason": "SAFETY"}}}
    check(
        sse(blocked, {"error": {"code": 429, "message": "quota"}}),
        {
            "dialect": "gemini-code-assist",
            "messages": [{"finish_reason": "SAFETY"}],
            "error": "quota",
        },
    )


def test_any_other_response_is_something_else() -> None:
    others: tuple[JsonValue, ...] = ("a", {}, {"text": "a"})
    for inner in others:
        assert run_of([sse({"response": inner})]).merger.dialect_id == "unknown"


def test_without_alt_sse_the_responses_come_in_an_array() -> None:
    run = check(
        array(event({"text": "H"}), event({"text": "i"}, finishReason="STOP")),
        {
            "dialect": "gemini-code-assist",
            "messages": [{"role": "model", "text": "Hi", "finish_reason": "STOP"}],
            "usage": {"totalTokenCount": 3},
            "model": "gemini-x",
        },
        ARRAY,
    )
    assert run.framing == "json-array"
