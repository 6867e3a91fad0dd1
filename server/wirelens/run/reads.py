"""Network reads, told apart again from the parts that the HTTP client makes of them.

The client yields a part for every chunk of the transfer coding, and one read may bring hundreds. It
suspends only to read from the network, so the parts between two suspensions are one read.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from wirelens.run.deadline import Deadline


@dataclass(frozen=True, slots=True)
class Read:
    """What one network read brought, and when (`time.monotonic()`)."""

    at: float
    data: bytes


async def reads(parts: AsyncIterator[bytes], deadline: Deadline) -> AsyncGenerator[Read, None]:
    """The reads that the parts came in; raises what `parts` raises, after the last read."""
    pump = _Pump(parts)
    task = asyncio.create_task(pump.run(deadline))
    try:
        while (read := await pump.queue.get()) is not None:
            yield read
            pump.queue.task_done()
        await task
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # marks it as seen: whoever closes the reads early does not want it


class _Pump:
    """Moves parts to a queue, one read ahead of the taker, so that a slow taker slows the peer."""

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self.queue: asyncio.Queue[Read | None] = asyncio.Queue()
        self._source = parts
        self._parts: list[bytes] = []
        self._at = 0.0

    async def run(self, deadline: Deadline) -> None:
        """Pumps until the parts end; a None in the queue comes last, whatever happens."""
        try:
            async with deadline.holds("end of the reply"):
                async for part in self._source:
                    await self._add(part)
        finally:
            self._flush()
            self.queue.put_nowait(None)

    async def _add(self, part: bytes) -> None:
        if not self._parts:
            self._at = time.monotonic()
            await self.queue.join()
            # Runs as soon as the loop over the parts suspends, which is when the read is used up.
            asyncio.get_running_loop().call_soon(self._flush)
        self._parts.append(part)

    def _flush(self) -> None:
        if self._parts:
            self.queue.put_nowait(Read(self._at, b"".join(self._parts)))
            self._parts.clear()
