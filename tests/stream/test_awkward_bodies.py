"""Bodies that broke one client or another, each with its exact result.

What belongs to a format alone stands with the format's own tests; here is what servers do to it.
"""

import json

import pytest

from replies import SSE, Summary, at, check, named, run_of, sse
from wirelens.jsonvalue import JsonValue
from wirelens.stream.findings import findings
from wirelens.stream.verdict import failure, verdict

Chunk = dict[str, JsonValue]


def chunk(delta: JsonValue, finish: str | None = None, **top: JsonValue) -> Chunk:
    choice: JsonValue = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "choices": [choice], **top}


def calling(**fields: JsonValue) -> Chunk:
    function: Chunk = {key: fields.pop(key) for key in ("name", "arguments") if key in fields}
    return {**fields, "function": function}


def chat(**rest: JsonValue) -> Summary:
    """What a reply of Chat Completions tells that says `a` and is whole."""
    reply: JsonValue = {"text": "a", "finish_reason": "stop"}
    return {"dialect": "openai-chat", "messages": [reply], "terminators": ["[DONE]"], **rest}


def test_comments_and_blank_lines_that_keep_the_connection_alive() -> None:
    waiting = b": OPENROUTER PROCESSING\n\n: keep-alive\n\n\n\n"
    body = waiting + sse(chunk({"content": "a"})) + waiting + sse(chunk({}, "stop")) + waiting
    run = check(body + sse("[DONE]"), chat())
    assert (run.log.events, verdict(run), findings(run)) == (3, "complete", [])


def test_a_chunk_with_empty_content_may_bring_the_usage_after_the_finish_reason() -> None:
    usage: JsonValue = {"total_tokens": 3, "cost": 0.1}
    last = chunk({"role": "assistant", "content": ""}, usage=usage)
    reply: JsonValue = {"role": "assistant", "text": "a", "finish_reason": "stop"}
    body = sse(chunk({"content": "a"}), chunk({}, "stop"), last, "[DONE]")
    check(body, chat(messages=[reply], usage=usage))


def test_usage_of_every_chunk_is_that_of_all_so_far() -> None:
    counts: list[JsonValue] = [{"completion_tokens": count} for count in (1, 2, 3)]
    body = sse(*(chunk({"content": "a"}, usage=each) for each in counts))
    expected: Summary = {"messages": [{"text": "aaa"}], "usage": {"completion_tokens": 3}}
    check(body, {"dialect": "openai-chat", **expected})


def test_a_chunk_without_choices_between_others() -> None:
    moderation: Chunk = {"object": "chat.completion.chunk", "moderation": {"flagged": False}}
    events = (chunk({"content": "a"}), moderation, chunk({}, "stop"), "[DONE]")
    merged = check(sse(*events), chat()).merger.merged()
    assert at(merged, "moderation") == {"flagged": False}


def test_deltas_that_repeat_each_other_are_not_what_came_so_far() -> None:
    body = sse(*(chunk({"content": text}) for text in ("\n", "\n", "a", "a", "aa")))
    check(body, {"dialect": "openai-chat", "messages": [{"text": "\n\naaaa"}]})


@pytest.mark.parametrize(
    ("events", "calls"),
    [
        (
            [[calling(index=0, id="c", name="f", arguments=""), calling(index=0, arguments="{}")]],
            [{"id": "c", "name": "f", "arguments": "{}"}],
        ),
        (
            [[calling(id="c", name="f", arguments="{}"), calling(id="d", name="f")]],
            [{"id": "c", "name": "f", "arguments": "{}"}, {"id": "d", "name": "f"}],
        ),
        (
            [[calling(index=0, id="c", name="f", arguments="")], [calling(index=0, arguments="")]],
            [{"id": "c", "name": "f"}],
        ),
        (
            [[calling(index=2, id="c", name="f")], [calling(index=0, id="d", name="g")]],
            [{"id": "c", "name": "f"}, {"id": "d", "name": "g"}],
        ),
    ],
    ids=[
        "an index twice in the first chunk",
        "several calls without an index in one chunk",
        "arguments that are never more than empty",
        "indices that fall",
    ],
)
def test_tool_calls(events: list[list[Chunk]], calls: list[JsonValue]) -> None:
    body = sse(*(chunk({"tool_calls": [*each]}) for each in events))
    check(body, {"dialect": "openai-chat", "messages": [{"tool_calls": calls}]})


