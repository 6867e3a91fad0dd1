"""Deltas set as running text."""

from wirelens.ide.running_text import RunningText, columns


def check(width: int, deltas: list[str], *expected: str) -> None:
    """The deltas, one after the other, are set on these lines."""
    text = RunningText(width)
    assert [line for delta in deltas for line in text.lines(delta)] == list(expected)


def test_a_delta_stands_where_the_text_before_it_ends() -> None:
    check(20, ["The", " user", " asks"], "The", "    user", "         asks")


def test_a_delta_that_does_not_fit_begins_a_line() -> None:
    check(10, ["The user", " asks"], "The user", "asks")


def test_a_long_delta_is_wrapped_between_words() -> None:
    check(10, ["The user asks what"], "The user", "asks what")


def test_a_word_longer_than_a_line_is_broken() -> None:
    check(4, ["abcdefghij"], "abcd", "efgh", "ij")


def test_a_line_end_is_shown_and_ends_the_line() -> None:
    check(20, ["One.\n\nTwo", " three"], "One.⏎⏎", "Two", "    three")


def test_line_ends_alone_stand_where_the_text_ends() -> None:
    check(20, ["One.", "\n", "Two"], "One.", "    ⏎", "Two")


def test_wide_characters_take_two_columns() -> None:
    assert columns("漢字e\u0301") == 5
    check(6, ["漢字", "漢字"], "漢字", "漢字")


def test_emoji_sequences_keep_their_joiners() -> None:
    check(4, ["👨‍💻"], "👨‍💻")
