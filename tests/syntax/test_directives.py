"""Directives: a closed set of names, each with the shape of its value."""

import pytest

from outline import outline
from wirelens.stream.dialects import table
from wirelens.syntax import directives
from wirelens.syntax.directives import DIRECTIVES, nearest, seconds
from wirelens.syntax.parse import parse
from wirelens.text import Span


def check(line: str, expected: str) -> None:
    assert outline(parse(f"{line}\nGET a.test")) == f"{expected}\nGET | a.test"


def check_value(line: str, message: str, place: str) -> None:
    """`line` has one problem with its value, at `place`."""
    text = f"{line}\nGET a.test"
    (problem,) = parse(text).problems
    assert problem.code == "directive-value"
    assert problem.message == message
    assert problem.span.of(text) == place


@pytest.mark.parametrize(
    "line",
    [
        "# @name a",
        "// @name a",
        "#@name a",
        "//@name\ta",
        "## @name a",
        "# @name = a",
        "#@name=a",
        "  # @name a  ",
        "# @NAME a",
    ],
)
def test_a_directive_may_be_written_in_many_ways(line: str) -> None:
    check(line, "directive name: a")


@pytest.mark.parametrize("line", ["# @no-redirect", "# @noRedirect", "// @NoRedirect"])
def test_kebab_and_camel_case_are_one_spelling(line: str) -> None:
    check(line, "directive no-redirect:")


@pytest.mark.parametrize("line", ["# @force-ref a", "# @forceRef a"])
def test_a_directive_bears_the_name_of_the_table(line: str) -> None:
    check(line, "directive forceRef: a")


def test_a_value_may_hold_blanks_and_signs() -> None:
    check("# @assert text contains = # x", "directive assert: text contains = # x")


def test_a_separator_may_be_a_directive_at_once() -> None:
    check("### @name a", "### @name a\ndirective name: a")


@pytest.mark.parametrize(
    "line",
    [
        "#@host = http://a.test",
        "#@host=1",
        "# @see the docs",
        "# a@name b",
        "#@other y",
        "# @name:b",
    ],
)
def test_any_other_name_is_a_comment(line: str) -> None:
    check(line, f"comment:{line[1:]}")
    assert not parse(f"{line}\nGET a.test").problems


def test_a_directive_after_the_request_line_is_a_comment() -> None:
    found = outline(parse("GET a.test\n# @name a\n\n# @name b"))
    assert found == "GET | a.test\n  comment: @name a\ncomment: @name b"


def test_pieces_have_their_places() -> None:
    text = "  // @name = a b "
    (directive,) = parse(text).file.blocks[0].directives
    assert directive.span == Span(2, 16)
    assert directive.name_span.of(text) == "name"
    assert directive.value_span.of(text) == directive.value == "a b"


def test_merge_knows_every_dialect_and_no_other() -> None:
    assert set(directives.DIALECTS) == {dialect.id for dialect in table.DIALECTS}
    families = {each.family for each in table.DIALECTS if each.family != each.id}
    assert set(directives.FAMILIES) == families - {None}


@pytest.mark.parametrize("name", DIRECTIVES)
def test_every_directive_knows_a_value_that_fits(name: str) -> None:
    value = {
        "name": "chat",
        "merge": "openai-chat",
        "jsonpath": "reasoning: $.a[0:2]",
        "events": "message, ping",
        "script": "./a.js",
        "assert": "not status == 200",
        "replay": "./a.stream",
        "compare": "dev, prod",
        "max-events": "10",
        "until": "event message_stop",
        "timeout": "30",
        "connection-timeout": "500 ms",
        "idle-timeout": "0",
        "reconnect": "3 post",
        "prompt": "token the secret one",
        "ref": "login",
        "forceRef": "login",
        "import": "./a.http",
    }.get(name, "")
    assert not parse(f"# @{name} {value}\nGET a.test").problems


