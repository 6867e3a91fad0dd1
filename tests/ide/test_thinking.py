"""Reasoning that a model writes into its text."""

import pytest

from wirelens.ide.thinking import Told, begins_thinking, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi", Told("", "Hi", False)),
        ("<think>Hm</think>\n\nHi", Told("Hm", "Hi", False)),
        ("\n<think>Hm", Told("Hm", "", True)),
        ("<think>Hm</thi", Told("Hm", "", True)),
        ("<thi", Told("", "", True)),
        ("", Told("", "", False)),
        ("Use <think> here", Told("", "Use <think> here", False)),
        ("<think>a</think>b</think>", Told("a", "b</think>", False)),
    ],
)
def test_a_thought_at_the_start_is_told_apart(text: str, expected: Told) -> None:
    assert told(text) == expected


def test_what_is_told_grows() -> None:
    text = "<think>One, < two </ three </b>.</think>\n\nHi <think> there"
    for cut in range(len(text)):
        sooner, later = told(text[:cut]), told(text[: cut + 1])
        assert later.thought.startswith(sooner.thought)
        assert later.answer.startswith(sooner.answer)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("<think>a", True), (" <th", True), ("<b>", False), ("", False), ("a<think>", False)],
)
def test_a_beginning_may_become_a_thought(text: str, expected: bool) -> None:
    assert begins_thinking(text) is expected
