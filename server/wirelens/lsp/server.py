"""The language server of one client: what it keeps between two messages."""

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname
from weakref import WeakKeyDictionary

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from wirelens import __version__
from wirelens.ide.lenses import RunState
from wirelens.ide.provenance import Traces
from wirelens.ide.runnables import Runnable
from wirelens.lsp.client import Client
from wirelens.lsp.documents import Document
from wirelens.lsp.linting import Linting
from wirelens.lsp.protocol import Protocol, converter
from wirelens.lsp.sessions import Sessions
from wirelens.lsp.view_documents import ViewDocument
from wirelens.run.background import Background
from wirelens.run.consent import Consent, state_folder
from wirelens.run.launch import Surround
from wirelens.run.live import LiveRun
from wirelens.run.settings import Settings

logger = logging.getLogger(__name__)

STOP_LIMIT = 1.0  # seconds for every run to close its connection


class Server(LanguageServer):
    """Documents, runs, settings; features and commands are functions of it."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(
            name="wirelens",
            version=__version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
            converter_factory=converter,
        )
        self.client = Client(self.protocol)
        self.settings = Settings()
        self.encoding: types.PositionEncodingKind = types.PositionEncodingKind.Utf16
        self.documents: dict[str, Document] = {}
        self.views: dict[str, ViewDocument] = {}  # those that the client has open
        self.traces: WeakKeyDictionary[LiveRun, Traces] = WeakKeyDictionary()
        self.linting: dict[str, Linting] = {}
        self.sessions = Sessions()
        self.roots: tuple[Path, ...] = ()
        self.consent = Consent.read(state_folder())
        self.closing: list[Callable[[], None]] = []  # what else ends with the connection
        self._background: Background | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def background(self) -> Background:
        """The loop of the runs; its thread begins with the first run."""
        if self._background is None:
            self._background = Background(int(self.settings.max_concurrent_runs))
        return self._background

    @property
    def view_folder(self) -> Path:
        """Where views are files: private to this process."""
        base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
        cache = Path(base) if base else Path.home() / ".cache"
        return cache / "wirelens" / str(os.getpid())

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs a task until it ends, or the server does; an error is logged, not lost."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._settle)

    def root_of(self, path: Path) -> Path | None:
        """The workspace folder that a file is in; None outside of all."""
        inside = [root for root in self.roots if path.is_relative_to(root)]
        return max(inside, key=lambda root: len(root.parts), default=None)

    def surround(self, uri: str) -> Surround:
        """What a document's requests are resolved in."""
        path = path_of(uri)
        chosen = self.settings.environment
        environments = (chosen,) if chosen else ()
        return Surround(path, self.settings, environments, root=self.root_of(path))

    def state_of(self, uri: str, runnable: Runnable) -> RunState | None:
        """What lenses tell of a request's last run; None before its first."""
        session = self.sessions.of(uri, runnable)
        return None if session is None else session.state

    async def close(self) -> None:
        """Ends every run, every task and every view; for the end of the connection."""
        for end in self.closing:
            end()
        for task in self._tasks:
            task.cancel()
        for session in self.sessions:
            for showing in session.showings.values():
                showing.close()
        if self._background is not None:
            await asyncio.to_thread(self._background.stop, STOP_LIMIT)
        await asyncio.to_thread(shutil.rmtree, self.view_folder, ignore_errors=True)

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """Logs; the person sees nothing of an error that the request's answer tells already."""
        logger.error("%s: %s", source.__name__, error)

    def _settle(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a task failed", exc_info=error)


def path_of(uri: str) -> Path:
    """The path that a document's URI names; of one that is no file, its last part."""
    try:
        parsed = urlparse(uri)
    except ValueError:  # a URI that is none
        return _UNTITLED
    is_file = parsed.scheme == "file"
    path = url2pathname(parsed.path) if is_file else unquote(parsed.path).lstrip("/")
    return Path(path) if path and "\0" not in path else _UNTITLED


_UNTITLED = Path("untitled.http")
