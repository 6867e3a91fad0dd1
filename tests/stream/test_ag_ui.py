"""AG-UI: messages by their ids, tool calls by their parents, state, snapshots."""

import pytest

from replies import Summary, at, check, run_of, sse
from wirelens.jsonvalue import JsonValue
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]

STARTED: Object = {"type": "RUN_STARTED", "threadId": "t", "runId": "r"}
FINISHED: Object = {"type": "RUN_FINISHED", "threadId": "t", "runId": "r"}
END: JsonValue = ["RUN_FINISHED"]


def event(type_: str, **fields: JsonValue) -> JsonValue:
    return {"type": type_, **fields}


def text(id_: str, *deltas: str) -> list[JsonValue]:
    return [
        event("TEXT_MESSAGE_START", messageId=id_, role="assistant"),
        *(event("TEXT_MESSAGE_CONTENT", messageId=id_, delta=delta) for delta in deltas),
        event("TEXT_MESSAGE_END", messageId=id_),
    ]


def call(id_: str, name: str, *deltas: str, **fields: JsonValue) -> list[JsonValue]:
    return [
        event("TOOL_CALL_START", toolCallId=id_, toolCallName=name, **fields),
        *(event("TOOL_CALL_ARGS", toolCallId=id_, delta=delta) for delta in deltas),
        event("TOOL_CALL_END", toolCallId=id_),
    ]


def check_run(*events: JsonValue, **expected: JsonValue) -> JsonValue:
    """What a run of these events tells; returns the merged object."""
    told: Summary = {"dialect": "ag-ui", "terminators": END, **expected}
    return check(sse(STARTED, *events, FINISHED), told).merger.merged()


def test_text_is_concatenated_by_message() -> None:
    merged = check_run(
        *text("m1", "H", "é😀"),
        *text("m2", "", "there"),
        messages=[
            {"role": "assistant", "text": "Hé😀"},
            {"role": "assistant", "text": "there"},
        ],
    )
    assert merged == {
        "threadId": "t",
        "runId": "r",
        "messages": [
            {"id": "m1", "role": "assistant", "content": "Hé😀"},
            {"id": "m2", "role": "assistant", "content": "there"},
        ],
    }


def test_chunks_without_an_id_go_on_with_the_last() -> None:
    check_run(
        event("TEXT_MESSAGE_CHUNK", messageId="m", role="assistant", delta="H"),
        event("TEXT_MESSAGE_CHUNK", delta="i"),
        event("TOOL_CALL_CHUNK", toolCallId="c", toolCallName="f", parentMessageId="m", delta="{"),
        event("TOOL_CALL_CHUNK", delta="}"),
        event("REASONING_MESSAGE_CHUNK", messageId="x", delta="why "),
        event("REASONING_MESSAGE_CHUNK", delta="not"),
        messages=[
            {
                "role": "assistant",
                "text": "Hi",
                "tool_calls": [{"id": "c", "name": "f", "arguments": "{}"}],
            },
            {"reasoning": "why not"},
        ],
    )


def test_reasoning_stands_before_the_answer_that_follows() -> None:
    merged = check_run(
        event("REASONING_START", messageId="x"),
        event("REASONING_MESSAGE_START", messageId="x", role="reasoning"),
        event("REASONING_MESSAGE_CONTENT", messageId="x", delta="I "),
        event("REASONING_MESSAGE_CONTENT", messageId="x", delta="think"),
        event("REASONING_MESSAGE_END", messageId="x"),
        event(
            "REASONING_ENCRYPTED_VALUE", subtype="message", entityId="x", encryptedValue="secret"
        ),
        *text("m1", "A"),
        event("REASONING_MESSAGE_CONTENT", messageId="y", delta="more"),
        *text("m2", "B"),
        messages=[
            {"role": "assistant", "reasoning": "I think", "text": "A"},
            {"role": "assistant", "reasoning": "more", "text": "B"},
        ],
    )
    thought = {"id": "x", "role": "reasoning", "content": "I think", "encryptedValue": "secret"}
    assert at(merged, "messages", 0) == thought


def test_thinking_of_older_versions_has_no_id() -> None:
    check_run(
        event("THINKING_START"),
        event("THINKING_TEXT_MESSAGE_START"),
        event("THINKING_TEXT_MESSAGE_CONTENT", delta="a"),
        event("THINKING_TEXT_MESSAGE_CONTENT", delta="b"),
        event("THINKING_TEXT_MESSAGE_END"),
        event("THINKING_END"),
        *text("m", "Hi"),
        messages=[{"role": "assistant", "reasoning": "ab", "text": "Hi"}],
    )


def test_tool_calls_belong_to_their_parent() -> None:
    merged = check_run(
        *call("c1", "f", '{"x": ', '"é"}', parentMessageId="m"),
        *call("c2", "g", parentMessageId="m"),
        event("TOOL_CALL_RESULT", messageId="r", toolCallId="c1", content="21", role="tool"),
        *text("m", "Hi"),
        messages=[
            {
                "role": "assistant",
                "tool_calls": [
                    {"id": "c1", "name": "f", "arguments": '{"x": "é"}'},
                    {"id": "c2", "name": "g"},
                ],
                "text": "Hi",
            }
        ],
    )
    assert at(merged, "messages") == [
        {
            "id": "m",
            "role": "assistant",
            "toolCalls": [
                {
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "f", "arguments": '{"x": "é"}'},
                },
                {"id": "c2", "type": "function", "function": {"name": "g", "arguments": ""}},
            ],
            "content": "Hi",
        },
        {"id": "r", "role": "tool", "toolCallId": "c1", "content": "21"},
    ]


