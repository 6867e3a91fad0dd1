"""Cohere's version 1: JSON lines, and the whole response on the last."""

from replies import NDJSON, SSE, Summary, check, named, ndjson, run_of
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]

META: Object = {"api_version": {"version": "1"}, "billed_units": {"output_tokens": 2}}
COUNTS: Object = {"billed_units": {"output_tokens": 2}}


def line(type_: str, **fields: JsonValue) -> Object:
    return {"is_finished": False, "event_type": type_, **fields}


def text(piece: str) -> Object:
    return line("text-generation", text=piece)


def chunk(**delta: JsonValue) -> Object:
    return line("tool-calls-chunk", tool_call_delta=delta)


def end(reason: str = "COMPLETE", **response: JsonValue) -> Object:
    return {
        "is_finished": True,
        "event_type": "stream-end",
        "response": {"response_id": "r", "finish_reason": reason, "meta": META, **response},
        "finish_reason": reason,
    }


def check_lines(*lines: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The lines give one message; the merged object is told."""
    expected: Summary = {"dialect": "cohere-v1", "messages": [reply], **rest}
    return check(ndjson(*lines), expected, NDJSON).merger.merged()


def test_texts_add_up_to_the_response_at_the_end() -> None:
    last = end(text="Hi")
    merged = check_lines(
        line("stream-start", generation_id="g"),
        text("H"),
        text("i"),
        last,
        reply={"text": "Hi", "finish_reason": "COMPLETE"},
        usage=COUNTS,
        terminators=["stream-end"],
    )
    assert merged == last["response"]


def test_the_response_is_preferred_to_the_deltas() -> None:
    check_lines(
        text("Hi"),
        end(text="Ho!"),
        reply={"text": "Ho!", "finish_reason": "COMPLETE"},
        usage=COUNTS,
        terminators=["stream-end"],
    )


def test_calls_come_in_pieces_after_the_plan_then_whole() -> None:
    calls: JsonValue = [{"name": "f", "parameters": {"x": 1}}, {"name": "g", "parameters": {}}]
    check_lines(
        line("tool-calls-chunk", text="I "),
        line("tool-calls-chunk", text="will"),
        chunk(index=0, name="f"),
        chunk(index=0, parameters='{"x"'),
        chunk(index=0, parameters=": 1}"),
        chunk(index=1, name="g"),
        line("tool-calls-generation", text="I will", tool_calls=calls),
        end(text="I will", tool_calls=calls),
        reply={
            "text": "I will",
            "tool_calls": [
                {"name": "f", "arguments": '{"x": 1}'},
                {"name": "g", "arguments": "{}"},
            ],
            "finish_reason": "COMPLETE",
        },
        usage=COUNTS,
        terminators=["stream-end"],
    )


def test_until_the_end_the_response_is_what_came() -> None:
    citation: JsonValue = {"start": 0, "end": 1, "text": "H", "document_ids": ["d"]}
    merged = check_lines(
        line("stream-start", generation_id="g"),
        text("H"),
        line("citation-generation", citations=[citation]),
        chunk(index=0, name="f"),
        chunk(index=0, parameters='{"x":'),
        reply={
            "text": "H",
            "citations": [citation],
            "tool_calls": [{"name": "f", "arguments": '{"x":'}],
        },
    )
    assert merged == {
        "text": "H",
        "generation_id": "g",
        "citations": [citation],
        "tool_calls": [{"name": "f", "parameters": '{"x":'}],
    }


def test_all_citations_are_those_of_the_response() -> None:
    early: JsonValue = {"start": 0, "text": "H"}
    late: JsonValue = {"start": 1, "text": "i"}
    check_lines(
        line("citation-generation", citations=[early]),
        end(citations=[early, late]),
        reply={"citations": [early, late], "finish_reason": "COMPLETE"},
        usage=COUNTS,
        terminators=["stream-end"],
    )


def test_generations_are_messages() -> None:
    last: Object = {
        "is_finished": True,
        "event_type": "stream-end",
        "finish_reason": "COMPLETE",
        "response": {
            "id": "r",
            "generations": [
                {"id": "0", "index": 0, "text": "a", "finish_reason": "COMPLETE"},
                {"id": "1", "index": 1, "text": "bc", "finish_reason": "MAX_TOKENS"},
            ],
            "meta": META,
        },
    }
    expected: Summary = {
        "dialect": "cohere-v1",
        "messages": [
            {"text": "a", "finish_reason": "COMPLETE"},
            {"text": "bc", "finish_reason": "MAX_TOKENS"},
        ],
        "usage": COUNTS,
        "terminators": ["stream-end"],
    }
    lines = (
        line("text-generation", text="b", index=1),
        line("text-generation", text="a", index=0),
        line("text-generation", text="c", index=1),
    )
    assert check(ndjson(*lines, last), expected, NDJSON).merger.merged() == last["response"]


def test_the_oldest_servers_name_no_event_types() -> None:
    last: Object = {"is_finished": True, "finish_reason": "COMPLETE"}
    merged = check_lines(
        {"text": "H", "is_finished": False},
        {"text": "i", "is_finished": False},
        last,
        reply={"text": "Hi", "finish_reason": "COMPLETE"},
        terminators=["stream-end"],
    )
    assert merged == {"text": "Hi", "finish_reason": "COMPLETE"}


def test_a_failed_stream_ends_with_its_error() -> None:
    last = {**end("ERROR"), "error": "too many tokens"}
    check_lines(
        text("H"),
        last,
        reply={"text": "H", "finish_reason": "ERROR"},
        usage=COUNTS,
        error="too many tokens",
        terminators=["stream-end"],
    )


def test_a_generation_may_fail_with_an_event_of_its_own() -> None:
    failed: Object = {"event_type": "stream-error", "is_finished": True, "err": "went wrong"}
    check_lines(
        text("H"),
        {**failed, "finish_reason": "ERROR"},
        reply={"text": "H", "finish_reason": "ERROR"},
        error="went wrong",
        terminators=["stream-end"],
    )


def test_an_event_stream_has_the_same_events() -> None:
    lines = (text("H"), text("i"))
    body = named(*((str(each["event_type"]), each) for each in lines))
    check(body, {"dialect": "cohere-v1", "messages": [{"text": "Hi"}]}, SSE)


def test_another_event_type_is_another_format() -> None:
    others: tuple[Object, ...] = (
        {"event_type": "other", "is_finished": False, "text": "a"},
        {"is_finished": False, "delta": "a"},
        {"is_finished": "no", "text": "a"},
    )
    for other in others:
        assert run_of([ndjson(other, other)], NDJSON).merger.dialect_id == "unknown"
