"""Where clients come from: stdio, a TCP port, a WebSocket port. The latter two on loopback only."""

import asyncio
import os
import re
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from wirelens.lsp.connection import READ_SIZE, Served, serve

if TYPE_CHECKING:
    from websockets.sync.server import ServerConnection as WebSocket

LOOPBACK = "127.0.0.1"
HEADER_END = b"\r\n\r\n"
# A page of any site can connect to a loopback port: only those that come from this machine may.
_OWN_ORIGIN = re.compile(r"(https?|vscode-webview)://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?\Z")

MakeServer = Callable[[], Served]


def listen_stdio(make_server: MakeServer) -> int:
    """Serves the client at stdin and stdout and returns the exit code.

    Whatever else the process prints to stdout goes to stderr: one stray line ends an LSP session.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    read = lambda: os.read(incoming, READ_SIZE)  # noqa: E731 - one expression, bound to its fd
    return asyncio.run(serve(make_server(), read, lambda data: _write_all(outgoing, data)))


def listen_tcp(make_server: MakeServer, port: int) -> int:
    """Serves clients of a loopback port, each with a server of its own, until interrupted."""
    listener = socket.create_server((LOOPBACK, port))
    print(f"listening on {LOOPBACK}:{listener.getsockname()[1]}", file=sys.stderr, flush=True)  # noqa: T201
    asyncio.run(_accept(make_server, listener))
    return 0


async def _accept(make_server: MakeServer, listener: socket.socket) -> None:
    clients: set[asyncio.Task[None]] = set()
    while True:
        client, _ = await asyncio.to_thread(listener.accept)
        task = asyncio.create_task(_serve_socket(make_server(), client))
        clients.add(task)
        task.add_done_callback(clients.discard)


async def _serve_socket(server: Served, client: socket.socket) -> None:
    try:
        await serve(server, lambda: client.recv(READ_SIZE), client.sendall)
    finally:
        client.close()


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def listen_ws(make_server: MakeServer, port: int) -> int:
    """Serves WebSocket clients of a loopback port; a page of another origin is refused."""
    try:
        from websockets.sync.server import ServerConnection
        from websockets.sync.server import serve as serve_ws
    except ImportError:
        print('"--ws" needs the extra: pip install "wirelens[ws]"', file=sys.stderr)  # noqa: T201
        return 2

    def serve_client(connection: ServerConnection) -> None:
        asyncio.run(_serve_websocket(make_server(), connection))

    with serve_ws(serve_client, LOOPBACK, port, origins=[None, _OWN_ORIGIN]) as listener:
        address = f"{LOOPBACK}:{listener.socket.getsockname()[1]}"
        print(f"listening on ws://{address}", file=sys.stderr, flush=True)  # noqa: T201
        listener.serve_forever()
    return 0


async def _serve_websocket(server: Served, connection: "WebSocket") -> None:
    """A message is a frame's content: the header part is added and taken off here."""
    from websockets.exceptions import ConnectionClosed

    def read() -> bytes:
        try:
            message = connection.recv()
        except ConnectionClosed:
            return b""
        content = message.encode() if isinstance(message, str) else message
        return b"Content-Length: %d%b%b" % (len(content), HEADER_END, content)

    def write(frame: bytes) -> None:
        try:
            connection.send(frame.partition(HEADER_END)[2].decode())
        except ConnectionClosed as error:
            raise BrokenPipeError from error

    await serve(server, read, write)
