"""Servers on loopback that do what a script says, byte for byte, and keep what they received.

A script is a list of steps, performed for every connection. Gates let a test say when a script goes
on, and `Connection.gone` tells a test that the client left; so nobody sleeps to wait.
"""

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from servers.connection import Connection

PATIENCE = 20.0  # seconds that a test waits for something that must happen


class Gate:
    """Closed until the test opens it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened = False
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def open(self) -> None:
        """Lets every script that waits here go on."""
        with self._lock:
            self._opened = True
            for loop, event in self._waiting:
                loop.call_soon_threadsafe(event.set)

    async def passed(self) -> None:
        """Waits until the gate is open."""
        event = asyncio.Event()
        with self._lock:
            if self._opened:
                return
            self._waiting.append((asyncio.get_running_loop(), event))
        await event.wait()


@dataclass(frozen=True, slots=True)
class AwaitRequest:
    """Until the request is there, its body included."""


@dataclass(frozen=True, slots=True)
class Choose:
    """Awaits the request and performs the script of its path."""

    routes: Mapping[str, "Script"]


@dataclass(frozen=True, slots=True)
class Send:
    """Writes the bytes at once."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Drip:
    """Writes the bytes one by one, a pause after each."""

    data: bytes
    pause: float = 0.01


@dataclass(frozen=True, slots=True)
class Endless:
    """Writes the bytes again and again until the client leaves."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Until the gate opens."""

    gate: Gate


@dataclass(frozen=True, slots=True)
class Stall:
    """Does nothing until the client leaves."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Closes with RST."""


Step = AwaitRequest | Choose | Send | Drip | Endless | Wait | Stall | Reset
Script = Iterable[Step]


class Server:
    """A server in a thread of its own."""

    def __init__(self, script: Script, context: ssl.SSLContext | None = None) -> None:
        self.port = 0
        self._script = script
        self._context = context
        self._connections: list[Connection] = []
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def url(self, path: str = "/") -> str:
        """The URL of a path."""
        scheme = "https" if self._context else "http"
        return f"{scheme}://localhost:{self.port}{path}"

    def connection(self, index: int = 0) -> Connection:
        """The connection of that number, from 0; waits for it."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self._connections) > index, PATIENCE)
            return self._connections[index]

    @property
    def connections(self) -> list[Connection]:
        """All connections so far."""
        with self._arrived:
            return list(self._connections)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(PATIENCE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._context)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._stop())
        self._loop.close()

    async def _stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection()
        task = self._loop.create_task(_serve(self._script, connection, reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with self._arrived:
            self._connections.append(connection)
            self._arrived.notify_all()


def serve(*steps: Step) -> Server:
    """A server that reads a request and then performs the steps."""
    return Server((AwaitRequest(), *steps))


def serve_tls(context: ssl.SSLContext, *steps: Step) -> Server:
    """As `serve`, over TLS."""
    return Server((AwaitRequest(), *steps), context)


def serve_paths(routes: Mapping[str, Script]) -> Server:
    """A server with a script for each path. The mapping may be filled while it runs."""
    return Server((Choose(routes),))


async def _serve(
    script: Script,
    connection: Connection,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    whole = asyncio.Event()
    watch = asyncio.create_task(_watch(connection, reader, whole))
    play = asyncio.create_task(_Player(connection, writer, whole).perform(script))
    try:
        await asyncio.wait({watch, play}, return_when=asyncio.FIRST_COMPLETED)
        if play.done() and not writer.transport.is_closing():
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
    finally:
        for task in (watch, play):
            task.cancel()
        await asyncio.gather(watch, play, return_exceptions=True)
        writer.transport.abort()
        connection.gone.set()


async def _watch(
    connection: Connection, reader: asyncio.StreamReader, whole: asyncio.Event
) -> None:
    """Keeps what comes and ends when the client leaves."""
    with suppress(OSError):
        while data := await reader.read(65536):
            connection.received += data
            connection.heard.set()
            if connection.is_whole:
                connection.requested.set()
                whole.set()


class _Player:
    """Performs steps on one connection."""

    def __init__(
        self, connection: Connection, writer: asyncio.StreamWriter, whole: asyncio.Event
    ) -> None:
        self._connection = connection
        self._writer = writer
        self._whole = whole

    async def perform(self, script: Script) -> None:
        """The steps, one after the other."""
        with suppress(OSError):
            for step in script:
                await self._perform(step)

    async def _perform(self, step: Step) -> None:
        match step:
            case AwaitRequest():
                await self._whole.wait()
            case Choose(routes):
                await self._whole.wait()
                await self.perform(routes[self._connection.path])
            case Send(data):
                await self._send(data)
            case Drip(data, pause):
                for byte in data:
                    await self._send(bytes((byte,)))
                    await asyncio.sleep(pause)
            case Endless(data):
                while True:
                    await self._send(data)
                    await asyncio.sleep(0)
            case Wait(gate):
                await gate.passed()
            case Stall():
                await asyncio.Event().wait()
            case Reset():
                self._reset()

    async def _send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()
        self._connection.sent += len(data)

    def _reset(self) -> None:
        no_linger = struct.pack("ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, no_linger
        )
        self._writer.transport.abort()
