"""The fixes of a diagnostic: those that it brings along, and those that need the whole file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from wirelens.ide.advice import block_advice
from wirelens.ide.advice_fixes import advice_fix
from wirelens.ide.assertion_mending import mended_assertion
from wirelens.ide.assertions import written_assertions
from wirelens.ide.diagnostics import Diagnostic
from wirelens.ide.escapes import short_line
from wirelens.ide.name_fixes import name_fixes
from wirelens.ide.scope import Scope
from wirelens.ide.variable_fixes import definition_fixes, key_fixes, order_fixes
from wirelens.syntax.nodes import RequestFile
from wirelens.syntax.problems import Fix, replacement

LONGEST_TITLE = 160


def fixes(file: RequestFile, found: Diagnostic, scope: Scope) -> list[Fix]:
    """What would mend `found`, a diagnostic of the file as it is; spans count from its start."""
    of_file = _OF_FILE.get(found.code)
    offered = [*found.fixes, *(of_file(file, found, scope) if of_file else ())]
    return [replace(fix, title=short_line(fix.title, LONGEST_TITLE)) for fix in offered]


def _heeding(file: RequestFile, found: Diagnostic, scope: Scope) -> Iterator[Fix]:
    number = file.blocks.at(found.span.start)
    block = file.blocks[number]
    for advice in block_advice(block):
        fix = advice_fix(block, advice) if advice.code == found.code else None
        if fix is not None:
            yield fix.moved(file.starts[number])


def _asserting(file: RequestFile, found: Diagnostic, scope: Scope) -> Iterator[Fix]:
    number = file.blocks.at(found.span.start)
    start = file.starts[number]
    for text, span in written_assertions(file.blocks[number]):
        place = span.moved(start)
        is_it = place.start <= found.span.start and found.span.end <= place.end
        mended = mended_assertion(text) if is_it else None
        if mended is not None:
            yield replacement(f'Change to "{mended}"', place, mended)


_OF_FILE: dict[str, Callable[[RequestFile, Diagnostic, Scope], Iterable[Fix]]] = {
    "assertion-invalid": _asserting,
    "request-name-duplicate": name_fixes,
    "variable-undefined": definition_fixes,
    "variable-before-definition": order_fixes,
    "key-in-file": key_fixes,
    "stream-not-requested": _heeding,
    "alt-sse-missing": _heeding,
    "usage-not-requested": _heeding,
    "version-header-missing": _heeding,
}
