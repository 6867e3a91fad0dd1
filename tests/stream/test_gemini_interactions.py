"""Gemini's Interactions API, in its schema of steps and in the older one of outputs."""

from replies import Summary, check, named, run_of, sse
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]

TOP: Object = {"id": "v1", "object": "interaction", "model": "gemini-x"}
USAGE: Object = {"total_tokens": 7, "total_thought_tokens": 2}
CREATED: Object = {
    "interaction": {**TOP, "status": "in_progress"},
    "event_type": "interaction.created",
}
UPDATED: Object = {
    "interaction_id": "v1",
    "status": "in_progress",
    "event_type": "interaction.status_update",
}


def start(index: int, type_: str, **step: JsonValue) -> Object:
    return {"index": index, "step": {"type": type_, **step}, "event_type": "step.start"}


def delta(index: int, type_: str, **fields: JsonValue) -> Object:
    return {"index": index, "delta": {**fields, "type": type_}, "event_type": "step.delta"}


def stop(index: int) -> Object:
    return {"index": index, "event_type": "step.stop"}


def completed(status: str = "completed", **fields: JsonValue) -> Object:
    interaction: Object = {**TOP, "status": status, "usage": USAGE, **fields}
    return {"interaction": interaction, "event_type": "interaction.completed"}


def check_events(*events: JsonValue, reply: Summary, **rest: JsonValue) -> JsonValue:
    """The events give one message; the interaction is told."""
    expected: Summary = {
        "dialect": "gemini-interactions",
        "messages": [reply],
        "usage": USAGE,
        "model": "gemini-x",
        "terminators": ["interaction.completed"],
        **rest,
    }
    return check(sse(*events), expected).merger.merged()


def interaction(*steps: JsonValue, status: str = "completed") -> JsonValue:
    return {**TOP, "status": status, "usage": USAGE, "steps": list(steps)}


def test_steps_add_up_by_index() -> None:
    merged = check_events(
        CREATED,
        UPDATED,
        start(0, "thought"),
        delta(0, "thought_summary", content={"type": "text", "text": "I "}),
        delta(0, "thought_summary", content={"type": "text", "text": "think"}),
        delta(0, "thought_signature", signature="s"),
        stop(0),
        start(1, "model_output"),
        delta(1, "text", text="H"),
        delta(1, "text", text="i"),
        stop(1),
        completed(),
        "[DONE]",
        reply={"reasoning": "I think", "text": "Hi", "finish_reason": "completed"},
        terminators=["interaction.completed", "[DONE]"],
    )
    assert merged == interaction(
        {"type": "thought", "signature": "s", "summary": [{"type": "text", "text": "I think"}]},
        {"type": "model_output", "content": [{"type": "text", "text": "Hi"}]},
    )


def test_arguments_are_kept_as_the_model_wrote_them() -> None:
    merged = check_events(
        CREATED,
        start(0, "function_call", id="c", name="f", signature="", arguments={}),
        delta(0, "arguments_delta", arguments='{"x"'),
        delta(0, "arguments_delta", arguments=": 1.0}"),
        stop(0),
        start(1, "function_call", id="d", name="g", arguments={"y": "é"}),
        stop(1),
        completed("requires_action"),
        reply={
            "tool_calls": [
                {"id": "c", "name": "f", "arguments": '{"x": 1.0}'},
                {"id": "d", "name": "g", "arguments": '{"y":"é"}'},
            ],
            "finish_reason": "requires_action",
        },
    )
    assert merged == interaction(
        {"type": "function_call", "id": "c", "name": "f", "signature": "", "arguments": {"x": 1.0}},
        {"type": "function_call", "id": "d", "name": "g", "arguments": {"y": "é"}},
        status="requires_action",
    )


def test_steps_of_built_in_tools_are_parts_and_no_calls() -> None:
    queries: JsonValue = {"queries": ["q"]}
    result: JsonValue = [{"search_suggestions": "<b>"}]
    body = sse(
        CREATED,
        start(0, "google_search_call", id="s", signature=""),
        delta(0, "google_search_call", arguments=queries),
        start(1, "google_search_result", call_id="s"),
        delta(1, "google_search_result", result=result, is_error=False),
        start(
            2, "mcp_server_tool_call", id="m", name="ask", server_name="docs", arguments={"q": 1}
        ),
        completed(),
    )
    run = check(
        body,
        {
            "dialect": "gemini-interactions",
            "messages": [{"finish_reason": "completed"}],
            "usage": USAGE,
            "model": "gemini-x",
            "terminators": ["interaction.completed"],
        },
    )
    (message,) = run.reply.messages
    assert [(part.id, part.name, part.text, part.step) for part in message.parts.values()] == [
        ("s", "google_search", '{"queries":["q"]}', True),
        ("m", "ask", '{"q":1}', True),
    ]
    mcp: Object = {"id": "m", "name": "ask", "server_name": "docs", "arguments": {"q": 1}}
    assert run.merger.merged() == interaction(
        {"type": "google_search_call", "id": "s", "signature": "", "arguments": queries},
        {"type": "google_search_result", "call_id": "s", "result": result, "is_error": False},
        {"type": "mcp_server_tool_call", **mcp},
    )


def test_citations_belong_to_their_text() -> None:
    first: JsonValue = {"type": "url_citation", "url": "a"}
    second: JsonValue = {"type": "url_citation", "url": "b"}
    merged = check_events(
        CREATED,
        start(0, "model_output"),
        delta(0, "text", text="Hi"),
        delta(0, "text_annotation_delta", annotations=[first]),
        delta(0, "text_annotation", annotations=[second]),
        completed(),
        reply={"text": "Hi", "citations": [first, second], "finish_reason": "completed"},
    )
    text: JsonValue = {"type": "text", "text": "Hi", "annotations": [first, second]}
    assert merged == interaction({"type": "model_output", "content": [text]})


