"""Drives one run: what the transport brings goes into the run's log, whoever watches is told.

A cancelled task closes the connection and ends the run as cancelled. Every other end is an entry of
the log, never an exception.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from wirelens.run.arrivals import Arrival, Chunk, Ended, Failed, Received, Redirected
from wirelens.run.outgoing import OutgoingRequest
from wirelens.stream.log import Entry
from wirelens.stream.run import End, Head, Hop, Run

Watch = Callable[[list[Entry]], None]


async def perform(
    run: Run,
    outgoing: OutgoingRequest,
    watch: Watch,
    lock: AbstractContextManager[object] | None = None,
) -> None:
    """Sends the request and feeds `run` until it ends; `watch` is called after every change.

    `lock` is held while the run changes, for those who look at it from other threads.
    Raises `asyncio.CancelledError` when cancelled, after the run has ended as cancelled.
    """
    from wirelens.run import transport  # httpx costs 80 ms to import: not before a user's act

    held = nullcontext() if lock is None else lock
    started = time.monotonic()
    arrivals = transport.exchange(outgoing)
    try:
        async for arrival in arrivals:
            with held:
                entries = _take(run, arrival, arrival.at - started)
            watch(entries)
            if run.stop is not None:
                break
    finally:
        await arrivals.aclose()
        if run.pending:
            how = "eof" if run.stop else "cancelled"
            with held:
                entries = run.end(End(time.monotonic() - started, how))
            watch(entries)


def _take(run: Run, arrival: Arrival, at: float) -> list[Entry]:
    match arrival:
        case Redirected():
            run.hop(Hop(at, arrival.status, arrival.target, arrival.dropped))
        case Received():
            version, headers = arrival.http_version, arrival.headers
            run.head(Head(at, arrival.status, arrival.reason, version, headers))
        case Chunk():
            return run.read(at, arrival.data)
        case Ended():
            return run.end(End(at, arrival.transport))
        case Failed():
            return run.end(End(at, arrival.transport, arrival.code, arrival.message))
    return []
