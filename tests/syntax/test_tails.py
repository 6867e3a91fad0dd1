"""Scripts, handlers, assertions and other tools' constructs: read over, never sent."""

from textwrap import dedent

import pytest

from outline import outline
from wirelens.syntax.parse import parse


def check(text: str, expected: str) -> None:
    assert outline(parse(dedent(text))) == dedent(expected).strip("\n")


def check_after_body(tail: str, expected: str) -> None:
    found = outline(parse(f"POST a.test\n\n{{}}\n\n{tail}"))
    assert found == f"POST | a.test\n  text '{{}}'\n{expected}"


@pytest.mark.parametrize(
    ("tail", "kind"),
    [
        ("> {% client.log(1) %}", "response handler"),
        ("> {%\n  x\n%}", "response handler"),
        ("> {% x(\n  y); %}", "response handler"),
        ("> ./check.js", "response handler"),
        (">> out.json", "response file"),
        (">>! out.json", "response file"),
        ("<> last.200.json", "response reference"),
        ("{{\n  test()\n}}", "JavaScript block"),
        ("{{@response\n  test()\n}}", "JavaScript block"),
        ("HTTP/1.1 200 OK\nA: 1\n\n{}", "pasted response"),
    ],
)
def test_what_follows_a_body_is_no_part_of_it(tail: str, kind: str) -> None:
    check_after_body(tail, f"{kind} {tail!r}")


def test_handlers_may_follow_one_another() -> None:
    check_after_body(
        "> {% a %}\n<> x.json\n>> y\n",
        "response handler '> {% a %}'\nresponse reference '<> x.json'\nresponse file '>> y'",
    )


def test_assertions_follow_a_body() -> None:
    check_after_body("?? status == 200\n??x", "assertion status == 200\nassertion x")


def test_handlers_may_follow_the_headers() -> None:
    check("GET a.test\nA: 1\n> {% a %}", "GET | a.test\n  A: 1\nresponse handler '> {% a %}'")
    check("GET a.test\n\n> {% a %}", "GET | a.test\nresponse handler '> {% a %}'")


def test_a_handler_needs_a_blank_line_before_it() -> None:
    check("POST a.test\n\na\n> {% b %}", "POST | a.test\n  text 'a\\n> {% b %}'")


def test_a_quote_in_a_body_is_no_handler() -> None:
    check("POST a.test\n\na\n\n> b\n\n> c.txt", "POST | a.test\n  text 'a\\n\\n> b\\n\\n> c.txt'")


def test_a_script_ends_with_the_first_line_that_ends_with_its_mark() -> None:
    check_after_body(
        '> {%\n  const a = "%}" + 1;\n%}\n?? b',
        "response handler '> {%\\n  const a = \"%}\" + 1;\\n%}'\nassertion b",
    )


def test_a_script_that_does_not_end_takes_its_block_alone() -> None:
    check(
        "GET a.test\n\n> {% a\n\n### b\nGET b.test",
        "GET | a.test\nresponse handler '> {% a'\n### b\nGET | b.test",
    )


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("< {% request.variables.set('a', 1) %}", "pre-request script"),
        ("< {%\n  x\n%}", "pre-request script"),
        ("< ./before.js", "pre-request script"),
        ("import ./a.http", "import"),
        ("run #login (@a=1)", "run"),
        ("proto < ./a.proto", "proto file"),
        ("{{\n  exports.a = 1\n}}", "JavaScript block"),
    ],
)
def test_what_stands_before_a_request(before: str, kind: str) -> None:
    check(f"{before}\n\nGET a.test", f"{kind} {before!r}\nGET | a.test")


def test_an_assertion_may_stand_before_a_request() -> None:
    check("?? status == 200\nGET a.test", "assertion status == 200\nGET | a.test")


def test_a_command_line_is_its_block() -> None:
    text = "curl https://a.test \\\n  -H 'A: 1'\n\n-d x"
    check(
        f"### one\n{text}\n### two\nGET a.test",
        f"### one\ncurl command {text!r}\n### two\nGET | a.test",
    )


def test_a_block_may_be_a_pasted_response() -> None:
    check("HTTP/1.1 200 OK\nA: 1", "pasted response 'HTTP/1.1 200 OK\\nA: 1'")


def test_braces_on_a_line_of_their_own_are_text_where_no_block_closes() -> None:
    check("POST a.test\n\n{{\n a", "POST | a.test\n  text '{{\\n a'")


def test_text_after_a_handler_is_broken() -> None:
    check_after_body("> {% a %}\nb\nc\n", "response handler '> {% a %}'\nbroken 'b\\nc'")


def test_variables_and_comments_may_follow_a_handler() -> None:
    check_after_body(
        "> {% a %}\n\n# b\n@c = 1",
        "response handler '> {% a %}'\ncomment: b\nvariable c = 1",
    )
