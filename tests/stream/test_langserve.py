"""LangServe: strings, messages, objects, events and the patches of a log."""

import json

import pytest

from replies import Summary, at, check, named, run_of
from wirelens.jsonvalue import JsonValue
from wirelens.stream.findings import findings
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]

STARTED: tuple[str, JsonValue] = ("metadata", {"run_id": "r"})
END = b"event: end\n\n"


def data(*values: JsonValue) -> bytes:
    """An event for each value; a string is JSON too."""
    return named(*(("data", json.dumps(value)) for value in values))


def chunk(content: JsonValue, **fields: JsonValue) -> JsonValue:
    empty: Object = {
        "additional_kwargs": {},
        "response_metadata": {},
        "tool_calls": [],
        "usage_metadata": None,
        "tool_call_chunks": [],
    }
    return {"type": "AIMessageChunk", "id": "run-1", "content": content, **empty, **fields}


def piece(**fields: JsonValue) -> JsonValue:
    return {"type": "tool_call_chunk", **fields}


def check_stream(*chunks: JsonValue, **expected: JsonValue) -> JsonValue:
    """What a stream of these chunks tells; returns the merged output."""
    told: Summary = {"dialect": "langserve", "terminators": ["end"], **expected}
    body = named(STARTED) + data(*chunks) + END
    merged = check(body, told).merger.merged()
    assert at(merged, "metadata", "run_id") == "r"
    return at(merged, "output")


def test_strings_are_concatenated() -> None:
    output = check_stream("H", "é😀", " ", "", "there", messages=[{"text": "Hé😀 there"}])
    assert output == "Hé😀 there"


def test_chunks_of_a_message_add_up() -> None:
    output = check_stream(
        chunk(""),
        chunk("H"),
        chunk("i", usage_metadata={"input_tokens": 3, "output_tokens": 1, "total_tokens": 4}),
        chunk(
            "",
            response_metadata={"finish_reason": "stop", "model_name": "m"},
            usage_metadata={"input_tokens": 0, "output_tokens": 2, "total_tokens": 2},
            chunk_position="last",
        ),
        messages=[{"role": "ai", "text": "Hi", "finish_reason": "stop"}],
        usage={"input_tokens": 3, "output_tokens": 3, "total_tokens": 6},
        model="m",
    )
    assert output == {
        "type": "ai",
        "id": "run-1",
        "content": "Hi",
        "additional_kwargs": {},
        "response_metadata": {"finish_reason": "stop", "model_name": "m"},
        "tool_calls": [],
        "invalid_tool_calls": [],
        "usage_metadata": {"input_tokens": 3, "output_tokens": 3, "total_tokens": 6},
    }


def test_details_of_usage_add_up_too() -> None:
    output = check_stream(
        chunk("a", usage_metadata={"total_tokens": 1, "input_token_details": {"cache_read": 1}}),
        chunk("b", usage_metadata={"total_tokens": 2, "input_token_details": {"cache_read": 2}}),
        messages=[{"role": "ai", "text": "ab"}],
        usage={"total_tokens": 3, "input_token_details": {"cache_read": 3}},
    )
    assert at(output, "usage_metadata", "input_token_details") == {"cache_read": 3}


def test_pieces_of_tool_calls_are_concatenated_by_index() -> None:
    output = check_stream(
        chunk("", tool_call_chunks=[piece(name="f", args="", id="a", index=0)]),
        chunk("", tool_call_chunks=[piece(name=None, args='{"x": ', id=None, index=0)]),
        chunk("", tool_call_chunks=[piece(name=None, args="1}", id=None, index=0)]),
        chunk("", tool_call_chunks=[piece(name="g", args="{}", id="b", index=1)]),
        chunk("", response_metadata={"stop_reason": "tool_use"}),
        messages=[
            {
                "role": "ai",
                "tool_calls": [
                    {"id": "a", "name": "f", "arguments": '{"x": 1}'},
                    {"id": "b", "name": "g", "arguments": "{}"},
                ],
                "finish_reason": "tool_use",
            }
        ],
    )
    assert at(output, "tool_calls") == [
        {"name": "f", "args": {"x": 1}, "id": "a", "type": "tool_call"},
        {"name": "g", "args": {}, "id": "b", "type": "tool_call"},
    ]


