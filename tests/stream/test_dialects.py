"""What holds for every dialect: no data breaks it, and no cut of the body shows."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damage import JSON, damaged
from replies import ARRAY, NDJSON, SSE, array, cut, ndjson, run_of, sse
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.dialects.table import DIALECTS
from wirelens.stream.rules import Rules

Object = dict[str, JsonValue]

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


# A reply, as each of the providers would stream it.

Text = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
Deltas = st.lists(Text, max_size=4)
Arguments = st.dictionaries(Text, st.integers() | Text, max_size=2)


def _openai_chat(reasoning: list[str], text: list[str], calls: list[JsonValue]) -> bytes:
    def event(delta: Object, finish: str | None = None) -> JsonValue:
        return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    events = [event({"role": "assistant"})]
    events += [event({"reasoning_content": each}) for each in reasoning]
    events += [event({"content": each}) for each in text]
    for index, arguments in enumerate(calls):
        start: Object = {"index": index, "id": f"c{index}", "function": {"name": "f"}}
        events.append(event({"tool_calls": [start]}))
        for character in json.dumps(arguments):
            delta: Object = {"index": index, "function": {"arguments": character}}
            events.append(event({"tool_calls": [delta]}))
    return sse(*events, event({}, "stop"), "[DONE]")


def _openai_responses(reasoning: list[str], text: list[str], calls: list[JsonValue]) -> bytes:
    def event(kind: str, index: int, **fields: JsonValue) -> JsonValue:
        return {"type": f"response.{kind}", "output_index": index, **fields}

    events: list[JsonValue] = [{"type": "response.created", "response": {"id": "r", "output": []}}]
    events += [event("reasoning_summary_text.delta", 0, delta=each) for each in reasoning]
    events.append(event("reasoning_summary_text.done", 0, text="".join(reasoning)))
    events += [event("output_text.delta", 1, delta=each) for each in text]
    events.append(event("output_text.done", 1, text="".join(text)))
    for index, arguments in enumerate(calls, start=2):
        written = json.dumps(arguments)
        item: Object = {"type": "function_call", "call_id": f"c{index - 2}", "name": "f"}
        events.append(event("output_item.added", index, item=item))
        events += [event("function_call_arguments.delta", index, delta=c) for c in written]
        events.append(event("function_call_arguments.done", index, arguments=written))
    end: Object = {"id": "r", "status": "stop", "output": []}
    return sse(*events, {"type": "response.completed", "response": end})


def _anthropic_messages(reasoning: list[str], text: list[str], calls: list[JsonValue]) -> bytes:
    blocks: list[tuple[Object, str, str, list[str]]] = [
        ({"type": "thinking", "thinking": ""}, "thinking_delta", "thinking", reasoning),
        ({"type": "text", "text": ""}, "text_delta", "text", text),
    ]
    for index, arguments in enumerate(calls):
        block: Object = {"type": "tool_use", "id": f"c{index}", "name": "f", "input": {}}
        blocks.append((block, "input_json_delta", "partial_json", list(json.dumps(arguments))))
    events: list[JsonValue] = [
        {"type": "message_start", "message": {"id": "m", "role": "assistant"}}
    ]
    for index, (start, type_, field, deltas) in enumerate(blocks):
        events.append({"type": "content_block_start", "index": index, "content_block": start})
        for each in deltas:
            delta: Object = {"type": type_, field: each}
            events.append({"type": "content_block_delta", "index": index, "delta": delta})
        events.append({"type": "content_block_stop", "index": index})
    end: JsonValue = {"type": "message_delta", "delta": {"stop_reason": "stop"}}
    return sse(*events, end, {"type": "message_stop"})


def _gemini(reasoning: list[str], text: list[str], calls: list[JsonValue]) -> bytes:
    def event(part: Object, finish: str | None = None) -> JsonValue:
        content: Object = {"role": "model", "parts": [part]}
        return {"candidates": [{"content": content, "finishReason": finish}]}

    events = [event({"text": each, "thought": True}) for each in reasoning]
    events += [event({"text": each}) for each in text]
    for index, arguments in enumerate(calls):
        call: Object = {"id": f"c{index}", "name": "f", "args": arguments}
        events.append(event({"functionCall": call}))
    return array(*events, event({"text": ""}, "stop"))


def _ollama_chat(reasoning: list[str], text: list[str], calls: list[JsonValue]) -> bytes:
    messages: list[Object] = [{"role": "assistant", "content": ""}]
    messages += [{"thinking": each} for each in reasoning]
    messages += [{"content": each} for each in text]
    for index, arguments in enumerate(calls):
        function: Object = {"name": "f", "arguments": arguments}
        messages.append({"tool_calls": [{"id": f"c{index}", "function": function}]})
    lines: list[JsonValue] = [{"message": each, "done": False} for each in messages]
    return ndjson(*lines, {"message": {}, "done": True, "done_reason": "stop"})


def _ollama_generate(reasoning: list[str], text: list[str], calls: list[JsonValue]) -> bytes:
    lines: list[JsonValue] = [{"response": "", "thinking": r, "done": False} for r in reasoning]
    lines += [{"response": each, "done": False} for each in text]
    return ndjson(*lines, {"response": "", "done": True, "done_reason": "stop"})


Encode = Callable[[list[str], list[str], list[JsonValue]], bytes]
ENCODED: dict[str, tuple[Encode, str]] = {
    "openai-chat": (_openai_chat, SSE),
    "openai-responses": (_openai_responses, SSE),
    "anthropic-messages": (_anthropic_messages, SSE),
    "gemini": (_gemini, ARRAY),
    "ollama-chat": (_ollama_chat, NDJSON),
    "ollama-generate": (_ollama_generate, NDJSON),
}


@pytest.mark.parametrize("dialect", ENCODED)
@settings(max_examples=60, deadline=None)
@given(Deltas, Deltas, st.lists(Arguments, max_size=2), st.data())
def test_a_reply_merges_back_to_itself_however_it_is_cut(
    dialect: str,
    reasoning: list[str],
    text: list[str],
    calls: list[JsonValue],
    data: st.DataObject,
) -> None:
    encode, media_type = ENCODED[dialect]
    body = encode(reasoning, text, calls)
    places = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=8)))
    run = run_of(cut(body, places), media_type)
    assert run.merger.dialect_id == dialect
    (message,) = run.reply.messages
    assert message.joined("reasoning") == "".join(reasoning)
    assert message.joined("text") == "".join(text)
    if dialect != "ollama-generate":
        assert [(call.id, call.name) for call in message.tool_calls] == [
            (f"c{index}", "f") for index in range(len(calls))
        ]
        assert [json.loads(call.arguments) for call in message.tool_calls] == calls
    assert message.finish_reason == "stop"
    assert run.reply.notes == []
