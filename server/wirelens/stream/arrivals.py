"""When events came, read by read; grows by one event at a time and never looks back.

Events that share a read share its time, so the waits lie between reads. One row a read: a view that
is refreshed while a long stream comes must not cost what the whole of it does.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gap:
    """A wait of `seconds` before `event`, counted from `previous`, the last event before it."""

    previous: int
    event: int
    seconds: float


@dataclass(slots=True)
class _LongGaps:
    """The gaps beyond a threshold among the first `looked_at` reads."""

    found: list[Gap] = field(default_factory=list)
    looked_at: int = 1


class Arrivals:
    """Events by the network reads that completed them."""

    __slots__ = (
        "_count",
        "_firsts",
        "_lasts",
        "_long",
        "_reads",
        "_times",
        "_waits",
        "events",
        "fullest",
        "most",
        "shared",
    )

    def __init__(self) -> None:
        self.events = 0
        self.shared = 0  # events that came in a read with others
        self.most = 0  # events in one read
        self.fullest = 0  # the read that brought so many
        self._count = 0  # of events in the last read
        self._reads = array("L")
        self._times = array("d")
        self._firsts = array("L")  # first and last event of each read
        self._lasts = array("L")
        self._waits = array("d")  # in ascending order, as far as they have been asked for
        self._long: dict[float, _LongGaps] = {}

    @property
    def last_event(self) -> int:
        """The number of the last event; 0 before the first."""
        return self._lasts[-1] if self._lasts else 0

    @property
    def spread(self) -> float:
        """Seconds between the first and the last read."""
        return self._times[-1] - self._times[0] if self._times else 0.0

    def add(self, event: int, read: int, at: float) -> None:
        """Takes an event that the network read `read` completed, `at` seconds after sending."""
        self.events += 1
        if self._reads and self._reads[-1] == read:
            self._count += 1
            self._lasts[-1] = event
            self.shared += 2 if self._count == 2 else 1
        else:
            self._count = 1
            self._reads.append(read)
            self._times.append(at)
            self._firsts.append(event)
            self._lasts.append(event)
        if self._count > self.most:
            self.most, self.fullest = self._count, read

    def waits(self) -> Sequence[float]:
        """The seconds between successive reads, in ascending order."""
        known, times = len(self._waits), self._times
        if known < len(times) - 1:
            new = (times[i + 1] - times[i] for i in range(known, len(times) - 1))
            # What is nearly in order is sorted in one pass.
            self._waits = array("d", sorted([*self._waits, *new]))
        return self._waits

    def longer_than(self, threshold: float) -> Sequence[Gap]:
        """The waits of more than `threshold` seconds, in the order in which they came."""
        if threshold not in self._long:
            self._long[threshold] = _LongGaps()
        known, times = self._long[threshold], self._times
        for row in range(known.looked_at, len(times)):
            seconds = times[row] - times[row - 1]
            if seconds > threshold:
                known.found.append(Gap(self._lasts[row - 1], self._firsts[row], seconds))
        known.looked_at = max(len(times), 1)
        return known.found

    def waits_up_to(self, bound: float) -> int:
        """How many waits are no longer than `bound` seconds."""
        return bisect_right(self.waits(), bound)
