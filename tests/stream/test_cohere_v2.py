"""Cohere's Chat API, version 2."""

from replies import Summary, check, named, run_of
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]
Typed = tuple[str, JsonValue]

USAGE: Object = {
    "billed_units": {"input_tokens": 1, "output_tokens": 2},
    "tokens": {"input_tokens": 3, "output_tokens": 4},
}


def event(type_: str, message: Object | None = None, **fields: JsonValue) -> Typed:
    delta: Object = {} if message is None else {"delta": {"message": message}}
    return (type_, {"type": type_, **fields, **delta})


def start() -> Typed:
    empty: Object = {"content": [], "tool_plan": "", "tool_calls": [], "citations": []}
    return event("message-start", {"role": "assistant", **empty}, id="r")


def content(index: int, **piece: JsonValue) -> Typed:
    return event("content-delta", {"content": piece}, index=index)


def call(index: int, **piece: JsonValue) -> Typed:
    return event("tool-call-delta", {"tool_calls": piece}, index=index)


def end(reason: str = "COMPLETE", **fields: JsonValue) -> Typed:
    return ("message-end", {"type": "message-end", "delta": {"finish_reason": reason, **fields}})


def check_events(*events: Typed, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The events give one message of the assistant, and end; the merged object is told."""
    message: Summary = {"role": "assistant", **reply}
    expected: Summary = {"dialect": "cohere-v2", "messages": [message], **rest}
    return check(named(*events), expected).merger.merged()


def test_content_adds_up_by_index() -> None:
    merged = check_events(
        start(),
        event("content-start", {"content": {"type": "thinking", "thinking": ""}}, index=0),
        content(0, thinking="h"),
        content(0, thinking="m"),
        event("content-end", index=0),
        event("content-start", {"content": {"type": "text", "text": ""}}, index=1),
        content(1, text="H"),
        content(1, text="i"),
        event("content-end", index=1),
        end(usage=USAGE),
        reply={"reasoning": "hm", "text": "Hi", "finish_reason": "COMPLETE"},
        usage=USAGE,
        terminators=["message-end"],
    )
    assert merged == {
        "id": "r",
        "finish_reason": "COMPLETE",
        "message": {
            "role": "assistant",
            "content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Hi"}],
        },
        "usage": USAGE,
    }


def test_the_plan_is_reasoning_and_calls_stand_alone_where_a_list_would_be() -> None:
    def opened(index: int, name: str) -> Typed:
        function: JsonValue = {"name": name, "arguments": ""}
        whole: JsonValue = {"id": f"{name}_1", "type": "function", "function": function}
        return event("tool-call-start", {"tool_calls": whole}, index=index)

    merged = check_events(
        start(),
        event("tool-plan-delta", {"tool_plan": "I "}),
        event("tool-plan-delta", {"tool_plan": "will"}),
        opened(0, "f"),
        call(0, function={"arguments": '{"x"'}),
        call(0, function={"arguments": ": 1.0}"}),
        event("tool-call-end", index=0),
        opened(1, "g"),
        call(1, function={"arguments": "{}"}),
        event("tool-call-end", index=1),
        end("TOOL_CALL"),
        ("message", "[DONE]"),
        reply={
            "reasoning": "I will",
            "tool_calls": [
                {"id": "f_1", "name": "f", "arguments": '{"x": 1.0}'},
                {"id": "g_1", "name": "g", "arguments": "{}"},
            ],
            "finish_reason": "TOOL_CALL",
        },
        terminators=["message-end", "[DONE]"],
    )

    def whole(name: str, arguments: str) -> JsonValue:
        function: JsonValue = {"name": name, "arguments": arguments}
        return {"id": f"{name}_1", "type": "function", "function": function}

    assert merged == {
        "id": "r",
        "finish_reason": "TOOL_CALL",
        "message": {
            "role": "assistant",
            "tool_plan": "I will",
            "tool_calls": [whole("f", '{"x": 1.0}'), whole("g", "{}")],
        },
    }


def test_citations_come_one_by_one() -> None:
    citation: Object = {"start": 0, "end": 2, "text": "Hi", "sources": [{"type": "tool"}]}
    merged = check_events(
        start(),
        content(0, text="Hi"),
        event("citation-start", {"citations": citation}, index=0),
        event("citation-end", index=0),
        end(),
        reply={"text": "Hi", "citations": [citation], "finish_reason": "COMPLETE"},
        terminators=["message-end"],
    )
    assert isinstance(merged, dict)
    assert merged["message"] == {
        "role": "assistant",
        "content": [{"type": "text", "text": "Hi"}],
        "citations": [citation],
    }


def test_log_probabilities_stand_beside_the_delta() -> None:
    logprobs: list[JsonValue] = [{"token_ids": [1], "text": "a"}, {"token_ids": [2], "text": "b"}]
    deltas = [
        event("content-delta", {"content": {"text": text}}, index=0, logprobs=each)
        for text, each in zip("ab", logprobs, strict=True)
    ]
    merged = run_of([named(start(), *deltas)]).merger.merged()
    assert isinstance(merged, dict)
    assert merged["logprobs"] == logprobs


def test_an_error_is_told_where_the_message_ends() -> None:
    merged = check_events(
        start(),
        event("tool-plan-delta", {"tool_plan": "I"}),
        end("ERROR", usage={}, error="invalid tool generation", error_type="INVALID"),
        reply={"reasoning": "I", "finish_reason": "ERROR"},
        error="invalid tool generation",
        terminators=["message-end"],
    )
    assert merged == {
        "id": "r",
        "error": "invalid tool generation",
        "error_type": "INVALID",
        "finish_reason": "ERROR",
        "message": {"role": "assistant", "tool_plan": "I"},
    }


def test_the_types_are_told_in_the_json() -> None:
    for events in ((start(),), (content(0, text="a"),), (end(),)):
        unnamed = named(*(("message", value) for _, value in events))
        assert run_of([unnamed]).merger.dialect_id == "cohere-v2"
    others: tuple[Object, ...] = (
        {"type": "content-delta", "delta": "a"},
        {"type": "message-start"},
    )
    for value in others:
        assert run_of([named(("message", value))]).merger.dialect_id == "unknown"
