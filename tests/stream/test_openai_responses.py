"""The Responses API: items by output index, whole statements, and the terminal response."""

import pytest

from replies import Summary, at, check, run_of, sse
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]


def response(status: str = "in_progress", id_: str = "r", **fields: JsonValue) -> Object:
    return {"id": id_, "object": "response", "status": status, "output": [], **fields}


def created(id_: str = "r", **fields: JsonValue) -> Object:
    return {"type": "response.created", "response": response("in_progress", id_, **fields)}


def ended(status: str = "completed", id_: str = "r", **fields: JsonValue) -> Object:
    return {"type": f"response.{status}", "response": response(status, id_, **fields)}


def on(kind: str, index: int = 0, **fields: JsonValue) -> Object:
    return {"type": f"response.{kind}", "output_index": index, **fields}


def added(item: JsonValue, index: int = 0) -> Object:
    return on("output_item.added", index, item=item)


def done(item: JsonValue, index: int = 0) -> Object:
    return on("output_item.done", index, item=item)


def delta(kind: str, text: str, index: int = 0, **place: int) -> Object:
    return on(f"{kind}.delta", index, delta=text, **place)


def message(text: str, id_: str = "m", **part: JsonValue) -> Object:
    content: JsonValue = [{"type": "output_text", "annotations": [], "text": text, **part}]
    return {"type": "message", "id": id_, "role": "assistant", "content": content}


