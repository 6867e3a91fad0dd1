"""Wraps text that grows at the terminal's width, between words.

A word that turns out too long for its line is taken back and set on the next one, so that the text
can be printed as it comes.
"""

import re
import unicodedata

_RUN = re.compile(r"\n|[^\S\n]+|\S+")


class Wrapping:
    """Where the cursor stands, and the word that may still have to move."""

    def __init__(self) -> None:
        self._column = 0
        self._word = ""

    def feed(self, text: str, columns: int) -> str:
        """`text` with the line breaks and the steps back that it takes to wrap it."""
        return "".join(self._taken(run, columns) for run in _RUN.findall(text))

    def _taken(self, run: str, columns: int) -> str:
        if run == "\n":
            self._column, self._word = 0, ""
            return run
        if run.isspace():
            return self._space(run, columns)
        word = self._word + run
        before = self._column - width(self._word)
        if self._column + width(run) < columns or before == 0:
            self._column, self._word = self._column + width(run), word
            return run
        back = f"\x1b[{width(self._word)}D\x1b[K" if self._word else ""
        self._column, self._word = width(word), word
        return f"{back}\n{word}"

    def _space(self, space: str, columns: int) -> str:
        self._word = ""
        if self._column + width(space) >= columns:
            return ""  # at a line's end a space only makes room for the break that follows
        self._column += width(space)
        return space


def width(text: str) -> int:
    """How many columns `text` takes; combining marks none, East Asian wide characters two."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200b\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
