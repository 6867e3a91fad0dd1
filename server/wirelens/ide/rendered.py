"""Text of a view that knows the text it was made from, and the rewritings in between.

They are only gone through when someone asks where a character is from: a view that grows is made
anew many times a second, and nobody asks about most of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from wirelens.ide.rewriting import Edits, Rewriting
from wirelens.text import Span


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text, and what made it, step by step from the first text on."""

    text: str
    steps: tuple[Callable[[], Edits], ...] = ()

    def through(self, rewrite: Callable[[str], str], edits: Callable[[str], Edits]) -> "Rendered":
        """The text after `rewrite`, which does what `edits` tells of the same text."""
        text = rewrite(self.text)
        if text == self.text:
            return self
        return Rendered(text, (*self.steps, partial(edits, self.text)))

    def behind(self, front: str) -> "Rendered":
        """The text with `front` before it."""
        return self.through(lambda text: front + text, lambda _: [(0, 0, front)])

    def cut(self, span: Span) -> "Rendered":
        """The part of the text within a span."""
        return self.through(span.of, partial(_around, span))

    def route(self) -> "Route":
        """The way between the first text and this one."""
        return Route([Rewriting(edits()) for edits in self.steps])


class Route:
    """Rewritings one after the other."""

    __slots__ = ("_rewritings",)

    def __init__(self, rewritings: list[Rewriting]) -> None:
        self._rewritings = rewritings

    def source(self, span: Span) -> Span:
        """What a span of the last text was made from in the first one."""
        for rewriting in reversed(self._rewritings):
            if not span:
                break
            span = rewriting.source(span)
        return span

    def target(self, span: Span) -> Span:
        """Where a span of the first text stands in the last one."""
        for rewriting in self._rewritings:
            if not span:
                break
            span = rewriting.target(span)
        return span


def stripped(text: str) -> Span:
    """Where the text stands without the white space around it."""
    start = len(text) - len(text.lstrip())
    return Span(start, max(start, len(text.rstrip())))


def _around(span: Span, text: str) -> Edits:
    return [(0, span.start, ""), (span.end, len(text), "")]
