"""The fixes of a diagnostic: those that it brings along, and those that need the whole file."""

from wirelens.ide.diagnostics import Diagnostic
from wirelens.ide.scope import Scope
from wirelens.syntax.nodes import RequestFile
from wirelens.syntax.problems import Fix


def fixes(file: RequestFile, found: Diagnostic, scope: Scope) -> list[Fix]:
    """What would mend `found`, a diagnostic of the file as it is; spans count from its start."""
    return list(found.fixes)
