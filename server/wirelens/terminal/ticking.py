"""Time that passes while a run is on, for outputs that print at a bounded rate."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wirelens.stream.run import Run
from wirelens.terminal.output import REFRESH, Output


@asynccontextmanager
async def ticking(output: Output, run: Run) -> AsyncIterator[None]:
    """Ticks `output` every `REFRESH` seconds inside the block."""
    task = asyncio.create_task(_tick(output, run))
    try:
        yield
    finally:
        task.cancel()


async def _tick(output: Output, run: Run) -> None:
    while run.pending:
        await asyncio.sleep(REFRESH)
        output.tick(run)
