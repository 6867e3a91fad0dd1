"""What an unknown stream could be read with: the nearest dialect, and rules that yield text."""

import pytest

from wirelens.jsonvalue import JsonValue
from wirelens.stream.shape import Proposal, nearest_dialect, proposals


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


def test_a_proposal_is_a_rule_as_the_directive_is_written() -> None:
    assert proposals([["Hi you"]]) == [Proposal("text", "$[0]")]


def test_the_nearest_dialect_shares_most_names() -> None:
    nearest = nearest_dialect([{"message": {"content": "Hi"}, "done": False}])
    assert nearest is not None
    assert nearest.dialect == "ollama-chat"
    assert nearest.shared == ("content", "done", "message")


def test_one_shared_name_is_chance() -> None:
    assert nearest_dialect([{"message": "Hi"}, "text", 7, None]) is None
