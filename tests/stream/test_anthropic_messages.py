"""The Messages API: blocks, usage, and bodies that hold more than one message."""

import pytest

from replies import Summary, at, check, named, run_of, sse
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]


def start(id_: str = "m", **fields: JsonValue) -> Object:
    message: JsonValue = {"id": id_, "type": "message", "role": "assistant", "content": []}
    assert isinstance(message, dict)
    return {"type": "message_start", "message": message | fields}


def opened(block: JsonValue, index: int = 0) -> Object:
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(type_: str, index: int = 0, **fields: JsonValue) -> Object:
    return {"type": "content_block_delta", "index": index, "delta": {"type": type_, **fields}}


def text(text: str, index: int = 0) -> Object:
    return delta("text_delta", index, text=text)


def stopped(index: int = 0) -> Object:
    return {"type": "content_block_stop", "index": index}


def finish(reason: str | None, **usage: JsonValue) -> Object:
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {**usage}}


TEXT: JsonValue = {"type": "text", "text": ""}
THINKING: JsonValue = {"type": "thinking", "thinking": "", "signature": ""}
END: JsonValue = {"type": "message_stop"}


def tool(id_: str = "t", input_: JsonValue = None, type_: str = "tool_use") -> JsonValue:
    return {"type": type_, "id": id_, "name": "f", "input": input_ or {}}


