"""What holds for every dialect: no data breaks it."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from damage import JSON, damaged
from replies import SSE, run_of, sse
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.dialects.table import DIALECTS
from wirelens.stream.rules import Rules

_OPENAI: JsonValue = {
    "id": "c",
    "model": "m",
    "object": "chat.completion.chunk",
    "choices": [
        {
            "index": 0,
            "delta": {
                "role": "assistant",
                "content": [{"type": "thinking", "thinking": [{"type": "text", "text": "a"}]}],
                "reasoning": "b",
                "reasoning_details": [{"type": "reasoning.text", "text": "c", "index": 0}],
                "refusal": "d",
                "tool_calls": [
                    {"index": 0, "id": "e", "function": {"name": "f", "arguments": "{}"}}
                ],
                "function_call": {"name": "g", "arguments": "{}"},
                "annotations": [{"type": "url_citation"}],
                "audio": {"data": "x", "transcript": "y"},
            },
            "logprobs": {"content": [{"token": "h"}]},
            "finish_reason": "stop",
        }
    ],
    "usage": {"total_tokens": 1},
    "citations": ["i"],
    "x_groq": {"usage": {"a": 1}},
}
_GEMINI: JsonValue = {
    "candidates": [
        {
            "index": 0,
            "finishReason": "STOP",
            "content": {
                "role": "model",
                "parts": [
                    {"text": "a", "thought": True},
                    {"functionCall": {"name": "f", "args": {"x": 1}, "id": "i"}},
                    {
                        "functionCall": {
                            "name": "g",
                            "partialArgs": [{"jsonPath": "$.a[0].b", "stringValue": "x"}],
                            "willContinue": True,
                        }
                    },
                    {"executableCode": {"code": "1"}},
                ],
            },
            "citationMetadata": {"citations": [{"uri": "u"}]},
            "groundingMetadata": {"groundingChunks": [{"web": {}}]},
        }
    ],
    "promptFeedback": {"blockReason": "SAFETY"},
    "usageMetadata": {"totalTokenCount": 1},
    "modelVersion": "m",
}
_ITEM: JsonValue = {
    "type": "message",
    "id": "i",
    "content": [{"type": "output_text", "text": "a", "annotations": [{"url": "u"}]}],
    "summary": [{"type": "summary_text", "text": "s"}],
}
_CALL: JsonValue = {"type": "apply_patch_call", "call_id": "c", "operation": {"diff": "d"}}
_PLACE = {"output_index": 0, "content_index": 0, "summary_index": 0, "sequence_number": 1}
_RESPONSES: list[JsonValue] = [
    {"type": "response.created", "response": {"id": "r", "model": "m"}},
    {"type": "response.output_item.added", "item": _ITEM, **_PLACE},
    {"type": "response.output_item.done", "item": _CALL, **_PLACE},
    {"type": "response.output_text.delta", "delta": "a", **_PLACE},
    {"type": "response.apply_patch_call_operation_diff.delta", "delta": "a", **_PLACE},
    {"type": "response.content_part.done", "part": {"type": "output_text"}, **_PLACE},
    {"type": "response.output_text.annotation.added", "annotation": {"url": "u"}, **_PLACE},
    {
        "type": "response.completed",
        "response": {
            "id": "r",
            "status": "completed",
            "output": [_ITEM, _CALL],
            "usage": {"a": 1},
            "error": {"message": "m"},
            "incomplete_details": {"reason": "r"},
        },
    },
]
_ANTHROPIC: list[JsonValue] = [
    {"type": "message_start", "message": {"id": "m", "content": [{"type": "text", "text": "a"}]}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "input": 1}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta"}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "citations_delta"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "s"}, "usage": {"output_tokens": 1}},
    {"type": "message_stop"},
]
_OLLAMA: JsonValue = {
    "model": "m",
    "message": {"content": "a", "thinking": "b", "tool_calls": [{"function": {"name": "f"}}]},
    "response": "a",
    "done": True,
    "done_reason": "stop",
    "eval_count": 1,
}
WELL_FORMED: list[JsonValue] = [_OPENAI, _GEMINI, *_RESPONSES, *_ANTHROPIC, _OLLAMA]


@settings(max_examples=120, deadline=None)
@given(st.lists(damaged(WELL_FORMED) | JSON, max_size=6))
def test_no_shape_of_data_breaks_a_dialect(values: list[JsonValue]) -> None:
    for dialect in DIALECTS:
        run = run_of([sse(*values)], SSE, Rules(merge=dialect.id))
        merged = run.merger.merged()
        assert json.loads(dump_json(merged)) == merged
