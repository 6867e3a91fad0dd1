"""From a row of a timeline to its event, and back: the row says its number and its time itself.

So the text is read as the client has it, however old it is, and the timeline is not laid out again.
"""

import re

from wirelens.ide.timeline import FRONT, row_start
from wirelens.stream.run import Run
from wirelens.text import Span

_NUMBER = re.compile(r" *([0-9]{1,9})  ")


class TimelineTrace:
    """The trace of a timeline; see `trace.Trace`."""

    def __init__(self, run: Run, text: str) -> None:
        self.text = text
        self._log = run.log

    def events(self, span: Span) -> list[int]:
        """The event of the row on which a span begins."""
        line = self._line(span.start)
        while line.start and self._goes_on(line):
            line = self._line(line.start - 1)
        match = _NUMBER.match(self.text, line.start, line.end)
        number = int(match[1]) if match else 0
        is_row = 0 < number <= self._log.events and self.text.startswith(
            self._beginning(number), line.start
        )
        return [number] if is_row else []

    def places(self, event: int) -> list[Span]:
        """The event's row with all its lines; nowhere if it is left out."""
        start = self.text.find(f"\n{self._beginning(event)}") + 1
        if not start:
            return []
        end = self._line(start).end
        while end < len(self.text) and self._goes_on(self._line(end + 1)):
            end = self._line(end + 1).end
        return [Span(start, end)]

    def _beginning(self, event: int) -> str:
        return row_start(str(event), f"{self._log.event_time(event):.3f}")

    def _line(self, offset: int) -> Span:
        end = self.text.find("\n", offset)
        start = self.text.rfind("\n", 0, offset) + 1
        return Span(start, end if end >= 0 else len(self.text))

    def _goes_on(self, line: Span) -> bool:
        front = self.text[line.start : min(line.start + FRONT, line.end)]
        return len(front) == FRONT and not front.strip(" ")
