"""From a press of a lens to a run: which request is meant, may it be sent, then off it goes.

The command is answered before any of this: everything here is a task of its own.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

from lsprotocol import types

from wirelens.ide.run_uris import ViewName
from wirelens.ide.runnables import Runnable, runnable_at
from wirelens.lsp.asking import may_receive_secrets, may_send
from wirelens.lsp.documents import Document
from wirelens.lsp.progress import Progress
from wirelens.lsp.publishing import publish, publish_view
from wirelens.lsp.server import Server
from wirelens.lsp.sessions import Session
from wirelens.lsp.viewing import follow, show
from wirelens.run.launch import Launch, environment_of, launch, scope_of
from wirelens.run.live import LiveRun
from wirelens.run.request import Refused
from wirelens.stream.run import Requested
from wirelens.syntax.nodes import Block
from wirelens.syntax.parse import Parse
from wirelens.text import LineIndex

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Meant:
    """The request that a press means, in the version that it was pressed for."""

    document: Document
    parse: Parse
    runnable: Runnable

    @property
    def block(self) -> Block:
        """The request's block."""
        return self.parse.file.blocks[self.runnable.block]


def meant(server: Server, uri: str, line: int, version: int | None) -> Meant | str:
    """The request at a 0-based line of a version; or why there is none to send."""
    document = server.documents.get(uri)
    if document is None:
        return f'"{uri}" is not open'
    parse = document.parse
    if version is not None and version != document.version:
        known = document.history.get(version)
        if known is None:
            return "the document has changed too much since the lens was drawn: press again"
        parse = known
    starts = LineIndex(parse.text).starts if parse is not document.parse else document.lines
    if not 0 <= line < len(starts):
        return f"line {line + 1} is not in the document"
    runnable = runnable_at(parse.file, starts[line])
    if runnable is None:
        return f"no request stands at line {line + 1}"
    block = parse.file.blocks[runnable.block]
    if parse is not document.parse and not any(
        block is each for each in document.parse.file.blocks
    ):
        return "the request has changed since the lens was drawn: press again"
    return Meant(document, parse, runnable)


async def send(server: Server, wanted: Meant, session: Session) -> None:
    """Asks what must be asked, then sends; a refusal is told and nothing is sent."""
    uri = wanted.document.uri
    launched = await asyncio.to_thread(_launch, server, wanted)
    if isinstance(launched, Refused):
        problem = launched.problems[0]
        server.client.tell(types.MessageType.Error, f"nothing was sent: {problem.message}")
        return
    surround = server.surround(uri)
    root = surround.workspace.root
    allowed = await may_send(server, root) and await may_receive_secrets(server, root, launched)
    if not allowed:
        message = "nothing was sent: the workspace is not trusted, or the origin not allowed"
        server.client.tell(types.MessageType.Warning, message)
        return
    await _begin(server, session, launched)


def _launch(server: Server, wanted: Meant) -> Launch | Refused:
    surround = server.surround(wanted.document.uri)
    environment = environment_of(surround)
    if environment.problems:
        return Refused(tuple(each.problem for each in environment.problems))
    scope = scope_of(wanted.parse.file, surround, environment)
    runnable = wanted.runnable
    lines = LineIndex(wanted.parse.text)
    requested = Requested(
        method=runnable.method,
        url="",
        name=runnable.name,
        file=str(surround.path),
        line=lines.line(runnable.offset),
        end_line=lines.line(max(runnable.offset, runnable.span.end - 1)),
    )
    return launch(wanted.block, scope, surround, requested)


async def _begin(server: Server, session: Session, launched: Launch) -> None:
    if session.pending:
        session.cancel()  # a request runs once at a time: sending again starts it anew
    loop = asyncio.get_running_loop()
    live = LiveRun(launched.run, launched.outgoing)
    session.begin(live)

    def changed() -> None:
        if not session.signalled:
            session.signalled = True
            loop.call_soon_threadsafe(_on_change, session, live)

    def ended(_: object) -> None:
        with suppress(RuntimeError):  # the protocol's loop is closed: the process ends
            loop.call_soon_threadsafe(_on_end, server, session, live)

    session.started = server.background.start(lambda: live.perform(changed))
    session.started.done.add_done_callback(ended)
    _refresh(server)
    for view in server.settings.open_views:
        show(server, session, ViewName(session.slot, view), takes_focus=False)
    follow(session)
    await Progress(server.client, session, id(live)).follow()


def _on_change(session: Session, live: LiveRun) -> None:
    session.signalled = False
    if session.live is live:
        for showing in session.showings.values():
            showing.change()


def _on_end(server: Server, session: Session, live: LiveRun) -> None:
    live.cancel_unsent()
    if session.live is not live:
        return
    session.settle()
    _on_change(session, live)
    _refresh(server)
    publish(server, session.key.uri)
    for name in session.showings:
        publish_view(server, session, name)


def _refresh(server: Server) -> None:
    """Lenses change with the state of a run only, never with its counts."""
    if server.client.refreshes_lenses:
        server.spawn(_ask_for_lenses(server))


async def _ask_for_lenses(server: Server) -> None:
    await server.client.agrees(types.WORKSPACE_CODE_LENS_REFRESH, None)