def test_content_may_be_blocks_and_reasoning_stand_beside_it() -> None:
    output = check_stream(
        chunk("", additional_kwargs={"reasoning_content": "I "}),
        chunk([{"type": "thinking", "thinking": "think", "index": 0}]),
        chunk([{"type": "thinking", "thinking": "!", "index": 0}]),
        chunk([{"type": "text", "text": "H", "index": 1}]),
        chunk([{"type": "text", "text": "i", "index": 1}]),
        messages=[{"role": "ai", "reasoning": "I think!", "text": "Hi"}],
    )
    assert at(output, "additional_kwargs") == {"reasoning_content": "I "}
    assert at(output, "content") == [
        {"type": "thinking", "thinking": "think!"},
        {"type": "text", "text": "Hi"},
    ]


def test_the_input_of_a_call_stands_in_its_block() -> None:
    use: Object = {"type": "tool_use", "id": "a", "name": "f"}
    pieces: list[Object] = [
        {"type": "input_json_delta", "partial_json": each, "index": 1} for each in ("{", "}")
    ]
    output = check_stream(
        chunk([{"type": "text", "text": "H", "index": 0}]),
        chunk([{**use, "input": {}, "index": 1}], tool_call_chunks=[piece(id="a", name="f")]),
        *(chunk([each], tool_call_chunks=[piece(args=each["partial_json"])]) for each in pieces),
        messages=[
            {"role": "ai", "text": "H", "tool_calls": [{"id": "a", "name": "f", "arguments": "{}"}]}
        ],
    )
    assert at(output, "content") == [{"type": "text", "text": "H"}, {**use, "input": {}}]


def test_a_call_without_whole_arguments_is_an_invalid_one() -> None:
    output = check_stream(
        chunk("", tool_call_chunks=[piece(name="f", args='{"x', id="a", index=0)]),
        messages=[
            {"role": "ai", "tool_calls": [{"id": "a", "name": "f", "arguments": '{"x'}]},
        ],
    )
    invalid: Object = {"name": "f", "args": '{"x', "id": "a"}
    assert at(output, "tool_calls") == []
    assert at(output, "invalid_tool_calls") == [
        {**invalid, "error": None, "type": "invalid_tool_call"}
    ]


def test_content_may_turn_from_text_to_blocks() -> None:
    output = check_stream(
        chunk("a"),
        chunk([{"type": "text", "text": "b"}]),
        chunk("c"),
        messages=[{"role": "ai", "text": "abc"}],
    )
    assert at(output, "content") == [{"type": "text", "text": "abc"}]


def test_a_message_may_come_whole() -> None:
    call: JsonValue = {"name": "f", "args": {"x": 1}, "id": "a", "type": "tool_call"}
    whole: JsonValue = {"type": "ai", "content": "Hi", "tool_calls": [call]}
    output = check_stream(
        whole,
        messages=[
            {
                "role": "ai",
                "text": "Hi",
                "tool_calls": [{"id": "a", "name": "f", "arguments": '{"x":1}'}],
            }
        ],
    )
    assert at(output, "tool_calls") == [call]


def test_of_objects_the_answers_are_told() -> None:
    output = check_stream(
        {"context": [{"page_content": "p"}]},
        {"context": [{"page_content": "q"}]},
        {"answer": "H", "question": "Why"},
        {"answer": "i", "question": "?"},
        {"steps": 1},
        {"steps": None},
        messages=[{"text": "Hi"}],
    )
    assert output == {
        "context": [{"page_content": "p"}, {"page_content": "q"}],
        "answer": "Hi",
        "question": "Why?",
        "steps": 1,
    }
    check_stream({"output": chunk("a")}, messages=[{"role": "ai", "text": "a"}])


def test_an_error_has_an_event_of_its_own() -> None:
    body = named(STARTED) + data("Hal")
    body += named(("error", {"status_code": 500, "message": "Internal Server Error"}))
    expected: Summary = {
        "dialect": "langserve",
        "messages": [{"text": "Hal"}],
        "error": "Internal Server Error",
    }
    assert verdict(check(body, expected)) == "error"


def check_end(body: bytes, expected: str, *codes: str) -> None:
    """A stream that begins so and closes cleanly has this verdict and these findings."""
    run = run_of([named(STARTED) + data("a") + body])
    assert (run.log.events, verdict(run)) == (2, expected)
    assert [each.code for each in findings(run)] == list(codes)


