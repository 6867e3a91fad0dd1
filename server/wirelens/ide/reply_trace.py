"""From a character of the reply view to the event that brought it, and back.

The view is made as ever, but for the line of facts: no event brought it, and it takes longer than
all the rest. Only the sections that are asked about are gone through backwards.
"""

from bisect import bisect_right
from itertools import accumulate

from wirelens.ide.rendered import Route
from wirelens.ide.reply_view import reply_sections, reply_view
from wirelens.ide.views import SHOWN, outward
from wirelens.stream.reply import Part, Piece
from wirelens.stream.run import Run
from wirelens.text import Span

NEARLY_SHOWN = SHOWN // 2  # characters


class ReplyTrace:
    """The trace of a reply view; see `trace.Trace`."""

    def __init__(self, run: Run) -> None:
        self._provenance = run.reply.provenance
        self._sections = list(reply_sections(run))
        texts = [each.text + each.closing for each in self._sections]
        self._starts = list(accumulate(map(len, texts), initial=0))
        written = "".join(texts)
        if len(written) > NEARLY_SHOWN:
            written = reply_view(run)  # what is left out of the middle depends on the whole length
        shown = outward("reply", run, written)
        self.text = shown.text
        self._outward = shown.route()
        self._routes: dict[int, Route] = {}
        self._of_part: dict[Part, list[int]] = {}  # the sections with something of a part
        for number, section in enumerate(self._sections):
            for part in section.source.parts if section.source is not None else ():
                self._of_part.setdefault(part, []).append(number)

    def events(self, span: Span) -> list[int]:
        """The events that brought a span; of a tool call's heading, those of the whole call."""
        written = self._outward.source(span)
        number = max(bisect_right(self._starts, written.start) - 1, 0)
        found: set[int] = set()
        while number < len(self._sections) and self._starts[number] < written.end:
            within = written.moved(-self._starts[number])
            found.update(piece.event for piece in self._pieces(number, within))
            number += 1
        return sorted(found)

    def places(self, event: int) -> list[Span]:
        """Where the deltas of an event stand; of one that was replaced since, nowhere."""
        found = [
            self._outward.target(place)
            for piece in self._provenance.of_event(event)
            for place in self._written(piece)
        ]
        return sorted((each for each in found if each), key=lambda each: each.start)

    def _pieces(self, number: int, span: Span) -> list[Piece]:
        section = self._sections[number]
        length = len(section.text)
        span = Span(max(span.start, 0), min(span.end, length))
        if section.source is None or span.start >= span.end:
            return []
        if span.start < section.heading:
            span = Span(section.heading, length)
        source = self._route(number).source(span)
        return section.source.pieces(self._provenance, source) if source else []

    def _written(self, piece: Piece) -> list[Span]:
        """Where a piece stands before the view goes out: the thought in a text is apart from it."""
        found: list[Span] = []
        for number in self._of_part.get(piece.part, ()):
            section = self._sections[number]
            if section.source is not None:
                place = self._route(number).target(section.source.span(piece))
                place = Span(place.start, min(place.end, len(section.text)))
                if place.start < place.end:
                    found.append(place.moved(self._starts[number]))
        return found

    def _route(self, number: int) -> Route:
        if number not in self._routes:
            self._routes[number] = self._sections[number].rendered.route()
        return self._routes[number]
