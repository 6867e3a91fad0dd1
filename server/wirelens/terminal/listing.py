"""`wirelens list`: the requests of files, as rows for people or as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wirelens.ide.escapes import visible_line
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.syntax.decisions import decisions_for
from wirelens.syntax.parse import Parse, parse
from wirelens.syntax.requests import request_span, requests
from wirelens.terminal.exits import OK, WRONG_USE
from wirelens.terminal.places import read_text
from wirelens.terminal.screen import Screen
from wirelens.text import LineIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One request; lines count from 1, the first one is the request line."""

    file: str
    name: str | None
    method: str
    target: str
    line: int
    end_line: int


def rows(file: str, text: str, parsed: Parse) -> list[Row]:
    """The requests of one file, in order."""
    lines = LineIndex(text)
    found: list[Row] = []
    for start, block in requests(parsed.file):
        request, span = block.request, request_span(block)
        if request is None or span is None:
            continue
        line = request.line
        found.append(
            Row(
                file=file,
                name=block.name or None,
                method=line.method.text if line.method else "GET",
                target="".join(piece.span.of(block.text) for piece in line.targets),
                line=lines.line(start + span.start) + 1,
                end_line=lines.line(start + max(span.start, span.end - 1)) + 1,
            )
        )
    return found


def list_requests(screen: Screen, files: Sequence[Path], format_: str, syntax: str) -> int:
    """Prints the requests of `files`."""
    found: list[Row] = []
    code = OK
    for path in files:
        text = read_text(screen, path)
        if text is None:
            code = WRONG_USE
        else:
            found += rows(str(path), text, parse(text, decisions_for(syntax, path.name)))
    if format_ == "json":
        screen.write(dump_json([_object(row) for row in found], indent=2) + "\n")
    else:
        screen.write(table(found))
    return code


def table(found: Iterable[Row]) -> str:
    """Rows with columns in line: place, method, target, name."""
    cells = [(f"{row.file}:{row.line}", row.method, row.name or "", row.target) for row in found]
    widths = [max((len(row[column]) for row in cells), default=0) for column in range(3)]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in cells
    )
    return "".join(f"{visible_line(line.rstrip())}\n" for line in lines)


def _object(row: Row) -> dict[str, JsonValue]:
    return {
        "file": row.file,
        "name": row.name,
        "method": row.method,
        "target": row.target,
        "line": row.line,
        "end_line": row.end_line,
    }
