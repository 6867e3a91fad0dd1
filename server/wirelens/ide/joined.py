"""The texts of parts of a reply as one text, and which piece each of its characters is of."""

from bisect import bisect_right
from itertools import accumulate

from wirelens.stream.reply import Part, Piece, Provenance
from wirelens.text import Span


class Joined:
    """The texts of `parts` so far, with `apart` in between."""

    __slots__ = ("_starts", "parts", "text")

    def __init__(self, parts: tuple[Part, ...], pending: bool, apart: str = "") -> None:
        texts = [_text(each, pending) for each in parts]
        self.parts = parts
        self.text = apart.join(texts)
        self._starts = list(accumulate((len(each) + len(apart) for each in texts), initial=0))

    def pieces(self, provenance: Provenance, span: Span) -> list[Piece]:
        """The pieces that a span of the text is of."""
        found: list[Piece] = []
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        for part, start in zip(self.parts[first:], self._starts[first:], strict=False):
            if start >= span.end:
                break
            found += provenance.within(part, max(span.start - start, 0), span.end - start)
        return found

    def span(self, piece: Piece) -> Span:
        """Where a piece of one of the parts stands in the text."""
        return Span(piece.start, piece.end).moved(self._starts[self.parts.index(piece.part)])


def _text(part: Part, pending: bool) -> str:
    # Half a surrogate pair is U+FFFD in the end; before that its other half may come.
    return part.slice(0, part.length) if pending else part.text
