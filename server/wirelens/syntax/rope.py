"""A sequence of texts that knows where each starts, and of which an edit copies only a part.

The items lie in pages. At 10 000 requests, to shift one list of all the starts takes longer than to
parse the request that was edited.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import eq
from typing import Generic, Protocol, TypeVar, overload

_PAGE = 100  # items; a page that an edit fills to more than twice as many is cut


class Piece(Protocol):
    """What a rope is made of."""

    @property
    def text(self) -> str:
        """The part of the whole text that this item stands for."""


Item = TypeVar("Item", bound=Piece)


class Rope(Sequence[Item]):
    """Items in order. Immutable; `replaced` gives another one, which shares the pages untouched."""

    __slots__ = ("_counts", "_pages", "_starts")

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._lay_out(_pages(tuple(items)))

    def replaced(self, first: int, last: int, items: Sequence[Item]) -> "Rope[Item]":
        """This one with `items` in the place of its items from `first` to `last`, both included."""
        low, before = self._place(first)
        high, within = self._place(last)
        changed = (
            *self._pages[low].items[:before],
            *items,
            *self._pages[high].items[within + 1 :],
        )
        rope: Rope[Item] = Rope.__new__(Rope)
        rope._lay_out([*self._pages[:low], *_pages(changed), *self._pages[high + 1 :]])
        return rope

    @property
    def starts(self) -> "Starts":
        """Where the text of each item starts in the whole text."""
        return Starts(self)

    @property
    def pages(self) -> list[tuple[int, tuple[Item, ...]]]:
        """The items page by page, each page with its start; an edit leaves most pages the same."""
        starts = self._starts[: len(self._pages)]
        return [(start, page.items) for start, page in zip(starts, self._pages, strict=True)]

    def at(self, offset: int) -> int:
        """The index of the item in whose text `offset` lies: the last one's, if it is the end."""
        page = max(0, bisect_right(self._starts, offset, hi=len(self._pages)) - 1)
        within = bisect_right(self._pages[page].starts, offset - self._starts[page]) - 1
        return self._counts[page] + within

    def __len__(self) -> int:
        return self._counts[-1]

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        page, within = self._place(index)
        return self._pages[page].items[within]

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(page.items for page in self._pages)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rope):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    def _start(self, index: int) -> int:
        page, within = self._place(index)
        return self._starts[page] + self._pages[page].starts[within]

    def _all_starts(self) -> Iterator[int]:
        for start, page in zip(self._starts, self._pages, strict=False):  # one more start: the end
            for within in page.starts:
                yield start + within

    def _place(self, index: int) -> tuple[int, int]:
        absolute = range(len(self))[index]  # as a tuple counts: from the end if negative
        page = bisect_right(self._counts, absolute) - 1
        return page, absolute - self._counts[page]

    def _lay_out(self, pages: "list[_Page[Item]]") -> None:
        self._pages = pages
        self._counts = list(accumulate((len(page.items) for page in pages), initial=0))
        self._starts = list(accumulate((page.length for page in pages), initial=0))


class Starts(Sequence[int]):
    """Where each text of a rope starts, found when asked for."""

    __slots__ = ("_rope",)

    def __init__(self, rope: Rope[Item]) -> None:
        self._rope: Rope[Item] = rope

    def __len__(self) -> int:
        return len(self._rope)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        return tuple(self)[index] if isinstance(index, slice) else self._rope._start(index)

    def __iter__(self) -> Iterator[int]:
        return self._rope._all_starts()

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented


class _Page(Generic[Item]):
    """Some items, where each starts within the page, and the length of their texts together."""

    __slots__ = ("items", "length", "starts")

    def __init__(self, items: tuple[Item, ...]) -> None:
        ends = list(accumulate(len(item.text) for item in items))
        self.items = items
        self.starts = [0, *ends[:-1]]
        self.length = ends[-1]


def _pages(items: tuple[Item, ...]) -> list[_Page[Item]]:
    if len(items) <= 2 * _PAGE:
        return [_Page(items)] if items else []
    return [_Page(items[start : start + _PAGE]) for start in range(0, len(items), _PAGE)]
