"""One view of one run on its way to the client: delivered as it grows, at the client's pace.

The first delta goes out at once; after that there is one delivery a pace, and one at the end.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from wirelens.ide.growing import GrowingView, Growth
from wirelens.lsp.presentations import Presentation
from wirelens.run.live import LiveRun
from wirelens.stream.run import Run

logger = logging.getLogger(__name__)

DELIVERY_LIMIT = 2.0  # seconds


class Showing:
    """Keeps a presentation up to date with a run until the run has ended, or `close` is called."""

    def __init__(self, live: LiveRun, view: str, presentation: Presentation) -> None:
        self.view = view
        self.presentation = presentation
        self._live = live
        self._growing: GrowingView | None = None
        self._dirty = asyncio.Event()
        self._dirty.set()
        self._delivered = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def text(self) -> str | None:
        """What was delivered last; None before the first time."""
        if self._growing is None or not self._delivered.is_set():
            return None
        return self._growing.text

    async def delivered(self) -> None:
        """Returns when the client has a text, or is not likely to take one."""
        with suppress(TimeoutError):
            async with asyncio.timeout(DELIVERY_LIMIT):
                await self._delivered.wait()

    def start(self, opens: bool, takes_focus: bool, ended: Callable[[], None]) -> None:
        """Begins to deliver; `ended` is called after the last delivery."""
        if opens:
            self._spawn(self._open(takes_focus))
        self._spawn(self._keep_up(ended))

    def follows(self, live: LiveRun) -> bool:
        """Whether it is this run that is delivered."""
        return self._live is live

    def change(self) -> None:
        """The run has changed."""
        self._dirty.set()

    def close(self) -> None:
        """Delivers nothing any more."""
        for task in self._tasks:
            task.cancel()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._settle)

    def _settle(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("the view %s stands still", self.view, exc_info=error)

    async def _open(self, takes_focus: bool) -> None:
        await self.presentation.open(takes_focus)

    async def _keep_up(self, ended: Callable[[], None]) -> None:
        done = False
        while not done:
            await self._dirty.wait()
            self._dirty.clear()
            growth, text, done = self._live.look(self._grow)
            if growth.text or growth.keep < len(text) or done:
                await self.presentation.deliver(growth, text, done)
            self._delivered.set()
            if not done:
                await asyncio.sleep(self.presentation.pace(len(text)))
        ended()

    def _grow(self, run: Run) -> tuple[Growth, str, bool]:
        if self._growing is None:
            self._growing = GrowingView(self.view, run)
        growth = self._growing.feed()
        return growth, self._growing.text, not run.pending
