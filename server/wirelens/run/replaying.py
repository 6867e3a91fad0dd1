"""Plays a recording into a run: the same log as when it was live, at any pace, with no network."""

import asyncio
import math
import time

from wirelens.recording import Recording
from wirelens.run.runner import Watch
from wirelens.stream.run import End, Run

REAL, MAX = 1.0, math.inf
CUT_SHORT = "the recording has no end: it was cut short while it was written"


async def replay(run: Run, recording: Recording, speed: float, watch: Watch) -> None:
    """Feeds `run` until the recording ends; `watch` is called after every change.

    `speed` is a factor: 1 is the recorded pace, infinity is at once. The times in the run's log are
    the recorded ones. Raises `asyncio.CancelledError` when cancelled, after the run has ended so.
    """
    started = time.monotonic()
    at = 0.0
    try:
        at = await _begin(run, recording, speed, watch)
        for read in recording.reads:
            await _reach(started, read.at, speed)
            at = read.at
            watch(run.read(at, read.data))
            if run.stop is not None:
                break
        if run.stop is None and recording.end is not None:
            await _reach(started, recording.end.at, speed)
        watch(run.end(_end(run, recording, at)))
    finally:
        if run.pending:
            watch(run.end(End(at, "cancelled")))


async def _begin(run: Run, recording: Recording, speed: float, watch: Watch) -> float:
    if recording.head is None:
        run.begin_body(recording.bare_type)
        return 0.0
    await _reach(time.monotonic(), recording.head.at, speed)
    run.head(recording.head)
    watch([])
    return recording.head.at


def _end(run: Run, recording: Recording, at: float) -> End:
    if run.stop is not None:
        return End(at, "eof")
    return recording.end or End(at, "reset", None, CUT_SHORT)


async def _reach(started: float, at: float, speed: float) -> None:
    delay = at / speed - (time.monotonic() - started)
    if speed != MAX and delay > 0:
        await asyncio.sleep(delay)
