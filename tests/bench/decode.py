"""Throughput of the decoders beside httpx-sse: `PYTHONPATH=server python tests/bench/decode.py`.

CPU time, the best of interleaved rounds in one process: compare within a table, not between runs.
The peer is driven as its users drive it, through `httpx.Response.iter_text`.
"""

import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import httpx

from wirelens.stream.items import Decoder
from wirelens.stream.jsonarray import JsonArrayDecoder
from wirelens.stream.ndjson import NdjsonDecoder
from wirelens.stream.sse import SseDecoder

ROUNDS = 15
EVENTS = 5_000
LARGE = 64 * 1024
SMALL = 1024

CHUNK = (
    b'{"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWx","object":"chat.completion.chunk","created":'
    b'1760000000,"model":"gpt-5-mini-2025-08-07","service_tier":"default","system_fingerprint":'
    b'"fp_1234567890","choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}]}'
)
DELTA = b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}'
OPENAI = b"data: " + CHUNK + b"\n\n"
CHINESE = OPENAI.replace(b" token", "你好".encode())
ANTHROPIC = b"event: content_block_delta\ndata: " + DELTA + b"\n\n"

STREAMS = {
    "openai": OPENAI,
    "openai, CRLF": OPENAI.replace(b"\n", b"\r\n"),
    "openai, Chinese": CHINESE,
    "anthropic": ANTHROPIC,
}

Timed = Callable[[Sequence[bytes]], None]


class Chunks(httpx.SyncByteStream):
    """A response body of these chunks."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)


def driven(make: Callable[[], Decoder]) -> Timed:
    """Feeds the chunks to a decoder and takes each item once."""

    def run(chunks: Sequence[bytes]) -> None:
        feed = make().feed
        for chunk in chunks:
            for _ in feed(chunk):
                pass

    return run


def peer() -> Timed:
    """httpx-sse, which is no dependency of ours."""
    try:
        module = importlib.import_module("httpx_sse")
    except ModuleNotFoundError:
        sys.exit('"httpx_sse" is not installed: expected `pip install httpx-sse==0.4.3` first')

    def run(chunks: Sequence[bytes]) -> None:
        headers = {"content-type": "text/event-stream"}
        response = httpx.Response(200, headers=headers, stream=Chunks(chunks))
        for _ in module.EventSource(response).iter_sse():
            pass

    return run


def seconds(chunks: Sequence[bytes], *runs: Timed) -> list[float]:
    """The best CPU time of each."""
    best = [float("inf")] * len(runs)
    for _ in range(ROUNDS):
        for number, run in enumerate(runs):
            begun = time.process_time()
            run(chunks)
            best[number] = min(best[number], time.process_time() - begun)
    return best


def cut(body: bytes, size: int) -> list[bytes]:
    """The body in chunks of that size."""
    return [body[i : i + size] for i in range(0, len(body), size)]


def row(*cells: str) -> None:
    """Prints one line of a table."""
    first, *rest = cells
    sys.stdout.write(first.ljust(40) + "".join(cell.rjust(16) for cell in rest) + "\n")


def compare(name: str, chunks: Sequence[bytes], theirs: Timed) -> None:
    """One line: both in MB/s, and the ratio."""
    size = sum(map(len, chunks)) / 1e6
    ours_time, their_time = seconds(chunks, driven(SseDecoder), theirs)
    ratio = f"{their_time / ours_time:.2f}"
    row(name, f"{size / ours_time:.0f} MB/s", f"{size / their_time:.0f} MB/s", ratio)


def line_of(size: int) -> bytes:
    """An event of one line."""
    return b"data: " + b"x" * size + b"\n\n"


def line_seconds_apart(size: int) -> float:
    """For one long line, in a process of its own: a warm heap would favour the shorter line."""
    command = [sys.executable, __file__, str(size)]
    runs = [subprocess.run(command, capture_output=True, check=True) for _ in range(ROUNDS)]
    return min(float(run.stdout) for run in runs)


def line_seconds(size: int) -> float:
    """For one long line, once."""
    chunks = cut(line_of(size), SMALL)
    begun = time.process_time()
    driven(SseDecoder)(chunks)
    return time.process_time() - begun


def main() -> None:
    """Prints the tables."""
    theirs = peer()
    row("event stream", "wirelens", "httpx-sse", "ratio")
    for name, event in STREAMS.items():
        compare(f"{name}, 64 KiB chunks", cut(event * EVENTS, LARGE), theirs)
        compare(f"{name}, one event a chunk", [bytes(event) for _ in range(EVENTS)], theirs)
    compare("one 10 MB line, 1 KiB chunks", cut(line_of(10_000_000), SMALL), theirs)

    row("")
    row("one line, 1 KiB chunks", "1.25 MB", "10 MB", "ratio")
    short, long = (line_seconds_apart(size) for size in (1_250_000, 10_000_000))
    row("wirelens", f"{short * 1e3:.1f} ms", f"{long * 1e3:.1f} ms", f"{long / short:.1f}")

    row("")
    row("other framings, 64 KiB chunks", "wirelens")
    others: dict[str, tuple[Callable[[], Decoder], bytes]] = {
        "JSON lines": (NdjsonDecoder, (CHUNK + b"\n") * EVENTS),
        "JSON array": (JsonArrayDecoder, b"[" + (CHUNK + b",\r\n") * EVENTS + b"1]"),
    }
    for name, (make, body) in others.items():
        (taken,) = seconds(cut(body, LARGE), driven(make))
        row(name, f"{len(body) / 1e6 / taken:.0f} MB/s")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(str(line_seconds(int(sys.argv[1]))))
    else:
        main()
