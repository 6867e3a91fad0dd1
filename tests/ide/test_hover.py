"""What is told of a variable, a dynamic variable and a directive. `$0` is the pointer."""

import re
from datetime import UTC, datetime

import pytest

from wirelens.ide.directive_docs import DIRECTIVE_DOCS
from wirelens.ide.dynamic import Surroundings
from wirelens.ide.hover import hover
from wirelens.ide.scope import Definition, Scope, Source, file_definitions, scoped
from wirelens.secret import Secret, SecretText
from wirelens.syntax.directives import DIRECTIVES
from wirelens.syntax.nodes import RequestFile
from wirelens.syntax.parse import parse

SURROUNDINGS = Surroundings(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), below=lambda _: 7)
KEY = SecretText((Secret("sk-hunter2hunter2", "test"),))


def environment(name: str, value: str | SecretText) -> Definition:
    text = SecretText.from_text(value) if isinstance(value, str) else value
    return Definition(name, Source.ENVIRONMENT, text, "env.json (dev)")


def scope_of(file: RequestFile, *definitions: Definition) -> Scope:
    return scoped([*file_definitions(file), *definitions], SURROUNDINGS)


def check(marked: str, expected: str, *definitions: Definition, on: str | None = None) -> None:
    """The Markdown that is told at `$0`, and the text that it is about."""
    offset, text = marked.index("$0"), marked.replace("$0", "", 1)
    file = parse(text).file
    found = hover(file, offset, scope_of(file, *definitions))
    assert found is not None
    assert found.markdown == expected
    assert on is None or found.span.of(text) == on


def check_nothing(marked: str) -> None:
    offset, text = marked.index("$0"), marked.replace("$0", "", 1)
    file = parse(text).file
    assert hover(file, offset, scope_of(file)) is None


@pytest.mark.parametrize(
    "request_",
    [
        "GET {{h$0ost}}/v1",
        "GET http://h\nA: {{h$0ost}}",
        "GET http://h\n{{h$0ost}}: a",
        "GET http://h\n{{h$0ost}}",
        "POST http://h\n\n{{h$0ost}}",
        "POST http://h\n\n< ./{{h$0ost}}.json",
        "@url = {{h$0ost}}/v1",
    ],
)
def test_a_reference_tells_its_value_and_where_it_is_from(request_: str) -> None:
    told = "`{{host}}` is `http://h`\n\n- from `the request file`"
    check(f"@host = http://h\n\n### Chat\n{request_}", told, on="{{host}}")


def test_what_a_definition_shadows_is_told() -> None:
    check(
        "@host = http://h\nGET {{host$0}}",
        "`{{host}}` is `http://h`\n\n"
        "- from `the request file`\n- shadows `env.json (dev)`: `http://e`",
        environment("host", "http://e"),
    )


def test_a_secret_is_not_shown() -> None:
    told = "`{{key}}` is `***`\n\n- from `env.json (dev)`"
    check("GET http://h\nA: {{key$0}}", told, environment("key", KEY))
    told = "`{{both}}` is `Bearer ***`\n\n- from `the request file`"
    check("@both = Bearer {{key}}\nGET {{b$0oth}}", told, environment("key", KEY))


def test_a_secret_that_stands_in_another_value_is_not_shown() -> None:
    told = "`{{copy}}` is `x***`\n\n- from `the request file`"
    check(f"@copy = x{KEY.reveal()}\nGET {{{{copy$0}}}}", told, environment("key", KEY))


def test_an_undefined_variable_is_told_with_near_names() -> None:
    check(
        "@host = 1\nGET {{hots$0}}",
        '`{{hots}}` has no value\n\n- `variable "hots" is undefined`\n- `did you mean "host"?`',
    )


def test_a_variable_that_is_asked_for() -> None:
    check("# @prompt city\nGET {{cit$0y}}", "`{{city}}` is asked for when the request is sent")


def test_a_dynamic_variable_is_described() -> None:
    check(
        "GET {{$rando$0mInt 1 6}}",
        "`{{$randomInt 1 6}}`: A random whole number, `min` included and `max` not; "
        "0 to 999 without them\n\n"
        "- written `$randomInt [min max]`\n- for example `421`",
    )


def test_a_dynamic_variable_used_wrongly_says_so() -> None:
    file = parse("GET {{$randomInt 6}}").file
    found = hover(file, 8, scope_of(file))
    assert found is not None
    assert '- `"$randomInt" expected two whole numbers' in found.markdown


def test_an_unknown_dynamic_variable() -> None:
    file = parse("GET {{$uid}}").file
    found = hover(file, 8, scope_of(file))
    assert found is not None
    assert found.markdown.startswith('`{{$uid}}` has no value\n\n- `dynamic variable "$uid" is')
    assert '"$uuid"' in found.markdown


def test_nothing_is_started_for_a_value_and_what_changes_is_said_to() -> None:
    check(
        "@host = {{$exampleServer}}\nGET {{h$0ost}}",
        "`{{host}}` is `{{$exampleServer}}`\n\n- from `the request file`",
    )
    check(
        "@id = {{$randomInt}}\nGET {{i$0d}}",
        "`{{id}}` is `7`\n\n- each run has a value of its own\n- from `the request file`",
    )


def test_of_nested_references_the_innermost_is_told() -> None:
    text = "@kind = a\n@a_url = http://a\nGET {{ {{kind}}_url }}"
    told = "`{{kind}}` is `a`\n\n- from `the request file`"
    check(text.replace("{{kind", "{{ki$0nd"), told, on="{{kind}}")
    file = parse(text).file
    outer = hover(file, text.index("_url }}"), scope_of(file))
    assert outer is not None
    assert outer.markdown.startswith("`{{{{kind}}_url}}` is `http://a`")


def test_a_definition_tells_its_own_value() -> None:
    check("@ho$0st = a\\nb", "`host` is `a␊b`", on="host")
    check(
        "@ho$0st = first\n@host = second\n",
        "`host` is `first`\n\n- not used: `the request file` holds",
    )


def test_a_definition_that_goes_in_a_circle_says_so() -> None:
    check(
        "@a$0 = {{a}}\n".replace("@a$0", "@$0a"),
        '`{{a}}` has no value\n\n- `variable refers to itself: "a" → "a"`',
    )


def test_a_value_cannot_leave_its_code_span() -> None:
    check(
        "@a = `` [x](http://evil)\nGET {{$0a}}",
        "`{{a}}` is ``` `` [x](http://evil) ```\n\n- from `the request file`",
    )


def test_a_directive_is_explained() -> None:
    check(
        "# @idle-ti$0meout 3\nGET http://h",
        "`@idle-timeout`: Ends the run as stalled when no byte comes for this long; 0 waits for "
        'ever.\n\nValue: a duration, as in "30", "500 ms" or "2 m"\n\n'
        "```http\n# @idle-timeout 30\n```\n",
        on="@idle-timeout",
    )


@pytest.mark.parametrize("name", DIRECTIVES)
def test_every_directive_has_an_example_that_parses(name: str) -> None:
    doc = DIRECTIVE_DOCS[name]
    parsed = parse(f"{doc.example}\nGET http://h\n")
    assert [each.name for each in parsed.file.blocks[0].directives] == [name]
    assert parsed.problems == []
    assert re.fullmatch(r"[A-Z][^.]*\.", doc.description)


@pytest.mark.parametrize("marked", ["GE$0T http://h", "# te$0xt\n", "$0", "GET http://h{{a}}$0 "])
def test_nothing_is_told_elsewhere(marked: str) -> None:
    check_nothing(marked)
