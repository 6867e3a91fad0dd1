"""OpenAI's Assistants: a run, its steps and its messages."""

from replies import Summary, check, named, run_of, sse
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]
Typed = tuple[str, JsonValue]

USAGE: Object = {"prompt_tokens": 1, "completion_tokens": 2}
DONE: Typed = ("done", "[DONE]")


def thread_run(status: str, **fields: JsonValue) -> Typed:
    value = {"id": "run", "object": "thread.run", "status": status, "model": "m", "usage": None}
    return (f"thread.run.{status}", {**value, **fields})


def message(status: str, *content: JsonValue, id_: str = "msg") -> Typed:
    value: Object = {"id": id_, "object": "thread.message", "role": "assistant", "status": status}
    return (f"thread.message.{status}", {**value, "content": list(content)})


def delta(*content: JsonValue, id_: str = "msg") -> Typed:
    value: Object = {"id": id_, "object": "thread.message.delta"}
    return ("thread.message.delta", {**value, "delta": {"content": list(content)}})


def text(value: str, *annotations: JsonValue, **fields: JsonValue) -> Object:
    return {**fields, "type": "text", "text": {"value": value, "annotations": list(annotations)}}


def step(status: str, *calls: JsonValue, **fields: JsonValue) -> Typed:
    details: JsonValue = {"type": "tool_calls", "tool_calls": list(calls)}
    value: Object = {"id": "step", "object": "thread.run.step", "status": status}
    return (f"thread.run.step.{status}", {**value, "step_details": details, **fields})


def step_delta(*calls: JsonValue) -> Typed:
    details: JsonValue = {"type": "tool_calls", "tool_calls": list(calls)}
    value: Object = {"id": "step", "object": "thread.run.step.delta"}
    return ("thread.run.step.delta", {**value, "delta": {"step_details": details}})


def check_events(*events: Typed, messages: list[JsonValue], **rest: JsonValue) -> JsonValue:
    """The events give these messages; the merged objects are told."""
    expected: Summary = {"dialect": "openai-assistants", "messages": messages, "model": "m", **rest}
    return check(named(*events), expected).merger.merged()


def test_the_deltas_of_a_message_add_up_to_the_whole() -> None:
    last = thread_run("completed", usage=USAGE)
    whole = message("completed", text("Hello!"))
    merged = check_events(
        thread_run("created"),
        thread_run("in_progress"),
        message("created"),
        message("in_progress"),
        delta(text("Hel", index=0)),
        delta({"index": 0, "type": "text", "text": {"value": "lo!"}}),
        whole,
        last,
        DONE,
        messages=[{"role": "assistant", "text": "Hello!", "finish_reason": "completed"}],
        usage=USAGE,
        terminators=["[DONE]"],
    )
    assert merged == {"run": last[1], "steps": [], "messages": [whole[1]]}


def test_until_the_whole_comes_the_message_is_what_came() -> None:
    created = message("created")
    merged = check_events(
        thread_run("in_progress"),
        created,
        delta(text("a", index=0), text("b", index=2)),
        delta({"index": 3, "type": "refusal", "refusal": "No"}),
        messages=[{"role": "assistant", "text": "ab", "refusal": "No"}],
    )
    assert isinstance(created[1], dict)
    content: JsonValue = [text("a"), text("b"), {"type": "refusal", "refusal": "No"}]
    assert merged == {
        "run": thread_run("in_progress")[1],
        "steps": [],
        "messages": [{**created[1], "content": content}],
    }


def test_a_run_may_write_several_messages() -> None:
    check_events(
        thread_run("in_progress"),
        delta(text("a"), id_="one"),
        message("completed", text("b"), id_="two"),
        thread_run("incomplete", incomplete_details={"reason": "max_completion_tokens"}),
        messages=[
            {"text": "a"},
            {"role": "assistant", "text": "b", "finish_reason": "max_completion_tokens"},
        ],
    )


