"""What is wrong with a file: where, in which words, and how to mend it."""

from textwrap import dedent

import pytest

from wirelens.syntax.parse import edited, parse
from wirelens.syntax.problems import SEVERITIES

FORM = "Content-Type: application/x-www-form-urlencoded"


def check(text: str, expected: str) -> None:
    """Each problem as `code «place» message`, one a line."""
    text = dedent(text)
    found = [f"{p.code} «{p.span.of(text)}» {p.message}" for p in parse(text).problems]
    assert "\n".join(found) == dedent(expected).strip("\n")


def check_fix(text: str, expected: str) -> None:
    """The one fix in `text` makes `expected` of it, which has no problem of that kind any more."""
    before = parse(text)
    ((problem, fix),) = [(problem, fix) for problem in before.problems for fix in problem.fixes]
    (edit,) = fix.edits
    after = edited(before, edit.span, edit.text)
    assert after.text == expected == fix.applied(text)
    assert problem.code not in {problem.code for problem in after.problems}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Content-Type: text/html\n\nx",
            (
                "request-line-expected «Content-Type: text/html» expected a request line, as in "
                '"GET https://…", found "Content-Typ…"'
            ),
        ),
        ("POST\n", 'request-line-expected «POST» expected a request target after "POST"'),
        ("@a b\n", 'request-line-expected «@a b» expected "=" and a value after "@a"'),
        (
            "GET a.test\n\n?? b\n\nc d\ne",
            'request-line-expected «c d» expected "###" before what follows a request, found "c"',
        ),
        (
            "GET a.test\nAccept text/html",
            (
                'header-malformed «Accept text/html» expected a header field, "Name: value", '
                'found "Accept"'
            ),
        ),
        (
            "POST a.test\nA: 1\n{\n}",
            (
                "blank-line-missing «{» expected a blank line between the headers and the body, "
                "found none"
            ),
        ),
        ("get a.test/x", 'method-unusual «get» methods are written in capitals, found "get"'),
        (
            "PURGE a.test",
            'method-unusual «PURGE» "PURGE" is none of the usual methods; it is sent as it stands',
        ),
        ("GRPC a.test/S/M", 'not-executed «GRPC» requests of "GRPC" are read but not sent'),
        (
            "GET a.test\n\n> {%\n b\n%}",
            "not-executed «> {%» the response handler is not executed",
        ),
        ("ws://a.test", 'not-executed «ws://a.test» requests of "WS" are read but not sent'),
        ("GRPC a.test/S\nb c\n\nd", 'not-executed «GRPC» requests of "GRPC" are read but not sent'),
        (
            "GET a.test\n...b.c\nD: e",
            "not-executed «...b.c» the header spread is not executed",
        ),
        (
            "POST a.test\n\n{}\n@b = 1\nc",
            'method-in-body «@b» "@b" is sent as part of the body above it',
        ),
        (
            f"POST a.test\n{FORM}\n\na=1&\nb=2\n&c=3\nd=4",
            "method-in-body «d=4» the line end before this line is sent as part of the form",
        ),
        (
            "POST a.test\n\n{}\nPUT {{b}}/c\n",
            'method-in-body «PUT» "PUT" is sent as part of the body above it',
        ),
    ],
)
def test_a_problem_names_the_thing(text: str, expected: str) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "GET a.test",
        "PROPFIND a.test",
        "SSE https://a.test",
        "GRAPHQL https://a.test\n\n{ b }",
        "/* a\n b */\nGET a.test\n/* c */\nD: e\n\n",
        "POST a.test\n\n{}",
        "POST a.test\n# b\n\n{}",
        "POST a.test\n\nPost code is 1234\n  POST later",
        "### a\nGET a.test\n### a\nGET b.test",
        "# @see a\n#@host = b",
    ],
)
def test_what_is_fine_has_none(text: str) -> None:
    check(text, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("POST a.test\nA: 1\n {}", "POST a.test\nA: 1\n\n {}"),
        ("POST a.test\r\n{}", "POST a.test\r\n\r\n{}"),
        ("get a.test", "GET a.test"),
        ("# @mrege auto\nGET a.test", "# @merge auto\nGET a.test"),
        (f"POST a.test\n{FORM}\n\na=1\nb=2", f"POST a.test\n{FORM}\n\na=1\n&b=2"),
        ("POST a.test\n\nx\nGET /b\n", "POST a.test\n\nx\n###\nGET /b\n"),
        ("GET a.test\nGET https://b.test", "GET a.test\n###\nGET https://b.test"),
        ("GET a.test\n\n?? x\nGET /b", "GET a.test\n\n?? x\n###\nGET /b"),
        ("GTE a.test", "GET a.test"),
        ("DELET a.test", "DELETE a.test"),
        ("# @merge opneai\nGET a.test", "# @merge openai\nGET a.test"),
        ("# @merge OpenAI Chat\nGET a.test", "# @merge openai-chat\nGET a.test"),
        ("# @no-redirect yes\nGET a.test", "# @no-redirect\nGET a.test"),
        ("# @timeout 2.5 Seconds\nGET a.test", "# @timeout 2.5 s\nGET a.test"),
        ("# @idle-timeout 3 min.\nGET a.test", "# @idle-timeout 3 m\nGET a.test"),
        ("# @events a,,b,\nGET a.test", "# @events a, b\nGET a.test"),
        ("# @jsonpath reasonning: $.a\nGET a.test", "# @jsonpath reasoning: $.a\nGET a.test"),
        ("# @reconnect 3 POST\nGET a.test", "# @reconnect 3 post\nGET a.test"),
        ("GET a.test\nContent type: a/b\n", "GET a.test\nContent-type: a/b\n"),
        ("GET a.test\n  Accept a/b", "GET a.test\n  Accept: a/b"),
        ("GET a.test\nX-Api-Key = {{k}}", "GET a.test\nX-Api-Key: {{k}}"),
        ("POST a.test\r\nA: b\r\nDear you\r\n", "POST a.test\r\nA: b\r\n\r\nDear you\r\n"),
        ("POST a.test\n\tDear\nyou", "POST a.test\n\n\tDear\nyou"),
        ("@host http://a.test\nGET {{host}}", "@host = http://a.test\nGET {{host}}"),
        ("@host: a.test", "@host = a.test"),
    ],
)
def test_a_fix_mends_it(text: str, expected: str) -> None:
    check_fix(text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "PURGE a.test",
        "# @merge nonsense\nGET a.test",
        "# @max-events many\nGET a.test",
        "# @timeout soon\nGET a.test",
        "# @timeout 1 h\nGET a.test",
        "# @name\nGET a.test",
        "# @merge\nGET a.test",
        "# @jsonpath texting: $.a\nGET a.test",
        "POST a.test\nDear you\nA: b",
        "POST a.test\nDear you\n\nGood day",
        "some text",
        "@name",
    ],
)
def test_where_nobody_can_tell_what_was_meant_there_is_no_fix(text: str) -> None:
    problems = parse(text).problems
    assert problems
    assert [fix for problem in problems for fix in problem.fixes] == []


