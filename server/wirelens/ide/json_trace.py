"""From a character of a string in the JSON view to the event that brought it.

A string is known by what it says, so one that the view has twice is nobody's: a wrong event would
be worse than none.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from wirelens.ide.joined import Joined
from wirelens.ide.rendered import Rendered
from wirelens.ide.rewriting import Edits, replacements
from wirelens.ide.views import outward
from wirelens.jsonvalue import dump_json
from wirelens.stream.run import Run
from wirelens.text import Span

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*+"')
_ESCAPED = re.compile(r'["\\\x00-\x1f]')


class JsonTrace:
    """The trace of a JSON view; see `trace.Trace`."""

    def __init__(self, run: Run, text: str) -> None:
        self.text = text
        self._run = run

    def events(self, span: Span) -> list[int]:
        """The events that brought a span of the one string of the reply that reads so."""
        place = self._string(span)
        written = place.of(self.text)
        if not place or self.text.count(written) > 1:
            return []
        spelled = ((each, self._spelled(each)) for each in _strings(self._run))
        found = [(joined, route) for joined, route in spelled if route.text == written]
        if len(found) != 1:
            return []
        joined, rendered = found[0]
        source = rendered.route().source(span.moved(-place.start))
        pieces = joined.pieces(self._run.reply.provenance, source) if source else []
        return sorted({piece.event for piece in pieces})

    def places(self, event: int) -> list[Span]:
        """Nowhere: the object is the provider's, and most of it no event brought alone."""
        return []

    def _string(self, span: Span) -> Span:
        start = self.text.rfind("\n", 0, span.start) + 1
        end = self.text.find("\n", span.start)
        for match in _STRING.finditer(self.text, start, end if end >= 0 else len(self.text)):
            if match.start() <= span.start and span.end <= match.end():
                return Span(*match.span())
        return Span(0, 0)

    def _spelled(self, joined: Joined) -> Rendered:
        rendered = Rendered(joined.text).through(dump_json, _string_edits)
        shown = outward("json", self._run, rendered.text)
        return Rendered(shown.text, rendered.steps + shown.steps)


def _string_edits(text: str) -> Edits:
    yield (0, 0, '"')
    yield from replacements(_ESCAPED, lambda match: dump_json(match[0])[1:-1], text)
    yield (len(text), len(text), '"')


def _strings(run: Run) -> Iterator[Joined]:
    """What the object may state as one string: a part, or all of a message's parts of one slot."""
    for message in run.reply.messages:
        parts = sorted(message.parts.values(), key=lambda part: part.slot)
        for _, group in groupby(parts, key=lambda part: part.slot):
            of_slot = tuple(group)
            yield from (Joined((part,), run.pending) for part in of_slot)
            if len(of_slot) > 1:
                yield Joined(of_slot, run.pending)
