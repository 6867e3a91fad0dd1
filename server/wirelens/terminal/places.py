"""Problems on stderr, each with its place as compilers print it."""

from collections.abc import Iterable
from pathlib import Path

from wirelens.ide.diagnostics import Diagnostic, from_problem
from wirelens.stream.finding import Finding
from wirelens.stream.run import Run
from wirelens.syntax.problems import Problem
from wirelens.terminal.screen import RED, YELLOW, Screen
from wirelens.text import LineIndex

_COLOURS = {"error": RED, "warning": YELLOW}


def tell_problems(screen: Screen, file: str, text: str, problems: Iterable[Problem]) -> None:
    """Prints `chat.http:3:8: error[variable-undefined]: …` for each; spans count in `text`."""
    tell_diagnostics(screen, file, text, map(from_problem, problems))


def tell_diagnostics(screen: Screen, file: str, text: str, found: Iterable[Diagnostic]) -> None:
    """As `tell_problems`, for all that a file's lines can be told of."""
    lines = LineIndex(text)
    for each in found:
        start = each.span.start
        place = f"{file}:{lines.line(start) + 1}:{lines.column(start) + 1}"
        code = f"[{each.code}]" if each.code else ""
        said = f"{place}: {each.severity}{code}: {each.message}"
        screen.tell(said, _COLOURS.get(each.severity, ""))


def read_text(screen: Screen, path: Path) -> str | None:
    """The text of a file, without its byte order mark; None after a message if there is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        screen.tell(f"{path}: cannot be read: {error.strerror or 'unknown error'}", RED)
        return None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return data.decode(encoding, "replace")


def finding_line(run: Run, finding: Finding) -> int:
    """The line of the request file that a finding is about, from 1."""
    below = 0
    if finding.code == "assertion-failed" and finding.directive is not None:
        below = run.rules.assertions[finding.directive].line
    return run.requested.line + below + 1
