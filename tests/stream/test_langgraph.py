"""LangGraph's event stream: messages by their runs, blocks by index and kind, values."""

from itertools import count

import pytest

from replies import Summary, at, check, run_of, sse
from wirelens.jsonvalue import JsonValue
from wirelens.stream.findings import findings
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]

NODE: JsonValue = ["model:1"]


def wrapped(method: str, data: JsonValue, namespace: JsonValue = None) -> JsonValue:
    params: JsonValue = {"namespace": namespace or [], "timestamp": 1, "data": data}
    return {"type": "event", "event_id": "1", "method": method, "params": params}


def said(event: str, run: str | None = "r", **fields: JsonValue) -> JsonValue:
    named = {} if run is None else {"run_id": run}
    return wrapped("messages", {"event": event, **fields, **named}, NODE)


def start(id_: str, run: str | None = "r", **fields: JsonValue) -> JsonValue:
    return said("message-start", run, id=id_, **fields)


def delta(type_: str, index: int = 0, run: str | None = "r", **fields: JsonValue) -> JsonValue:
    return said("content-block-delta", run, index=index, delta={"type": type_, **fields})


def block(event: str, content: Object, index: int = 0) -> JsonValue:
    return said(f"content-block-{event}", index=index, content=content)


def lifecycle(event: str, **fields: JsonValue) -> JsonValue:
    return wrapped("lifecycle", {"event": event, "graph_name": "g", **fields})


RUNNING = lifecycle("running")
COMPLETED = lifecycle("completed")


def stream(*events: JsonValue) -> bytes:
    numbers = count(1)
    return sse(*(each | {"seq": next(numbers)} for each in events if isinstance(each, dict)))


def check_run(*events: JsonValue, **expected: JsonValue) -> JsonValue:
    """What a run of a graph with these events tells; returns the merged object."""
    told: Summary = {"dialect": "langgraph", "terminators": ["lifecycle completed"], **expected}
    return check(stream(RUNNING, *events, COMPLETED), told).merger.merged()


def test_text_and_reasoning_are_told_apart() -> None:
    merged = check_run(
        start("m", usage={"input_tokens": 3}),
        block("start", {"type": "reasoning", "reasoning": "I ", "index": 0}),
        delta("reasoning-delta", reasoning="think"),
        block("finish", {"type": "reasoning", "reasoning": "I think", "index": 0}),
        block("start", {"type": "text", "text": ""}, 1),
        delta("text-delta", 1, text="H"),
        delta("text-delta", 1, text="é😀"),
        block("finish", {"type": "text", "text": "Hé😀"}, 1),
        said("usage", usage={"output_tokens": 2}),
        said("message-finish", reason="stop", usage={"input_tokens": 3, "output_tokens": 3}),
        messages=[{"role": "ai", "reasoning": "I think", "text": "Hé😀", "finish_reason": "stop"}],
        usage={"input_tokens": 3, "output_tokens": 3},
    )
    content: JsonValue = [
        {"type": "reasoning", "reasoning": "I think"},
        {"type": "text", "text": "Hé😀"},
    ]
    assert merged == {"messages": [{"type": "ai", "content": content, "id": "m"}]}


def test_blocks_of_different_kinds_may_share_an_index() -> None:
    check_run(
        start("m"),
        block("start", {"type": "reasoning", "reasoning": "a"}),
        delta("text-delta", text="b"),
        block("finish", {"type": "reasoning", "reasoning": "aa"}),
        messages=[{"role": "ai", "reasoning": "aa", "text": "b"}],
    )


def test_a_block_delta_states_the_fields_so_far() -> None:
    def stated(arguments: str) -> JsonValue:
        fields: JsonValue = {"type": "tool_call_chunk", "id": "t", "name": "f", "args": arguments}
        return delta("block-delta", fields=fields)

    piece: JsonValue = {"type": "input_json_delta", "input": '{"x"'}
    check_run(
        start("m"),
        block("start", {"type": "tool_use", "id": "t", "name": "f", "input": ""}),
        stated(""),
        delta("block-delta", fields=piece),
        stated('{"x"'),
        stated('{"x": 1}'),
        block("finish", {"type": "input_json_delta", "id": "t", "args": '{"x": 1}'}),
        said("message-finish", reason="tool_use"),
        messages=[
            {
                "role": "ai",
                "tool_calls": [{"id": "t", "name": "f", "arguments": '{"x": 1}'}],
                "finish_reason": "tool_use",
            }
        ],
    )


def test_arguments_that_are_finished_as_a_value_stay_as_they_were_written() -> None:
    merged = check_run(
        start("m"),
        block("start", {"type": "tool_call_chunk", "id": "t", "name": "f", "args": '{"x": '}),
        said(
            "content-block-delta",
            index=0,
            content_block={"type": "tool_call_chunk", "id": None, "name": None, "args": "1}"},
        ),
        block("finish", {"type": "tool_call", "id": "t", "name": "f", "args": {"x": 1}}),
        messages=[
            {
                "role": "ai",
                "tool_calls": [{"id": "t", "name": "f", "arguments": '{"x": 1}'}],
            }
        ],
    )
    assert at(merged, "messages", 0, "content") == [
        {"type": "tool_call", "id": "t", "name": "f", "args": {"x": 1}}
    ]


