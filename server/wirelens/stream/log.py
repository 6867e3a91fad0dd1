"""A run's log: every read and every item, in order, with its time. Append-only.

The body's bytes lie in a `Body` that the caller provides (memory, or a private temporary file), and
an item that is no longer kept in memory is decoded again from its own bytes. So a million events
need no million objects, and the log never holds a second copy of a stream.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from wirelens.stream.items import Comment, Decoder, EmptyBlock, Event, Ignored, Item, Retry

_KINDS: tuple[type[Item], ...] = (Event, Comment, Retry, Ignored, EmptyBlock)

KEPT_CHARACTERS = 32 * 1024 * 1024  # of items in memory; what came later is decoded again
ITEM_COST = 200  # about what an item costs beside its text


class Body(Protocol):
    """Where the body's bytes lie."""

    def append(self, data: bytes) -> None:
        """Adds bytes at the end."""

    def slice(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`."""

    def __len__(self) -> int:
        """How many bytes there are."""


class MemoryBody:
    """A body in memory."""

    __slots__ = ("_bytes",)

    def __init__(self) -> None:
        self._bytes = bytearray()

    def append(self, data: bytes) -> None:
        """Adds bytes at the end."""
        self._bytes += data

    def slice(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`."""
        return bytes(self._bytes[start:end])

    def __len__(self) -> int:
        return len(self._bytes)


@dataclass(frozen=True, slots=True)
class Read:
    """One network read: its number (from 1), seconds since sending, and its range of the body."""

    number: int
    at: float
    offset: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the log: what came, with which read, when. Events are numbered from 1."""

    item: Item
    number: int | None  # None: no event
    read: int
    at: float


class Log:
    """Reads and items in order of arrival."""

    def __init__(self, body: Body | None = None) -> None:
        self.body: Body = MemoryBody() if body is None else body
        self.comments = 0
        self._read_times = array("d")
        self._read_offsets = array("Q")
        self._items: list[Item | None] = []
        self._kept = 0
        self._ranges = array("Q")  # offset and end of each item, alternating
        self._kinds = bytearray()
        self._item_reads = array("L")
        self._numbers = array("L")  # events up to and with each item
        self._event_items = array("L")  # the item of each event
        self._labels: list[str] = []  # an event's id, an ignored item's code
        self._fresh_decoder: Callable[[], Decoder] | None = None

    def decode_with(self, fresh_decoder: Callable[[], Decoder]) -> None:
        """Says how this body's items are decoded, now that its framing is known."""
        self._fresh_decoder = fresh_decoder

    def add_read(self, at: float, data: bytes) -> int:
        """Appends the bytes of one network read and returns its number, from 1."""
        self._read_times.append(at)
        self._read_offsets.append(len(self.body))
        self.body.append(data)
        return len(self._read_times)

    def add_item(self, item: Item, read: int) -> Entry:
        """Appends one item, which the network read `read` completed."""
        if isinstance(item, Event):
            self._event_items.append(len(self._items))
        elif isinstance(item, Comment):
            self.comments += 1
        self._kept += ITEM_COST + _characters(item)
        self._items.append(item if self._kept <= KEPT_CHARACTERS else None)
        self._ranges.extend((item.offset, item.end))
        self._kinds.append(_KINDS.index(type(item)))
        self._labels.append(_label(item))
        self._item_reads.append(read)
        self._numbers.append(len(self._event_items))
        return self._entry(len(self._items) - 1, item)

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self._event_items)

    @property
    def reads(self) -> int:
        """How many network reads there are."""
        return len(self._read_times)

    def read(self, number: int) -> Read:
        """The network read `number`, from 1."""
        end = self._read_offsets[number] if number < self.reads else len(self.body)
        return Read(number, self._read_times[number - 1], self._read_offsets[number - 1], end)

    def read_time(self, number: int) -> float:
        """Seconds from sending to the network read `number`."""
        return self._read_times[number - 1]

    def read_at(self, offset: int) -> int:
        """The number of the read that brought the byte at `offset`."""
        return bisect_right(self._read_offsets, offset)

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, position: int) -> Entry:
        return self._entry(position, self._item(position))

    def __iter__(self) -> Iterator[Entry]:
        return (self[position] for position in range(len(self)))

    def event(self, number: int) -> Entry:
        """The event `number`, from 1."""
        return self[self._event_items[number - 1]]

    def event_time(self, number: int) -> float:
        """Seconds from sending to event `number`, without decoding it."""
        return self._read_times[self._item_reads[self._event_items[number - 1]] - 1]

    def event_read(self, number: int) -> int:
        """The read that completed event `number`, without decoding it."""
        return self._item_reads[self._event_items[number - 1]]

    def event_reads(self, numbers: Iterable[int]) -> Iterator[int]:
        """The read that completed each of the events `numbers`, without a call for each."""
        items, reads = self._event_items, self._item_reads
        return (reads[items[number - 1]] for number in numbers)

    def event_offset(self, number: int) -> int:
        """The byte offset at which event `number` begins, without decoding it."""
        return self._ranges[2 * self._event_items[number - 1]]

    def event_end(self, number: int) -> int:
        """The byte offset behind event `number`, without decoding it."""
        return self._ranges[2 * self._event_items[number - 1] + 1]

    def events_within(self, start: int, end: int) -> range:
        """The numbers of the events that have a byte of `start..end` of the body."""
        numbers = range(1, self.events + 1)
        first = bisect_right(numbers, start, key=self.event_end)
        return range(first + 1, bisect_left(numbers, end, key=self.event_offset) + 1)

    def events_of_read(self, read: int) -> range:
        """The numbers of the events that the network read `read` completed."""
        numbers = range(1, self.events + 1)
        first = bisect_left(numbers, read, key=self.event_read)
        return range(first + 1, bisect_right(numbers, read, key=self.event_read) + 1)

    def event_position(self, number: int) -> int:
        """Where event `number` stands among the items."""
        return self._event_items[number - 1]

    def ignored(self) -> Iterator[Entry]:
        """The items that the format says to ignore, in order; what lies between costs nothing."""
        kind = _KINDS.index(Ignored)
        position = self._kinds.find(kind)
        while position >= 0:
            yield self[position]
            position = self._kinds.find(kind, position + 1)

    def _entry(self, position: int, item: Item) -> Entry:
        read = self._item_reads[position]
        number = self._numbers[position] if isinstance(item, Event) else None
        return Entry(item, number, read, self._read_times[read - 1])

    def _item(self, position: int) -> Item:
        item = self._items[position]
        if item is not None:
            return item
        return self._decoded_again(position)

    def _decoded_again(self, position: int) -> Item:
        assert self._fresh_decoder is not None, "items come from a decoder"  # noqa: S101
        start, end = self._ranges[2 * position], self._ranges[2 * position + 1]
        kind = _KINDS[self._kinds[position]]
        decoder = self._fresh_decoder()
        items = [*decoder.feed(self.body.slice(start, end)), *decoder.end()]
        label = self._labels[position]
        item = next(item for item in items if isinstance(item, kind) and _fits(item, label))
        if isinstance(item, Event):
            return replace(item, offset=start, end=end, id=label)
        return replace(item, offset=start, end=end)


def _label(item: Item) -> str:
    match item:
        case Event():
            return item.id
        case Ignored():
            return item.code
        case _:
            return ""


def _fits(item: Item, label: str) -> bool:
    """Whether it is the item of this label; an event's id comes from the events before it."""
    return not isinstance(item, Ignored) or item.code == label


def _characters(item: Item) -> int:
    match item:
        case Event():
            return len(item.data)
        case Comment() | Ignored():
            return len(item.text)
        case EmptyBlock():
            return len(item.type)
        case Retry():
            return 0
