"""Line starts after any edits equal those of the text read anew."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from wirelens.lsp.lines import LineStarts
from wirelens.text import LineIndex

TEXTS = st.text(alphabet="a\r\n\u2028é", max_size=12)


def check(lines: LineStarts, text: str) -> None:
    expected = LineIndex(text)
    assert [lines[line] for line in range(len(lines))] == expected.starts
    assert [lines.line(offset) for offset in range(len(text) + 1)] == [
        expected.line(offset) for offset in range(len(text) + 1)
    ]


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6), TEXTS), max_size=8))
def test_edits_keep_the_lines_right(text: str, edits: list[tuple[int, int, str]]) -> None:
    lines = LineStarts(text)
    check(lines, text)
    for at, length, inserted in edits:
        start = min(at, len(text))
        end = min(start + length, len(text))
        text = text[:start] + inserted + text[end:]
        lines.replace(start, end, len(text), partial(_part, text))
        check(lines, text)


def _part(text: str, first: int, last: int) -> str:
    return text[first:last]