def test_newer_servers_send_pieces_of_a_block() -> None:
    def piece(event: str, content: Object) -> JsonValue:
        return said(f"content-block-{event}", None, index=0, content_block=content)

    check_run(
        said("message-start", None, message_id="m"),
        piece("start", {"type": "text", "text": ""}),
        piece("delta", {"type": "text", "text": "H"}),
        piece("delta", {"type": "text", "text": "i"}),
        piece("finish", {"type": "text", "text": "Hi"}),
        said("message-finish", None),
        said("message-start", None, message_id="n"),
        piece("start", {"type": "text", "text": "B"}),
        messages=[{"role": "ai", "text": "Hi"}, {"role": "ai", "text": "B"}],
    )


def test_runs_may_be_interleaved() -> None:
    check_run(
        start("m", "a"),
        start("n", "b", role="tool"),
        delta("text-delta", 0, "a", text="1"),
        delta("text-delta", 0, "b", text="2"),
        delta("text-delta", 0, "a", text="3"),
        messages=[{"role": "ai", "text": "13"}, {"role": "tool", "text": "2"}],
    )


def test_the_values_of_the_graph_are_the_result() -> None:
    question: JsonValue = {"type": "human", "content": "q", "id": "q"}
    answer: JsonValue = {"type": "ai", "content": "Hi", "id": "m"}
    inner: JsonValue = {"messages": [{"type": "ai", "content": "inner", "id": "x"}]}
    merged = check_run(
        wrapped("values", {"messages": [question]}),
        start("m"),
        delta("text-delta", text="Hi"),
        wrapped("values", inner, NODE),
        wrapped("values", {"messages": [question, answer], "n": 1}),
        messages=[{"role": "ai", "text": "Hi"}],
    )
    assert merged == {"messages": [question, answer], "n": 1}


def test_messages_that_were_not_streamed_are_told_from_the_values() -> None:
    messages: list[JsonValue] = [
        {"type": "human", "content": "older", "id": "1"},
        {"type": "ai", "content": "older", "id": "2"},
        {"type": "human", "content": "q", "id": "3"},
        {
            "type": "ai",
            "content": "Hi",
            "id": "4",
            "tool_calls": [{"id": "t", "name": "f", "args": {"x": 1}}],
        },
        {"type": "tool", "content": "21", "id": "5"},
    ]
    reply: JsonValue = {
        "role": "ai",
        "text": "Hi",
        "tool_calls": [{"id": "t", "name": "f", "arguments": '{"x":1}'}],
    }
    values = wrapped("values", {"messages": messages})
    check_run(values, values, messages=[reply])


def test_what_was_streamed_after_the_values_is_added_to_them() -> None:
    question: JsonValue = {"type": "human", "content": "q", "id": "q"}
    merged = check_run(
        wrapped("values", {"messages": [question]}),
        start("m"),
        delta("text-delta", text="Hi"),
        messages=[{"role": "ai", "text": "Hi"}],
    )
    content: JsonValue = [{"type": "text", "text": "Hi"}]
    assert at(merged, "messages") == [question, {"type": "ai", "content": content, "id": "m"}]


def test_a_run_that_failed() -> None:
    body = stream(
        RUNNING, start("m"), delta("text-delta", text="a"), lifecycle("failed", error="x")
    )
    expected: Summary = {
        "dialect": "langgraph",
        "messages": [{"role": "ai", "text": "a"}],
        "error": "x",
    }
    assert verdict(check(body, expected)) == "error"
    body = stream(start("m"), said("error", message="overloaded"))
    check(body, {"dialect": "langgraph", "messages": [{"role": "ai"}], "error": "overloaded"})


def test_only_the_end_of_the_whole_graph_ends_the_reply() -> None:
    inner = wrapped("lifecycle", {"event": "completed", "graph_name": "n"}, NODE)
    run = run_of([stream(RUNNING, start("m"), delta("text-delta", text="a"), inner)])
    assert verdict(run) == "truncated"
    run = run_of([stream(RUNNING, start("m"), delta("text-delta", text="a"), inner, COMPLETED)])
    assert (verdict(run), findings(run)) == ("complete", [])
    run = run_of([stream(RUNNING, lifecycle("interrupted"))])
    assert verdict(run) == "complete"


def test_ids_may_stand_below_the_data() -> None:
    events = stream(RUNNING, start("m"), delta("text-delta", text="a"), COMPLETED)
    body = events.replace(b"\n\n", b"\nid: 7\n\n")
    run = check(
        body,
        {
            "dialect": "langgraph",
            "messages": [{"role": "ai", "text": "a"}],
            "terminators": ["lifecycle completed"],
        },
    )
    assert run.log.event(1).item.end < len(body)


@pytest.mark.parametrize(
    "value",
    [
        {"type": "event", "seq": 1, "method": "messages", "params": {}},
        {"type": "event", "method": "messages", "params": {"namespace": []}},
        {"type": "event", "seq": 1, "params": {"namespace": []}},
        {"seq": 1, "method": "messages", "params": {"namespace": []}},
        {"type": "event"},
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(value: JsonValue) -> None:
    assert run_of([sse(value)]).merger.dialect_id == "unknown"
