"""The lines of the raw view, and which bytes of the body stand on each of them."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from wirelens.ide.hexdump import WIDTH
from wirelens.ide.raw import is_binary, left_out
from wirelens.stream.log import Body
from wirelens.stream.run import Run


class RawLines:
    """Looks at the body once; line numbers are 0-based and count the head's lines."""

    __slots__ = ("_first", "_length", "_starts")

    def __init__(self, run: Run) -> None:
        starts = _hexdump_starts if is_binary(run) else _text_starts
        body, hidden = run.log.body, left_out(run)
        self._first = 0 if run.response is None else len(run.response.headers) + 2
        self._length = len(body)
        self._starts = array("Q", starts(body, 0, hidden.start if hidden else len(body)))
        if hidden:
            # The sentence in their place has a line of its own, as has what follows.
            self._starts.append(hidden.start)
            self._starts.extend(starts(body, hidden.stop, len(body)))

    def line(self, offset: int) -> int:
        """The line with the byte at `offset`; of one left out, the line that says so."""
        return self._first + bisect_right(self._starts, offset) - 1

    def bytes(self, line: int) -> range:
        """The bytes of the body on a line; none on a line of the head."""
        number = line - self._first
        if not 0 <= number < len(self._starts):
            return range(0)
        after = number + 1
        end = self._starts[after] if after < len(self._starts) else self._length
        return range(self._starts[number], end)


def _hexdump_starts(body: Body, start: int, end: int) -> Iterable[int]:
    return range(start, end + 1, WIDTH)


def _text_starts(body: Body, start: int, end: int) -> Iterable[int]:
    lines = body.slice(start, end).splitlines(keepends=True)  # of bytes: at LF, CRLF and CR only
    ended = not lines or lines[-1].endswith((b"\r", b"\n"))
    return accumulate(map(len, lines if ended else lines[:-1]), initial=start)
