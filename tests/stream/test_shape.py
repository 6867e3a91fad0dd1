"""What an unknown stream could be read with: rules that yield text."""

import pytest

from wirelens.jsonpath import PathProblem, compile_path
from wirelens.jsonvalue import JsonValue
from wirelens.stream.remedy import UseRule
from wirelens.stream.rules import RuleSlot
from wirelens.stream.shape import near_rules, proposals


def check(values: list[JsonValue], *expected: str) -> None:
    """For events of these values these rules are proposed."""
    assert [f"{each.slot}: {each.path}" for each in proposals(values)] == list(expected)


def test_the_string_that_varies_is_the_text() -> None:
    check([{"id": "a", "t": "Hel"}, {"id": "a", "t": "lo"}], "text: $.t")


def test_a_path_goes_through_arrays_and_names_that_need_quotes() -> None:
    check([{"a b": [{"x": "Hi you"}]}], "text: $['a b'][0].x")


def test_names_tell_reasoning_and_tools_apart() -> None:
    check(
        [{"thought": "I think so", "toolInput": "{ }", "say": "well, all is fine"}],
        "text: $.say",
        "reasoning: $.thought",
        "tool: $.toolInput",
    )


@pytest.mark.parametrize(
    "values",
    [
        ["2026-11-22T19:28:00Z", "2026-11-22T19:28:01Z"],
        ["0f8fad5b-d9cb", "7c9e6679-7425"],
        ["start", "delta", "delta", "delta", "delta", "delta", "stop", "delta", "delta"],
        ["same", "same"],
        ["", ""],
    ],
    ids=["times", "identifiers", "kinds", "constants", "nothing"],
)
def test_strings_that_are_no_text_are_not_proposed(values: list[str]) -> None:
    check([{"x": value} for value in values])


def test_text_that_is_repeated_whole_in_each_event_comes_after_its_deltas() -> None:
    words = ["Hello", " there", ", how", " are you"]
    values: list[JsonValue] = [
        {"so_far": "".join(words[: n + 1]), "new": word} for n, word in enumerate(words)
    ]
    check(values, "text: $.new", "text: $.so_far")


def test_at_most_three_rules_are_proposed() -> None:
    assert len(proposals([{name: f"{name} word" for name in "abcde"}])) == 3


def test_a_proposal_tells_what_its_rule_would_yield() -> None:
    (found,) = proposals([{"a": "Hi "}, {"b": 1}, {"a": "you"}])
    assert found == UseRule("text", "$.a", "Hi you")
    assert found.written == "$.a"
    assert UseRule("reasoning", "$.a", "").written == "reasoning: $.a"


NAMES = ["it's", "a\\b", "a\n### b", "\u202e\u00a0\U000e0041", "ä ö", "", "$", "a.b"]


@pytest.mark.parametrize("name", NAMES)
def test_a_path_finds_what_it_was_made_for_whatever_the_peer_names_it(name: str) -> None:
    values: list[JsonValue] = [{name: "Hi "}, {name: "you"}]
    (found,) = proposals(values)
    path = compile_path(found.path)
    assert not isinstance(path, PathProblem)
    assert [path.find(value) for value in values] == [["Hi "], ["you"]]
    assert found.path.isprintable()


@pytest.mark.parametrize("name", ["\ud800", "x" * 300])
def test_a_path_that_no_file_can_hold_is_not_proposed(name: str) -> None:
    check([{name: "Hi you"}])


def check_near(slot: RuleSlot, path: str, values: list[JsonValue], *expected: str) -> None:
    """What could be meant by a path that finds nothing, and what it would yield."""
    found = near_rules(slot, path, values)
    assert [f"{each.path} {each.sample}" for each in found] == list(expected)


def test_a_path_that_is_nearly_right_is_put_right() -> None:
    check_near("text", "$.output.txt", [{"output": {"text": "a"}}] * 2, "$.output.text aa")
    check_near("text", "output.txt", [{"output": {"text": "a"}}], "$.output.text a")


def test_each_slot_takes_what_fits_it() -> None:
    values: list[JsonValue] = [{"done_why": "no", "usages": {"n": 1}, "usage_s": "x", "oops": ""}]
    check_near("finish", "$.done_wy", [*values, {"done_why": "stop"}], "$.done_why stop")
    check_near("usage", "$.usage", values, '$.usages {"n":1}', "$.usages.n 1")
    check_near("error", "$.oop", [{"oops": {"a": 1}}], '$.oops {"a":1}')
    check_near("error", "$.oop", values)
