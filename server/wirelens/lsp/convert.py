"""Our plain data as LSP types, each function named after the type that it makes."""

from lsprotocol import types

from wirelens.ide.diagnostics import Diagnostic, href
from wirelens.ide.folding import Fold
from wirelens.ide.lenses import SHOW, Action, Lens
from wirelens.ide.symbols import Symbol
from wirelens.ide.view_places import ViewDiagnostic
from wirelens.lsp.documents import Document
from wirelens.syntax.problems import Fix

SOURCE = "wirelens"
SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_FOLDS = {"comment": types.FoldingRangeKind.Comment, "request": types.FoldingRangeKind.Region}
_SYMBOLS = {"request": types.SymbolKind.Method, "variable": types.SymbolKind.Variable}


def diagnostic(document: Document, found: Diagnostic) -> types.Diagnostic:
    """A diagnostic of a request file."""
    return types.Diagnostic(
        range=document.range(found.span),
        severity=SEVERITIES[found.severity],
        code=found.code or None,
        code_description=types.CodeDescription(href=href(found.code)) if found.code else None,
        source=SOURCE,
        message=found.message,
    )


def view_diagnostic(found: ViewDiagnostic) -> types.Diagnostic:
    """A diagnostic inside a view: its whole line."""
    return types.Diagnostic(
        range=types.Range(
            start=types.Position(line=found.line, character=0),
            end=types.Position(line=found.line + 1, character=0),
        ),
        severity=SEVERITIES[found.severity],
        code=found.code,
        code_description=types.CodeDescription(href=href(found.code)),
        source=SOURCE,
        message=found.message,
    )


def code_lens(document: Document, lens: Lens, index: int) -> types.CodeLens:
    """A lens, pressed for the document's present version; `index` is its place on its line.

    Clients order lenses by their ranges, and of equal ranges some forget the order.
    """
    range_ = document.range(lens.span)
    range_.start.character += min(index, range_.end.character - range_.start.character)
    arguments = command_arguments(document, range_.start.line, lens.command, lens.view)
    command = types.Command(title=lens.title, command=lens.command, arguments=arguments)
    return types.CodeLens(range=range_, command=command)


def code_action(document: Document, line: int, action: Action) -> types.CodeAction:
    """What a lens offers, for clients that show no lens."""
    arguments = command_arguments(document, line, action.command, action.view)
    command = types.Command(title=action.title, command=action.command, arguments=arguments)
    return types.CodeAction(title=action.title, kind=types.CodeActionKind.Empty, command=command)


def quick_fix(
    document: Document, found: Diagnostic, fix: Fix, edit: types.WorkspaceEdit
) -> types.CodeAction:
    """The edit that mends what a diagnostic tells."""
    return types.CodeAction(
        title=fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(document, found)],
        edit=edit,
        is_preferred=fix.preferred or None,
    )


def rewrite(fix: Fix, edit: types.WorkspaceEdit) -> types.CodeAction:
    """An edit that writes what is there in another way; nothing is wrong with it."""
    return types.CodeAction(title=fix.title, kind=types.CodeActionKind.RefactorRewrite, edit=edit)


def versioned_edit(document: Document, fix: Fix) -> types.WorkspaceEdit:
    """The edits of a fix, for the document's present version and no other."""
    identifier = types.OptionalVersionedTextDocumentIdentifier(
        uri=document.uri, version=document.version
    )
    change = types.TextDocumentEdit(text_document=identifier, edits=_text_edits(document, fix))
    return types.WorkspaceEdit(document_changes=[change])


def plain_edit(document: Document, fix: Fix) -> types.WorkspaceEdit:
    """The same for clients that know no versions in edits."""
    return types.WorkspaceEdit(changes={document.uri: _text_edits(document, fix)})


def document_symbol(document: Document, symbol: Symbol) -> types.DocumentSymbol:
    """A request or a variable."""
    return types.DocumentSymbol(
        name=symbol.name,
        detail=symbol.detail,
        kind=_SYMBOLS[symbol.kind],
        range=document.range(symbol.span),
        selection_range=document.range(symbol.selection),
    )


def folding_range(document: Document, fold: Fold) -> types.FoldingRange:
    """A fold of whole lines."""
    return types.FoldingRange(
        start_line=document.lines.line(fold.span.start),
        end_line=document.lines.line(fold.span.end),
        kind=_FOLDS.get(fold.kind),
    )


def command_arguments(
    document: Document, line: int, command: str, view: str | None
) -> list[str | int]:
    """What our commands take: the document, the 0-based line, then the view or the version."""
    if command == SHOW:
        return [document.uri, line, view or "reply"]
    return [document.uri, line, document.version]


def _text_edits(document: Document, fix: Fix) -> list[types.TextEdit]:
    return [
        types.TextEdit(range=document.range(each.span), new_text=each.text) for each in fix.edits
    ]
