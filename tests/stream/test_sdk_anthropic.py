"""Messages: the merged object is the `message` that a call without `stream` gives."""

from replies import SSE, sse
from sdk_types import check_whole
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]

MESSAGE: Object = {
    "id": "msg",
    "type": "message",
    "role": "assistant",
    "model": "claude-x",
    "content": [],
    "stop_reason": None,
    "stop_sequence": None,
    "usage": {"input_tokens": 3, "output_tokens": 1, "cache_read_input_tokens": 0},
}
START: Object = {"type": "message_start", "message": MESSAGE}
STOP: Object = {"type": "message_stop"}


def block(number: int, start: Object, *deltas: Object) -> list[JsonValue]:
    """The events of one content block."""
    at: Object = {"index": number}
    return [
        {"type": "content_block_start", **at, "content_block": start},
        *({"type": "content_block_delta", **at, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", **at},
    ]


def ended(reason: str, **delta: JsonValue) -> Object:
    usage: Object = {"output_tokens": 9, "input_tokens": None}
    told: Object = {"stop_reason": reason, "stop_sequence": None, **delta}
    return {"type": "message_delta", "delta": told, "usage": usage}


def message(*content: JsonValue, reason: str | None = "end_turn", **fields: JsonValue) -> Object:
    usage: Object = {"input_tokens": 3, "output_tokens": 9, "cache_read_input_tokens": 0}
    told: Object = {"content": list(content), "stop_reason": reason, "usage": usage}
    return {**MESSAGE, **told, **fields}


def check_message(*blocks: list[JsonValue], whole: JsonValue, end: Object | None = None) -> None:
    """A message of these blocks is merged into `whole`."""
    events = [event for each in blocks for event in each]
    end = end or ended("end_turn")
    check_whole(sse(START, {"type": "ping"}, *events, end, STOP), SSE, whole)


def write(**delta: JsonValue) -> Object:
    (name,) = delta
    types = {"text": "text_delta", "thinking": "thinking_delta", "signature": "signature_delta"}
    return {"type": types[name], **delta}


def spell(*pieces: str) -> list[Object]:
    return [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]


def test_text_with_citations() -> None:
    cited: Object = {
        "type": "char_location",
        "cited_text": "c",
        "document_index": 0,
        "document_title": None,
        "start_char_index": 0,
        "end_char_index": 1,
        "file_id": None,
    }
    check_message(
        block(0, {"type": "text", "text": ""}, write(text="H"), write(text="i")),
        block(
            1,
            {"type": "text", "text": "", "citations": []},
            {"type": "citations_delta", "citation": cited},
            write(text="x"),
        ),
        whole=message(
            {"type": "text", "text": "Hi"}, {"type": "text", "text": "x", "citations": [cited]}
        ),
    )


def test_thinking_keeps_its_signature() -> None:
    empty: Object = {"type": "thinking", "thinking": "", "signature": ""}
    check_message(
        block(0, empty, write(thinking="h"), write(thinking="m"), write(signature="s")),
        block(1, {"type": "redacted_thinking", "data": "d"}),
        whole=message(
            {"type": "thinking", "thinking": "hm", "signature": "s"},
            {"type": "redacted_thinking", "data": "d"},
        ),
    )


def test_tool_calls() -> None:
    call: Object = {"type": "tool_use", "id": "t", "name": "f", "input": {}}
    check_message(
        block(0, call, *spell("", '{"x"', ": [1]}")),
        block(1, {**call, "id": "u"}),
        end=ended("tool_use"),
        whole=message({**call, "input": {"x": [1]}}, {**call, "id": "u"}, reason="tool_use"),
    )


def test_tools_of_the_server_and_their_results() -> None:
    call: Object = {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}
    page: Object = {"type": "web_search_result", "title": "t", "url": "u", "page_age": None}
    result: Object = {
        "type": "web_search_tool_result",
        "tool_use_id": "s",
        "content": [{**page, "encrypted_content": "e"}],
    }
    check_message(
        block(0, call, *spell('{"query"', ':"q"}')),
        block(1, result),
        whole=message({**call, "input": {"query": "q"}}, result),
    )


def test_blocks_of_the_beta() -> None:
    call: Object = {"type": "mcp_tool_use", "id": "m", "name": "f", "server_name": "s", "input": {}}
    text: JsonValue = [{"type": "text", "text": "ok"}]
    result: Object = {"type": "mcp_tool_result", "tool_use_id": "m", "is_error": False}
    compaction: Object = {"type": "compaction", "content": None}
    check_message(
        block(0, call, *spell('{"x":1}')),
        block(1, {**result, "content": text}),
        block(2, compaction, {"type": "compaction_delta", "content": "so far"}),
        whole=message(
            {**call, "input": {"x": 1}},
            {**result, "content": text},
            {**compaction, "content": "so far"},
        ),
    )


def test_a_refusal_and_a_stop_sequence() -> None:
    details: Object = {"type": "refusal", "category": "cyber", "explanation": "no"}
    check_message(
        end=ended("refusal", stop_details=details),
        whole=message(reason="refusal", stop_details=details),
    )
    check_message(
        block(0, {"type": "text", "text": ""}, write(text="a")),
        end=ended("stop_sequence", stop_sequence="#"),
        whole=message({"type": "text", "text": "a"}, reason="stop_sequence", stop_sequence="#"),
    )


def test_an_error_amid_the_stream_leaves_what_came_before() -> None:
    error: Object = {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}
    events = block(0, {"type": "text", "text": ""}, write(text="H"))
    whole = {**MESSAGE, "content": [{"type": "text", "text": "H"}]}
    check_whole(sse(START, *events[:-1], error), SSE, whole)


def test_a_call_that_is_cut_off_keeps_what_the_model_wrote() -> None:
    call: Object = {"type": "tool_use", "id": "t", "name": "f", "input": {}}
    events = block(0, call, *spell('{"x": "a'))
    whole = {**MESSAGE, "content": [{**call, "input": '{"x": "a'}]}
    check_whole(sse(START, *events[:-1]), SSE, whole, lacks={"content[].input"})


def test_what_a_stream_without_its_start_never_told_is_not_made_up() -> None:
    events = block(0, {"type": "text", "text": ""}, write(text="Hi"))
    whole: Object = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": "Hi"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"output_tokens": 9, "input_tokens": None},
    }
    lacks = {"id", "model", "usage.input_tokens"}
    check_whole(sse(*events, ended("end_turn"), STOP), SSE, whole, lacks=lacks)


def test_each_message_of_a_body_is_one() -> None:
    second: Object = {"type": "message_start", "message": {**MESSAGE, "id": "next"}}
    text = block(0, {"type": "text", "text": ""}, write(text="a"))
    body = sse(START, *text, ended("tool_use"), STOP, second, *text, ended("end_turn"), STOP)
    said: Object = {"type": "text", "text": "a"}
    whole: JsonValue = [message(said, reason="tool_use"), {**message(said), "id": "next"}]
    check_whole(body, SSE, whole)