def test_reasoning_in_a_channel_and_tools_that_the_server_ran() -> None:
    body = sse(
        chunk({"reasoning": "hm", "channel": "analysis"}),
        chunk({"executed_tools": [{"index": 0, "type": "search"}]}),
        chunk({"content": "a", "channel": "final"}),
    )
    check(body, {"dialect": "openai-chat", "messages": [{"text": "a", "reasoning": "hm"}]})


def test_thinking_that_says_when_it_is_closed_and_parts_of_other_kinds() -> None:
    thinking: Chunk = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}
    tool: JsonValue = {"type": "tool_reference", "tool": "search", "title": "t"}
    body = sse(
        chunk({"content": [thinking]}),
        chunk({"content": [{**thinking, "closed": True}, tool]}),
        chunk({"content": "a"}, "model_length"),
    )
    reply: JsonValue = {"text": "a", "reasoning": "hmhm", "finish_reason": "model_length"}
    run = check(body, {"dialect": "openai-chat", "messages": [reply]})
    text: JsonValue = {"type": "text", "text": "a"}
    both: JsonValue = [{"type": "text", "text": "hmhm"}]
    assert at(run.merger.merged(), "choices", 0, "message", "content") == [
        {"type": "thinking", "thinking": both, "closed": True},
        tool,
        text,
    ]
    assert "length-limited" in [finding.code for finding in findings(run)]


def test_a_finish_reason_of_another_vocabulary_and_the_measurements_of_the_server() -> None:
    timings: JsonValue = {"predicted_per_second": 40.5}
    choice: JsonValue = {"index": 0, "delta": {}, "text": "", "finish_reason": "eos"}
    last: JsonValue = {"choices": [choice], "timings": timings}
    reply: JsonValue = {"text": "a", "finish_reason": "eos"}
    body = sse(chunk({"content": "a"}), last)
    merged = check(body, {"dialect": "openai-chat", "messages": [reply]}).merger.merged()
    assert at(merged, "timings") == timings


def test_a_last_chunk_with_a_whole_completion_beside_an_empty_delta() -> None:
    def event(kind: str, delta: str, so_far: str, **more: JsonValue) -> JsonValue:
        message: JsonValue = {"role": "assistant", "content": so_far}
        choice: Chunk = {"index": 0, "delta": {"content": delta}, "message": message}
        return {"object": kind, "choices": [{**choice, **more}], "usage": {"total": len(so_far)}}

    body = sse(
        event("chat.completion.chunk", "H", "H"),
        event("chat.completion.chunk", "i", "Hi"),
        event("chat.completion.done", "", "Hi", finish_reason="stop"),
    )
    reply: JsonValue = {"text": "Hi", "finish_reason": "stop"}
    expected: Summary = {"dialect": "openai-chat", "messages": [reply], "usage": {"total": 2}}
    check(body, expected)
    run = check(body.replace(b"\n", b"\r\n"), expected)
    assert verdict(run) == "complete"


