"""`.env` files as people write them; nothing in them is ever executed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.run.dotenv import parse_dotenv


def check(text: str, **expected: str) -> None:
    found = parse_dotenv(text)
    assert found.malformed == ()
    assert found.values == expected


def test_plain_values_end_with_their_line() -> None:
    check("A=1\r\nB = two words \n\n C=a=b=c\nD=\n", A="1", B="two words", C="a=b=c", D="")


def test_export_is_read_over() -> None:
    check("export A=1\n  export\tB=2", A="1", B="2")


def test_comments_are_left_out() -> None:
    check("# c\nA=1 # c\nB=a#b\nC= # c\nD='x' # c", A="1", B="a#b", C="", D="x")


def test_single_quotes_take_all_as_it_is() -> None:
    check("A='a # \\n \"b\" '", A='a # \\n "b" ')


def test_double_quotes_know_escapes() -> None:
    check(r'A="a\n\t\"q\" \\ \$x \d #"', A='a\n\t"q" \\ $x \\d #')


def test_quoted_values_go_on_over_lines() -> None:
    check("A=\"a\nb\"\nB='c\nd'\nC=1", A="a\nb", B="c\nd", C="1")


def test_nothing_is_expanded_or_executed() -> None:
    check(
        'A=$HOME ${HOME}\nB=$(id)\nC=`id`\nD="$HOME"',
        A="$HOME ${HOME}",
        B="$(id)",
        C="`id`",
        D="$HOME",
    )


def test_last_value_of_a_name_holds() -> None:
    check("A=1\nA=2", A="2")


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("A=1\nnonsense\nB=2", 2, '"NAME=value"'),
        ('A=1\nC="open\nB=2', 2, "a closing quote"),
        ("C='a' b\nA=1\nB=2", 1, "a closing quote"),
        ("A=1\nB=2\n=2", 3, '"NAME=value"'),
    ],
)
def test_malformed_line_is_told_and_the_others_are_read(
    text: str, line: int, expected: str
) -> None:
    found = parse_dotenv(text)
    assert [(each.line, each.expected) for each in found.malformed] == [(line, expected)]
    assert found.values == {"A": "1", "B": "2"}


@given(st.text("A=\"'\\#\n $", max_size=40))
def test_any_text_is_read(text: str) -> None:
    parse_dotenv(text)


def test_values_are_not_shown() -> None:
    assert "canary" not in repr(parse_dotenv("A=canary"))
