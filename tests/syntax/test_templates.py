"""Variables: their definitions, and the references in every piece of text."""

import pytest

from outline import outline, shown
from wirelens.syntax.nodes import Literal, Reference
from wirelens.syntax.parse import parse, parse_template


def check(text: str, expected: str) -> None:
    assert shown(parse_template(text)) == expected


def check_definition(line: str, expected: str) -> None:
    assert outline(parse(line)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("@a = b c ", "variable a = b c"),
        ("@a=b", "variable a = b"),
        (" @a-b.c\t=\tb", "variable a-b.c = b"),
        ("@x: = v", "variable x: = v"),
        (r"@body: = a\n\n", r"variable body: = a\n\n"),
        ("@x=v=w==", "variable x = v=w=="),
        ("@x =", "variable x ="),
        ("@x = {{y}}/z", "variable x = «y»/z"),
        ("@me = Authorization: Basic alice:", "variable me = Authorization: Basic alice:"),
    ],
)
def test_a_definition_has_a_name_and_a_value(line: str, expected: str) -> None:
    check_definition(line, expected)


def test_a_definition_has_places() -> None:
    text = "@a = {{ b }}"
    (variable,) = parse(text).file.blocks[0].variables
    assert variable.name_span.of(text) == "a"
    (part,) = variable.value.parts
    assert isinstance(part, Reference)
    assert part.span.of(text) == "{{ b }}"
    assert part.expression_span.of(text) == "b"


def test_literals_and_references_cover_a_template() -> None:
    text = "a{{b}}c{{d}}{{e}}"
    parts = parse_template(text).parts
    assert [part.span.of(text) for part in parts] == ["a", "{{b}}", "c", "{{d}}", "{{e}}"]
    assert isinstance(parts[0], Literal)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("{{a.response.body.$.b}}", "«a.response.body.$.b»"),
        ("{{$datetime iso8601 -1 d}}", "«$datetime iso8601 -1 d»"),
        ('{{a[?(@.b=="}}")]}}', '«a[?(@.b=="}}")]»'),
        ("{{a({b: 1})}}", "«a({b: 1})»"),
        ("{{it's}} {{b}}", "«it's» «b»"),
        ("{{ {{a}} }}", "«{{a}}»"),
        ("x {{ {{a}}_{{b}} }} y", "x «{{a}}_{{b}}» y"),
        ("{{{a}}}", "{«a»}"),
        ("{{{ a }}}", "{«a»}"),
        ("{{ {{a}}\n}}", "{{ «a»\n}}"),
        ("{a} }} {{", "{a} }} {{"),
        ("{{a\n}}", "{{a\n}}"),
        ("{{}}", "{{}}"),
        ('{"a":{"b":{{c}}}}', '{"a":{"b":«c»}}'),
        (r"\{\{a\}\}", r"\{\{a\}\}"),
    ],
)
def test_what_is_a_reference(text: str, expected: str) -> None:
    check(text, expected)


def test_a_reference_knows_those_inside_it() -> None:
    text = "{{ {{a}}_url }}"
    (outer,) = parse_template(text).parts
    assert isinstance(outer, Reference)
    assert outer.expression_span.of(text) == outer.expression == "{{a}}_url"
    assert [inner.span.of(text) for inner in outer.inner] == ["{{a}}"]


@pytest.mark.parametrize(
    "text", ["{{" * 50_000, "{{'" * 30_000, "{{a" * 30_000, "{{" + "a" * 99_999]
)
def test_a_line_of_open_braces_costs_no_more_than_its_length(text: str) -> None:
    check(text, text)
