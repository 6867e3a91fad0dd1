"""Where an editor's runs live: a loop of their own in a thread of their own.

The network never waits for the editor, nor the editor for the network. At most `concurrent` runs
are on at once, the others wait their turn and can be cancelled while they wait.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

logger = logging.getLogger(__name__)

Job = Callable[[], Coroutine[Any, Any, None]]


class Started:
    """A job that was started; `done` ends when the job really has, cancelled or not."""

    def __init__(self, loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, None]) -> None:
        self.done: Future[None] = Future()
        self._loop = loop
        self._task: asyncio.Task[None] | None = None
        loop.call_soon_threadsafe(self._begin, work)

    def cancel(self) -> None:
        """Cancels the job, from any thread; nothing happens to one that has ended."""
        self._loop.call_soon_threadsafe(self._cancel)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._task = self._loop.create_task(work)
        self._task.add_done_callback(lambda _: self.done.set_result(None))

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()


class Background:
    """Starts jobs on its own loop, from any thread."""

    def __init__(self, concurrent: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._turns = asyncio.Semaphore(concurrent)
        self._thread = threading.Thread(target=self._run, name="wirelens-runs", daemon=True)
        self._thread.start()

    def start(self, job: Job) -> Started:
        """Queues a job."""
        return Started(self._loop, self._in_turn(job))

    def stop(self, seconds: float) -> None:
        """Cancels every job, waits for their ends up to `seconds`, and ends the thread."""
        stopping = asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop)
        try:
            stopping.result(seconds)
        except TimeoutError:
            logger.warning("a run did not end within %s s", seconds)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(seconds)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    async def _in_turn(self, job: Job) -> None:
        async with self._turns:
            try:
                await job()
            except Exception:  # the one place that keeps the thread alive
                logger.exception("a run failed")

    async def _cancel_all(self) -> None:
        own = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks(self._loop) if task is not own]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
