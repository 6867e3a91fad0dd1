"""Where the lines of a document start, kept through edits.

A gap table: the starts before the last edit count from the start of the text, those behind it from
its end. An edit moves the gap to its place and leaves every other entry alone, so typing costs the
same in a file of ten lines and of a hundred thousand.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable

Part = Callable[[int, int], str]
_LINE_END = re.compile(r"\r\n|\r|\n")


class LineStarts:
    """The offset of each line's first code point; lines end at LF, CRLF and CR only."""

    def __init__(self, text: str) -> None:
        self._before = array("Q", [0])
        self._before.extend(match.end() for match in _LINE_END.finditer(text))
        self._behind = array("Q")  # reversed: the last entry is the first line behind the gap
        self._length = len(text)

    def __len__(self) -> int:
        return len(self._before) + len(self._behind)

    def __getitem__(self, line: int) -> int:
        if line < len(self._before):
            return self._before[line]
        return self._length - self._behind[len(self) - 1 - line]

    def line(self, offset: int) -> int:
        """The 0-based line on which `offset` stands."""
        if not self._behind or offset < self._length - self._behind[-1]:
            return bisect_right(self._before, offset) - 1
        low, high = len(self._before), len(self)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self[middle] <= offset else (low, middle)
        return low

    def replace(self, start: int, end: int, length: int, part: Part) -> None:
        """Takes an edit: `start..end` of the old text was replaced, which gave `length` in all.

        `part` gives parts of the new text. One code point to each side of the edit is looked at
        again: an edit may split or join a CRLF.
        """
        first, last = self.line(max(0, start - 1)), self.line(min(self._length, end + 1))
        self._move_gap(last + 1)
        del self._before[first + 1 :]
        self._length = length
        begin = self._before[first]
        stop = self[first + 1] if first + 1 < len(self) else length
        ends = (begin + match.end() for match in _LINE_END.finditer(part(begin, stop)))
        self._before.extend(each for each in ends if each < stop or not self._behind)

    def _move_gap(self, line: int) -> None:
        while len(self._before) > line:
            self._behind.append(self._length - self._before.pop())
        while len(self._before) < line and self._behind:
            self._before.append(self._length - self._behind.pop())
