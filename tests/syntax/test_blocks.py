"""Blocks: separators, names, and which request stands where."""

from textwrap import dedent

import pytest

from outline import outline
from wirelens.syntax.names import slug
from wirelens.syntax.parse import parse
from wirelens.syntax.requests import request_at, request_at_line, request_span, requests


def check(text: str, expected: str) -> None:
    assert outline(parse(dedent(text))) == dedent(expected).strip("\n")


def check_names(text: str, expected: list[str]) -> None:
    assert [block.name for _, block in requests(parse(text).file)] == expected


def test_an_empty_file_is_an_empty_block() -> None:
    (block,) = parse("").file.blocks
    assert block.text == ""
    assert not block.nodes


def test_separators_may_open_repeat_and_end_a_file() -> None:
    check(
        "###\nGET a.test\n###\n\n#### b\nGET b.test\n###",
        "###\nGET | a.test\n###\n### b\nGET | b.test\n###",
    )


def test_no_separator_is_needed_before_the_first_request() -> None:
    check(
        "# a\n@b = 1\n\nGET a.test\n###\nb.test",
        "comment: a\nvariable b = 1\nGET | a.test\n###\n(GET) | b.test",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_three_ways(end: str) -> None:
    text = end.join(["### a", "# b", "GET a.test", "A: 1", "", "x", "### c", "GET c.test"])
    check(text, "### a\ncomment: b\nGET | a.test\n  A: 1\n  text 'x'\n### c\nGET | c.test")


def test_other_line_breaks_end_no_line() -> None:
    check("GET a.test/\x0b\x85\u2028b", "GET | a.test/\x0b\x85\u2028b")


def test_a_byte_order_mark_is_passed_over() -> None:
    check("\ufeffGET a.test", "GET | a.test")
    check("\ufeff### a\nGET a.test", "### a\nGET | a.test")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("### Create a user\nGET a.test", "Create a user"),
        ("### A title\n# @name b\nGET a.test", "b"),
        ("### @name b\nGET a.test", "b"),
        ("# @name=b c\nGET a.test", "b c"),
        ("### -----\nGET a.test", ""),
        ("### #1\nGET a.test", "#1"),
        ("####\nGET a.test", ""),
        ("GET a.test", ""),
        ("### ü\n# @name !\nGET a.test", "ü"),
    ],
)
def test_what_names_a_request(text: str, name: str) -> None:
    check_names(text, [name])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("login", "login"), ("foo bar", "foo-bar"), ("#1: x!", "1-x"), ("--", "")],
)
def test_a_reference_has_no_blanks(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_blocks_without_a_request_are_no_requests() -> None:
    check_names("@a = 1\n### b\nGET a.test\n### c\n# d", ["b"])


def test_the_request_at_a_line() -> None:
    file = parse("@a = 1\n### b\n\nGET a.test\n\n### c\nGET c.test\n").file
    found = [request_at_line(file, line) for line in range(9)]
    assert [block.name if at and (block := at[1]) else None for at in found] == [
        None,
        *["b"] * 4,
        *["c"] * 3,
        None,
    ]


def test_the_request_at_an_offset() -> None:
    text = "### b\nGET a.test\n### c\nGET c.test"
    file = parse(text).file
    for offset, name in [
        (0, "b"),
        (text.index("### c") - 1, "b"),
        (text.index("### c"), "c"),
        (99, "c"),
    ]:
        found = request_at(file, offset)
        assert found is not None
        assert found[1].name == name
        assert text[found[0] :].startswith(found[1].text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("### a\n\nGET a.test\n\n# b\n", "GET a.test"),
        ("POST a.test\nA: 1\n# b\n\nx\n\n", "POST a.test\nA: 1\n# b\n\nx"),
        ("GET a.test\n\n> {%\n b\n%}\n\n# c", "GET a.test\n\n> {%\n b\n%}"),
        ("GET a.test\n?? status == 200\n\n", "GET a.test\n?? status == 200"),
        ("GET a.test\n\n@b = 1\n# c\n", "GET a.test\n\n@b = 1"),
    ],
)
def test_where_a_request_ends(text: str, expected: str) -> None:
    (block,) = parse(text).file.blocks
    span = request_span(block)
    assert span is not None
    assert span.of(text) == expected
