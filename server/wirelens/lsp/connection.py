"""One client's connection: a thread that reads frames, the protocol's loop, an outbox that writes.

Nothing on the loop waits for the client: reading and writing block threads of their own. The
reading thread stays at most `PENDING` messages ahead of the loop.
"""

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol as Shape

from wirelens.lsp.frames import FrameDecoder, FrameError
from wirelens.lsp.outbox import Outbox
from wirelens.lsp.protocol import Protocol

logger = logging.getLogger(__name__)

PENDING = 1024  # messages read but not yet handled
READ_SIZE = 64 * 1024
LAST_WRITE = 1.0  # seconds that the outbox may take after `exit`
WATCH_INTERVAL = 2.0  # seconds between looks at the client's process

Read = Callable[[], bytes]
Write = Callable[[bytes], None]


class Served(Shape):
    """A language server as a connection sees it."""

    protocol: Protocol
    process_id: int | None

    async def close(self) -> None:
        """Ends every run; returns when their connections are closed."""


async def serve(server: Served, read: Read, write: Write) -> int:
    """Serves one client until it says `exit` or is gone; the result is the exit code.

    `read` blocks until bytes come and gives none at the end; it may raise `OSError`.
    """
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    outbox = Outbox(write)
    server.protocol.outbox = outbox
    reader = _Reader(server.protocol, loop, gone)
    threading.Thread(
        target=reader.read_all, args=(read,), name="wirelens-reader", daemon=True
    ).start()
    watch = asyncio.create_task(_watch(server, outbox, gone))
    try:
        await gone.wait()
    finally:
        watch.cancel()
        await server.close()
        await asyncio.to_thread(outbox.close, LAST_WRITE)
    code = server.protocol.exit_code
    return 1 if code is None else code


class _Reader:
    """Turns bytes into messages on the loop."""

    def __init__(
        self, protocol: Protocol, loop: asyncio.AbstractEventLoop, gone: asyncio.Event
    ) -> None:
        self._protocol = protocol
        self._loop = loop
        self._gone = gone
        self._free = threading.Semaphore(PENDING)

    def read_all(self, read: Read) -> None:
        """Runs on its own thread until the client is gone."""
        decoder = FrameDecoder()
        try:
            while data := read():
                for content in decoder.feed(data):
                    self._free.acquire()
                    self._loop.call_soon_threadsafe(self._handle, content)
        except FrameError as error:
            logger.error("the client's bytes are no LSP: %s", error)
        except OSError:
            logger.info("the connection to the client is lost")
        finally:
            self._finish()

    def _finish(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._gone.set)
        except RuntimeError:  # the loop is closed: the process ends
            return

    def _handle(self, content: bytes) -> None:
        self._free.release()
        if self._gone.is_set():
            return
        self._protocol.receive(content)
        if self._protocol.exit_code is not None:
            self._gone.set()


async def _watch(server: Served, outbox: Outbox, gone: asyncio.Event) -> None:
    """Ends the connection when the client's process or its end of the pipe is gone."""
    while not (gone.is_set() or outbox.broken.is_set()) and _alive(server.process_id):
        with suppress(TimeoutError):
            async with asyncio.timeout(WATCH_INTERVAL):
                await gone.wait()
    gone.set()


def _alive(process: int | None) -> bool:
    if process is None or os.name == "nt":  # signal 0 would end a process on Windows
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's process, or a number from another namespace
        return True
    return True
