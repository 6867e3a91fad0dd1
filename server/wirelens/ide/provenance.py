"""From a place in a view to the events behind it, and from there to other views.

A client may show an older text than the run would give now. So its own text is what is asked about:
what differs from it has no place, rather than a wrong one.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wirelens.ide.event_hover import event_hover
from wirelens.ide.growing import shared_beginning
from wirelens.ide.hover import Hover
from wirelens.ide.json_trace import JsonTrace
from wirelens.ide.raw_trace import RawTrace
from wirelens.ide.reply_trace import ReplyTrace
from wirelens.ide.timeline_trace import TimelineTrace
from wirelens.ide.trace import Trace
from wirelens.stream.run import Run
from wirelens.text import Span

MOST_PLACES = 64  # that are told of one word; an image in base64 is one of many thousand events
LONGEST_WORD = 256  # characters to each side
IN_WORDS = ("reply", "json")  # the other views are asked about line by line

# Scripts that are written without blanks: each character stands for itself.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])\w)+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A view as the client has it."""

    view: str
    text: str


@dataclass(frozen=True, slots=True)
class Places:
    """Spans of a view's text, as it is now."""

    text: str
    spans: list[Span]


class Traces:
    """The traces of one run, each made anew when the run has grown since it was made."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._kept: dict[str, tuple[tuple[int, int, bool], Trace]] = {}

    def of(self, shown: Shown) -> Trace | None:
        """The trace of a view; None for one that tells of no event."""
        match shown.view:
            case "timeline":
                return TimelineTrace(self.run, shown.text)
            case "json":
                return JsonTrace(self.run, shown.text)
        return self.present(shown.view) if shown.view in _MADE else None

    def present(self, view: str) -> Trace:
        """The trace of the reply or the raw view as it is now."""
        run = self.run
        state = len(run.log), len(run.log.body), run.pending
        if view not in self._kept or self._kept[view][0] != state:
            self._kept[view] = state, _MADE[view](run)
        return self._kept[view][1]


_MADE: dict[str, Callable[[Run], Trace]] = {"reply": ReplyTrace, "raw": RawTrace}


def word(text: str, offset: int) -> Span:
    """The word at an offset, or that ends there; empty between two blanks."""
    start = max(offset - LONGEST_WORD, 0)
    before = Span(offset, offset)
    for match in _WORD.finditer(text, start, offset + LONGEST_WORD):
        if match.start() > offset:
            break
        if match.end() >= offset:
            before = Span(*match.span())
    return before


def told(traces: Traces, shown: Shown, offset: int) -> Hover | None:
    """What is told of the events that brought the word, or stand on the line, at `offset`."""
    span = _asked(shown, offset)
    events = _events(traces, shown, span)
    if not events:
        return None
    reply = traces.present("reply")
    markdown = event_hover(traces.run, events, reply)
    trace = traces.of(shown)
    if shown.view not in IN_WORDS and trace is not None:
        span = next(iter(_agreed(trace, shown, trace.places(events[0]))), span)
    return Hover(span, markdown)


def events_at(traces: Traces, shown: Shown, offset: int) -> list[int]:
    """The events that brought the word, or stand on the line, at `offset`."""
    return _events(traces, shown, _asked(shown, offset))[:MOST_PLACES]


def places(traces: Traces, events: Iterable[int], view: str, known: str | None) -> Places:
    """Where the events stand in the reply or the raw view; in `known` if the client has it open."""
    trace = traces.present(view)
    spans = [span for event in events for span in trace.places(event)]
    if known is not None:
        spans = _agreed(trace, Shown(view, known), spans)
    return Places(trace.text, spans)


def highlights(traces: Traces, shown: Shown, offset: int) -> list[Span]:
    """What stands in the same view and came with the same event as the character at `offset`."""
    trace = traces.of(shown)
    if trace is None:
        return []
    events = _events(traces, shown, _character(shown.text, offset))
    return _agreed(trace, shown, [each for event in events for each in trace.places(event)])


def _asked(shown: Shown, offset: int) -> Span:
    if shown.view in IN_WORDS:
        return word(shown.text, offset)
    return _character(shown.text, offset)


def _character(text: str, offset: int) -> Span:
    """The character at an offset; at the end of a line, the last one of it."""
    at_end = offset >= len(text) or text[offset] == "\n"
    if at_end and offset and text[offset - 1 : offset] != "\n":
        return Span(offset - 1, offset)
    return Span(offset, min(offset + 1, len(text)))


def _events(traces: Traces, shown: Shown, span: Span) -> list[int]:
    trace = traces.of(shown)
    if trace is None or not span or _agreed(trace, shown, [span]) != [span]:
        return []
    return trace.events(span)


def _agreed(trace: Trace, shown: Shown, spans: list[Span]) -> list[Span]:
    """The spans as far as the client's text and the present one are the same."""
    if trace.text == shown.text:
        return spans
    same = shared_beginning(trace.text, shown.text)
    return [Span(each.start, min(each.end, same)) for each in spans if each.start < same]
