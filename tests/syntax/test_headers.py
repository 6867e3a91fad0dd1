"""The header section."""

from textwrap import indent

import pytest

from outline import outline
from wirelens.syntax.nodes import Template
from wirelens.syntax.parse import parse


def check(lines: str, expected: str) -> None:
    found = outline(parse(f"GET a.test\n{lines}"))
    assert found == f"GET | a.test\n{indent(expected, '  ')}"


def test_a_field_has_a_name_and_a_value() -> None:
    check("Accept: text/html; q=1\n", "Accept: text/html; q=1")


def test_the_value_starts_after_the_first_colon() -> None:
    check("Referer:http://b.test:80/", "Referer: http://b.test:80/")
    check("Authorization: Basic a:b", "Authorization: Basic a:b")


def test_white_space_around_name_and_value_is_no_part_of_them() -> None:
    check("\tX-A :   b c \t\n", "X-A: b c")


def test_an_empty_value() -> None:
    check("X-A:", "X-A:")
    check("X-A:   \n", "X-A:")


def test_fields_of_one_name_stay_apart() -> None:
    check("A: 1\nA: 2", "A: 1\nA: 2")


def test_variables_in_names_and_values() -> None:
    check("X-{{ a }}-Y: b {{c}}", "X-«a»-Y: b «c»")


def test_a_line_that_is_only_a_reference_is_spliced_in() -> None:
    check("{{me}}\nA: 1\n  {{ you }} ", "splice «me»\nA: 1\nsplice «you»")


def test_a_comment_between_fields() -> None:
    check("A: 1\n# note\n//x\nB: 2", "A: 1\ncomment: note\ncomment:x\nB: 2")


def test_a_field_commented_out_without_a_blank() -> None:
    check("#A: 1\nB: 2", "comment:A: 1\nB: 2")


def test_a_value_goes_on_in_an_indented_line() -> None:
    check("A: 1;\n   b {{c}}\n\td\nB: 2", "A: 1; b «c» d\nB: 2")


def test_an_assertion_between_fields() -> None:
    check("A: 1\n?? status == 200\nB: 2", "A: 1\nassertion status == 200\nB: 2")


def test_a_line_without_a_colon_is_broken_alone() -> None:
    check("A: 1\nnothing\nB: 2", "A: 1\nbroken 'nothing'\nB: 2")


@pytest.mark.parametrize("blank", ["", " ", "\t ", "\f"])
def test_a_line_of_white_space_ends_the_headers(blank: str) -> None:
    check(f"A: 1\n{blank}\nB: 2", "A: 1\ntext 'B: 2'")


def test_a_folded_value_covers_its_lines() -> None:
    text = "GET a.test\nA: 1;\n 2\n"
    request = parse(text).file.blocks[0].request
    assert request is not None
    value = request.headers[0]
    assert isinstance(field := getattr(value, "value", None), Template)
    assert field.span.of(text) == "1;\n 2"