def test_an_error_on_a_chunk_with_choices_then_usage_then_the_terminator() -> None:
    failed = chunk({"content": ""}, "length", error={"code": 502, "message": "upstream"})
    usage: Chunk = {"object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 1}}
    reply: JsonValue = {"text": "a", "finish_reason": "length"}
    body = sse(chunk({"content": "a"}), failed, usage, "[DONE]")
    told = chat(messages=[reply], usage={"total_tokens": 1}, error="upstream")
    assert verdict(check(body, told)) == "error"


def test_an_error_alone_then_the_terminator() -> None:
    body = sse(chunk({"content": "a"}), {"error": {"message": "out of memory"}}, "[DONE]")
    told = chat(messages=[{"text": "a"}], error="out of memory")
    assert verdict(check(body, told)) == "error"


def test_a_named_error_after_a_failed_generation_has_no_terminator() -> None:
    error: JsonValue = {"error": {"message": "no tool", "failed_generation": "{"}}
    body = sse(chunk({"content": "a"})) + named(("error", error))
    told: Summary = {"dialect": "openai-chat", "messages": [{"text": "a"}], "error": "no tool"}
    assert verdict(check(body, told)) == "error"


@pytest.mark.parametrize("space", ["\n         \n", "   \r\n\r\n"])
def test_a_reply_that_is_not_streamed_after_white_space_that_kept_it_alive(space: str) -> None:
    whole: JsonValue = {"object": "chat.completion", "choices": []}
    run = run_of([space.encode(), space.encode(), json.dumps(whole).encode()], "application/json")
    assert (run.framing, run.log.events, verdict(run)) == ("none", 0, "complete")


def test_a_plain_error_under_the_type_of_an_event_stream() -> None:
    body = json.dumps({"error": {"code": 404, "message": "no such model"}}, indent=2).encode()
    run = run_of([body], SSE)
    told = failure(run)
    assert told is not None
    assert (told.message, verdict(run), run.framing) == ("no such model", "error", "none")


def test_data_without_a_space_after_the_colon() -> None:
    body = sse(chunk({"content": "a"}), chunk({}, "stop"), "[DONE]")
    check(body.replace(b"data: ", b"data:"), chat())


def responses(*events: tuple[str, Chunk]) -> bytes:
    return named(*((type_, {"type": type_, **fields}) for type_, fields in events))


def test_a_keepalive_between_events_is_counted_in_their_sequence() -> None:
    def text(number: int, delta: str) -> tuple[str, Chunk]:
        place: Chunk = {"output_index": 0, "content_index": 0, "sequence_number": number}
        return "response.output_text.delta", {**place, "delta": delta}

    body = responses(text(0, "H"), ("keepalive", {"sequence_number": 1}), text(2, "i"))
    reply: JsonValue = {"role": "assistant", "text": "Hi"}
    check(body, {"dialect": "openai-responses", "messages": [reply]})


def test_what_only_a_finished_item_holds_and_a_picture_that_comes_in_stages() -> None:
    def item(kind: str, index: int, **fields: JsonValue) -> tuple[str, Chunk]:
        return f"response.output_item.{kind}", {"output_index": index, "item": {**fields}}

    thought: Chunk = {"type": "reasoning", "id": "r", "summary": []}
    picture: Chunk = {"type": "image_generation_call", "id": "i"}
    partial: Chunk = {"output_index": 1, "item_id": "i", "partial_image_b64": "AAAA"}
    ended: Chunk = {"id": "x", "status": "completed", "output": []}
    body = responses(
        ("response.created", {"response": {"id": "x"}}),
        item("added", 0, **thought),
        item("done", 0, **thought, encrypted_content="gAAA"),
        item("added", 1, **picture, status="in_progress"),
        ("response.image_generation_call.partial_image", partial),
        ("response.image_generation_call.partial_image", {**partial, "partial_image_b64": "BB"}),
        item("done", 1, **picture, status="completed", result="CCCC"),
        ("response.completed", {"response": ended}),
    )
    reply: JsonValue = {"role": "assistant", "finish_reason": "completed"}
    told: Summary = {"dialect": "openai-responses", "messages": [reply]}
    run = check(body, {**told, "terminators": ["response.completed"]})
    assert at(run.merger.merged(), "output") == [
        {**thought, "encrypted_content": "gAAA"},
        {**picture, "status": "completed", "result": "CCCC"},
    ]


def test_speech_as_text_is_of_no_dialect_and_a_rule_is_proposed() -> None:
    body = sse(
        {"type": "transcript.text.delta", "delta": "What is"},
        {"type": "transcript.text.delta", "delta": " Ruby?"},
        {"type": "transcript.text.done", "text": "What is Ruby?"},
        "[DONE]",
    )
    run = check(body, {"dialect": "unknown", "terminators": ["[DONE]"]})
    (finding,) = findings(run)
    assert finding.code == "dialect-unknown"
    assert '"# @jsonpath $.delta" would yield "What is Ruby?"' in finding.message