def test_a_name_given_twice_is_told_at_both() -> None:
    check(
        "# @name a\nGET a.test\n### x\n# @name a\nGET b.test\n### @name c\nGET c.test",
        """
        request-name-duplicate «a» the name "a" is given to 2 requests
        request-name-duplicate «a» the name "a" is given to 2 requests
        """,
    )


def test_places_count_from_the_start_of_the_file() -> None:
    check(
        "### a\nGET a.test\n### b\nget /b\n### c\nx y z\n",
        """
        method-unusual «get» methods are written in capitals, found "get"
        request-line-expected «x y z» expected a request line, as in "GET https://…", found "x"
        """,
    )


def test_a_problem_of_a_block_counts_from_the_block() -> None:
    block = parse("### a\nGET a.test\n### b\nget /b\n").file.blocks[1]
    assert [problem.span.of(block.text) for problem in block.problems] == ["get"]


def test_a_long_word_that_may_be_a_key_is_not_shown_whole() -> None:
    (problem,) = parse("sk-0123456789abcdef0123456789abcdef\n").problems
    assert "89abcdef" not in problem.message


def test_every_problem_has_a_severity() -> None:
    texts = ["x y", "get /b\nx", "POST /a\n{}", "# @mrege", "# @timeout x\n> {% a %}"]
    codes = {problem.code for text in texts for problem in parse(text).problems}
    assert codes <= SEVERITIES.keys()
    assert len(codes) >= 6
