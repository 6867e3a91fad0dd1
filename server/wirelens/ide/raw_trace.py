"""From a line of the raw view to the event whose bytes stand on it, and back."""

from bisect import bisect_right
from itertools import accumulate

from wirelens.ide import hexdump
from wirelens.ide.raw import is_binary, left_out, raw_view, shown_bytes
from wirelens.ide.raw_lines import RawLines
from wirelens.ide.views import outward
from wirelens.stream.run import Run
from wirelens.text import Span

LONGEST_LINE_END = 4  # bytes: an event ends with its blank line


class RawTrace:
    """The trace of a raw view; see `trace.Trace`."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._written = raw_view(run)
        self._hidden = left_out(run)
        self._lines = RawLines(run)
        self._line_starts: list[int] = []
        shown = outward("raw", run, self._written)
        self.text = shown.text
        self._outward = shown.route()

    def events(self, span: Span) -> list[int]:
        """The event of the line on which a span begins; of several there, the one it begins in."""
        written = self._outward.source(span)
        if not written:
            return []
        line = self._written.count("\n", 0, written.start)
        shown = self._lines.bytes(line)
        if self._hidden and shown.start == self._hidden.start:
            return []  # the sentence in their place
        numbers = self._run.log.events_within(shown.start, shown.stop)
        if len(numbers) < 2:
            return list(numbers)
        column = written.start - (self._written.rfind("\n", 0, written.start) + 1)
        return list(self._at_column(shown, column, numbers))

    def places(self, event: int) -> list[Span]:
        """The event's lines; of one that is left out, the line that says so."""
        log = self._run.log
        start, end = log.event_offset(event), log.event_end(event)
        tail = log.body.slice(max(start, end - LONGEST_LINE_END), end)
        last = end - len(tail) + len(tail.rstrip(b"\r\n")) - 1
        if start in self._hidden:
            place = self._sentence()
        else:
            place = Span(self._before(start), self._behind(max(start, last)))
        place = self._outward.target(place)
        return [place] if place else []

    def _at_column(self, shown: range, column: int, numbers: range) -> range:
        log = self._run.log
        if is_binary(self._run):
            byte = min(shown.start + hexdump.byte_at(column), shown.stop - 1)
            return log.events_within(byte, byte + 1)

        def begins(number: int) -> int:
            return self._width(shown.start, max(log.event_offset(number), shown.start))

        found = bisect_right(numbers, column, key=begins)
        return numbers[max(found - 1, 0) : found]

    def _before(self, offset: int) -> int:
        """The place before the byte at `offset`, in the text as it was written."""
        line = self._lines.line(offset)
        return self._start(line) + self._width(self._lines.bytes(line).start, offset)

    def _behind(self, offset: int) -> int:
        if is_binary(self._run):
            return self._before(offset) + len("00")
        line = self._lines.line(offset)
        if offset in self._hidden:
            return self._start(line)
        shown = self._lines.bytes(line)
        behind = self._run.log.body.slice(offset + 1, shown.stop)
        if not behind.strip(b"\r\n"):
            return self._start(line + 1) - 1
        return self._start(line) + self._width(shown.start, offset + 1)

    def _width(self, start: int, end: int) -> int:
        """How many characters stand on a line for the bytes from its `start` to `end`."""
        if is_binary(self._run):
            return hexdump.column_of(end - start)
        return len(shown_bytes(self._run, start, end)) if end > start else 0

    def _start(self, line: int) -> int:
        if not self._line_starts:
            lengths = (len(each) + 1 for each in self._written.split("\n"))
            self._line_starts = list(accumulate(lengths, initial=0))
        return self._line_starts[line]

    def _sentence(self) -> Span:
        line = self._lines.line(self._hidden.start)
        return Span(self._start(line), self._start(line + 1) - 1)
