"""Masks secrets that come in pieces, one delta after the other, in a body that comes read by read.

The body is decoded and merged as its readers will do it, by the rules of its own request and by
none; an event with a piece of a secret goes on without it. A read is held back while one of its
events is not complete, or may hold the beginning of a secret.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirelens.recording_masks.deltas import Delta, without_pieces
from wirelens.recording_masks.frames import with_event
from wirelens.recording_masks.reads import TimedBytes
from wirelens.recording_masks.watch import Watch
from wirelens.secret import Redaction
from wirelens.stream.framing import Framing, FramingDetector, decoder_for
from wirelens.stream.items import Decoder, Event, Item
from wirelens.stream.rules import Rules

_LONGEST_HELD = 64 * 1024 * 1024  # four times the longest event: what is held must be bounded
_BETWEEN_EVENTS = re.compile(rb"[\s,\[\]]*+")


@dataclass(frozen=True, slots=True)
class _Edit:
    """Bytes in the place of a range of the body."""

    start: int
    end: int
    data: bytes


class PieceMask:
    """One body: `feed(at, data)`, then `end()`; both return the reads that are certain by now."""

    def __init__(self, content_type: str, redaction: Redaction, rules: Rules) -> None:
        own = Rules(rules.merge, rules.paths, rules.events)
        self._watches = [
            Watch(redaction, each) for each in ([own] if own == Rules() else [own, Rules()])
        ]
        self._detector = FramingDetector(content_type)
        self._framing: Framing | None = None
        self._decoder: Decoder | None = None
        self._waiting: deque[TimedBytes] = deque()
        self._held = bytearray()  # the bytes of the reads that wait
        self._start = 0  # their offset
        self._decoded = 0  # where the last item ended
        self._events: deque[tuple[int, int, int]] = deque()  # number, start and end
        self._count = 0
        self._edits: deque[_Edit] = deque()

    def feed(self, at: float, data: bytes) -> list[TimedBytes]:
        """Takes one read and returns those that are certain by now."""
        self._waiting.append((at, data))
        self._held += data
        if self._decoder is not None:
            self._take(self._decoder.feed(data))
        elif self._framing is None:
            self._begin(self._detector.feed(data))
        limit = self._certain()
        self._mask_events(limit)
        return self._released(limit)

    def end(self) -> list[TimedBytes]:
        """Takes the end of the body and returns the reads that were held back."""
        if self._framing is None:
            self._begin(self._detector.end())
        if self._decoder is not None:
            self._take(self._decoder.end())
        for watch in self._watches:
            watch.end()
        total = self._start + len(self._held)
        self._mask_events(total)
        return self._released(total)

    def _begin(self, framing: Framing | None) -> None:
        self._framing = framing
        if framing not in (None, "none"):
            self._decoder = decoder_for(framing)
            self._take(self._decoder.feed(bytes(self._held)))

    def _take(self, items: Sequence[Item]) -> None:
        for item in items:
            self._decoded = max(self._decoded, item.end)
            if isinstance(item, Event):
                self._count += 1
                self._events.append((self._count, item.offset, item.end))
                for watch in self._watches:
                    watch.add(self._count, item)

    def _certain(self) -> int:
        """The offset up to which nothing that follows can make a piece of a secret."""
        total = self._start + len(self._held)
        if self._framing == "none" or len(self._held) > _LONGEST_HELD:
            return total
        if self._framing is None:
            return self._start
        between = _BETWEEN_EVENTS.match(self._held, max(0, self._decoded - self._start))
        complete = self._start + (between.end() if between else 0)
        return min([complete, *self._uncertain_starts()])

    def _uncertain_starts(self) -> Iterator[int]:
        for watch in self._watches:
            number = watch.uncertain
            if number is not None and self._events:
                # What has gone on already cannot be held back; the next event can.
                index = max(0, number - self._events[0][0])
                if index < len(self._events):
                    yield self._events[index][1]

    def _mask_events(self, limit: int) -> None:
        """Looks at the events that end before `limit`; each is looked at once."""
        while self._events and self._events[0][2] <= limit:
            number, start, end = self._events.popleft()
            deltas = [delta for watch in self._watches for delta in watch.deltas(number)]
            if deltas and start >= self._start:
                event = bytes(self._held[start - self._start : end - self._start])
                self._edits.append(_Edit(start, end, self._masked(event, deltas)))

    def _masked(self, event: bytes, deltas: list[Delta]) -> bytes:
        if self._framing == "aws-event-stream":
            return with_event(event, lambda payload: without_pieces(payload, deltas))
        return without_pieces(event, deltas)

    def _released(self, limit: int) -> list[TimedBytes]:
        """The reads that end before `limit`; a masked event goes with the read that ends it."""
        released: list[TimedBytes] = []
        start = self._start
        while self._waiting and start + len(self._waiting[0][1]) <= limit:
            at, data = self._waiting.popleft()
            released.append((at, self._edited(start, data)))
            start += len(data)
        del self._held[: start - self._start]
        self._start = start
        return released

    def _edited(self, start: int, data: bytes) -> bytes:
        """The bytes of a read that begins at `start`."""
        kept: list[bytes] = []
        position, end = start, start + len(data)
        while self._edits and self._edits[0].start < end:
            edit = self._edits[0]
            kept.append(data[position - start : max(position, edit.start) - start])
            position = min(edit.end, end)
            if edit.end > end:
                break
            kept.append(edit.data)
            self._edits.popleft()
        return b"".join([*kept, data[position - start :]])
