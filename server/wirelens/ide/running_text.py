"""Deltas set as running text: each on lines of its own, at the column where the text so far ends.

Read downwards the lines are the events, read as a page they are the text.
"""

import re
from unicodedata import combining, east_asian_width

LINE_END = "⏎"

_LINES = re.compile(r"([^\n]*)(\n+)|([^\n]+)")


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


class RunningText:
    """The text of one part, wrapped at `width` columns."""

    __slots__ = ("_column", "_width")

    def __init__(self, width: int) -> None:
        self._width = width
        self._column = 0

    def lines(self, delta: str) -> list[str]:
        """The lines that show `delta`, the first for its event's own line."""
        lines: list[str] = []
        for line, ends, last in _LINES.findall(delta):
            lines += self._wrapped(line + last + LINE_END * len(ends))
            if ends:
                self._column = 0
        return lines

    def _wrapped(self, text: str) -> list[str]:
        lines: list[str] = []
        while columns(text) > (room := self._width - self._column):
            cut = _last_space(text, room)
            if not cut and not self._column:
                cut = _fitting(text, room)
            if cut:
                lines.append(" " * self._column + text[:cut])
            text = text[cut:].removeprefix(" ")
            self._column = 0
        lines.append(" " * self._column + text)
        self._column += columns(text)
        return lines


def _last_space(text: str, room: int) -> int:
    """Where a line of `room` columns ends between two words; 0 where no word fits."""
    return max(text.rfind(" ", 1, _fitting(text, room) + 1), 0)


def _fitting(text: str, room: int) -> int:
    """How many characters of `text` fit into `room` columns, at least one."""
    taken = 0
    for count, character in enumerate(text):
        taken += _columns(character)
        if taken > room:
            return max(count, 1)
    return len(text)


def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if combining(character) or character in "\u200c\u200d" or "\ufe00" <= character <= "\ufe0f":
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
