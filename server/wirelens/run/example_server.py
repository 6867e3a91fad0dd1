"""The server behind `{{$exampleServer}}`: plays recordings on loopback, in a thread of its own.

Started on first use; while no request comes its loop sleeps in one system call.
"""

import asyncio
import atexit
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from functools import cache
from urllib.parse import quote

from wirelens.recording import Recording
from wirelens.run.incoming import LONGEST_HEAD, Refusal, read_request
from wirelens.run.matching import PLAY, Matcher
from wirelens.run.playing import REAL, play, refuse
from wirelens.run.samples import sample_recordings

HOST = "127.0.0.1"


class ExampleServer:
    """Answers requests with the recordings that fit; started and stopped from any thread."""

    def __init__(
        self, recordings: Mapping[str, Recording], speed: float = REAL, port: int = 0
    ) -> None:
        self._matcher = Matcher(recordings)
        self._speed = speed
        self._port = port
        self._running: _Running | None = None
        self._lock = threading.Lock()

    def start(self) -> str:
        """Starts it unless it runs, and returns its base address; OSError if the port is taken."""
        with self._lock:
            if self._running is None:
                self._running = _Running(self._matcher, self._speed, self._port)
            return self._running.address

    def stop(self) -> None:
        """Cuts every connection and ends the thread; does nothing if it does not run."""
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            running.stop()


def shared_address(name: str = "") -> str:
    """The base address of the one server of this process; with a name, where it plays that one."""
    with _SHARING:
        address = _shared().start()
    return f"{address}{PLAY}{quote(name, safe='')}" if name else address


_SHARING = threading.Lock()


@cache
def _shared() -> ExampleServer:
    server = ExampleServer(sample_recordings())
    atexit.register(server.stop)
    return server


class _Running:
    """A listening socket, its loop and its thread."""

    def __init__(self, matcher: Matcher, speed: float, port: int) -> None:
        self._matcher = matcher
        self._speed = speed
        self._connections: set[asyncio.Task[None]] = set()
        ready: Future[int] = Future()
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event
        self._thread = threading.Thread(
            target=self._run, args=(port, ready), name="wirelens example server", daemon=True
        )
        self._thread.start()
        self.address = f"http://{HOST}:{ready.result()}"

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self, port: int, ready: Future[int]) -> None:
        try:
            asyncio.run(self._serve(port, ready))
        except OSError as error:
            if ready.done():
                raise
            ready.set_exception(error)

    async def _serve(self, port: int, ready: Future[int]) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._connect, HOST, port, limit=LONGEST_HEAD)
        ready.set_result(server.sockets[0].getsockname()[1])
        await self._stopping.wait()
        server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await server.wait_closed()

    def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = self._loop.create_task(self._converse(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
            writer.close()
            await writer.wait_closed()
        except ConnectionError:
            return  # the client went away; nothing is left to do for it
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader, writer)
        if request is None:
            return
        answer = request if isinstance(request, Refusal) else self._matcher.answer(request)
        if isinstance(answer, Refusal):
            await refuse(answer, writer)
        else:
            await play(answer, writer, self._speed)
