"""The UI message stream of the AI SDK 5 and later."""

from replies import Summary, check, named, run_of, sse
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]


def chunk(type_: str, **fields: JsonValue) -> Object:
    return {"type": type_, **fields}


def call(type_: str, **fields: JsonValue) -> Object:
    return {"type": f"tool-{type_}", "toolCallId": "c", **fields}


def text(type_: str, id_: str, **fields: JsonValue) -> Object:
    return {"type": type_, "id": id_, **fields}


START = chunk("start", messageId="m")
STEP = chunk("start-step")
END = chunk("finish", finishReason="stop")


def check_chunks(*chunks: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The chunks give one message of the assistant, which ends; its parts are told."""
    expected: Summary = {
        "dialect": "vercel-ui",
        "messages": [{"role": "assistant", **reply, "finish_reason": "stop"}],
        "terminators": ["finish", "[DONE]"],
        **rest,
    }
    merged = check(sse(START, *chunks, END, "[DONE]"), expected).merger.merged()
    assert isinstance(merged, dict)
    assert (merged["id"], merged["role"]) == ("m", "assistant")
    return merged["parts"]


def test_texts_are_told_apart_by_their_ids() -> None:
    signed: JsonValue = {"anthropic": {"signature": "s"}}
    parts = check_chunks(
        STEP,
        text("reasoning-start", "1"),
        text("reasoning-delta", "1", delta="h"),
        text("text-start", "1"),
        text("text-delta", "1", delta="H"),
        text("reasoning-delta", "1", delta="m"),
        text("reasoning-end", "1", providerMetadata=signed),
        text("text-delta", "1", delta="i"),
        text("text-end", "1"),
        chunk("finish-step"),
        reply={"reasoning": "hm", "text": "Hi"},
    )
    assert parts == [
        {"type": "step-start"},
        {"type": "reasoning", "text": "hm", "state": "done", "providerMetadata": signed},
        {"type": "text", "text": "Hi", "state": "done"},
    ]


def test_ids_count_anew_in_each_step() -> None:
    parts = check_chunks(
        STEP,
        text("text-start", "0"),
        text("text-delta", "0", delta="a"),
        text("text-end", "0"),
        chunk("finish-step"),
        STEP,
        text("text-start", "0"),
        text("text-delta", "0", delta="b"),
        reply={"text": "ab"},
    )
    assert parts == [
        {"type": "step-start"},
        {"type": "text", "text": "a", "state": "done"},
        {"type": "step-start"},
        {"type": "text", "text": "b", "state": "streaming"},
    ]


def test_arguments_stay_as_the_model_wrote_them() -> None:
    parts = check_chunks(
        call("input-start", toolName="f"),
        call("input-delta", inputTextDelta='{"x"'),
        call("input-delta", inputTextDelta=": 1.0}"),
        call("input-available", toolName="f", input={"x": 1}),
        call("output-available", output={"y": 2}),
        reply={"tool_calls": [{"id": "c", "name": "f", "arguments": '{"x": 1.0}'}]},
    )
    assert parts == [
        {
            "type": "tool-f",
            "toolCallId": "c",
            "state": "output-available",
            "input": {"x": 1.0},
            "output": {"y": 2},
        }
    ]


def test_an_input_that_the_server_changed_replaces_what_the_model_wrote() -> None:
    check_chunks(
        call("input-start", toolName="f"),
        call("input-delta", inputTextDelta='{"x": 1'),
        call("input-available", toolName="f", input={"x": 1}),
        reply={"tool_calls": [{"id": "c", "name": "f", "arguments": '{"x":1}'}]},
    )


def test_a_call_may_come_whole() -> None:
    parts = check_chunks(
        call("input-available", toolName="f", input={}, dynamic=True, title="F"),
        call("output-error", errorText="no"),
        reply={"tool_calls": [{"id": "c", "name": "f", "arguments": "{}"}]},
    )
    assert parts == [
        {
            "type": "dynamic-tool",
            "toolName": "f",
            "toolCallId": "c",
            "state": "output-error",
            "input": {},
            "title": "F",
            "errorText": "no",
        }
    ]


def test_input_that_is_no_json_is_text() -> None:
    parts = check_chunks(
        call("input-start", toolName="run"),
        call("input-delta", inputTextDelta="print("),
        call("input-delta", inputTextDelta="1)"),
        call("input-error", toolName="run", input="print(1)", errorText="no JSON"),
        reply={"tool_calls": [{"id": "c", "name": "run", "arguments": "print(1)"}]},
    )
    assert parts == [
        {
            "type": "tool-run",
            "toolCallId": "c",
            "state": "output-error",
            "input": "print(1)",
            "errorText": "no JSON",
        }
    ]


def test_a_call_waits_for_approval_and_may_be_denied() -> None:
    def last(*chunks: Object) -> JsonValue:
        merged = run_of([sse(START, *chunks)]).merger.merged()
        assert isinstance(merged, dict)
        return merged["parts"]

    asked = (
        call("input-available", toolName="f", input={}),
        call("approval-request", approvalId="a"),
    )
    part: Object = {"type": "tool-f", "toolCallId": "c", "input": {}, "approval": {"id": "a"}}
    assert last(*asked) == [{**part, "state": "approval-requested"}]
    assert last(*asked, call("output-denied")) == [{**part, "state": "output-denied"}]


def test_sources_are_citations() -> None:
    url: Object = chunk("source-url", sourceId="1", url="https://example.com", title="Ex")
    document: Object = chunk("source-document", sourceId="2", mediaType="text/plain", title="D")
    parts = check_chunks(url, document, reply={"citations": [url, document]})
    assert parts == [url, document]


def test_data_of_the_application_is_a_part_that_its_id_replaces() -> None:
    parts = check_chunks(
        chunk("data-weather", id="w", data={"status": "loading"}),
        chunk("data-note", data=1),
        chunk("data-weather", id="w", data={"status": "done"}),
        chunk("data-note", data=2),
        chunk("data-progress", data=0.5, transient=True),
        chunk("file", url="data:,a", mediaType="text/plain"),
        reply={},
    )
    assert parts == [
        chunk("data-weather", id="w", data={"status": "done"}),
        chunk("data-note", data=1),
        chunk("data-note", data=2),
        chunk("file", url="data:,a", mediaType="text/plain"),
    ]


def test_metadata_grows_and_may_tell_model_and_usage() -> None:
    end = chunk("finish", messageMetadata={"a": {"y": 2}, "totalUsage": {"totalTokens": 3}})
    run = check(
        sse(
            chunk("start", messageMetadata={"model": "gpt-x", "a": {"x": 1}}),
            chunk("message-metadata", messageMetadata={"b": None}),
            end,
        ),
        {
            "dialect": "vercel-ui",
            "messages": [{"role": "assistant"}],
            "usage": {"totalTokens": 3},
            "model": "gpt-x",
            "terminators": ["finish"],
        },
    )
    merged = run.merger.merged()
    assert isinstance(merged, dict)
    assert merged["metadata"] == {
        "model": "gpt-x",
        "a": {"x": 1, "y": 2},
        "b": None,
        "totalUsage": {"totalTokens": 3},
    }


def test_errors_and_aborts_are_told() -> None:
    begun = (START, STEP, text("text-start", "0"), text("text-delta", "0", delta="Par"))
    expected: Summary = {
        "dialect": "vercel-ui",
        "messages": [{"role": "assistant", "text": "Par"}],
    }
    check(sse(*begun, chunk("error", errorText="broke")), {**expected, "error": "broke"})
    check(sse(*begun, chunk("abort", reason="user")), {**expected, "terminators": ["abort"]})
    check(sse(*begun), expected)


def test_only_whole_chunks_tell_the_dialect() -> None:
    for own in (START, STEP, text("text-start", "0"), call("input-start", toolName="f")):
        assert run_of([sse(own)]).merger.dialect_id == "vercel-ui"
        assert run_of([named(("start", own))]).merger.dialect_id == "unknown"
    others: tuple[Object, ...] = (
        chunk("start", runId="r", payload={}),
        chunk("start-step", request={}),
        text("text-delta", "0", text="a"),
        chunk("text-start"),
        chunk("finish"),
        chunk("data-x", data=1),
    )
    for other in others:
        assert run_of([sse(other)]).merger.dialect_id == "unknown"
