"""No data breaks a dialect: events of the less common formats, with anything in them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damage import JSON, damaged
from replies import named, run_of, sse
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.dialects.table import DIALECTS
from wirelens.stream.rules import Rules

Events = list[JsonValue]

_CALL: JsonValue = {"index": 0, "type": "function", "function": {"name": "f", "arguments": "{}"}}
_RUN_CALL: JsonValue = {"index": 0, "type": "code_interpreter", "code_interpreter": {"input": "1"}}
_TEXT: JsonValue = {"type": "text", "text": {"value": "a", "annotations": [{"index": 0}]}}
_DETAILS: JsonValue = {"type": "tool_calls", "tool_calls": [_CALL, _RUN_CALL]}
_CONTENT: JsonValue = [{"type": "text", "text": "a", "annotations": [{"url": "u"}]}]

WELL_FORMED: dict[str, Events] = {
    "openai-completions": [
        {
            "object": "text_completion",
            "model": "m",
            "choices": [
                {"text": "a", "index": 0, "logprobs": {"tokens": ["a"]}, "finish_reason": "stop"}
            ],
            "usage": {"total_tokens": 1},
        }
    ],
    "openai-assistants": [
        {"id": "r", "object": "thread.run", "status": "failed", "last_error": {"message": "m"}},
        {"id": "s", "object": "thread.run.step", "step_details": _DETAILS},
        {"id": "s", "object": "thread.run.step.delta", "delta": {"step_details": _DETAILS}},
        {"id": "m", "object": "thread.message", "role": "assistant", "content": [_TEXT]},
        {"id": "m", "object": "thread.message.delta", "delta": {"content": [_TEXT]}},
    ],
    "cohere-v2": [
        {"type": "message-start", "id": "r", "delta": {"message": {"role": "assistant"}}},
        {"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": "a"}}}},
        {"type": "tool-plan-delta", "delta": {"message": {"tool_plan": "a"}}},
        {"type": "tool-call-start", "index": 0, "delta": {"message": {"tool_calls": _CALL}}},
        {"type": "citation-start", "delta": {"message": {"citations": {"start": 0}}}},
        {"type": "message-end", "delta": {"finish_reason": "A", "usage": {"a": 1}, "error": "e"}},
    ],
    "cohere-v1": [
        {"event_type": "text-generation", "is_finished": False, "text": "a", "index": 0},
        {"event_type": "tool-calls-chunk", "tool_call_delta": {"index": 0, "name": "f"}},
        {"event_type": "tool-calls-generation", "tool_calls": [{"name": "f", "parameters": {}}]},
        {"event_type": "citation-generation", "citations": [{"start": 0}]},
        {
            "event_type": "stream-end",
            "is_finished": True,
            "finish_reason": "A",
            "response": {
                "text": "a",
                "generations": [{"text": "a", "finish_reason": "A"}],
                "tool_calls": [{"name": "f", "parameters": {"x": 1}}],
                "citations": [{"start": 0}],
                "meta": {"tokens": {"a": 1}},
            },
        },
    ],
    "gemini-code-assist": [{"response": {"candidates": [{"content": {"parts": [{"text": "a"}]}}]}}],
    "gemini-interactions": [
        {"event_type": "interaction.created", "interaction": {"id": "i", "model": "m"}},
        {"event_type": "interaction.status_update", "status": "in_progress"},
        {
            "event_type": "step.start",
            "index": 0,
            "step": {"type": "function_call", "id": "c", "name": "f", "arguments": {"x": 1}},
        },
        {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": "a"}},
        {
            "event_type": "step.delta",
            "index": 1,
            "delta": {"type": "thought_summary", "content": {"text": "a"}},
        },
        {
            "event_type": "step.delta",
            "index": 0,
            "delta": {"type": "arguments_delta", "arguments": "{"},
        },
        {"event_type": "step.delta", "index": 0, "delta": {"type": "image", "data": "x"}},
        {
            "event_type": "content.delta",
            "index": 2,
            "delta": {"type": "text_annotation", "annotations": [{"url": "u"}]},
        },
        {
            "event_type": "interaction.completed",
            "interaction": {
                "status": "failed",
                "usage": {"a": 1},
                "steps": [{"type": "model_output", "content": _CONTENT}],
            },
        },
    ],
    "vercel-ui": [
        {"type": "start", "messageId": "m", "messageMetadata": {"usage": {"a": 1}, "model": "m"}},
        {"type": "text-delta", "id": "0", "delta": "a", "providerMetadata": {"x": {}}},
        {"type": "text-end", "id": "0"},
        {"type": "tool-input-start", "toolCallId": "c", "toolName": "f", "dynamic": True},
        {"type": "tool-input-delta", "toolCallId": "c", "inputTextDelta": "{"},
        {"type": "tool-input-available", "toolCallId": "c", "toolName": "f", "input": {"x": 1}},
        {"type": "tool-output-available", "toolCallId": "c", "output": 1},
        {"type": "data-x", "id": "d", "data": 1},
        {"type": "source-url", "sourceId": "s", "url": "u"},
        {"type": "finish", "finishReason": "stop"},
    ],
    "vercel-data-v4": [
        {"messageId": "m"},
        {"toolCallId": "c", "toolName": "f", "argsTextDelta": "{", "args": {"x": 1}, "result": 1},
        {"finishReason": "stop", "usage": {"a": 1}, "isContinued": True},
        {"data": "x", "signature": "s", "mimeType": "image/png", "sourceType": "url", "id": "1"},
        "a",
        ["a"],
    ],
    "tgi": [
        {
            "token": {"text": "a", "special": False},
            "generated_text": "a",
            "details": {"finish_reason": "length", "generated_tokens": 1},
        }
    ],
    "replicate": ["a", {"reason": "canceled"}, {"detail": "no"}],
    "watsonx": [
        {
            "model_id": "m",
            "results": [
                {"generated_text": "a", "generated_token_count": 1, "stop_reason": "eos_token"}
            ],
        }
    ],
}
NAMES = ("message", "output", "logs", "done", "error", *"0239abcdefghijk8")


@pytest.mark.parametrize("name", WELL_FORMED)
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_shape_of_data_breaks_a_dialect(name: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(damaged(WELL_FORMED[name]) | JSON, max_size=6))
    names = data.draw(st.lists(st.sampled_from(NAMES), min_size=6, max_size=6))
    events = list(zip(names, values, strict=False))
    for body in (sse(*values), named(*events)):
        for merge in (name, "auto"):
            merged = run_of([body], rules=Rules(merge)).merger.merged()
            assert json.loads(dump_json(merged)) == merged


def test_every_dialect_here_is_one() -> None:
    assert WELL_FORMED.keys() <= {dialect.id for dialect in DIALECTS}
