"""Server text stays within the piece of Markdown that it was put into."""

import pytest

from wirelens.ide.markdown import code, fenced, inline, open_fence, quoted, table


def test_a_fence_is_longer_than_any_run_of_backticks_within() -> None:
    assert fenced("a\n````\nb", "json") == "`````json\na\n````\nb\n`````\n"


def test_punctuation_means_nothing_on_a_line() -> None:
    assert inline("*a* [b](c) <i> |") == "\\*a\\* \\[b](c) \\<i> \\|"


def test_underscores_within_words_need_no_escape() -> None:
    assert inline("tool_use _a_") == "tool_use \\_a\\_"


def test_a_line_end_within_a_cell_is_shown() -> None:
    assert table(("a",), [(inline("b\nc"),)]) == "| a |\n| --- |\n| b␊c |\n"


def test_a_code_span_holds_backticks() -> None:
    assert code("a`b") == "`` a`b ``"
    assert code("get_weather") == "`get_weather`"


def test_a_quote_holds_every_line() -> None:
    assert quoted("a\n\n```\nb") == "> a\n>\n> ```\n> b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", None),
        ("```\na", "```"),
        ("```python\na\n```\nb", None),
        ("~~~~\n```\n~~~\n", "~~~~"),
        ("```\na\n```python\n", "```"),
        ("a ``` b", None),
    ],
)
def test_a_fence_that_is_open_at_the_end_is_found(text: str, expected: str | None) -> None:
    assert open_fence(text) == expected
