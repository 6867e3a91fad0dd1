"""The table that ends a command of several runs: one line each, what failed first to be seen."""

from collections.abc import Iterable, Sequence

from wirelens.ide.end_words import assertion_count
from wirelens.ide.escapes import short_line
from wirelens.ide.measures import counted, duration, speed
from wirelens.stream.run import Run
from wirelens.stream.timing import timing
from wirelens.stream.verdict import verdict
from wirelens.terminal.exits import OK, exit_code

HEADINGS = ("", "request", "status", "verdict", "ttft", "rate", "assertions", "time")
LONGEST_NAME = 40

Row = tuple[str, ...]


def row(run: Run) -> Row:
    """One run's line."""
    asked, times = run.requested, timing(run)
    name = run.redaction.redact(asked.name or f"{asked.method} {asked.url}")
    return (
        "✓" if exit_code(run) == OK else "✗",
        short_line(name, LONGEST_NAME),
        "-" if run.response is None else str(run.response.status),
        verdict(run) or "pending",
        "-" if times.ttft is None else duration(times.ttft),
        (speed(times.answer) if times.answer is not None else None) or "-",
        assertion_count(run) or "-",
        "-" if times.end is None else duration(times.end),
    )


def table(rows: Sequence[Row]) -> str:
    """The rows under their headings, columns aligned, and how many failed."""
    widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
    failed = sum(each[0] == "✗" for each in rows)
    sums = f"{counted(len(rows), 'request')}, {failed} failed"
    return "\n".join([*_lines([HEADINGS, *rows], widths), "", sums]) + "\n"


def _lines(rows: Iterable[Row], widths: Sequence[int]) -> Iterable[str]:
    for each in rows:
        cells = (cell.ljust(width) for cell, width in zip(each, widths, strict=True))
        yield "  ".join(cells).rstrip()
