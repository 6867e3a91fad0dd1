"""Text out of several places of a block, its variables filled in: read as one, edited in place."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from wirelens.syntax.nodes import Literal, Template
from wirelens.syntax.problems import Edit

_FILLING = "1"  # a number where JSON has a value, and characters like any in a string or a URL


@dataclass(frozen=True, slots=True)
class FilledText:
    """The templates one after the other; `places` are the starts of each, here and in the block."""

    text: str
    places: tuple[tuple[int, int], ...]

    def in_block(self, edit: Edit) -> Edit | None:
        """An edit of `text` as one of the block; None where it would touch what lies between.

        What is inserted stands right behind the character before it.
        """
        first = max(edit.span.start - 1, 0) if not len(edit.span) else edit.span.start
        last = max(edit.span.end - 1, first)
        if self._distance(first) != self._distance(last):
            return None
        return Edit(edit.span.moved(self._distance(first)), edit.text)

    def _distance(self, offset: int) -> int:
        here, there = self.places[bisect_right(self.places, offset, key=itemgetter(0)) - 1]
        return there - here


def filled(templates: Iterable[Template]) -> FilledText:
    """The templates with a text of the same length in the place of every variable."""
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for template in templates:
        places.append((length, template.span.start))
        for part in template.parts:
            filling = _FILLING * len(part.span)
            texts.append(part.text if isinstance(part, Literal) else filling)
        length += len(template.span)
    return FilledText("".join(texts), tuple(places))
