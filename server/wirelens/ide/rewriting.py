"""How one text became another by replacing spans of it, and where each of its characters went.

A rewriting keeps the replacements only, so it costs as many as there are, however long the text is.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from operator import add

from wirelens.text import Span

# `(start, end, text)`: the text takes the place of `start..end`, or is put in where both are the
# same. Tuples: to make a hundred thousand objects takes longer than to find the spans.
Edit = tuple[int, int, str]
Edits = Iterable[Edit]


def replacements(
    pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str], text: str
) -> Iterator[Edit]:
    """What `pattern.sub(replace, text)` replaces."""
    return ((*match.span(), replace(match)) for match in pattern.finditer(text))


def rewritten(text: str, edits: Edits) -> str:
    """The text after the edits, which stand in order and do not overlap."""
    pieces: list[str] = []
    position = 0
    for start, end, new in edits:
        pieces.append(text[position:start])
        pieces.append(new)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


class Rewriting:
    """Maps spans between a text and what the edits made of it."""

    __slots__ = ("_new", "_old")

    def __init__(self, edits: Edits) -> None:
        known = list(edits)
        starts = [start for start, _, _ in known]
        ends = [end for _, end, _ in known]
        # How much longer the text has become before each edit, and after the last.
        grown = list(accumulate((len(text) - end + start for start, end, text in known), initial=0))
        self._old = _Ranges(starts, ends)
        self._new = _Ranges(
            list(map(add, starts, grown)), list(map(add, ends, islice(grown, 1, None)))
        )

    def source(self, span: Span) -> Span:
        """What a span of the new text was made from; empty for what was put in.

        Of what replaced a span no character has a place of its own: all are from the whole span.
        """
        return _carried(span, self._new, self._old)

    def target(self, span: Span) -> Span:
        """Where a span of the old text stands in the new one; empty for what was taken out."""
        return _carried(span, self._old, self._new)


@dataclass(frozen=True, slots=True)
class _Ranges:
    starts: list[int]
    ends: list[int]


def _carried(span: Span, old: _Ranges, new: _Ranges) -> Span:
    if not span:
        start = _character(span.start, old, new).start
        return Span(start, start)
    start = _character(span.start, old, new).start
    return Span(start, max(start, _character(span.end - 1, old, new).end))


def _character(offset: int, old: _Ranges, new: _Ranges) -> Span:
    number = bisect_right(old.starts, offset) - 1
    if number < 0:
        return Span(offset, offset + 1)
    if offset < old.ends[number]:
        return Span(new.starts[number], new.ends[number])
    moved = offset - old.ends[number] + new.ends[number]
    return Span(moved, moved + 1)
