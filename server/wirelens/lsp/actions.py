"""Code actions: fixes of what is told of a place, and what the lenses of its request offer."""

from collections.abc import Callable, Iterator, Sequence

from lsprotocol import types

from wirelens.ide.curl_block import curl_fix
from wirelens.ide.fixes import fixes
from wirelens.ide.lenses import actions
from wirelens.ide.runnables import runnable_at
from wirelens.lsp import convert, publishing
from wirelens.lsp.documents import Document
from wirelens.lsp.server import Server
from wirelens.syntax.problems import Fix
from wirelens.text import Span


def code_actions(
    server: Server, document: Document, span: Span, only: Sequence[str] | None
) -> list[types.CodeAction]:
    """What can be done where `span` lies, of the kinds in `only` if the client names any."""
    found = [
        *_quick_fixes(server, document, span),
        *_rewrites(server, document, span.start),
        *_of_lenses(server, document, span.start),
    ]
    return [each for each in found if only is None or _is_asked_for(each.kind or "", only)]


def _is_asked_for(kind: str, only: Sequence[str]) -> bool:
    """Kinds are a tree: `refactor.inline` is a `refactor`, and the empty kind is above all."""
    return any(each in ("", kind) or kind.startswith(f"{each}.") for each in only)


def _quick_fixes(server: Server, document: Document, span: Span) -> Iterator[types.CodeAction]:
    scope = publishing.scope_in(server, document)
    write = _writer(server)
    for found in publishing.found_in(server, document):
        if found.span.start <= span.end and span.start <= found.span.end:
            for fix in fixes(document.parse.file, found, scope):
                yield convert.quick_fix(document, found, fix, write(document, fix))


def _rewrites(server: Server, document: Document, offset: int) -> Iterator[types.CodeAction]:
    fix = curl_fix(document.parse.file, offset)
    if fix is not None:
        yield convert.rewrite(fix, _writer(server)(document, fix))


def _writer(server: Server) -> Callable[[Document, Fix], types.WorkspaceEdit]:
    return convert.versioned_edit if server.client.checks_versions else convert.plain_edit


def _of_lenses(server: Server, document: Document, offset: int) -> Iterator[types.CodeAction]:
    runnable = runnable_at(document.parse.file, offset)
    if runnable is not None:
        line = document.lines.line(runnable.offset)
        for action in actions(runnable, server.state_of(document.uri, runnable)):
            yield convert.code_action(document, line, action)
