"""Diagnostics to the client: of a document with its version, and inside the views of its runs.

A document's are computed a moment after the last edit, for the version that they name.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import islice

from lsprotocol import types

from wirelens.ide.diagnostics import Diagnostic, from_problem, run_diagnostics
from wirelens.ide.diagnostics_cache import has_same_variables
from wirelens.ide.run_uris import ViewName
from wirelens.ide.runnables import runnables
from wirelens.ide.scope import Scope
from wirelens.ide.view_places import view_diagnostics
from wirelens.lsp.convert import diagnostic, view_diagnostic
from wirelens.lsp.documents import Document
from wirelens.lsp.linting import Foreseen, Linting
from wirelens.lsp.server import Server
from wirelens.lsp.sessions import Session, request_key
from wirelens.run.launch import environment_of
from wirelens.run.program import naming_scope
from wirelens.run.unsendable import unsendable_problems
from wirelens.run.workspace import Workspace
from wirelens.stream.run import Run
from wirelens.syntax.nodes import Block, RequestFile

MOST_FORESEEN = 200  # requests of a document: each costs a millisecond
DELAY = 0.08  # seconds after an edit: a burst of keystrokes is looked at once


def publish_soon(server: Server, uri: str) -> None:
    """Publishes a moment after the last call."""
    linting = _linting(server, uri)
    if linting.timer is not None:
        linting.timer.cancel()
    loop = asyncio.get_running_loop()
    linting.timer = loop.call_later(DELAY, publish, server, uri)


def publish(server: Server, uri: str) -> None:
    """Publishes the diagnostics of a document as it is now; nothing for one that is closed."""
    document = server.documents.get(uri)
    if document is None:
        return
    diagnostics = [diagnostic(document, each) for each in _look(server, document)]
    _send(server, uri, diagnostics, document.version)


async def foresee(server: Server, uri: str) -> None:
    """Looks, beside the protocol's loop, for what would keep requests from being sent.

    That reads files, so it is done when a document is opened or saved and not at each keystroke.
    """
    document = server.documents.get(uri)
    if document is None:
        return
    blocks = list(islice(document.parse.file.blocks, MOST_FORESEEN))
    workspace = server.surround(uri).workspace
    found = await asyncio.to_thread(_foreseen, blocks, scope_in(server, document), workspace)
    linting = server.linting.get(uri)
    if linting is not None and linting.foreseen != found:
        linting.foreseen, linting.version = found, None
        publish_soon(server, uri)


def found_in(server: Server, document: Document) -> list[Diagnostic]:
    """What is wrong with a document as it is now, be it published yet or not."""
    linting = _linting(server, document.uri)
    return linting.found if linting.version == document.version else _look(server, document)


def scope_in(server: Server, document: Document) -> Scope:
    """The variables that hold in a document; read anew when definitions change or files do."""
    linting = _linting(server, document.uri)
    file = document.parse.file
    if linting.environment is None:
        linting.environment = environment_of(server.surround(document.uri))
        linting.scope = None
    old = linting.scope_file
    if linting.scope is None or old is None or not has_same_variables(old, file):
        linting.scope = naming_scope(file, server.surround(document.uri), linting.environment)
    linting.scope_file = file
    return linting.scope


def forget_environments(server: Server) -> None:
    """Environment files may have changed: every open document is looked at again."""
    for uri in server.documents:
        _linting(server, uri).environment = None
        publish_soon(server, uri)
        server.spawn(foresee(server, uri))


def clear(server: Server, uri: str) -> None:
    """Takes a closed document's diagnostics away."""
    linting = server.linting.pop(uri, None)
    if linting is not None and linting.timer is not None:
        linting.timer.cancel()
    _send(server, uri, [], None)


def publish_view(server: Server, session: Session, name: ViewName) -> None:
    """Publishes the findings of a run inside one of its views."""
    showing = session.showings.get(name)
    live = session.previous if name.previous else session.live
    if showing is None or live is None:
        return
    threshold = server.settings.gap_threshold
    found = live.look(
        lambda run: [] if run.pending else view_diagnostics(name.view, run, threshold)
    )
    _send(server, showing.presentation.uri, [view_diagnostic(each) for each in found], None)


def _look(server: Server, document: Document) -> list[Diagnostic]:
    linting = _linting(server, document.uri)
    scope = scope_in(server, document)
    problems = linting.cache.update(document.parse.file, scope)
    known = {(each.code, each.span) for each in problems}
    foreseen = _of_sending(linting, document.parse.file)
    linting.found = [
        *problems,
        *(each for each in foreseen if (each.code, each.span) not in known),
        *_of_runs(server, document),
    ]
    linting.version = document.version
    return linting.found


def _foreseen(blocks: Sequence[Block], scope: Scope, workspace: Workspace) -> dict[int, Foreseen]:
    looked_at = ((block, unsendable_problems(block, scope, workspace)) for block in blocks)
    return {
        id(block): Foreseen(block, tuple(map(from_problem, problems)))
        for block, problems in looked_at
        if problems
    }


def _of_sending(linting: Linting, file: RequestFile) -> list[Diagnostic]:
    """What was foreseen for the blocks that are still as they were."""
    if not linting.foreseen:
        return []
    places = zip(file.starts, file.blocks, strict=True)
    known = ((start, linting.foreseen.get(id(block))) for start, block in places)
    return [each.moved(start) for start, at in known if at is not None for each in at.found]


def _of_runs(server: Server, document: Document) -> list[Diagnostic]:
    sessions = {each.key: each for each in server.sessions.in_document(document.uri)}
    if not sessions:
        return []
    found: list[Diagnostic] = []
    threshold = server.settings.gap_threshold
    file = document.parse.file
    for runnable in runnables(file):
        session = sessions.get(request_key(document.uri, runnable))
        if session is None or session.live is None or session.pending:
            continue
        place = file.starts[runnable.block], file.blocks[runnable.block]
        found += session.live.look(partial(_placed, *place, threshold))
    return found


def _placed(start: int, block: Block, threshold: float, run: Run) -> list[Diagnostic]:
    return run_diagnostics(start, block, run, threshold)


def _linting(server: Server, uri: str) -> Linting:
    return server.linting.setdefault(uri, Linting())


def _send(
    server: Server, uri: str, diagnostics: list[types.Diagnostic], version: int | None
) -> None:
    params = types.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics, version=version)
    server.client.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
