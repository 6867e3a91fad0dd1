"""Plays a recording to an HTTP/1.1 client: one chunk for each recorded read, at its own pace."""

import asyncio
import math
from http import HTTPStatus

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.recording import Recording
from wirelens.run.incoming import Refusal

REAL = 1.0
MAX = math.inf

# The connection is ours, not the recorded one; the recorded body is without content coding.
_NOT_PLAYED = frozenset(
    {
        *("alt-svc", "connection", "content-encoding", "content-length", "keep-alive"),
        *("strict-transport-security", "trailer", "transfer-encoding", "upgrade"),
    }
)
_WHOLE = ("eof", "content-length")


async def play(recording: Recording, writer: asyncio.StreamWriter, speed: float) -> None:
    """Sends the head and every read at its time; ends as the recorded response ended."""
    clock = _Clock(speed)
    head = recording.head
    await clock.reach(0.0 if head is None else head.at)
    writer.write(_head(recording))
    await writer.drain()
    for read in recording.reads:
        await clock.reach(read.at)
        if read.data:  # an empty chunk would end the body
            writer.write(b"%x\r\n%b\r\n" % (len(read.data), read.data))
            await writer.drain()
    if recording.end is not None:
        await clock.reach(recording.end.at)
    if ends_well(recording):
        writer.write(b"0\r\n\r\n")
        await writer.drain()


async def refuse(refusal: Refusal, writer: asyncio.StreamWriter) -> None:
    """Answers with an error in the shape of OpenAI's."""
    error: dict[str, JsonValue] = {
        "message": refusal.message,
        "type": "invalid_request_error",
        "param": None,
        "code": refusal.code,
    }
    content = dump_json({"error": error}, 2).encode()
    fields = [("content-type", "application/json"), ("content-length", str(len(content)))]
    writer.write(_head_bytes(f"{refusal.status} {refusal.reason}", fields) + content)
    await writer.drain()


def ends_well(recording: Recording) -> bool:
    """Whether the whole body came; a recording that was cut short has no end."""
    return recording.end is not None and recording.end.transport in _WHOLE


class _Clock:
    """Seconds since the request came, `speed` times as fast."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._time = asyncio.get_running_loop().time
        self._start = self._time()

    async def reach(self, at: float) -> None:
        """Waits until `at` has come; not at all when it is past."""
        delay = self._start + at / self._speed - self._time()
        if delay > 0:
            await asyncio.sleep(delay)


def _head(recording: Recording) -> bytes:
    fields = [("transfer-encoding", "chunked")]
    if recording.head is None:
        bare = [] if recording.bare_type is None else [("content-type", recording.bare_type)]
        return _head_bytes(f"200 {HTTPStatus.OK.phrase}", bare + fields)
    kept = [(n, v) for n, v in recording.head.headers if n.lower() not in _NOT_PLAYED]
    return _head_bytes(f"{recording.head.status} {recording.head.reason}", kept + fields)


def _head_bytes(status: str, fields: list[tuple[str, str]]) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{n}: {v}" for n, v in fields), "connection: close"]
    text = "\r\n".join(" ".join(line.splitlines()) for line in lines)
    return f"{text}\r\n\r\n".encode("latin-1", "replace")
