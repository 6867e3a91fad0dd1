"""MCP over streamable HTTP: the response among the server's own messages."""

import pytest

from replies import Summary, at, check, named, run_of, sse
from wirelens.jsonvalue import JsonValue
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]

PROGRESS: JsonValue = {
    "jsonrpc": "2.0",
    "method": "notifications/progress",
    "params": {"progressToken": "p", "progress": 1, "message": "step 1"},
}
LOG: JsonValue = {
    "jsonrpc": "2.0",
    "method": "notifications/message",
    "params": {"level": "info", "data": "working"},
}
REQUEST: JsonValue = {"jsonrpc": "2.0", "id": 9, "method": "roots/list"}


def response(result: JsonValue, id_: JsonValue = 1) -> JsonValue:
    return {"jsonrpc": "2.0", "id": id_, "result": result}


def said(*texts: str, **fields: JsonValue) -> JsonValue:
    return response({"content": [{"type": "text", "text": text} for text in texts], **fields})


def check_stream(*events: JsonValue, **expected: JsonValue) -> JsonValue:
    """What the events tell; returns the merged object."""
    told: Summary = {"dialect": "mcp", **expected}
    return check(named(*(("message", each) for each in events)), told).merger.merged()


def test_the_response_is_the_reply_and_all_else_is_log() -> None:
    answer = said("Hé", "llo", isError=False, structuredContent={"a": 1})
    merged = check_stream(
        PROGRESS,
        LOG,
        REQUEST,
        answer,
        messages=[{"text": "Héllo"}],
        terminators=["response"],
    )
    assert merged == answer


def test_a_tool_that_failed_says_why() -> None:
    body = sse(said("no such city", isError=True))
    reply: JsonValue = {"text": "no such city"}
    run = check(
        body,
        {
            "dialect": "mcp",
            "messages": [reply],
            "error": "no such city",
            "terminators": ["response"],
        },
    )
    assert verdict(run) == "error"
    check_stream(
        response({"content": [], "isError": True}),
        error="the tool failed",
        terminators=["response"],
    )


def test_an_error_response() -> None:
    failed: JsonValue = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "no"}}
    merged = check_stream(LOG, failed, error="no", terminators=["response"])
    assert merged == failed


def test_other_results_have_no_text() -> None:
    listed = response({"tools": [{"name": "f", "description": "d"}]})
    assert check_stream(listed, terminators=["response"]) == listed


def test_embedded_resources_and_other_content() -> None:
    blocks: JsonValue = [
        {"type": "image", "data": "x"},
        {"type": "resource", "resource": {"uri": "u", "text": "inside"}},
        {"type": "resource_link", "uri": "u"},
    ]
    check_stream(
        response({"content": blocks}), messages=[{"text": "inside"}], terminators=["response"]
    )
    check_stream(
        response({"contents": [{"uri": "u", "text": "a"}, {"uri": "v", "blob": "x"}]}),
        messages=[{"text": "a"}],
        terminators=["response"],
    )


def test_the_messages_of_a_prompt() -> None:
    prompt: JsonValue = [
        {"role": "user", "content": {"type": "text", "text": "Q"}},
        {"role": "assistant", "content": {"type": "text", "text": "A"}},
    ]
    check_stream(
        response({"messages": prompt}),
        messages=[{"role": "user", "text": "Q"}, {"role": "assistant", "text": "A"}],
        terminators=["response"],
    )


def test_responses_of_a_batch_are_a_message_each() -> None:
    first, second = said("a"), response({"content": [{"type": "text", "text": "b"}]}, "x")
    merged = check_stream(
        [first, LOG, second],
        messages=[{"text": "a"}, {"text": "b"}],
        terminators=["response", "response"],
    )
    assert merged == [first, second]


def test_a_stream_without_a_response_is_truncated() -> None:
    assert verdict(run_of([sse(PROGRESS, LOG)])) == "truncated"
    assert verdict(run_of([sse(PROGRESS, said("a"))])) == "complete"


def test_comments_keep_the_connection_alive() -> None:
    body = b": ping - 2026-01-01\r\n\r\n" + sse(said("a")).replace(b"\n", b"\r\n")
    run = check(body, {"dialect": "mcp", "messages": [{"text": "a"}], "terminators": ["response"]})
    assert run.log.comments == 1


@pytest.mark.parametrize(
    "value",
    [
        {"jsonrpc": "1.0", "id": 1, "result": {}},
        {"id": 1, "result": {"content": []}},
        [],
        [said("a"), {"x": 1}],
        {"jsonrpc": "2.0", "id": 1},
        "jsonrpc",
    ],
)
def test_what_is_no_json_rpc_is_not_taken_for_it(value: JsonValue) -> None:
    check(sse(value), {"dialect": "unknown"})


def test_a_task_of_mcp_is_not_one_of_a2a() -> None:
    started = response({"task": {"taskId": "t", "status": "working", "ttl": 9}})
    assert at(check_stream(started, terminators=["response"]), "result", "task", "taskId") == "t"
