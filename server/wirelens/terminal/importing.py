"""`wirelens import`: commands and collections of other tools as a request file."""

import sys
from collections.abc import Callable
from pathlib import Path

from wirelens.ide.command_line import CommandFault
from wirelens.ide.curl_command import curl_requests
from wirelens.ide.curl_request import Drafted
from wirelens.ide.diagnostics import Diagnostic
from wirelens.ide.request_text import file_text
from wirelens.syntax.problems import Severity
from wirelens.terminal.exits import OK, WRONG_USE
from wirelens.terminal.places import read_text, tell_diagnostics, tell_problems
from wirelens.terminal.screen import Screen

STDIN = "-"

IMPORTS: dict[str, Callable[[str], Drafted | CommandFault]] = {"curl": curl_requests}


def import_requests(screen: Screen, file: str, format_: str | None) -> int:
    """Prints the request file that `file`, or stdin for `-`, becomes; tells what was left out."""
    text = sys.stdin.read() if file == STDIN else read_text(screen, Path(file))
    if text is None:
        return WRONG_USE
    found = IMPORTS[format_ or "curl"](text)
    if isinstance(found, CommandFault):
        hint = f" ({found.hint})" if found.hint else ""
        fault = Diagnostic(found.span, "", Severity.ERROR, f"{found.message}{hint}")
        tell_diagnostics(screen, file, text, [fault])
        return WRONG_USE
    tell_problems(screen, file, text, found.notes)
    screen.write(file_text(found.drafts))
    return OK
