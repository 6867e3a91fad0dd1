"""Named misbehaviours: scripts for `scripted.Server`, and peers that are no server at all."""

import gzip
import socket
import ssl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers.scripted import Drip, Endless, Reset, Send, Stall, Step

_FOLDER = Path(__file__).parent
CERTIFICATE = _FOLDER / "test_only_certificate.pem"  # self-signed, for "localhost"
EXPIRED_CERTIFICATE = _FOLDER / "test_only_expired_certificate.pem"  # as above, of 2020
_KEY = _FOLDER / "test_only_key.pem"  # of both

OK = b"HTTP/1.1 200 OK\r\n"
SSE = OK + b"Content-Type: text/event-stream\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"

BLACK_HOLE: tuple[Step, ...] = (Stall(),)
DRIPPED_HEAD: tuple[Step, ...] = (Send(OK), Drip(b"X-Slow: 1\r\n" * 10_000))
ENDLESS_INTERIM: tuple[Step, ...] = (Endless(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20),)
HUGE_FIELD: tuple[Step, ...] = (Send(OK + b"X-Huge: " + b"x" * 200_000 + b"\r\n\r\n"),)
MANY_FIELDS: tuple[Step, ...] = (Send(OK + b"X-Many: 1\r\n" * 50_000 + b"\r\n"),)
TWO_LENGTHS: tuple[Step, ...] = (Send(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),)
NO_HTTP: tuple[Step, ...] = (Send(b"SSH-2.0-OpenSSH_9.6\r\n"),)
ENDLESS_REDIRECT: tuple[Step, ...] = (
    Send(b"HTTP/1.1 302 Found\r\nLocation: /next\r\n" + CHUNKED),
    Endless(b"10000\r\n" + b"x" * 65536 + b"\r\n"),
)
SHORT_LENGTH: tuple[Step, ...] = (Send(OK + b"Content-Length: 10\r\n\r\nabc"),)
TRUNCATED_CHUNK: tuple[Step, ...] = (Send(OK + CHUNKED + b"a\r\nabc"),)
LAST_CHUNK_MISSING: tuple[Step, ...] = (Send(OK + CHUNKED + b"3\r\nabc\r\n"),)
BAD_CHUNK_SIZE: tuple[Step, ...] = (Send(OK + CHUNKED + b"3\r\nabc\r\nzz\r\n"),)
BAD_CHUNK_END: tuple[Step, ...] = (Send(OK + CHUNKED + b"3\r\nabcxx"),)
RESET_BEFORE_HEAD: tuple[Step, ...] = (Reset(),)


def chunk(data: bytes) -> bytes:
    """The data as one chunk of the transfer coding."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def whole(content: bytes, fields: bytes = b"") -> Send:
    """A plain response with its length."""
    return Send(OK + fields + b"Content-Length: %d\r\n\r\n" % len(content) + content)


def redirect(status: int, location: str) -> Send:
    """A redirect with a body that nobody should want."""
    return Send(
        f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 4\r\n\r\nbody".encode()
    )


def event_stream(*events: bytes) -> Iterator[Step]:
    """Each event in a chunk of its own."""
    yield Send(SSE + CHUNKED)
    for event in events:
        yield Send(chunk(event))
    yield Send(LAST_CHUNK)


def flushed_gzip(*events: bytes) -> list[bytes]:
    """The events gzipped, flushed after each; the stream's end is a last part."""
    compressor = zlib.compressobj(wbits=31)
    parts = [compressor.compress(e) + compressor.flush(zlib.Z_SYNC_FLUSH) for e in events]
    return [*parts, compressor.flush()]


def gzip_bomb(layers: int, size: int) -> bytes:
    """Zeros, `size` of them, gzipped as often as that."""
    compressor = zlib.compressobj(level=9, wbits=31)
    block = bytes(1024 * 1024)
    parts = [compressor.compress(block) for _ in range(size // len(block))]
    bomb = b"".join(parts) + compressor.flush()
    for _ in range(layers - 1):
        bomb = gzip.compress(bomb)
    return bomb


def server_context(certificate: Path = CERTIFICATE) -> ssl.SSLContext:
    """What a server needs to answer as "localhost"."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, _KEY)
    return context


def refusing_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def full_backlog() -> Iterator[int]:
    """A port of loopback whose SYNs stay unanswered, as behind a firewall that drops them."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(8)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for client in waiting:
            client.close()
