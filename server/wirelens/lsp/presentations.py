"""How a client is made to show a view that grows: one class a presentation, all of one shape.

`open` brings the view before the person once; `deliver` hands on how it has grown. Which one fits
is decided by capability (`kind_for`), never by what `window/showDocument` answers: a client may say
yes and show an empty buffer, say no, or never answer.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from lsprotocol import types

from wirelens.ide.growing import Growth
from wirelens.lsp.client import Client

NOTIFY_PACE, FILE_PACE = 0.016, 0.1  # seconds between two deliveries
VIRTUAL_PACE, VIRTUAL_PACE_A_MEGABYTE = 0.1, 1.5
FETCH_LIMIT = 2.0  # seconds for the client to ask for a content that it was told is new
STREAM = "wirelens/stream"
START = types.Range(
    start=types.Position(line=0, character=0), end=types.Position(line=0, character=0)
)


class Presentation(Protocol):
    """One way to show one view."""

    uri: str  # of the document that the client shows

    def prepare(self) -> None:
        """Makes the document, empty, before the client is asked to show it."""

    async def open(self, takes_focus: bool) -> None:
        """Brings the view before the person."""

    async def deliver(self, growth: Growth, text: str, done: bool) -> None:
        """Hands on a growth; `text` is the whole. Returns when the client may have more."""

    def pace(self, size: int) -> float:
        """Seconds until the next delivery of a text of `size` characters."""


async def show_document(client: Client, uri: str, takes_focus: bool) -> bool:
    """Asks the client to show a document; whether it said yes."""
    if not client.shows_documents:
        return False
    # Absent, `takeFocus` means yes to one client and no to another, and one needs a `selection`.
    params = types.ShowDocumentParams(uri=uri, take_focus=takes_focus, selection=START)
    answer = await client.ask(types.WINDOW_SHOW_DOCUMENT, params)
    return isinstance(answer, types.ShowDocumentResult) and answer.success


class NotifyPresentation:
    """Our own notification with UTF-8 byte offsets, for clients that announce that they take it."""

    def __init__(self, client: Client, uri: str) -> None:
        self.uri = uri
        self._client = client

    def prepare(self) -> None:
        """The client makes the document."""

    async def open(self, takes_focus: bool) -> None:
        """Brings the view before the person."""
        await show_document(self._client, self.uri, takes_focus)

    async def deliver(self, growth: Growth, text: str, done: bool) -> None:
        """Sends what is new."""
        kept = text[: growth.keep]
        params = {
            "uri": self.uri,
            "offset": len(kept.encode("utf-8", "replace")),
            "text": growth.text,
            "done": done,
        }
        self._client.notify(STREAM, params)

    def pace(self, size: int) -> float:
        """One update a frame."""
        return NOTIFY_PACE


class VirtualPresentation:
    """LSP 3.18 `workspace/textDocumentContent`: the client is told to ask again, and asks.

    A refresh before the client knows the document is lost, so the first waits for `known`. One is
    in flight at a time, and what ends it is the request for the content, not its own answer.
    """

    def __init__(self, client: Client, uri: str) -> None:
        self.uri = uri
        self.known = asyncio.Event()
        self._client = client
        self._fetched = asyncio.Event()

    def prepare(self) -> None:
        """The client makes the document."""

    async def open(self, takes_focus: bool) -> None:
        """Brings the view before the person."""
        await show_document(self._client, self.uri, takes_focus)
        self.known.set()

    def fetched(self) -> None:
        """The client has asked for the content."""
        self.known.set()
        self._fetched.set()

    async def deliver(self, growth: Growth, text: str, done: bool) -> None:
        """Tells the client that the content is new, and waits until it has asked for it."""
        await self.known.wait()
        self._fetched.clear()
        params = types.TextDocumentContentRefreshParams(uri=self.uri)
        method = types.WORKSPACE_TEXT_DOCUMENT_CONTENT_REFRESH
        await self._client.ask(method, params, FETCH_LIMIT)
        try:
            async with asyncio.timeout(FETCH_LIMIT):
                await self._fetched.wait()
        except TimeoutError:
            return  # the document may be closed; the next refresh will tell

    def pace(self, size: int) -> float:
        """The whole text goes over each time: the longer it is the rarer."""
        return VIRTUAL_PACE + VIRTUAL_PACE_A_MEGABYTE * size / 1_000_000


class FilePresentation:
    """A file in the cache that grows; the client shows it and reloads it as its own files."""

    def __init__(self, client: Client, path: Path) -> None:
        self.uri = path.as_uri()
        self._client = client
        self._path = path
        self._length = 0

    def prepare(self) -> None:
        """Writes an empty file."""
        _write_new(self._path, "")
        self._length = 0

    async def open(self, takes_focus: bool) -> None:
        """Brings the file before the person, or says where it is."""
        if not await show_document(self._client, self.uri, takes_focus):
            self._client.tell(types.MessageType.Info, f"the reply grows in {self._path}")

    async def deliver(self, growth: Growth, text: str, done: bool) -> None:
        """Appends what is new; a text that changed before its end is written anew."""
        await asyncio.to_thread(self._write, growth, text)

    def pace(self, size: int) -> float:
        """As often as file watchers look."""
        return FILE_PACE

    def _write(self, growth: Growth, text: str) -> None:
        is_append, self._length = growth.keep == self._length, len(text)
        if is_append:
            with self._path.open("a", encoding="utf-8", errors="replace", newline="") as file:
                file.write(growth.text)
        else:
            _write_new(self._path, text)


class EditPresentation:
    """`workspace/applyEdit` at the end of a file: for clients that show no document at our wish."""

    def __init__(self, client: Client, path: Path) -> None:
        self.uri = path.as_uri()
        self._client = client
        self._path = path
        self._end = START.start

    def prepare(self) -> None:
        """Writes an empty file."""
        _write_new(self._path, "")
        self._end = START.start

    async def open(self, takes_focus: bool) -> None:
        """Brings the file before the person; without, the first edit opens it."""
        await show_document(self._client, self.uri, takes_focus)

    async def deliver(self, growth: Growth, text: str, done: bool) -> None:
        """Replaces what follows the kept part; the client's answer sets the pace."""
        start = _position(text[: growth.keep])
        edit = types.TextEdit(range=types.Range(start=start, end=self._end), new_text=growth.text)
        workspace_edit = types.WorkspaceEdit(changes={self.uri: [edit]})
        params = types.ApplyWorkspaceEditParams(edit=workspace_edit)
        await self._client.ask(types.WORKSPACE_APPLY_EDIT, params)
        self._end = _position(text)

    def pace(self, size: int) -> float:
        """Each edit is a step of the client's undo."""
        return FILE_PACE


def _position(text: str) -> types.Position:
    """Where `text` ends, in UTF-16 units: all presentations write LF alone."""
    line = text.rfind("\n") + 1
    units = len(text[line:].encode("utf-16-le", "replace")) // 2
    return types.Position(line=text.count("\n"), character=units)


def _write_new(path: Path, text: str) -> None:
    """Writes beside and renames: a reader sees the old file or the new one, never an empty one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # 0600
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)
    Path(name).replace(path)


Kinds = dict[str, Callable[[Client, str, Path], Presentation]]
KINDS: Kinds = {
    "notify": lambda client, uri, path: NotifyPresentation(client, uri),
    "virtual": lambda client, uri, path: VirtualPresentation(client, uri),
    "file": lambda client, uri, path: FilePresentation(client, path),
    "edit": lambda client, uri, path: EditPresentation(client, path),
}


def kind_for(client: Client, chosen: str) -> str:
    """The presentation that the setting names, or the best one that the client can show."""
    if chosen != "auto":
        return chosen
    if client.streams:
        return "notify"
    if client.has_virtual_documents:
        return "virtual"
    if client.shows_documents or not client.applies_edits:
        return "file"
    return "edit"
