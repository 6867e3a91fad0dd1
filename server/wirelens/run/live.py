"""A run while it happens: shared between the loop that receives it and whoever looks at it.

The lock makes each look see a whole state; whoever looks must not wait for anything inside it.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

from wirelens.run.outgoing import OutgoingRequest
from wirelens.run.runner import perform
from wirelens.run.spool import close_body
from wirelens.stream.run import End, Run

Seen = TypeVar("Seen")
Changed = Callable[[], None]


class LiveRun:
    """One run, its outgoing request, and how to look at it. Safe to use from any thread."""

    def __init__(self, run: Run, outgoing: OutgoingRequest) -> None:
        self._run = run
        self._outgoing = outgoing
        self._lock = threading.Lock()
        self._changed: Changed = lambda: None

    @property
    def exchanged(self) -> tuple[Run, OutgoingRequest]:
        """The run and what was sent, for those who look when it has ended."""
        return self._run, self._outgoing

    def look(self, at: Callable[[Run], Seen]) -> Seen:
        """What `at` makes of the run in its present state."""
        with self._lock:
            return at(self._run)

    async def perform(self, changed: Changed) -> None:
        """Sends the request; `changed` is called on the run's loop after every change.

        Raises `asyncio.CancelledError` when cancelled, after the run has ended as cancelled.
        """
        await perform(self._run, self._outgoing, lambda entries: changed(), self._lock)

    def cancel_unsent(self) -> None:
        """Ends a run that never left the queue."""
        with self._lock:
            if self._run.pending:
                self._run.end(End(0.0, "cancelled"))

    def close(self) -> None:
        """Frees the body's memory or file; nobody may look any more."""
        with self._lock:
            close_body(self._run)
