"""What goes to the client: a queue with a bound, emptied by a thread of its own.

A client that stops reading blocks that thread and nothing else: a cancel is handled meanwhile.
A message with a key replaces the one of that key that still waits (the diagnostics of a document,
the report of a progress), so that a slow client gets the latest state and not the whole history.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from itertools import count

BOUND = 64 * 1024 * 1024  # bytes that may wait; a client that far behind is gone


class Outbox:
    """Frames in order of arrival; `write` is called on the outbox's own thread and may block."""

    def __init__(self, write: Callable[[bytes], None], bound: int = BOUND) -> None:
        self._write = write
        self._bound = bound
        self._waiting: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._numbers = count()
        self._changed = threading.Condition()
        self._closed = False
        self._writing = False
        self.broken = threading.Event()
        self._thread = threading.Thread(target=self._empty, name="wirelens-outbox", daemon=True)
        self._thread.start()

    @property
    def backlog(self) -> int:
        """Bytes that wait, the frame being written included."""
        return self._bytes

    def put(self, frame: bytes, key: Hashable | None = None) -> None:
        """Queues a frame; never blocks. Beyond the bound the client counts as gone."""
        with self._changed:
            if self._closed or self.broken.is_set():
                return
            place: Hashable = ("number", next(self._numbers)) if key is None else ("key", key)
            self._bytes += len(frame) - len(self._waiting.get(place, b""))
            self._waiting[place] = frame
            if self._bytes > self._bound:
                self._give_up()
            self._changed.notify()

    def close(self, seconds: float) -> None:
        """Lets the thread write what waits, for at most `seconds`, and ends it."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(seconds)

    def _give_up(self) -> None:
        self.broken.set()
        self._waiting.clear()
        self._bytes = 0

    def _empty(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._waiting:
                    return
                _, frame = self._waiting.popitem(last=False)
            try:
                self._write(frame)
            except (OSError, ValueError):  # a closed pipe; a file object closed under us
                with self._changed:
                    self._give_up()
                return
            with self._changed:
                self._bytes = max(0, self._bytes - len(frame))