def check_reply(*events: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The events, with a role told by the format, give one message; returns the merged object."""
    expected: Summary = {
        "dialect": "openai-responses",
        "messages": [{"role": "assistant", **reply}],
    }
    return check(sse(*events), expected | rest).merger.merged()


def test_items_grow_and_the_terminal_response_is_the_merged_object() -> None:
    output: JsonValue = [message("Hi")]
    merged = check_reply(
        created(model="m"),
        added({"type": "message", "id": "m", "content": []}),
        on("content_part.added", content_index=0, part={"type": "output_text", "text": ""}),
        delta("output_text", "H", content_index=0),
        delta("output_text", "i", content_index=0),
        on("output_text.done", content_index=0, text="Hi"),
        on("content_part.done", content_index=0, part={"type": "output_text", "text": "Hi"}),
        done(message("Hi")),
        ended(model="m-1", output=output, usage={"total_tokens": 2}),
        reply={"text": "Hi", "finish_reason": "completed"},
        model="m-1",
        usage={"total_tokens": 2},
        terminators=["response.completed"],
    )
    usage: JsonValue = {"total_tokens": 2}
    assert merged == response("completed", model="m-1", output=output, usage=usage)


def test_an_empty_terminal_output_leaves_what_the_events_added_up_to() -> None:
    merged = check_reply(
        created(),
        added({"type": "reasoning", "id": "rs", "summary": []}),
        delta("reasoning_summary_text", "why", summary_index=0),
        added({"type": "message", "id": "m", "role": "assistant", "content": []}, 1),
        delta("output_text", "Hi", 1, content_index=0),
        ended(),
        reply={"text": "Hi", "reasoning": "why", "finish_reason": "completed"},
        terminators=["response.completed"],
    )
    summary: JsonValue = [{"type": "summary_text", "text": "why"}]
    content: JsonValue = [{"type": "output_text", "annotations": [], "text": "Hi"}]
    assert merged == response(
        "completed",
        output=[
            {"type": "reasoning", "id": "rs", "summary": summary},
            {"type": "message", "id": "m", "role": "assistant", "content": content},
        ],
    )


def test_the_terminal_response_alone_gives_the_reply() -> None:
    call: JsonValue = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
    thought: JsonValue = {"type": "reasoning", "content": [{"type": "reasoning_text", "text": "t"}]}
    check_reply(
        created(),
        ended(output=[thought, message("a"), call, message("b", "m2")]),
        reply={
            "text": "ab",
            "reasoning": "t",
            "tool_calls": [{"id": "c", "name": "f", "arguments": "{}"}],
            "finish_reason": "completed",
        },
        terminators=["response.completed"],
    )


def test_a_terminal_output_that_leaves_items_out_is_matched_by_type() -> None:
    check_reply(
        created(),
        added({"type": "reasoning", "id": "rs"}),
        delta("reasoning_text", "why", content_index=0),
        added({"type": "message", "id": "m1"}, 1),
        delta("output_text", "Hi", 1, content_index=0),
        ended(output=[message("Hi!", "m2")]),
        reply={"text": "Hi!", "reasoning": "why", "finish_reason": "completed"},
        terminators=["response.completed"],
    )


def test_an_id_that_changes_between_events_is_the_same_item() -> None:
    check_reply(
        created(),
        added({"type": "message", "id": "one"}),
        {**delta("output_text", "Hi", content_index=0), "item_id": "two"},
        done(message("Hi", "three")),
        reply={"text": "Hi"},
    )


def test_two_items_at_one_index_stay_two() -> None:
    check_reply(
        created(),
        added({"type": "reasoning", "id": "rs"}),
        delta("reasoning_text", "why"),
        added({"type": "message", "id": "m1"}),
        delta("output_text", "a"),
        done(message("a", "m1")),
        added({"type": "message", "id": "m2"}),
        delta("output_text", "b"),
        ended(output=[{"type": "reasoning", "id": "rs"}, message("a", "m1"), message("b", "m2")]),
        reply={"text": "ab", "reasoning": "why", "finish_reason": "completed"},
        terminators=["response.completed"],
        notes=["index-reused@4", "index-reused@7"],
    )


def test_events_without_an_output_index_are_told_apart_by_id() -> None:
    def on_item(id_: str, text: str) -> JsonValue:
        return {"type": "response.output_text.delta", "item_id": id_, "delta": text}

    check_reply(
        created(),
        {"type": "response.output_item.added", "item": {"type": "message", "id": "m1"}},
        {"type": "response.output_item.added", "item": {"type": "message", "id": "m2"}},
        on_item("m1", "a"),
        on_item("m2", "x"),
        on_item("m1", "b"),
        reply={"text": "abx"},
    )


def test_more_parts_than_were_told_of_are_new_ones() -> None:
    parts: JsonValue = [
        {"type": "output_text", "text": "Hi"},
        {"type": "output_text", "text": " there"},
    ]
    check_reply(
        created(),
        delta("output_text", "Hi", content_index=1),
        done({"type": "message", "content": parts}),
        reply={"text": "Hi there"},
    )


def test_a_content_index_that_counts_other_parts_is_matched_by_order() -> None:
    check_reply(
        created(),
        added({"type": "message", "id": "m", "content": []}),
        delta("output_text", "Hi", content_index=1),
        on("output_text.done", content_index=1, text="Hi"),
        done(message("Hi")),
        ended(output=[message("Hi")]),
        reply={"text": "Hi", "finish_reason": "completed"},
        terminators=["response.completed"],
    )


def test_what_done_states_replaces_the_deltas_and_an_empty_statement_does_not() -> None:
    check_reply(
        created(),
        delta("output_text", "Hx", content_index=0),
        on("output_text.done", content_index=0, text="Hi"),
        delta("output_text", " there", content_index=1),
        on("output_text.done", content_index=1, text=""),
        reply={"text": "Hi there"},
    )


def test_a_statement_that_goes_on_from_the_deltas_keeps_their_events() -> None:
    events = (created(), delta("output_text", "H"), on("output_text.done", text="Hi"))
    run = run_of([sse(*events)])
    told = [[piece.text for piece in run.reply.provenance.of_event(n)] for n in (1, 2, 3)]
    assert told == [[], ["H"], ["i"]]


def test_refusal_and_both_kinds_of_reasoning_stand_apart() -> None:
    check_reply(
        created(),
        delta("reasoning_summary_text", "a", summary_index=0),
        delta("reasoning_summary_text", "b", summary_index=1),
        delta("reasoning_text", "c", content_index=0),
        delta("refusal", "no", 1, content_index=0),
        on("refusal.done", 1, content_index=0, refusal="no."),
        reply={"reasoning": "abc", "refusal": "no."},
    )


def test_reasoning_parts_of_open_weight_servers() -> None:
    check_reply(
        created(),
        added({"type": "reasoning", "id": "x", "summary": []}),
        on("reasoning_part.added", content_index=0, part={"type": "reasoning_text", "text": ""}),
        delta("reasoning_text", "why", content_index=0),
        on("reasoning_part.done", content_index=0, part={"type": "reasoning_text", "text": "why"}),
        reply={"reasoning": "why"},
    )


def test_function_and_custom_tool_calls() -> None:
    merged = check_reply(
        created(),
        added({"type": "function_call", "id": "fc", "call_id": "a", "name": "f", "arguments": ""}),
        delta("function_call_arguments", '{"x"'),
        added({"type": "custom_tool_call", "id": "ct", "call_id": "b", "name": "sql"}, 1),
        delta("custom_tool_call_input", "SELECT", 1),
        delta("function_call_arguments", ":1}"),
        on("function_call_arguments.done", arguments='{"x":1}'),
        on("custom_tool_call_input.done", 1, input="SELECT 1"),
        reply={
            "tool_calls": [
                {"id": "a", "name": "f", "arguments": '{"x":1}'},
                {"id": "b", "name": "sql", "arguments": "SELECT 1"},
            ]
        },
    )
    assert at(merged, "output") == [
        {
            "type": "function_call",
            "id": "fc",
            "call_id": "a",
            "name": "f",
            "arguments": '{"x":1}',
        },
        {
            "type": "custom_tool_call",
            "id": "ct",
            "call_id": "b",
            "name": "sql",
            "input": "SELECT 1",
        },
    ]


def test_annotations_are_citations_and_what_an_item_states_replaces_them() -> None:
    first: JsonValue = {"type": "url_citation", "url": "u1"}
    second: JsonValue = {"type": "url_citation", "url": "u2"}
    events = (
        created(),
        delta("output_text", "Hi", content_index=0),
        on("output_text.annotation.added", content_index=0, annotation_index=0, annotation=first),
    )
    check_reply(*events, reply={"text": "Hi", "citations": [first]})
    check_reply(
        *events,
        done(message("Hi", annotations=[first, second])),
        reply={"text": "Hi", "citations": [first, second]},
    )


@pytest.mark.parametrize(
    ("status", "details", "reason"),
    [
        ("incomplete", {"reason": "max_output_tokens"}, "max_output_tokens"),
        ("incomplete", None, "incomplete"),
        ("cancelled", None, "cancelled"),
    ],
)
def test_a_response_that_is_not_completed_tells_why(
    status: str, details: JsonValue, reason: str
) -> None:
    check_reply(
        created(),
        ended(status, incomplete_details=details),
        reply={"finish_reason": reason},
        terminators=[f"response.{status}"],
    )


@pytest.mark.parametrize(
    "error",
    [
        {"type": "error", "code": "rate_limit", "message": "too fast"},
        {"type": "error", "error": {"code": "rate_limit", "message": "too fast"}},
    ],
)
def test_an_error_flat_or_nested_then_a_failed_response(error: JsonValue) -> None:
    failed = ended("failed", error={"code": "rate_limit", "message": "the same"})
    check_reply(
        created(),
        error,
        failed,
        reply={"finish_reason": "failed"},
        error="too fast",
        terminators=["response.failed"],
    )
    check_reply(
        created(),
        failed,
        reply={"finish_reason": "failed"},
        error="the same",
        terminators=["response.failed"],
    )


def test_a_failed_response_without_an_error_is_one() -> None:
    check_reply(
        created(),
        ended("failed"),
        reply={"finish_reason": "failed"},
        error='the response\'s status is "failed"',
        terminators=["response.failed"],
    )


def test_a_hole_in_the_sequence_is_noted() -> None:
    def numbered(number: int, text: str) -> JsonValue:
        return {**delta("output_text", text), "sequence_number": number}

    check_reply(
        {**created(), "sequence_number": 0},
        numbered(1, "a"),
        numbered(3, "b"),
        numbered(4, "c"),
        {"type": "keepalive", "sequence_number": 5},
        numbered(6, "d"),
        reply={"text": "abcd"},
        notes=["sequence-gap@3"],
    )


def test_another_response_in_the_same_body_is_another_message() -> None:
    body = sse(
        {**created("r1"), "sequence_number": 0},
        {**delta("output_text", "a"), "sequence_number": 1},
        {**ended(id_="r1"), "sequence_number": 2},
        {**created("r2"), "sequence_number": 0},
        {**delta("output_text", "b"), "sequence_number": 1},
        {**ended(id_="r2"), "sequence_number": 2},
    )
    messages: JsonValue = [
        {"role": "assistant", "text": "a", "finish_reason": "completed"},
        {"role": "assistant", "text": "b", "finish_reason": "completed"},
    ]
    terminators: JsonValue = ["response.completed", "response.completed"]
    check(
        body,
        {"dialect": "openai-responses", "messages": messages, "terminators": terminators},
    )


def test_a_response_cut_off_by_another_is_noted() -> None:
    body = sse(created("r1"), delta("output_text", "a"), created("r2"), delta("output_text", "b"))
    messages: JsonValue = [
        {"role": "assistant", "text": "a"},
        {"role": "assistant", "text": "b"},
    ]
    notes: JsonValue = ["message-restarted@3"]
    check(body, {"dialect": "openai-responses", "messages": messages, "notes": notes})


def test_a_queued_response_comes_first_in_the_background() -> None:
    queued: JsonValue = {"type": "response.queued", "response": response("queued")}
    check_reply(queued, created(), delta("output_text", "a"), reply={"text": "a"})


def test_done_that_a_gateway_adds_is_one_more_terminator() -> None:
    check_reply(
        created(),
        ended(output=[message("Hi")]),
        "[DONE]",
        reply={"text": "Hi", "finish_reason": "completed"},
        terminators=["response.completed", "[DONE]"],
    )
