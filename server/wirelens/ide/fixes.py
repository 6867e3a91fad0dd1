"""The fixes of a diagnostic: those that it brings along, and those that need the whole file."""

from collections.abc import Callable, Iterable, Iterator

from wirelens.ide.advice import block_advice
from wirelens.ide.advice_fixes import advice_fix
from wirelens.ide.diagnostics import Diagnostic
from wirelens.ide.scope import Scope
from wirelens.syntax.nodes import RequestFile
from wirelens.syntax.problems import Fix


def fixes(file: RequestFile, found: Diagnostic, scope: Scope) -> list[Fix]:
    """What would mend `found`, a diagnostic of the file as it is; spans count from its start."""
    of_file = _OF_FILE.get(found.code)
    return [*found.fixes, *(of_file(file, found, scope) if of_file else ())]


def _heeding(file: RequestFile, found: Diagnostic, scope: Scope) -> Iterator[Fix]:
    number = file.blocks.at(found.span.start)
    block = file.blocks[number]
    for advice in block_advice(block):
        fix = advice_fix(block, advice) if advice.code == found.code else None
        if fix is not None:
            yield fix.moved(file.starts[number])


_OF_FILE: dict[str, Callable[[RequestFile, Diagnostic, Scope], Iterable[Fix]]] = {
    "stream-not-requested": _heeding,
    "alt-sse-missing": _heeding,
    "usage-not-requested": _heeding,
    "version-header-missing": _heeding,
}
