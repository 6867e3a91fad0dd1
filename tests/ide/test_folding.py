"""What can be folded."""

from wirelens.ide.folding import folds
from wirelens.syntax.parse import parse


def check(text: str, *expected: tuple[str, str]) -> None:
    """Kind and text of each fold; the text holds at least one line end."""
    found = [(fold.kind, fold.span.of(text)) for fold in folds(parse(text).file)]
    assert found == list(expected)


def test_a_request_folds_from_its_separator_and_its_body_within() -> None:
    text = "### Chat\n# @name a\nPOST http://h\nA: b\n\n{\n}\n\n"
    check(
        text + "###\nGET http://h",
        ("request", text.rstrip()),
        ("body", "{\n}"),
        ("request", "###\nGET http://h"),
    )


def test_one_line_folds_nothing() -> None:
    check("GET http://h\n\n")
    check("# one\n")


def test_runs_of_comments_fold() -> None:
    check(
        "# a\n# b\n\n# c\n# @name x\n// d\r\n// e\n",
        ("comment", "# a\n# b"),
        ("comment", "// d\r\n// e"),
    )


def test_a_block_without_a_request_is_no_fold() -> None:
    check("### title\n@a = 1\n@b = 2\n")


def test_what_follows_the_body_is_of_the_request() -> None:
    text = "POST http://h\n\n{}\n\n> {%\n  x\n%}"
    check(text, ("request", text), ("script", "> {%\n  x\n%}"))


def test_what_is_not_executed_folds_too() -> None:
    check(
        "{{\n a\n}}\n\n### b\ncurl c \\\n -d e\n\n### f\nGET g.test\n\nHTTP/1.1 200 OK\nA: b\n",
        ("script", "{{\n a\n}}"),
        ("script", "curl c \\\n -d e"),
        ("request", "### f\nGET g.test\n\nHTTP/1.1 200 OK\nA: b"),
        ("script", "HTTP/1.1 200 OK\nA: b"),
    )


def test_a_comment_over_several_lines_folds() -> None:
    check("/* a\n b */\n", ("comment", "/* a\n b */"))