def test_citations_lose_the_index_that_their_delta_gives_them() -> None:
    citation: Object = {"type": "file_citation", "text": "[0]", "file_citation": {"file_id": "f"}}
    events = (thread_run("in_progress"), delta(text("a[0]", {**citation, "index": 0}, index=0)))
    told: list[JsonValue] = [{"text": "a[0]", "citations": [citation]}]
    merged = check_events(*events, messages=told)
    assert isinstance(merged, dict)
    content: JsonValue = [text("a[0]", citation)]
    ours: Object = {"id": "msg", "object": "thread.message", "role": "assistant"}
    assert merged["messages"] == [{**ours, "content": content}]
    check_events(*events, message("completed", text("a[0]", citation)), messages=told)


def test_functions_are_calls_and_built_in_tools_are_steps() -> None:
    def function(arguments: str, **fields: JsonValue) -> Object:
        return {"type": "function", "function": {"arguments": arguments, **fields}}

    search: Object = {"id": "s", "type": "file_search", "file_search": {}}
    run = check(
        named(
            step("created"),
            step_delta(
                {"index": 0, "type": "code_interpreter", "code_interpreter": {"input": "1"}}
            ),
            step_delta(
                {"index": 0, "type": "code_interpreter", "code_interpreter": {"input": "+1"}}
            ),
            step_delta({"index": 1, "id": "c", **function("", name="f", output=None)}),
            step_delta({"index": 1, **function('{"x"')}),
            step_delta({"index": 1, **function(": 1}")}),
            step_delta({"index": 2, **search}),
            thread_run("requires_action"),
            DONE,
        ),
        {
            "dialect": "openai-assistants",
            "messages": [
                {
                    "tool_calls": [{"id": "c", "name": "f", "arguments": '{"x": 1}'}],
                    "finish_reason": "requires_action",
                }
            ],
            "model": "m",
            "terminators": ["[DONE]"],
        },
    )
    (told,) = run.reply.messages
    assert [(part.name, part.text, part.step, part.free_text) for part in told.parts.values()] == [
        ("code_interpreter", "1+1", True, True),
        ("f", '{"x": 1}', False, False),
        ("file_search", "", True, False),
    ]
    calls: JsonValue = [
        {"type": "code_interpreter", "code_interpreter": {"input": "1+1"}},
        {"id": "c", **function('{"x": 1}', name="f", output=None)},
        search,
    ]
    _, created = step("created")
    assert isinstance(created, dict)
    details: JsonValue = {"type": "tool_calls", "tool_calls": calls}
    merged = run.merger.merged()
    assert isinstance(merged, dict)
    assert merged["steps"] == [{**created, "step_details": details}]


def test_a_completed_step_states_its_calls() -> None:
    interpreted: Object = {"input": "1+1", "outputs": [{"type": "logs", "logs": "2"}]}
    whole = step(
        "completed", {"id": "c", "type": "code_interpreter", "code_interpreter": interpreted}
    )
    run = run_of(
        [
            named(
                step("in_progress"),
                step_delta(
                    {"index": 0, "type": "code_interpreter", "code_interpreter": {"input": "1+"}}
                ),
                whole,
            )
        ]
    )
    (told,) = run.reply.messages
    assert [(part.id, part.text) for part in told.parts.values()] == [("c", "1+1")]
    assert run.merger.merged() == {"run": None, "steps": [whole[1]], "messages": []}


def test_a_failed_run_has_an_error() -> None:
    check_events(
        delta(text("a")),
        thread_run("failed", last_error={"code": "server_error", "message": "Sorry"}),
        messages=[{"text": "a", "finish_reason": "failed"}],
        error="Sorry",
    )
    check_events(
        delta(text("a")),
        thread_run("failed"),
        messages=[{"text": "a", "finish_reason": "failed"}],
        error='the run\'s status is "failed"',
    )


def test_the_objects_tell_the_dialect_not_the_event_types() -> None:
    for _, value in (thread_run("queued"), message("created"), delta(), step("created")):
        assert run_of([sse(value)]).merger.dialect_id == "openai-assistants"
    thread: JsonValue = {"id": "t", "object": "thread"}
    assert run_of([named(("thread.created", thread))]).merger.dialect_id == "unknown"
    assert run_of([sse({"object": "threads.run"})]).merger.dialect_id == "unknown"
