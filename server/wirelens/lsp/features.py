"""What the server answers: each handler is from LSP, one call, to LSP."""

import asyncio
import importlib
import inspect
import logging
from collections.abc import Callable
from typing import Any

from lsprotocol import types

from wirelens.ide.folding import folds
from wirelens.ide.hover import hover
from wirelens.ide.lenses import lenses
from wirelens.ide.rules import block_rules
from wirelens.ide.run_uris import SCHEME
from wirelens.ide.runnables import runnables
from wirelens.ide.symbols import symbols
from wirelens.lsp import actions, convert, publishing, tracing, viewing
from wirelens.lsp.documents import opened
from wirelens.lsp.registrations import registrations
from wirelens.lsp.server import Server, path_of
from wirelens.run.settings import from_mapping
from wirelens.syntax.parse import parse
from wirelens.text import Span

logger = logging.getLogger(__name__)

Handler = Callable[[Server, Any], Any]


def register(server: Server) -> None:
    """Registers every feature; pygls builds the capabilities from them."""
    for method, handler in _FEATURES.items():
        server.feature(method, _OPTIONS.get(method))(_bound(server, handler))


def _bound(server: Server, handler: Handler) -> Callable[[Any], Any]:
    def handle(params: Any) -> Any:  # Any: each method has its own parameters and result
        return handler(server, params)

    async def wait(params: Any) -> Any:
        return await handler(server, params)

    return wait if inspect.iscoroutinefunction(handler) else handle


def _initialize(server: Server, params: types.InitializeParams) -> None:
    server.client.capabilities = params.capabilities
    options = params.initialization_options
    server.settings, messages = from_mapping(options if isinstance(options, dict) else {})
    for message in messages:
        logger.warning("%s", message)
    folders = [folder.uri for folder in params.workspace_folders or ()]
    uris = folders or ([params.root_uri] if params.root_uri else [])
    server.roots = tuple(path_of(uri).resolve() for uri in uris if uri.startswith("file:"))


def _initialized(server: Server, params: types.InitializedParams) -> None:
    encoding = server.server_capabilities.position_encoding
    server.encoding = types.PositionEncodingKind(encoding or types.PositionEncodingKind.Utf16)
    server.spawn(_warm_up())
    server.spawn(_register(server))


async def _register(server: Server) -> None:
    """Registers what depends on where the views are."""
    found = registrations(server.client.capabilities, server.view_folder)
    if found:
        params = types.RegistrationParams(registrations=found)
        await server.client.agrees(types.CLIENT_REGISTER_CAPABILITY, params)


async def _warm_up() -> None:
    """Compiles the grammars and imports the transport: not before `initialize` is answered."""
    await asyncio.to_thread(_compile_and_import)


def _compile_and_import() -> None:
    block_rules(parse("# @jsonpath $.a\nGET http://x/{{y}}\nA: b\n\nc\n").file.blocks[0])
    importlib.import_module("wirelens.run.transport")


def _did_open(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    item = params.text_document
    if (name := viewing.name_of(server, item.uri)) is not None:
        viewing.opened(server, name, item)
        return
    if item.uri.startswith(f"{SCHEME}:"):
        return
    server.documents[item.uri] = opened(item, server.encoding, server.surround(item.uri).decisions)
    publishing.publish(server, item.uri)
    server.spawn(publishing.foresee(server, item.uri))


def _did_change(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    if (view := server.views.get(params.text_document.uri)) is not None:
        view.change(params.text_document.version, params.content_changes)
    document = server.documents.get(params.text_document.uri)
    if document is not None:
        document.change(params.text_document.version, params.content_changes)
        publishing.publish_soon(server, document.uri)


def _did_save(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    publishing.forget_environments(server)


def _did_change_files(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    publishing.forget_environments(server)


def _did_close(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    uri = params.text_document.uri
    if uri in server.views or uri.startswith(f"{SCHEME}:"):
        viewing.closed(server, uri)
    elif server.documents.pop(uri, None) is not None:
        publishing.clear(server, uri)


def _code_lens(server: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    document = server.documents.get(params.text_document.uri)
    if document is None or not server.settings.lenses:
        return []
    return [
        convert.code_lens(document, lens, index)
        for runnable in runnables(document.parse.file)
        for index, lens in enumerate(lenses(runnable, server.state_of(document.uri, runnable)))
    ]


def _code_action(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return []
    start, end = document.offset(params.range.start), document.offset(params.range.end)
    only = params.context.only
    return actions.code_actions(server, document, Span(min(start, end), max(start, end)), only)


def _hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return tracing.hover(server, params)
    scope = publishing.scope_in(server, document)
    found = hover(document.parse.file, document.offset(params.position), scope)
    if found is None:
        return None
    contents = types.MarkupContent(kind=types.MarkupKind.Markdown, value=found.markdown)
    return types.Hover(contents=contents, range=document.range(found.span))


def _symbols(server: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return []
    return [convert.document_symbol(document, each) for each in symbols(document.parse.file)]


def _folds(server: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return []
    return [convert.folding_range(document, each) for each in folds(document.parse.file)]


def _content(
    server: Server, params: types.TextDocumentContentParams
) -> types.TextDocumentContentResult:
    return types.TextDocumentContentResult(text=viewing.content(server, params.uri))


def _cancel_progress(server: Server, params: types.WorkDoneProgressCancelParams) -> None:
    for session in server.sessions:
        if session.progress_token == params.token:
            session.cancel()


_FEATURES: dict[str, Handler] = {
    types.INITIALIZE: _initialize,
    types.INITIALIZED: _initialized,
    types.TEXT_DOCUMENT_DID_OPEN: _did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: _did_change,
    types.TEXT_DOCUMENT_DID_SAVE: _did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: _did_close,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _did_change_files,
    types.TEXT_DOCUMENT_CODE_LENS: _code_lens,
    types.TEXT_DOCUMENT_CODE_ACTION: _code_action,
    types.TEXT_DOCUMENT_HOVER: _hover,
    types.TEXT_DOCUMENT_DEFINITION: tracing.definition,
    types.TEXT_DOCUMENT_REFERENCES: tracing.references,
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: tracing.highlights,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: _symbols,
    types.TEXT_DOCUMENT_FOLDING_RANGE: _folds,
    types.WORKSPACE_TEXT_DOCUMENT_CONTENT: _content,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: _cancel_progress,
}
_OPTIONS: dict[str, Any] = {
    types.TEXT_DOCUMENT_CODE_LENS: types.CodeLensOptions(resolve_provider=False),
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        code_action_kinds=[
            types.CodeActionKind.Empty,
            types.CodeActionKind.QuickFix,
            types.CodeActionKind.RefactorRewrite,
        ]
    ),
}