def test_a_call_without_a_parent_is_a_message_of_its_own() -> None:
    check_run(
        *text("m", "Hi"),
        *call("c", "f", "{}"),
        messages=[
            {"role": "assistant", "text": "Hi"},
            {
                "role": "assistant",
                "tool_calls": [{"id": "c", "name": "f", "arguments": "{}"}],
            },
        ],
    )


def test_calls_may_be_interleaved() -> None:
    check_run(
        event("TOOL_CALL_START", toolCallId="a", toolCallName="f", parentMessageId="m"),
        event("TOOL_CALL_START", toolCallId="b", toolCallName="g", parentMessageId="m"),
        event("TOOL_CALL_ARGS", toolCallId="b", delta="[1"),
        event("TOOL_CALL_ARGS", toolCallId="a", delta="{}"),
        event("TOOL_CALL_ARGS", toolCallId="b", delta="]"),
        messages=[
            {
                "role": "assistant",
                "tool_calls": [
                    {"id": "a", "name": "f", "arguments": "{}"},
                    {"id": "b", "name": "g", "arguments": "[1]"},
                ],
            }
        ],
    )


def test_a_snapshot_states_all_messages() -> None:
    stated: list[JsonValue] = [
        {"id": "0", "role": "assistant", "content": "of an earlier run"},
        {"id": "u", "role": "user", "content": "q"},
        {"id": "x", "role": "reasoning", "content": "so"},
        {
            "id": "m",
            "role": "assistant",
            "content": "Hi there",
            "toolCalls": [{"id": "c", "function": {"name": "f", "arguments": "{}"}}],
        },
        {"id": "n", "role": "assistant"},
    ]
    merged = check_run(
        *text("m", "Hi "),
        event("MESSAGES_SNAPSHOT", messages=stated),
        messages=[
            {
                "role": "assistant",
                "reasoning": "so",
                "text": "Hi there",
                "tool_calls": [{"id": "c", "name": "f", "arguments": "{}"}],
            },
            {"role": "assistant"},
        ],
    )
    assert at(merged, "messages") == stated


def test_state_and_activities_are_patched() -> None:
    patch: JsonValue = [{"op": "replace", "path": "/a", "value": 2}]
    plan: JsonValue = [{"op": "add", "path": "/steps/-", "value": "b"}]
    merged = check_run(
        event("STEP_STARTED", stepName="s"),
        event("STATE_SNAPSHOT", snapshot={"a": 1, "b": []}),
        event("STATE_DELTA", delta=patch),
        event("ACTIVITY_SNAPSHOT", messageId="p", activityType="PLAN", content={"steps": ["a"]}),
        event("ACTIVITY_DELTA", messageId="p", activityType="PLAN", patch=plan),
        event("ACTIVITY_SNAPSHOT", messageId="p", activityType="PLAN", content={}, replace=False),
        event("STEP_FINISHED", stepName="s"),
    )
    assert at(merged, "state") == {"a": 2, "b": []}
    activity = {
        "id": "p",
        "role": "activity",
        "activityType": "PLAN",
        "content": {"steps": ["a", "b"]},
    }
    assert at(merged, "messages") == [activity]


def test_the_outcome_is_the_finish_reason() -> None:
    usage: Object = {"provider": "p", "model": "x", "inputTokens": 3}
    finished: JsonValue = FINISHED | {"outcome": {"type": "success"}, "usage": [usage]}
    reply: JsonValue = {"role": "assistant", "text": "Hi", "finish_reason": "success"}
    run = check(
        sse(STARTED, *text("m", "Hi"), finished),
        {
            "dialect": "ag-ui",
            "messages": [reply],
            "usage": usage,
            "model": "x",
            "terminators": END,
        },
    )
    assert at(run.merger.merged(), "usage") == [usage]
    two: JsonValue = FINISHED | {"outcome": "interrupt", "usage": [{"n": 1}, {"n": 2, "o": 3}]}
    expected: Summary = {
        "dialect": "ag-ui",
        "messages": [{"finish_reason": "interrupt"}],
        "usage": {"n": 3, "o": 3},
        "terminators": END,
    }
    check(sse(STARTED, two), expected)


def test_a_run_that_failed() -> None:
    failed = event("RUN_ERROR", message="overloaded", code="x")
    body = sse(STARTED, *text("m", "Hal"), failed)
    reply: JsonValue = {"role": "assistant", "text": "Hal"}
    run = check(body, {"dialect": "ag-ui", "messages": [reply], "error": "overloaded"})
    assert verdict(run) == "error"


def test_a_run_without_its_end_is_truncated() -> None:
    assert verdict(run_of([sse(STARTED, *text("m", "Hi"))])) == "truncated"
    assert verdict(run_of([sse(STARTED, *text("m", "Hi"), FINISHED)])) == "complete"


@pytest.mark.parametrize("type_", ["RAW", "CUSTOM", "start", "text_message_start", "MESSAGE"])
def test_types_of_others_are_not_taken_for_it(type_: str) -> None:
    assert run_of([sse(event(type_, messageId="m"))]).merger.dialect_id != "ag-ui"
