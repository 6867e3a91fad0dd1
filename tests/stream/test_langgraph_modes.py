"""LangGraph's older stream: an event type for each stream mode."""

import json

import pytest

from replies import Summary, at, check, named, run_of
from wirelens.jsonvalue import JsonValue
from wirelens.stream.rules import Rules
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]
Told = tuple[str, JsonValue]

STARTED: Told = ("metadata", {"run_id": "r", "attempt": 1})
END: Told = ("end", None)
NODE: JsonValue = {"langgraph_node": "agent"}
STOPPED: JsonValue = {"finish_reason": "stop", "model_name": "m"}
CALL: Object = {"id": "c", "name": "f", "type": "tool_call"}


def body(*events: Told) -> bytes:
    return named(*((name, json.dumps(value)) for name, value in events))


def ai(content: JsonValue, id_: str = "run-1", **fields: JsonValue) -> Object:
    return {"type": "ai", "id": id_, "content": content, **fields}


def piece(content: JsonValue, id_: str = "run-1", **fields: JsonValue) -> Told:
    chunk: Object = {"type": "AIMessageChunk", "id": id_, "content": content, **fields}
    return ("messages", [chunk, NODE])


def check_run(*events: Told, **expected: JsonValue) -> JsonValue:
    """What a run with these events tells; returns its values."""
    told: Summary = {"dialect": "langgraph", "terminators": ["end"], **expected}
    return check(body(STARTED, *events, END), told).merger.merged()


def test_chunks_beside_their_metadata_add_up() -> None:
    merged = check_run(
        piece("H"),
        ("messages", [{"type": "tool", "id": "t", "content": "not this"}, NODE]),
        piece([{"type": "text", "text": "é", "index": 0}]),
        piece("", response_metadata=STOPPED, usage_metadata={"output_tokens": 2}),
        messages=[{"role": "ai", "text": "Hé", "finish_reason": "stop"}],
        usage={"output_tokens": 2},
        model="m",
    )
    assert at(merged, "messages", 0, "id") == "run-1"


def test_what_a_node_returns_repeats_its_chunks() -> None:
    check_run(
        piece("Hi"),
        ("messages", [ai("Hi"), NODE]),
        ("updates", {"agent": {"messages": [ai("Hi")]}}),
        ("values", {"messages": [{"type": "human", "id": "h", "content": "?"}, ai("Hi")]}),
        messages=[{"role": "ai", "text": "Hi"}],
    )


def test_a_message_that_came_from_no_model_comes_whole() -> None:
    check_run(("messages", [ai("Hi"), NODE]), messages=[{"role": "ai", "text": "Hi"}])


def test_messages_are_stated_as_they_grow() -> None:
    merged = check_run(
        ("messages/metadata", {"run-1": {"metadata": {}}}),
        ("messages/partial", [ai("H")]),
        ("messages/partial", [ai("Hi", additional_kwargs={"reasoning_content": "Hm"})]),
        ("messages/complete", [ai("Hi!", response_metadata=STOPPED)]),
        messages=[{"role": "ai", "text": "Hi!", "reasoning": "Hm", "finish_reason": "stop"}],
        model="m",
    )
    assert merged == {"messages": [ai("Hi!", response_metadata=STOPPED)]}


def test_the_arguments_of_a_call_grow_as_they_are_written() -> None:
    calls: JsonValue = [{"id": "c", "name": "f", "arguments": '{"x": 1}'}]

    def written(arguments: str) -> Told:
        chunk: JsonValue = {"id": "c", "name": "f", "args": arguments, "index": 0}
        return ("messages/partial", [ai("", tool_call_chunks=[chunk])])

    check_run(written('{"x"'), written('{"x": 1}'), messages=[{"role": "ai", "tool_calls": calls}])


def test_arguments_that_are_told_as_a_value_are_written_as_one() -> None:
    check_run(
        ("messages/partial", [ai("", tool_calls=[{**CALL, "args": {}}])]),
        ("messages/complete", [ai("", tool_calls=[{**CALL, "args": {"x": 1}}])]),
        messages=[{"role": "ai", "tool_calls": [{"id": "c", "name": "f", "arguments": '{"x":1}'}]}],
    )


def test_of_the_values_what_follows_the_last_question_is_told() -> None:
    question: JsonValue = {"type": "human", "id": "h", "content": "?"}
    state: Object = {"messages": [ai("old", "run-0"), question, ai("Hi")], "steps": 1}
    merged = check_run(
        ("values", {"messages": [ai("old", "run-0"), question]}),
        ("values", state),
        messages=[{"role": "ai", "text": "Hi"}],
    )
    assert merged == state


def test_updates_tell_the_messages_of_each_node() -> None:
    check_run(
        ("updates", {"agent": {"messages": [ai("Hi")]}, "other": None}),
        ("updates", {"tools": {"messages": {"type": "tool", "id": "t", "content": "1"}}}),
        ("updates", {"agent": {"messages": ai("Bye", "run-2")}}),
        messages=[{"role": "ai", "text": "Hi"}, {"role": "ai", "text": "Bye"}],
    )


def test_a_subgraph_stands_behind_a_bar() -> None:
    chunk: JsonValue = [{"type": "AIMessageChunk", "id": "s", "content": "Hi"}, NODE]
    merged = check_run(
        ("messages|sub:1", chunk),
        ("values|sub:1", {"messages": [ai("of the subgraph", "x")]}),
        messages=[{"role": "ai", "text": "Hi"}],
    )
    assert at(merged, "messages", 0, "id") == "s"


@pytest.mark.parametrize("events", [(piece("Hi"),), (("values", {"messages": [ai("Hi")]}),)])
def test_a_run_whose_metadata_is_an_id_is_told_by_what_follows(events: tuple[Told, ...]) -> None:
    run = run_of([body(("metadata", {"run_id": "r"}), *events)])
    assert run.merger.dialect_id == "langgraph"
    assert run.reply.messages[0].joined("text") == "Hi"


def test_the_end_may_have_no_data() -> None:
    run = run_of([body(STARTED, piece("Hi")) + b"event: end\n\n"])
    assert (run.reply.terminators, verdict(run)) == (["end"], "complete")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((piece("Hi"),), "truncated"),
        ((piece("Hi", response_metadata=STOPPED),), "complete"),
        ((piece("Hi"), ("error", {"error": "GraphRecursionError", "message": "no"})), "error"),
    ],
)
def test_without_its_end_a_run_needs_a_finish_reason(
    events: tuple[Told, ...], expected: str
) -> None:
    assert verdict(run_of([body(STARTED, *events)])) == expected


def test_merge_names_both_streams_of_langgraph() -> None:
    run = run_of([body(piece("Hi"))], rules=Rules("langgraph"))
    assert (run.merger.dialect_id, run.reply.messages[0].joined("text")) == ("langgraph", "Hi")
    assert run.reply.notes == []


@pytest.mark.parametrize(
    "event",
    [
        ("messages", [ai("Hi")]),
        ("messages", [{"content": "Hi"}, NODE]),
        ("messages/partial", []),
        ("values", {"messages": []}),
        ("values", {"messages": [{"role": "user"}]}),
        ("metadata", {"run_id": "r", "other": 1}),
        ("message", [ai("Hi"), NODE]),
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(event: Told) -> None:
    assert run_of([body(event)]).merger.dialect_id == "unknown"
