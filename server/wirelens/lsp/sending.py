"""From a press of a lens to a run: which request is meant, may it be sent, then off it goes.

The command is answered before any of this: everything here is a task of its own.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from lsprotocol import types

from wirelens.ide.dependencies import RequestPlace, run_order
from wirelens.ide.prompts import prompts
from wirelens.ide.run_uris import ViewName
from wirelens.ide.runnables import Runnable, runnable_at
from wirelens.lsp.asking import may_receive_secrets, may_send
from wirelens.lsp.documents import Document
from wirelens.lsp.needing import SentHere, agrees_to_send, answers_to
from wirelens.lsp.progress import Progress
from wirelens.lsp.publishing import publish, publish_view
from wirelens.lsp.server import Server
from wirelens.lsp.sessions import Session
from wirelens.lsp.viewing import follow, show
from wirelens.run.launch import Launch, launch
from wirelens.run.live import LiveRun
from wirelens.run.program import Program, program
from wirelens.run.request import Refused
from wirelens.run.response_file import write_response
from wirelens.secret import Secret
from wirelens.stream.outcomes import succeeded
from wirelens.stream.run import Requested
from wirelens.syntax.nodes import Block
from wirelens.syntax.parse import Parse
from wirelens.syntax.problems import Problem
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
    """Asks what must be asked, sends what the request needs, then the request itself.

    A refusal is told and nothing is sent.
    """
    refused = await _send_with_needs(server, wanted, session)
    if refused:
        server.client.tell(types.MessageType.Warning, f"nothing was sent: {refused}")


async def _send_with_needs(server: Server, wanted: Meant, session: Session) -> str:
    """Why nothing was sent; "" if all was."""
    uri = wanted.document.uri
    surround = server.surround(uri)
    if not await may_send(server, surround.workspace.root):
        return "the workspace is not trusted"
    file = wanted.parse.file
    made = await asyncio.to_thread(program, file, surround, SentHere(server))
    place = RequestPlace(0, wanted.runnable.block)
    order = run_order(made.known, place, made.was_sent)
    if isinstance(order, Problem):
        return order.message
    for step in order:
        if not step.is_asked and not await agrees_to_send(server, step.name, session.title):
            return f'it reads the reply of "{step.name}"'
    for step in order:
        needed = _place_of(made, step.place)
        its = server.sessions.opened(needed.uri, needed.runnable)
        refused = await _send_one(server, needed, its)
        if refused or its.live is None or not its.live.look(succeeded):
            return f'"{step.name}", which it needs, failed{": " if refused else ""}{refused}'
    return await _send_one(server, Place(uri, made, place, wanted.runnable), session)


@dataclass(frozen=True, slots=True)
class Place:
    """One request of a program, as it is about to be sent."""

    uri: str
    program: Program
    place: RequestPlace
    runnable: Runnable


def _place_of(made: Program, place: RequestPlace) -> Place:
    runnable = runnable_at(made.known.files[place.file][0], made.start(place))
    assert runnable is not None, "only requests have names"  # noqa: S101
    return Place(made.path(place).as_uri(), made, place, runnable)


async def _send_one(server: Server, each: Place, session: Session) -> str:
    """Sends one request and waits for its end. Returns why it was not sent; "" if it was."""
    answers = await answers_to(server, prompts(each.program.block(each.place)))
    if isinstance(answers, str):
        return answers
    launched = await asyncio.to_thread(_launch, each, answers)
    if isinstance(launched, Refused):
        return launched.problems[0].message
    root = each.program.surrounds[0].workspace.root
    if not await may_receive_secrets(server, root, launched):
        return "the origin is not allowed to get the secret"
    await _begin(server, session, launched)
    await asyncio.to_thread(_write_responses, server, launched)
    return ""


def _write_responses(server: Server, launched: Launch) -> None:
    for file in launched.files:
        try:
            write_response(launched.run, file)
        except (OSError, ValueError) as error:  # a full disk; a run that was cleared meanwhile
            why = error.strerror if isinstance(error, OSError) else "the run was cleared"
            server.client.tell(types.MessageType.Error, f"{file.path}: cannot be written: {why}")


def _launch(each: Place, answers: Mapping[str, str | Secret]) -> Launch | Refused:
    made = each.program
    environment = made.environments[each.place.file]
    if environment.problems:
        return Refused(tuple(found.problem for found in environment.problems))
    runnable, lines = each.runnable, LineIndex(made.texts[each.place.file])
    requested = Requested(
        method=runnable.method,
        url="",
        name=runnable.name,
        file=str(made.path(each.place)),
        line=lines.line(runnable.offset),
        end_line=lines.line(max(runnable.offset, runnable.span.end - 1)),
    )
    scope = made.scope(each.place, answers)
    surround = made.surrounds[each.place.file]
    return launch(made.block(each.place), scope, surround, requested)


async def _begin(server: Server, session: Session, launched: Launch) -> None:
    """Starts a run and returns when it has ended."""
    if session.pending:
        session.cancel()  # a request runs once at a time: sending again starts it anew
    loop = asyncio.get_running_loop()
    live = LiveRun(launched.run, launched.outgoing)
    session.begin(live)
    finished = asyncio.Event()

    def changed() -> None:
        if not session.signalled:
            session.signalled = True
            loop.call_soon_threadsafe(_on_change, session, live)

    def ended(_: object) -> None:
        with suppress(RuntimeError):  # the protocol's loop is closed: the process ends
            loop.call_soon_threadsafe(_on_end, server, session, live)
            loop.call_soon_threadsafe(finished.set)

    session.started = server.background.start(lambda: live.perform(changed))
    session.started.done.add_done_callback(ended)
    _refresh(server)
    for view in server.settings.open_views:
        show(server, session, ViewName(session.slot, view), takes_focus=False)
    follow(session)
    server.spawn(Progress(server.client, session, id(live)).follow())
    await finished.wait()


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
