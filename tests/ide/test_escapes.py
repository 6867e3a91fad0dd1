"""What a server sends is shown, never obeyed, and nothing of it stays unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.ide.escapes import visible, visible_line


def check(text: str, expected: str) -> None:
    """The text is shown as expected."""
    assert visible(text) == expected


def test_text_stays_as_it_is() -> None:
    check("a\tb\nc é 漢字 🙂", "a\tb\nc é 漢字 🙂")


@pytest.mark.parametrize(
    ("control", "shown"),
    [("\x1b", "␛"), ("\x07", "␇"), ("\x00", "␀"), ("\r", "␍"), ("\x7f", "␡"), ("\x0b", "␋")],
)
def test_a_control_character_shows_its_picture(control: str, shown: str) -> None:
    check(f"a{control}b", f"a{shown}b")


def test_an_escape_sequence_is_text() -> None:
    check("\x1b]52;c;aGk=\x07\x1b[31mred", "␛]52;c;aGk=␇␛[31mred")


@pytest.mark.parametrize(
    "hidden",
    [0x80, 0x85, 0x9B, 0xAD, 0x61C, 0x200B, 0x200E, 0x2028, 0x202E, 0x2066, 0xFEFF, 0xE0041],
)
def test_what_steers_or_hides_is_spelled_out(hidden: int) -> None:
    check(f"é{chr(hidden)}b", f"é\\u{{{hidden:x}}}b")


def test_half_a_surrogate_pair_is_spelled_out() -> None:
    check("a\ud83d", "a\\u{d83d}")


@pytest.mark.parametrize("text", ["👨‍💻", "❤️", "1️⃣", "می‌خواهم"])
def test_joiners_and_selectors_that_shape_a_character_stay(text: str) -> None:
    check(text, text)


def test_joiners_that_shape_nothing_are_spelled_out() -> None:
    check("a\u200db", "a\\u{200d}b")


def test_joiners_in_a_row_are_spelled_out() -> None:
    check("é\u200d\u200d\ufe0f", "é\u200d\\u{200d}\\u{fe0f}")


@given(st.text(), st.text())
def test_what_follows_does_not_change_what_is_shown(beginning: str, rest: str) -> None:
    assert visible(beginning + rest).startswith(visible(beginning))


@given(st.text())
def test_showing_twice_is_showing_once(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_a_line_stays_one() -> None:
    assert visible_line("a\nb\tc\r") == "a␊b␉c␍"