def test_the_end_without_data_is_no_event_but_the_terminator() -> None:
    check_end(END, "complete")
    check_end(END.replace(b"\n", b"\r\n"), "complete")


def test_a_stream_that_closes_before_its_end_is_cut() -> None:
    check_end(b"", "truncated", "truncated")
    check_end(b"event: other\n\n", "truncated", "truncated")
    check_end(b"event: end\n", "truncated", "truncated", "event-unterminated")


def run_event(name: str, told: Object, run: str = "r", parents: JsonValue = None) -> JsonValue:
    return {"event": name, "data": told, "run_id": run, "parent_ids": parents or []}


def check_events(*events: JsonValue, **expected: JsonValue) -> JsonValue:
    """What a stream of these events of a run tells; returns the merged object."""
    told: Summary = {"dialect": "langserve", "terminators": ["end"], **expected}
    return check(data(*events) + END, told).merger.merged()


def test_events_tell_what_each_model_says() -> None:
    merged = check_events(
        run_event("on_chain_start", {"input": "hi"}),
        run_event("on_chat_model_start", {}, "a", ["r"]),
        run_event("on_chat_model_stream", {"chunk": chunk("H")}, "a", ["r"]),
        run_event("on_parser_stream", {"chunk": "H"}, "p", ["r"]),
        run_event("on_chain_stream", {"chunk": "H"}),
        run_event("on_chat_model_stream", {"chunk": chunk("i")}, "a", ["r"]),
        run_event("on_chain_stream", {"chunk": "i"}),
        run_event("on_chat_model_end", {"output": chunk("Hi")}, "a", ["r"]),
        run_event("on_chat_model_start", {}, "b", ["r"]),
        run_event("on_chat_model_end", {"output": {"type": "ai", "content": "Yo"}}, "b", ["r"]),
        run_event("on_llm_start", {}, "c", ["r"]),
        run_event("on_llm_end", {"output": {"generations": [[{"text": "Oh"}]]}}, "c", ["r"]),
        run_event("on_chain_end", {"output": "Hi"}),
        messages=[{"role": "ai", "text": "Hi"}, {"role": "ai", "text": "Yo"}, {"text": "Oh"}],
    )
    assert merged == {"output": "Hi", "metadata": {"run_id": "r"}}


def test_a_chain_without_models_speaks_for_itself() -> None:
    merged = check_events(
        run_event("on_chain_start", {"input": "hi"}),
        run_event("on_chain_start", {}, "x", ["r"]),
        run_event("on_chain_stream", {"chunk": "not this"}, "x", ["r"]),
        run_event("on_chain_stream", {"chunk": "H"}),
        run_event("on_chain_stream", {"chunk": "i"}),
        messages=[{"text": "Hi"}],
    )
    assert at(merged, "output") == "Hi"


def patch(*operations: JsonValue) -> JsonValue:
    return {"ops": list(operations)}


def test_of_a_log_the_output_is_told() -> None:
    merged = check_events(
        patch({"op": "replace", "path": "", "value": {"id": "r", "streamed_output": []}}),
        patch({"op": "add", "path": "/logs/Model/streamed_output_str/-", "value": "not this"}),
        patch(
            {"op": "add", "path": "/streamed_output/-", "value": "H"},
            {"op": "replace", "path": "/final_output", "value": "H"},
        ),
        patch(
            {"op": "add", "path": "/streamed_output/-", "value": "i"},
            {"op": "replace", "path": "/final_output", "value": "Hi"},
        ),
        messages=[{"text": "Hi"}],
    )
    assert merged == {"output": "Hi", "metadata": {"run_id": "r"}}


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("metadata", {"run_id": "r", "other": 1}),
        ("metadata", {"usage": {}}),
        ("data", {"x": 1}),
        ("data", 1),
        ("data", {"ops": []}),
        ("data", {"ops": [{"x": 1}]}),
        ("data", {"event": "on_chain_start"}),
        ("message", "text"),
        ("message", {"run_id": "r"}),
        ("message", {"type": "AIMessageChunk", "content": "a"}),
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(type_: str, value: JsonValue) -> None:
    assert run_of([named((type_, value))]).merger.dialect_id == "unknown"