def test_media_stand_between_texts() -> None:
    image: Object = {"type": "image", "data": "aGk=", "mime_type": "image/png"}
    merged = check_events(
        CREATED,
        start(0, "model_output", content=[{"type": "text", "text": "A"}]),
        delta(0, "image", data="aGk=", mime_type="image/png"),
        delta(0, "text", text="B"),
        completed(),
        reply={"text": "AB", "finish_reason": "completed"},
    )
    content: JsonValue = [{"type": "text", "text": "A"}, image, {"type": "text", "text": "B"}]
    assert merged == interaction({"type": "model_output", "content": content})


def test_steps_that_only_the_end_states_are_taken_from_there() -> None:
    output: JsonValue = {"type": "model_output", "content": [{"type": "text", "text": "Hi!"}]}
    asked: JsonValue = {"type": "user_input", "content": [{"type": "text", "text": "Say hi"}]}
    reply: Summary = {"text": "Hi!", "finish_reason": "completed"}
    last = completed(steps=[asked, output])
    assert check_events(CREATED, last, reply=reply) == interaction(asked, output)
    check_events(CREATED, start(0, "model_output"), delta(0, "text", text="Hi"), last, reply=reply)


def test_events_without_an_index_belong_to_the_last_step() -> None:
    def unnumbered(event: Object) -> Object:
        return {key: value for key, value in event.items() if key != "index"}

    merged = check_events(
        CREATED,
        unnumbered(start(0, "thought")),
        unnumbered(delta(0, "thought_signature", signature="s")),
        unnumbered(start(0, "model_output")),
        unnumbered(delta(0, "text", text="Hi")),
        completed(),
        reply={"text": "Hi", "finish_reason": "completed"},
    )
    assert merged == interaction(
        {"type": "thought", "signature": "s"},
        {"type": "model_output", "content": [{"type": "text", "text": "Hi"}]},
    )


def test_a_step_without_its_start_is_told_by_its_deltas() -> None:
    merged = check_events(
        CREATED,
        delta(0, "thought_summary", content={"text": "hm"}),
        delta(1, "text", text="Hi"),
        completed(),
        reply={"reasoning": "hm", "text": "Hi", "finish_reason": "completed"},
    )
    assert merged == interaction(
        {"type": "thought", "summary": [{"type": "text", "text": "hm"}]},
        {"type": "model_output", "content": [{"type": "text", "text": "Hi"}]},
    )


def test_deltas_of_unknown_types_add_nothing_to_the_reply() -> None:
    check_events(
        CREATED,
        start(0, "model_output"),
        delta(0, "text", text="Hi"),
        delta(0, "hologram", text="x", arguments={"y": 1}),
        completed(),
        reply={"text": "Hi", "finish_reason": "completed"},
    )


def test_the_older_schema_streams_blocks_of_content() -> None:
    def content(what: str, index: int, **fields: JsonValue) -> Object:
        return {"event_type": f"content.{what}", "index": index, **fields}

    call: Object = {"type": "function_call", "id": "c", "name": "f", "arguments": {}}
    merged = check_events(
        {"event_type": "interaction.start", "interaction": {**TOP, "status": "in_progress"}},
        content("start", 0, content={"type": "thought"}),
        content("delta", 0, delta={"type": "thought_summary", "content": {"text": "hm"}}),
        content("delta", 0, delta={"type": "thought_signature", "signature": "s"}),
        content("stop", 0),
        content("start", 1, content={"type": "text", "text": ""}),
        content("delta", 1, delta={"type": "text", "text": "H"}),
        content("delta", 1, delta={"type": "text", "text": "i"}),
        content("delta", 2, delta=call),
        {
            "event_type": "interaction.complete",
            "interaction": {**TOP, "role": "model", "status": "completed", "usage": USAGE},
        },
        reply={
            "role": "model",
            "reasoning": "hm",
            "text": "Hi",
            "tool_calls": [{"id": "c", "name": "f", "arguments": "{}"}],
            "finish_reason": "completed",
        },
        terminators=["interaction.complete"],
    )
    outputs: list[JsonValue] = [
        {"type": "thought", "signature": "s", "summary": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": "Hi"},
        call,
    ]
    assert merged == {
        **TOP,
        "role": "model",
        "status": "completed",
        "usage": USAGE,
        "outputs": outputs,
    }


def test_errors_and_failed_interactions_are_told() -> None:
    error: JsonValue = {"event_type": "error", "error": {"code": "x", "message": "no"}}
    expected: Summary = {"dialect": "gemini-interactions", "model": "gemini-x", "error": "no"}
    check(named(("interaction.created", CREATED), ("error", error)), expected)
    check_events(
        CREATED,
        completed("failed"),
        reply={"finish_reason": "failed"},
        error='the interaction\'s status is "failed"',
    )
    check_events(
        CREATED,
        completed("failed", error={"code": 8, "message": "quota"}),
        reply={"finish_reason": "failed"},
        error="quota",
    )


def test_an_event_type_without_what_it_brings_is_something_else() -> None:
    events: tuple[Object, ...] = (
        {"event_type": "content.delta", "delta": "hello"},
        {"event_type": "interaction.created"},
        {"event_type": "step.stop", "index": 0},
        {"event_type": "other", "step": {}},
    )
    for each in events:
        assert run_of([sse(each)]).merger.dialect_id == "unknown"
