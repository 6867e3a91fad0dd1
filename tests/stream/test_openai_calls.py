"""Tool calls of Chat Completions, as servers number and name them."""

import pytest

from replies import Summary, check, sse
from wirelens.jsonvalue import JsonValue

Chunk = dict[str, JsonValue]


def calling(*calls: JsonValue) -> Chunk:
    return {"choices": [{"index": 0, "delta": {"tool_calls": list(calls)}}]}


def call(**fields: JsonValue) -> JsonValue:
    function: Chunk = {}
    for key in ("name", "arguments"):
        if key in fields:
            function[key] = fields.pop(key)
    return {**fields, "function": function}


def check_calls(*events: JsonValue, calls: list[Summary], notes: JsonValue = None) -> None:
    """The events give exactly these tool calls."""
    expected: Summary = {"dialect": "openai-chat", "messages": [{"tool_calls": list(calls)}]}
    check(sse(*events), expected | ({"notes": notes} if notes else {}))


def test_arguments_of_parallel_calls_are_added_by_index() -> None:
    check_calls(
        calling(call(index=0, id="a", type="function", name="f", arguments="")),
        calling(call(index=0, arguments='{"x"')),
        calling(call(index=1, id="b", type="function", name="g", arguments="{")),
        calling(call(index=0, arguments=": 1}"), call(index=1, arguments="}")),
        calls=[
            {"id": "a", "name": "f", "arguments": '{"x": 1}'},
            {"id": "b", "name": "g", "arguments": "{}"},
        ],
    )


def test_the_input_of_a_custom_tool_is_told() -> None:
    check_calls(
        calling(
            {"index": 0, "id": "a", "type": "custom", "custom": {"name": "sql", "input": "SE"}}
        ),
        calling({"index": 0, "custom": {"input": "LECT"}}),
        calls=[{"id": "a", "name": "sql", "arguments": "SELECT"}],
    )


def test_fifteen_calls_that_are_all_number_zero_stay_fifteen() -> None:
    ids = [f"c{number}" for number in range(15)]
    check_calls(
        *(calling(call(index=0, id=id_, name="f", arguments="{}")) for id_ in ids),
        calls=[{"id": id_, "name": "f", "arguments": "{}"} for id_ in ids],
        notes=["index-reused@2"],
    )


def test_calls_without_ids_that_are_all_number_zero_stay_apart() -> None:
    check_calls(
        calling(call(index=0, name="read", arguments='{"p":0}')),
        calling(call(index=0, name="read", arguments='{"p":1}')),
        calling(call(index=0, name="write", arguments='{"p":2}')),
        calls=[
            {"name": "read", "arguments": '{"p":0}'},
            {"name": "read", "arguments": '{"p":1}'},
            {"name": "write", "arguments": '{"p":2}'},
        ],
        notes=["index-reused@2"],
    )


def test_a_name_repeated_on_every_delta_does_not_split_a_call_without_an_id() -> None:
    check_calls(
        calling(call(index=0, name="f", arguments='{"a":')),
        calling(call(index=0, name="f", arguments='{"b":')),
        calling(call(index=0, name="f", arguments="1}}")),
        calls=[{"name": "f", "arguments": '{"a":{"b":1}}'}],
    )


def test_calls_without_an_index_are_told_apart_by_id_and_else_go_on_with_the_last() -> None:
    check_calls(
        calling(call(id="a", name="f", arguments="{"), call(id="b", name="g", arguments="[")),
        calling(call(id="a", arguments="}")),
        calling(call(id="b", arguments="1")),
        calling(call(arguments="]")),
        calls=[
            {"id": "a", "name": "f", "arguments": "{}"},
            {"id": "b", "name": "g", "arguments": "[1]"},
        ],
    )


@pytest.mark.parametrize("id_", ["null", "", "  ", None])
def test_an_id_that_says_nothing_is_none(id_: str | None) -> None:
    check_calls(
        calling(
            call(id=id_, name="f", arguments='{"a":1}'), call(id=id_, name="f", arguments="{}")
        ),
        calls=[{"name": "f", "arguments": '{"a":1}'}, {"name": "f", "arguments": "{}"}],
    )


def test_two_calls_of_one_list_are_two_even_without_arguments() -> None:
    check_calls(
        calling(call(name="f", arguments=""), call(name="g", arguments="{}")),
        calls=[{"name": "f"}, {"name": "g", "arguments": "{}"}],
    )


def test_a_blank_id_goes_on_with_the_call_of_its_index() -> None:
    check_calls(
        calling(call(index=0, id="a", name="f", arguments="{")),
        calling(call(index=0, id=" ", arguments="}")),
        calls=[{"id": "a", "name": "f", "arguments": "{}"}],
    )


def test_a_first_index_above_zero_is_legal() -> None:
    check_calls(
        calling(call(index=1, id="a", name="f", arguments="{")),
        calling(call(index=1, arguments="}")),
        calls=[{"id": "a", "name": "f", "arguments": "{}"}],
    )


def test_arguments_may_be_an_object_or_null() -> None:
    check_calls(
        calling(call(index=0, id="a", name="f", arguments={"x": [1, "é"]})),
        calling(call(index=1, id="b", name="g", arguments=None)),
        calls=[
            {"id": "a", "name": "f", "arguments": '{"x":[1,"é"]}'},
            {"id": "b", "name": "g"},
        ],
    )


def test_arguments_before_the_name_and_a_name_in_pieces() -> None:
    check_calls(
        calling(call(index=0, arguments='{"x"')),
        calling(call(index=0, id="a", name="get_")),
        calling(call(index=0, name="weather", arguments=":1}")),
        calls=[{"id": "a", "name": "get_weather", "arguments": '{"x":1}'}],
    )


def test_arguments_before_the_name_where_there_is_no_index() -> None:
    check_calls(
        calling(call(arguments='{"x"')),
        calling(call(id="a", name="f")),
        calling(call(arguments=":1}")),
        calling(call(id="b", name="g", arguments="{}")),
        calls=[
            {"id": "a", "name": "f", "arguments": '{"x":1}'},
            {"id": "b", "name": "g", "arguments": "{}"},
        ],
    )


def test_id_and_name_repeated_with_every_delta_are_told_once() -> None:
    check_calls(
        calling(call(index=0, id="0", name="llm_version", arguments="{")),
        calling(call(index=0, id="0", name="llm_version", arguments="}")),
        calls=[{"id": "0", "name": "llm_version", "arguments": "{}"}],
    )


def test_one_call_spread_over_several_indices_is_one() -> None:
    check_calls(
        calling(call(index=0, id="a", name="f", arguments="")),
        calling(call(index=1, id="a", name="f", arguments="{")),
        calling(call(index=2, id="a", arguments="}")),
        calls=[{"id": "a", "name": "f", "arguments": "{}"}],
    )


def test_two_whole_calls_that_share_an_id_stay_two() -> None:
    check_calls(
        calling(call(index=0, id="a", name="f", arguments='{"x":1}')),
        calling(call(index=1, id="a", name="f", arguments='{"x":2}')),
        calls=[
            {"id": "a", "name": "f", "arguments": '{"x":1}'},
            {"id": "a", "name": "f", "arguments": '{"x":2}'},
        ],
    )
