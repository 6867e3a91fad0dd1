"""No data breaks a dialect: events of agents, workflows and Bedrock, with anything in them."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damage import JSON, damaged
from replies import named, run_of
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.dialects.table import DIALECTS
from wirelens.stream.rules import Rules

Object = dict[str, JsonValue]

_PART: JsonValue = [{"kind": "text", "text": "a"}]
_MESSAGE: JsonValue = {"kind": "message", "messageId": "m", "role": "agent", "parts": _PART}
_STATUS: JsonValue = {"state": "completed", "message": _MESSAGE}
_ARTIFACT: JsonValue = {"artifactId": "a", "parts": _PART}
_CALL: JsonValue = {"id": "c", "function": {"name": "f", "arguments": "{}"}}
_CHUNK: JsonValue = {
    "type": "AIMessageChunk",
    "id": "i",
    "content": [{"type": "text", "text": "a", "index": 0}],
    "additional_kwargs": {"reasoning_content": "r"},
    "response_metadata": {"finish_reason": "stop", "model_name": "m"},
    "tool_call_chunks": [{"name": "f", "args": "{}", "id": "c", "index": 0}],
    "usage_metadata": {"total_tokens": 1, "input_token_details": {"cache_read": 1}},
}
_WHOLE: JsonValue = {
    "type": "ai",
    "id": "w",
    "content": "a",
    "tool_calls": [{"name": "f", "args": {"x": 1}, "id": "c"}],
}


def _rpc(result: JsonValue) -> JsonValue:
    return {"jsonrpc": "2.0", "id": 1, "result": result}


def _graph(method: str, data: JsonValue) -> JsonValue:
    return {"type": "event", "seq": 1, "method": method, "params": {"namespace": [], "data": data}}


def _ops(path: str, value: JsonValue) -> JsonValue:
    return {"ops": [{"op": "add", "path": path, "value": value}]}


def _run(event: str, **data: JsonValue) -> JsonValue:
    return {"event": event, "run_id": "r", "data": data, "parent_ids": []}


def _block(**fields: JsonValue) -> JsonValue:
    return {"contentBlockIndex": 0, **fields}


# Events as they should be, each under its type.
WELL_FORMED: dict[str, list[tuple[str, JsonValue]]] = {
    "bedrock-converse": [
        ("messageStart", {"role": "assistant", "p": "a"}),
        ("contentBlockStart", _block(start={"toolUse": {"toolUseId": "t", "name": "f"}})),
        ("contentBlockStart", _block(start={"toolResult": {"toolUseId": "t"}})),
        ("contentBlockDelta", _block(delta={"text": "a", "citation": {"title": "t"}})),
        ("contentBlockDelta", _block(delta={"toolUse": {"input": "{}"}})),
        ("contentBlockDelta", _block(delta={"toolResult": [{"text": "a"}]})),
        ("contentBlockDelta", _block(delta={"reasoningContent": {"text": "a", "signature": "s"}})),
        ("contentBlockStop", _block()),
        ("messageStop", {"stopReason": "end_turn"}),
        ("metadata", {"usage": {"totalTokens": 1}, "metrics": {}}),
        ("message", {"contentBlockDelta": _block(delta={"text": "a"})}),
    ],
    "mcp": [
        ("message", _rpc({"content": _PART, "isError": True})),
        ("message", _rpc({"messages": [{"role": "user", "content": {"text": "a"}}]})),
        ("message", [{"jsonrpc": "2.0", "method": "m"}, _rpc({"contents": [{"text": "a"}]})]),
        ("message", {"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "m"}}),
    ],
    "a2a": [
        ("message", _rpc({"kind": "task", "id": "t", "status": _STATUS, "artifacts": [_ARTIFACT]})),
        (
            "message",
            _rpc({"kind": "status-update", "taskId": "t", "final": True, "status": _STATUS}),
        ),
        ("message", _rpc({"kind": "artifact-update", "append": True, "artifact": _ARTIFACT})),
        ("message", {"artifactUpdate": {"artifact": _ARTIFACT}}),
        ("message", {"statusUpdate": {"taskId": "t", "status": {"state": "TASK_STATE_FAILED"}}}),
        ("message", {"message": _MESSAGE}),
        ("message", {"jsonrpc": "2.0", "id": 1, "error": {"code": -32001, "message": "m"}}),
    ],
    "ag-ui": [
        ("message", {"type": "RUN_STARTED", "threadId": "t", "runId": "r"}),
        ("message", {"type": "TEXT_MESSAGE_CHUNK", "messageId": "m", "role": "r", "delta": "a"}),
        ("message", {"type": "REASONING_MESSAGE_CONTENT", "messageId": "x", "delta": "a"}),
        ("message", {"type": "THINKING_TEXT_MESSAGE_CONTENT", "delta": "a"}),
        (
            "message",
            {
                "type": "TOOL_CALL_START",
                "toolCallId": "c",
                "toolCallName": "f",
                "parentMessageId": "m",
            },
        ),
        ("message", {"type": "TOOL_CALL_ARGS", "toolCallId": "c", "delta": "{}"}),
        ("message", {"type": "TOOL_CALL_RESULT", "messageId": "r", "toolCallId": "c"}),
        (
            "message",
            {
                "type": "REASONING_ENCRYPTED_VALUE",
                "subtype": "tool-call",
                "entityId": "c",
                "encryptedValue": "v",
            },
        ),
        (
            "message",
            {
                "type": "MESSAGES_SNAPSHOT",
                "messages": [
                    {"id": "u", "role": "user"},
                    {"id": "x", "role": "reasoning", "content": "a"},
                    {"id": "m", "role": "assistant", "content": "a", "toolCalls": [_CALL]},
                ],
            },
        ),
        ("message", {"type": "STATE_SNAPSHOT", "snapshot": {"a": [1]}}),
        (
            "message",
            {"type": "STATE_DELTA", "delta": [{"op": "add", "path": "/a/-", "value": 1}]},
        ),
        ("message", {"type": "ACTIVITY_SNAPSHOT", "messageId": "y", "content": {"a": 1}}),
        (
            "message",
            {
                "type": "ACTIVITY_DELTA",
                "messageId": "y",
                "patch": [{"op": "move", "from": "/a", "path": "/b"}],
            },
        ),
        ("message", {"type": "RUN_FINISHED", "outcome": {"type": "o"}, "usage": [{"n": 1}]}),
        ("message", {"type": "RUN_ERROR", "message": "m"}),
    ],
    "langserve": [
        ("metadata", {"run_id": "r"}),
        ("data", "a"),
        ("data", _CHUNK),
        ("data", _WHOLE),
        ("data", {"answer": "a", "context": [1]}),
        ("data", _run("on_chat_model_start")),
        ("data", _run("on_chat_model_stream", chunk=_CHUNK)),
        ("data", _run("on_chat_model_end", output={"generations": [[{"message": _WHOLE}]]})),
        ("data", _run("on_chain_stream", chunk="a")),
        ("data", _run("on_chain_end", output="a")),
        ("data", _ops("", {"id": "r"})),
        ("data", _ops("/streamed_output/-", "a")),
        ("data", _ops("/final_output", "a")),
    ],
    "langgraph": [
        ("messages", _graph("messages", {"event": "message-start", "id": "m", "role": "ai"})),
        (
            "messages",
            _graph(
                "messages",
                {"event": "content-block-start", "content": {"type": "text", "text": "a"}},
            ),
        ),
        (
            "messages",
            _graph(
                "messages",
                {
                    "event": "content-block-delta",
                    "index": 0,
                    "delta": {
                        "type": "block-delta",
                        "fields": {"type": "tool_call_chunk", "id": "c", "args": "{"},
                    },
                },
            ),
        ),
        (
            "messages",
            _graph(
                "messages",
                {
                    "event": "content-block-delta",
                    "content_block": {"type": "tool_call_chunk", "name": "f", "args": "{"},
                },
            ),
        ),
        (
            "messages",
            _graph(
                "messages",
                {"event": "content-block-finish", "content": {"type": "tool_call", "args": {}}},
            ),
        ),
        (
            "messages",
            _graph("messages", {"event": "message-finish", "reason": "stop", "usage": {"n": 1}}),
        ),
        ("values", _graph("values", {"messages": [{"type": "human"}, _WHOLE]})),
        ("lifecycle", _graph("lifecycle", {"event": "failed", "error": "e"})),
    ],
    "dify": [
        ("message", {"event": "message", "task_id": "t", "message_id": "m", "answer": "a"}),
        ("message", {"event": "agent_message", "task_id": "t", "answer": "a"}),
        (
            "message",
            {"event": "agent_thought", "task_id": "t", "id": "1", "thought": "a", "tool": "f"},
        ),
        ("message", {"event": "message_file", "task_id": "t", "id": "f", "url": "u"}),
        ("message", {"event": "text_chunk", "task_id": "t", "data": {"text": "a"}}),
        (
            "message",
            {
                "event": "reasoning_chunk",
                "task_id": "t",
                "data": {"reasoning": "a", "node_id": "n"},
            },
        ),
        (
            "message",
            {
                "event": "message_end",
                "task_id": "t",
                "metadata": {"usage": {"n": 1}, "retriever_resources": [{"a": 1}]},
            },
        ),
        (
            "message",
            {
                "event": "workflow_finished",
                "workflow_run_id": "w",
                "data": {
                    "status": "failed",
                    "error": "e",
                    "outputs": {"a": "b"},
                    "total_tokens": 1,
                },
            },
        ),
        ("message", {"event": "error", "task_id": "t", "message": "m"}),
    ],
    "coze": [
        ("conversation.chat.failed", {"conversation_id": "v", "last_error": {"msg": "m"}}),
        (
            "conversation.chat.requires_action",
            {
                "conversation_id": "v",
                "status": "requires_action",
                "usage": {"n": 1},
                "required_action": {"submit_tool_outputs": {"tool_calls": [_CALL]}},
            },
        ),
        (
            "conversation.message.completed",
            {"conversation_id": "v", "id": "m", "type": "answer", "content": "a"},
        ),
        (
            "conversation.message.completed",
            {"conversation_id": "v", "id": "n", "type": "function_call", "content": '{"name":1}'},
        ),
        ("Message", {"content": "a", "node_is_finish": True, "node_seq_id": "0", "token": 1}),
        ("Error", {"error_code": 1, "error_message": "m"}),
        ("Interrupt", {"interrupt_data": {}}),
        ("Done", {"debug_url": "u"}),
        ("done", {}),
    ],
    "langgraph/modes": [
        ("metadata", {"run_id": "r", "attempt": 1}),
        ("messages", [_CHUNK, {"langgraph_node": "n"}]),
        ("messages/partial", [_WHOLE]),
        ("messages|s", [_WHOLE, {}]),
        ("values", {"messages": [{"type": "human", "content": "?"}, _WHOLE]}),
        ("updates", {"n": {"messages": [_WHOLE]}}),
        ("end", None),
    ],
    "bedrock-invoke/agent": [
        ("chunk", {"bytes": "SGkh", "attribution": {"citations": [{"a": 1}]}}),
        (
            "trace",
            {"sessionId": "s", "trace": {"orchestrationTrace": {"rationale": {"text": "a"}}}},
        ),
        ("trace", {"sessionId": "s", "trace": {"failureTrace": {"failureReason": "a"}}}),
        (
            "returnControl",
            {
                "invocationId": "i",
                "invocationInputs": [
                    {
                        "functionInvocationInput": {
                            "function": "f",
                            "parameters": [{"name": "x", "value": "1"}],
                        }
                    }
                ],
            },
        ),
    ],
}
_INNER: list[JsonValue] = [
    {"type": "message_start", "message": {"id": "m"}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}},
    {"contentBlockDelta": _block(delta={"text": "a"})},
    {"outputText": "a", "completionReason": "FINISH", "inputTextTokenCount": 1},
    {"generation": "a", "stop_reason": "stop", "prompt_token_count": 1},
    {"outputs": [{"text": "a", "stop_reason": "stop"}]},
    {"completion": "a", "stop_reason": "stop"},
    {"choices": [{"index": 0, "message": {"content": "a"}, "stop_reason": "stop"}]},
    {"is_finished": True, "finish_reason": "COMPLETE", "text": "a"},
    {"amazon-bedrock-invocationMetrics": {"inputTokenCount": 1}},
]


@pytest.mark.parametrize("name", WELL_FORMED)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_shape_of_data_breaks_a_dialect(name: str, data: st.DataObject) -> None:
    types = [type_ for type_, _ in WELL_FORMED[name]]
    values = [value for _, value in WELL_FORMED[name]]
    events: list[tuple[str, JsonValue]] = []
    for _ in range(data.draw(st.integers(1, 6))):
        value = data.draw(damaged(values) | JSON)
        type_ = data.draw(st.sampled_from(types))
        whole = data.draw(st.sampled_from(WELL_FORMED[name]))
        events.append(data.draw(st.sampled_from([(type_, value), whole])))
    check(name, events)


@settings(max_examples=40, deadline=None)
@given(st.lists(damaged(_INNER) | JSON, max_size=5))
def test_no_shape_of_data_in_a_chunk_breaks_it(values: list[JsonValue]) -> None:
    packed = [base64.b64encode(json.dumps(value).encode()).decode() for value in values]
    check("bedrock-invoke", [("chunk", {"bytes": each}) for each in packed])


def check(name: str, events: list[tuple[str, JsonValue]]) -> None:
    """The events are merged, whether the dialect is named or not, to what JSON can hold."""
    body = named(*((type_, json.dumps(value)) for type_, value in events))
    for merge in (_dialect(name), "auto"):
        merged = run_of([body], rules=Rules(merge)).merger.merged()
        assert json.loads(dump_json(merged)) == merged


def test_every_dialect_here_is_one() -> None:
    assert {_dialect(name) for name in WELL_FORMED} <= {dialect.id for dialect in DIALECTS}


@pytest.mark.parametrize("name", WELL_FORMED)
def test_the_events_as_they_should_be_are_recognised(name: str) -> None:
    body = named(*((type_, json.dumps(value)) for type_, value in WELL_FORMED[name]))
    assert run_of([body]).merger.dialect_id == _dialect(name)


def _dialect(name: str) -> str:
    """A dialect may have more than one stream of its own."""
    return name.partition("/")[0]