@pytest.mark.parametrize(
    "line",
    [
        "# @jsonpath $.a",
        "# @jsonpath choices[0].delta",
        "# @jsonpath text: a",
        "# @until $.done",
        "# @record",
        "# @record ./a.stream",
        "# @timeout 2m",
        "# @timeout 1.5 s",
        "# @merge auto",
        "# @merge claude",
        "# @note",
        "# @disabled",
        "# @name foo_bar",
    ],
)
def test_values_that_fit(line: str) -> None:
    assert not parse(f"{line}\nGET a.test").problems


@pytest.mark.parametrize(
    ("line", "message", "place"),
    [
        (
            "# @timeout soon",
            '"@timeout" expects a duration, as in "30", "500 ms" or "2 m", found "soon"',
            "soon",
        ),
        ("# @max-events 0", '"@max-events" expects a whole number, 1 or more, found "0"', "0"),
        ("# @no-redirect false", '"@no-redirect" expects no value, found "false"', "false"),
        ("# @script", '"@script" expects a value, found nothing', "script"),
        (
            "# @name ---",
            '"@name" expects a name with a letter or a digit in it, found "---"',
            "---",
        ),
        (
            "# @events a,,b",
            '"@events" expects names with commas between, as in "a, b", found "a,,b"',
            "a,,b",
        ),
        (
            "# @until event",
            '"@until" expects "event TYPE" or a path, found "event"',
            "event",
        ),
        (
            "# @reconnect 1 put",
            (
                '"@reconnect" expects a whole number, then "post" if a POST may be sent again, '
                'found "1 put"'
            ),
            "1 put",
        ),
        (
            "# @merge opnai",
            (
                '"@merge" expects "auto", "none", a dialect or one of "openai", "claude", '
                '"gemini", "ollama", found "opnai"'
            ),
            "opnai",
        ),
        (
            "# @jsonpath words: $.a",
            (
                '"@jsonpath" expects a path, as in "text: $.delta"; the slots are "text", '
                '"reasoning", "tool", "finish", "usage", "error", found "words: $.a"'
            ),
            "words: $.a",
        ),
    ],
)
def test_values_that_do_not_fit(line: str, message: str, place: str) -> None:
    check_value(line, message, place)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mrege", "merge"),
        ("nme", "name"),
        ("no-redirects", "no-redirect"),
        ("timeot", "timeout"),
        ("maxEvent", "max-events"),
        ("asert", "assert"),
    ],
)
def test_a_slip_of_the_pen_gets_a_hint(written: str, meant: str) -> None:
    text = f"// @{written} x\nGET a.test"
    (problem,) = parse(text).problems
    assert problem.code == "directive-unknown"
    assert problem.span.of(text) == written
    assert problem.hint == f'did you mean "@{meant}"?'
    assert [edit.text for fix in problem.fixes for edit in fix.edits] == [meant]


@pytest.mark.parametrize("name", ["sleep", "title", "loop", "id", "get", "kulala-prompt", "x" * 99])
def test_names_of_other_tools_and_far_ones_get_none(name: str) -> None:
    assert nearest(name) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [("30", 30.0), ("500 ms", 0.5), ("2 m", 120.0), ("1.5s", 1.5), ("2 h", None), ("", None)],
)
def test_a_duration_in_seconds(written: str, expected: float | None) -> None:
    assert seconds(written) == expected


def check_hint(line: str, message: str, hint: str) -> None:
    (problem,) = parse(f"{line}\nGET a.test").problems
    assert (problem.code, problem.message, problem.hint) == ("directive-unknown", message, hint)


def test_a_name_that_other_tools_do_not_read_is_told() -> None:
    check_hint(
        "# @name foo bar",
        '"foo bar" names the request here alone, other tools expect letters, digits and "_"',
        'references call it "foo-bar"',
    )


def test_a_long_time_without_a_unit_is_told() -> None:
    check_hint(
        "# @timeout 5000",
        '"@timeout 5000" is 5000 seconds here, and milliseconds to httpyac',
        'write the unit, as in "5000 ms"',
    )
