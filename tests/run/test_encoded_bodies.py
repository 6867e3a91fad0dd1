"""Compressed bodies as they come over the network: at once, and never larger than allowed."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from servers import behaviours, client, scripted
from servers.scripted import Gate, Script, Send, Stall, Wait
from wirelens.run.arrivals import Chunk
from wirelens.run.outgoing import Options

MIB = 1024 * 1024


def test_a_flushed_event_of_a_gzipped_stream_comes_at_once() -> None:
    gates = [Gate(), Gate()]
    one, two, end = (
        behaviours.chunk(p) for p in behaviours.flushed_gzip(b"data: 1\n\n", b"data: 2\n\n")
    )
    head = behaviours.SSE + b"Content-Encoding: gzip\r\n" + behaviours.CHUNKED
    script: Script = [
        Send(head + one),
        Wait(gates[0]),
        Send(two),
        Wait(gates[1]),
        Send(end + behaviours.LAST_CHUNK),
    ]
    with scripted.serve(*script) as server:
        found = client.arrivals_until_opened(client.get(server.url()), gates)
    assert client.chunks(found) == [b"data: 1\n\n", b"data: 2\n\n"]


def test_a_chunk_counts_the_bytes_before_decompression() -> None:
    content = gzip.compress(b"hello")
    with scripted.serve(behaviours.whole(content, b"Content-Encoding: gzip\r\n")) as server:
        found = client.arrivals(client.get(server.url()))
    assert client.body(found) == b"hello"
    assert sum(a.encoded for a in found if isinstance(a, Chunk)) == len(content)


def test_an_encoding_that_cannot_be_removed_fails_and_its_bytes_are_kept() -> None:
    with scripted.serve(behaviours.whole(b"\x80\x01", b"Content-Encoding: exi\r\n")) as server:
        found = client.arrivals(client.get(server.url()))
    assert client.body(found) == b"\x80\x01"
    assert client.failure(found).message == (
        'cannot inflate the content encoding "exi": expected "gzip" or "deflate"'
    )


def test_a_truncated_gzip_keeps_its_text() -> None:
    part = behaviours.flushed_gzip(b"data: 1\n\n")[0]
    with scripted.serve(behaviours.whole(part, b"Content-Encoding: gzip\r\n")) as server:
        found = client.arrivals(client.get(server.url()))
    assert client.body(found) == b"data: 1\n\n"
    assert client.failure(found).message == 'the "gzip" content ends too early'


def test_a_bomb_stops_at_the_limit_and_its_connection_is_closed() -> None:
    head = behaviours.OK + b"Content-Encoding: gzip\r\n\r\n"
    script: Script = [Send(head + behaviours.gzip_bomb(1, 8 * MIB)), Stall()]
    with scripted.serve(*script) as server:
        found = client.arrivals(client.get(server.url(), options=Options(inflated=4 * MIB)))
        assert server.connection().gone.wait(scripted.PATIENCE)
    assert client.failure(found).code == "inflation-limit"
    assert len(client.body(found)) <= 4 * MIB


MEMORY_OF_A_DRAIN = """
import asyncio, resource, sys
from wirelens.run.arrivals import Chunk
from wirelens.run.outgoing import OutgoingRequest
from wirelens.run.transport import exchange
from wirelens.secret import SecretText

async def drained(url):
    request = OutgoingRequest("GET", SecretText.from_text(url))
    return sum([len(a.data) async for a in exchange(request) if isinstance(a, Chunk)])

asyncio.run(drained(sys.argv[1] + "small"))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
size = asyncio.run(drained(sys.argv[1] + "bomb"))
print(size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_memory_stays_flat_while_a_bomb_goes_through() -> None:
    field = b"Content-Encoding: gzip\r\n"
    bomb = behaviours.gzip_bomb(1, 64 * MIB) * 4
    routes: dict[str, Script] = {
        "/small": [behaviours.whole(gzip.compress(b"hi"), field)],
        "/bomb": [behaviours.whole(bomb, field)],
    }
    source = Path(__file__).parents[2] / "server"
    with scripted.serve_paths(routes) as server:
        printed = subprocess.run(
            [sys.executable, "-c", MEMORY_OF_A_DRAIN, server.url()],
            env={"PYTHONPATH": str(source)},
            capture_output=True,
            check=True,
            timeout=scripted.PATIENCE * 3,
        ).stdout
    size, grown = map(int, printed.split())
    assert size == 256 * MIB
    kilobyte = 1024 if sys.platform == "darwin" else 1
    assert grown / kilobyte < 20 * 1024
