"""Growing text wraps between words, wherever its pieces end."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wirelens.terminal.wrapping import Wrapping, width


def shown(text: str) -> list[str]:
    """The lines that a terminal shows of `text`, steps back and erasures obeyed."""
    lines = [""]
    for token in re.findall(r"\x1b\[\d+D|\x1b\[K|.|\n", text, re.DOTALL):
        if token == "\n":
            lines.append("")
        elif token.endswith("D"):
            back = int(token[2:-1])
            while back > 0:
                back -= width(lines[-1][-1])
                lines[-1] = lines[-1][:-1]
        elif token != "\x1b[K":
            lines[-1] += token
    return lines


def check(text: str, columns: int, expected: list[str]) -> None:
    assert shown(Wrapping().feed(text, columns)) == expected
    wrapping = Wrapping()
    single = "".join(wrapping.feed(character, columns) for character in text)
    assert shown(single) == expected


def test_a_word_that_does_not_fit_moves_to_the_next_line() -> None:
    check("one lamp three", 10, ["one lamp ", "three"])


def test_a_word_longer_than_the_line_is_left_to_the_terminal() -> None:
    check("abcdefghijkl", 5, ["abcdefghijkl"])


def test_wide_characters_take_two_columns() -> None:
    assert width("日本e\u0301") == 5
    check("日本 日本", 8, ["日本 ", "日本"])


@given(st.text(alphabet="ab \n", max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_pieces_never_show(text: str, cuts: list[int]) -> None:
    wrapping = Wrapping()
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[a:b] for a, b in pairwise(places)]
    grown = "".join(wrapping.feed(piece, 9) for piece in pieces)
    assert " ".join(shown(grown)).split() == text.split()
