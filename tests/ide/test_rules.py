"""What the directives of a request say about its stream."""

import pytest

from wirelens.ide.rules import BlockRules, block_rules
from wirelens.syntax.parse import parse


def check(directives: str) -> BlockRules:
    return block_rules(parse(f"{directives}\nGET http://x/\n").file.blocks[0])


def test_without_directives_the_payload_decides() -> None:
    rules = check("").rules
    assert rules.merge == "auto"
    assert (rules.paths, rules.events, rules.max_events) == ((), None, None)


def test_paths_feed_the_slots_that_they_name() -> None:
    rules = check("# @jsonpath $.a\n# @jsonpath reasoning: b.c").rules
    assert [(rule.slot, rule.path.find({"a": 1, "b": {"c": 2}})) for rule in rules.paths] == [
        ("text", [1]),
        ("reasoning", [2]),
    ]


def test_a_wrong_path_is_a_problem_at_its_column() -> None:
    text = "# @jsonpath text: $.a[\nGET http://x/\n"
    (problem,) = block_rules(parse(text).file.blocks[0]).problems
    assert problem.code == "jsonpath-invalid"
    assert problem.span.start >= text.index("$")
    assert problem.span.end <= text.index("\n")


@pytest.mark.parametrize(
    ("directive", "until_type"), [("# @until event done", "done"), ("# @until $.done", None)]
)
def test_a_run_may_end_at_an_event_or_at_a_match(directive: str, until_type: str | None) -> None:
    rules = check(directive).rules
    assert rules.until_type == until_type
    assert (rules.until_path is None) == (until_type is not None)


def test_events_and_their_bound_are_read() -> None:
    rules = check("// @events a, b\n# @max-events 3\n# @merge none").rules
    assert rules.events == frozenset({"a", "b"})
    assert rules.max_events == 3
    assert rules.merge == "none"
