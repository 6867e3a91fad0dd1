"""What is read and not carried out is told at its place."""

from wirelens.ide.unexecuted import unexecuted
from wirelens.syntax.parse import parse


def check(text: str, *expected: str) -> None:
    problems = list(unexecuted(parse(text).file.blocks[0]))
    assert [problem.span.of(text) for problem in problems] == list(expected)
    assert {problem.code for problem in problems} <= {"not-executed"}


def test_directives_that_do_nothing_yet_are_told() -> None:
    check("# @script ./a.js\n# @compare a, b\nGET http://x/\n", "script", "compare")


def test_what_is_carried_out_is_not_told() -> None:
    check("# @merge openai\n# @timeout 30\n# @no-redirect\nGET http://x/\n")
