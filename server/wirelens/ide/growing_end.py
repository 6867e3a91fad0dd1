"""A view of a pending run that grows at its end, at the cost of what is new and not of all of it.

Up to the last line end nothing changes any more, once it cannot be the beginning of a secret. Only
what follows is rendered again; where anything else has changed, the whole view is.
"""

from collections.abc import Callable
from typing import Protocol

from wirelens.ide.escapes import visible
from wirelens.ide.views import SHOWN, view
from wirelens.stream.run import Run


class Source(Protocol):
    """What makes a view grow. Two are equal while all that stands before it is the same."""

    def rendered(self, start: int) -> tuple[str, str, int]:
        """From a position on: whole lines, what follows them, and how far the lines reach."""


class GrowingEnd:
    """The text of the view `name` of one run, whenever it is asked for."""

    def __init__(self, name: str, run: Run, source: Callable[[Run], Source | None]) -> None:
        self._name = name
        self._run = run
        self._source_of = source
        self._source: Source | None = None
        self._settled = ""  # of the view
        self._start = 0  # of what is not settled, in the source

    def text(self) -> str:
        """What `view` gives."""
        source = self._source_of(self._run)
        if source is None or source != self._source:
            return self._anew(source)
        lines, tail, reach = source.rendered(self._start)
        if reach and self._is_closed(lines):
            self._settled += visible(self._run.redaction.redact(lines))
            self._start += reach
            shown = self._settled + self._end(tail)
        else:
            shown = self._settled + self._end(lines + tail)
        return shown if len(shown) <= SHOWN else self._anew(None)

    def _anew(self, source: Source | None) -> str:
        """The whole view; what grows is told apart if the view ends with it to the letter."""
        self._source = None
        whole = view(self._name, self._run)
        if source is None or len(whole) > SHOWN:
            return whole
        lines, tail, reach = source.rendered(0)
        end = self._end(tail)
        if reach and self._is_closed(lines) and whole.endswith(end):
            self._source, self._start = source, reach
            self._settled = whole.removesuffix(end)
        return whole

    def _is_closed(self, text: str) -> bool:
        """Whether nothing at the end of `text` may be the beginning of a secret."""
        return not self._run.redaction.split(text)[1]

    def _end(self, text: str) -> str:
        redaction = self._run.redaction
        return visible(redaction.redact(redaction.split(text)[0]))