def check_message(*events: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The events give one message; returns the merged object."""
    expected: Summary = {
        "dialect": "anthropic-messages",
        "messages": [{"role": "assistant", **reply}],
    }
    return check(sse(*events), expected | rest).merger.merged()


def test_blocks_are_concatenated_by_index() -> None:
    merged = check_message(
        start(model="claude", usage={"input_tokens": 3, "output_tokens": 1}),
        opened(THINKING),
        {"type": "ping"},
        delta("thinking_delta", thinking="I "),
        delta("thinking_delta", thinking="think"),
        delta("signature_delta", signature="sig"),
        stopped(),
        opened(TEXT, 1),
        text("H", 1),
        text("i", 1),
        stopped(1),
        finish("end_turn", output_tokens=5),
        END,
        reply={"text": "Hi", "reasoning": "I think", "finish_reason": "end_turn"},
        model="claude",
        usage={"input_tokens": 3, "output_tokens": 5},
        terminators=["message_stop"],
    )
    assert merged == {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": "claude",
        "content": [
            {"type": "thinking", "thinking": "I think", "signature": "sig"},
            {"type": "text", "text": "Hi"},
        ],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 5},
    }


def test_usage_starts_with_the_message_and_null_does_not_erase_it() -> None:
    check_message(
        start(usage={"input_tokens": 3, "cache_read_input_tokens": 2, "output_tokens": 1}),
        finish("end_turn", input_tokens=None, output_tokens=5, cache_read_input_tokens=None),
        finish(None, output_tokens=6),
        reply={"finish_reason": "end_turn"},
        usage={"input_tokens": 3, "cache_read_input_tokens": 2, "output_tokens": 6},
    )


def test_a_later_null_does_not_erase_the_stop_reason() -> None:
    last: JsonValue = {
        "type": "message_delta",
        "delta": {"stop_reason": None, "stop_sequence": "END", "container": {"id": "c"}},
    }
    merged = check_message(
        start(), finish("stop_sequence"), last, reply={"finish_reason": "stop_sequence"}
    )
    assert at(merged, "stop_reason") == "stop_sequence"
    assert at(merged, "stop_sequence") == "END"
    assert at(merged, "container") == {"id": "c"}


@pytest.mark.parametrize("type_", ["tool_use", "server_tool_use", "mcp_tool_use"])
def test_tool_input_is_the_json_of_its_deltas(type_: str) -> None:
    merged = check_message(
        start(),
        opened(tool(type_=type_)),
        delta("input_json_delta", partial_json=""),
        delta("input_json_delta", partial_json='{"x": '),
        delta("input_json_delta", partial_json="1}"),
        stopped(),
        reply={"tool_calls": [{"id": "t", "name": "f", "arguments": '{"x": 1}'}]},
    )
    assert at(merged, "content") == [{"type": type_, "id": "t", "name": "f", "input": {"x": 1}}]


def test_a_tool_without_deltas_keeps_the_input_of_its_start() -> None:
    check_message(
        start(),
        opened(tool("a")),
        stopped(),
        opened(tool("b", {"x": 1}), 1),
        stopped(1),
        reply={
            "tool_calls": [
                {"id": "a", "name": "f", "arguments": "{}"},
                {"id": "b", "name": "f", "arguments": '{"x":1}'},
            ]
        },
    )


def test_deltas_replace_the_input_of_the_start() -> None:
    check_message(
        start(),
        opened(tool("a", {"x": 1})),
        delta("input_json_delta", partial_json='{"x":'),
        delta("input_json_delta", partial_json="2}"),
        stopped(),
        reply={"tool_calls": [{"id": "a", "name": "f", "arguments": '{"x":2}'}]},
    )


def test_input_that_is_cut_off_stays_as_it_came() -> None:
    merged = check_message(
        start(),
        opened(tool()),
        delta("input_json_delta", partial_json='{"x": "a'),
        reply={"tool_calls": [{"id": "t", "name": "f", "arguments": '{"x": "a'}]},
    )
    assert at(merged, "content") == [
        {"type": "tool_use", "id": "t", "name": "f", "input": '{"x": "a'}
    ]


def test_a_signature_is_stated_whole() -> None:
    merged = check_message(
        start(),
        opened(THINKING),
        delta("signature_delta", signature="one"),
        delta("signature_delta", signature="two"),
        reply={},
    )
    assert at(merged, "content") == [{"type": "thinking", "thinking": "", "signature": "two"}]


def test_blocks_that_come_whole_are_kept_whole() -> None:
    blocks: list[JsonValue] = [
        {"type": "redacted_thinking", "data": "xx"},
        {"type": "web_search_tool_result", "tool_use_id": "t", "content": [{"url": "u"}]},
        {"type": "of_the_future", "x": 1},
    ]
    events = [event for i, block in enumerate(blocks) for event in (opened(block, i), stopped(i))]
    merged = check_message(start(), *events, reply={})
    assert at(merged, "content") == blocks


def test_citations_and_compaction_add_up() -> None:
    cited: JsonValue = {"type": "web_search_result_location", "url": "u"}
    merged = check_message(
        start(),
        opened({"type": "compaction", "content": None}),
        delta("compaction_delta", content="so "),
        delta("compaction_delta", content="far"),
        stopped(),
        opened({"type": "text", "text": "", "citations": []}, 1),
        text("Hi", 1),
        delta("citations_delta", 1, citation=cited),
        reply={"text": "Hi", "citations": [cited]},
    )
    assert at(merged, "content") == [
        {"type": "compaction", "content": "so far"},
        {"type": "text", "text": "Hi", "citations": [cited]},
    ]


def test_blocks_may_stand_in_the_start_of_the_message() -> None:
    content: JsonValue = [{"type": "text", "text": "H"}, tool()]
    check_message(
        start(content=content),
        text("x", 0),
        reply={
            "text": "Hx",
            "tool_calls": [{"id": "t", "name": "f", "arguments": "{}"}],
        },
        notes=["block-order@2"],
    )


def test_the_start_of_a_block_may_hold_text() -> None:
    block: JsonValue = {"type": "text", "text": "H"}
    merged = check_message(start(), opened(block), text("i"), stopped(), reply={"text": "Hi"})
    assert at(merged, "content") == [{"type": "text", "text": "Hi"}]


def test_unknown_events_and_deltas_add_nothing() -> None:
    check_message(
        start(),
        {"type": "of_the_future", "text": "x"},
        opened(TEXT),
        delta("future_delta", text="x"),
        text("a"),
        reply={"text": "a"},
    )


@pytest.mark.parametrize(
    ("events", "note"),
    [
        ([start(), text("a")], "block-order@2"),
        ([start(), opened(TEXT), opened(TEXT), text("a")], "block-order@3"),
        ([start(), opened(TEXT), stopped(), text("a")], "block-order@4"),
        ([start(), opened(TEXT), text("a"), stopped(), stopped()], "block-order@5"),
        ([start(), opened(TEXT), text("a"), stopped(1)], "block-order@4"),
        ([start(), opened(TEXT, 2), text("a", 2)], "block-order@2"),
        ([opened(TEXT), text("a")], "block-order@1"),
    ],
)
def test_disorder_is_noted_and_the_text_is_not_lost(events: list[JsonValue], note: str) -> None:
    check_message(*events, reply={"text": "a"}, notes=[note])


def test_a_second_start_of_the_same_open_message_is_passed_over() -> None:
    check_message(
        start(),
        opened(TEXT),
        text("a"),
        start(),
        text("b"),
        stopped(),
        finish("end_turn"),
        END,
        reply={"text": "ab", "finish_reason": "end_turn"},
        terminators=["message_stop"],
        notes=["message-restarted@4"],
    )


def test_a_message_after_the_stop_of_another_is_shown_beside_it() -> None:
    body = sse(
        *(start("m1"), opened(TEXT), text("a"), stopped(), finish("tool_use"), END),
        *(start("m2"), opened(TEXT), text("b"), stopped(), finish("end_turn"), END),
    )
    messages: JsonValue = [
        {"role": "assistant", "text": "a", "finish_reason": "tool_use"},
        {"role": "assistant", "text": "b", "finish_reason": "end_turn"},
    ]
    terminators: JsonValue = ["message_stop", "message_stop"]
    run = check(
        body,
        {"dialect": "anthropic-messages", "messages": messages, "terminators": terminators},
    )
    merged = run.merger.merged()
    assert [at(merged, 0, "id"), at(merged, 1, "id")] == ["m1", "m2"]


def test_a_message_spliced_into_an_open_one_is_never_merged_with_it() -> None:
    body = sse(
        start("m1"),
        opened(THINKING),
        delta("thinking_delta", thinking="one"),
        stopped(),
        opened(tool("a"), 1),
        delta("input_json_delta", 1, partial_json='{"v":"Sp'),
        start("m2"),
        opened(THINKING),
        delta("thinking_delta", thinking="two"),
        stopped(),
        opened(tool("b"), 1),
        delta("input_json_delta", 1, partial_json="{}"),
        stopped(1),
        finish("tool_use"),
        END,
    )
    messages: JsonValue = [
        {
            "role": "assistant",
            "reasoning": "one",
            "tool_calls": [{"id": "a", "name": "f", "arguments": '{"v":"Sp'}],
        },
        {
            "role": "assistant",
            "reasoning": "two",
            "tool_calls": [{"id": "b", "name": "f", "arguments": "{}"}],
            "finish_reason": "tool_use",
        },
    ]
    expected: Summary = {
        "dialect": "anthropic-messages",
        "messages": messages,
        "terminators": ["message_stop"],
        "notes": ["message-restarted@7"],
    }
    check(body, expected)


def test_an_error_closes_the_stream_without_a_stop() -> None:
    overloaded: JsonValue = {
        "type": "error",
        "error": {"type": "overloaded_error", "message": "Overloaded"},
    }
    body = named(("message_start", start()), ("ping", {"type": "ping"}), ("error", overloaded))
    reply: JsonValue = {"role": "assistant"}
    check(body, {"dialect": "anthropic-messages", "messages": [reply], "error": "Overloaded"})


def test_done_under_an_event_type_of_its_own_ends_too() -> None:
    body = named(("message_start", start()), ("message_stop", END), ("data", "[DONE]"))
    expected: Summary = {
        "dialect": "anthropic-messages",
        "messages": [{"role": "assistant"}],
        "terminators": ["message_stop", "[DONE]"],
    }
    check(body, expected)


def test_padded_json_and_text_after_the_stop() -> None:
    body = b'data: {"type":"message_start","message":{"id":"m","role":"assistant"}   }\n\n' + sse(
        opened(TEXT), text("a"), stopped(), END, text("b")
    )
    expected: Summary = {
        "dialect": "anthropic-messages",
        "messages": [{"role": "assistant", "text": "ab"}],
        "terminators": ["message_stop"],
        "notes": ["block-order@6", "data-after-end@6"],
    }
    check(body, expected)


def test_each_delta_is_traced_to_its_event() -> None:
    run = run_of([sse(start(), opened(TEXT), text("a"), opened(tool(), 1), stopped(1))])
    pieces = [run.reply.provenance.of_event(number) for number in range(1, 6)]
    told = [[(piece.part.slot, piece.text) for piece in each] for each in pieces]
    assert told == [[], [], [("text", "a")], [], [("tool", "{}")]]
