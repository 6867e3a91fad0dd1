"""Message bodies: text, files, comments, and what may follow them."""

from textwrap import dedent, indent

import pytest

from outline import outline
from wirelens.syntax.parse import parse


def check(text: str, expected: str) -> None:
    assert outline(parse(dedent(text))) == dedent(expected).strip("\n")


def check_body(media_type: str, body: str, expected: str) -> None:
    found = outline(parse(f"POST a.test\nContent-Type: {media_type}\n\n{body}"))
    body_outline = indent(dedent(expected).strip("\n"), "  ")
    assert found == f"POST | a.test\n  Content-Type: {media_type}\n{body_outline}"


def test_blank_lines_around_a_body_are_no_part_of_it() -> None:
    check("POST a.test\n\n \n\n  a\n\nb \n\n \n", "POST | a.test\n  text '  a\\n\\nb '")


def test_a_request_with_blank_lines_alone_has_no_body() -> None:
    check("GET a.test\n\n \n", "GET | a.test")


def test_line_ends_of_a_body_stay_as_they_are() -> None:
    check("POST a.test\r\n\r\na\r\nb\rc\r\n", "POST | a.test\n  text 'a\\r\\nb\\rc'")


def test_variables_in_a_body() -> None:
    check('POST a.test\n\n{"a": {{ b }}}', "POST | a.test\n  text '{\"a\": «b»}'")


def test_three_hashes_inside_a_line_separate_nothing() -> None:
    check(
        'POST a.test\n\n{"a": "###b"}\n ###', 'POST | a.test\n  text \'{"a": "###b"}\'\ncomment:##'
    )


def test_three_hashes_at_the_first_column_separate_even_markdown() -> None:
    check("POST a.test\n\n- A\n### B\n", "POST | a.test\n  text '- A'\n### B")


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/vnd.api+json; charset=utf-8", "application/x-ndjson"],
)
def test_comments_in_json_are_dropped(media_type: str) -> None:
    check_body(
        media_type,
        "{\n# one\n  // two\n}\n",
        r"""
        text '{\n'
        comment: one
        comment: two
        text '}'
        """,
    )


def test_comments_in_form_fields_are_dropped() -> None:
    check_body(
        "application/x-www-form-urlencoded",
        "a=1\n# &b=2\n&c=3",
        "text 'a=1\\n'\ncomment: &b=2\ntext '&c=3'",
    )


@pytest.mark.parametrize(
    "media_type", ["text/csv", "text/markdown", "text/plain", "multipart/form-data; boundary=x"]
)
def test_comments_in_other_types_are_sent(media_type: str) -> None:
    check_body(media_type, "#a\n// b\n\n# c\n", "text '#a\\n// b\\n\\n# c'")


def test_comments_of_a_query_language_are_its_own() -> None:
    check("GRAPHQL a.test\n\nquery {\n# a\n}", "GRAPHQL | a.test\n  text 'query {\\n# a\\n}'")


def test_a_media_type_behind_a_variable_is_unknown_so_comments_are_sent() -> None:
    check_body("application/json", "# a\n{}", "comment: a\ntext '{}'")
    head = "POST a.test\nContent-Type: {{type}}"
    found = outline(parse(f"{head}\n\n# a\n{{}}"))
    assert found == "POST | a.test\n  Content-Type: «type»\n  text '# a\\n{}'"


def test_comments_in_a_body_of_no_type_are_dropped() -> None:
    check("POST a.test\n\na\n# b\nc", "POST | a.test\n  text 'a\\n'\n  comment: b\n  text 'c'")


def test_comments_after_a_body_are_no_part_of_it() -> None:
    check("POST a.test\n\n{}\n\n# next\n", "POST | a.test\n  text '{}'\ncomment: next")


def test_comments_alone_make_no_body() -> None:
    check("GET a.test\n\n# a\n\n# b\n", "GET | a.test\ncomment: a\ncomment: b")


def test_blank_lines_after_a_leading_comment_are_no_part_of_the_text() -> None:
    check("POST a.test\n\n# a\n\n {}", "POST | a.test\n  comment: a\n  text ' {}'")


def test_a_file_stands_for_the_body() -> None:
    check("POST a.test\n\n< ./a b.json  \n", "POST | a.test\n  file ./a b.json")


def test_variables_in_a_file_are_replaced_on_demand() -> None:
    check("POST a.test\n\n<@ a.json", "POST | a.test\n  file@ a.json")
    check("POST a.test\n\n<@latin1 {{d}}/a.txt", "POST | a.test\n  file@ «d»/a.txt latin1")


def test_files_and_text_mix() -> None:
    check(
        """\
        POST a.test
        Content-Type: multipart/form-data; boundary=x

        --x
        Content-Disposition: form-data; name="f"

        < ./f.txt
        --x--
        """,
        r"""
        POST | a.test
          Content-Type: multipart/form-data; boundary=x
          text '--x\nContent-Disposition: form-data; name="f"\n\n'
          file ./f.txt
          text '\n--x--'
        """,
    )


def test_a_dropped_comment_after_a_file_takes_its_own_line_with_it() -> None:
    check(
        "POST a.test\n\n< f\n# c\nx",
        "POST | a.test\n  file f\n  text '\\n'\n  comment: c\n  text 'x'",
    )


@pytest.mark.parametrize("line", ["<a>", "<", ">", "> quote", "<!-- x -->", "a < b", " < f"])
def test_lines_that_look_like_marks_are_text(line: str) -> None:
    check(
        f"POST a.test\n\na\n{line}\nb", f"POST | a.test\n  text {f'a{chr(10)}{line}{chr(10)}b'!r}"
    )


@pytest.mark.parametrize("first", ["{", "[1]", "<a/>", "  {"])
def test_a_body_may_follow_without_a_blank_line(first: str) -> None:
    check(f"POST a.test\nA: 1\n{first}", f"POST | a.test\n  A: 1\n  text {first!r}")
    check(f"POST a.test\n{first}", f"POST | a.test\n  text {first!r}")


def test_a_file_may_follow_without_a_blank_line() -> None:
    check("POST a.test\nA: 1\n< f", "POST | a.test\n  A: 1\n  file f")


def test_a_method_line_in_a_body_is_sent_with_it() -> None:
    check("POST a.test\n\n{}\nGET b.test", "POST | a.test\n  text '{}\\nGET b.test'")


def test_variables_after_a_blank_line_are_no_part_of_the_body() -> None:
    check(
        "POST a.test\n\n{}\n\n# for the next\n@a = 1\n\n@b = 2\n",
        "POST | a.test\n  text '{}'\ncomment: for the next\nvariable a = 1\nvariable b = 2",
    )
    check("GET a.test\n\n@a = 1\n", "GET | a.test\nvariable a = 1")


def test_lines_like_variables_within_a_body_are_sent_with_it() -> None:
    check("POST a.test\n\na\n@b = 1\n", "POST | a.test\n  text 'a\\n@b = 1'")
    check("POST a.test\n\na\n\n@b = 1\nc", "POST | a.test\n  text 'a\\n\\n@b = 1\\nc'")


def test_a_long_body_is_one_text() -> None:
    lines = "".join(f"{number}\n\n" for number in range(2000))
    check(f"POST a.test\n\n{lines}", f"POST | a.test\n  text {lines.rstrip()!r}")
