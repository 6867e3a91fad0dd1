"""Which requests of the files are meant: by name, by line, all, or the only one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from wirelens.stream.run import Requested
from wirelens.syntax.decisions import decisions_for
from wirelens.syntax.names import slug
from wirelens.syntax.nodes import Block
from wirelens.syntax.parse import Parse, parse
from wirelens.syntax.requests import request_span, requests
from wirelens.terminal.listing import rows, table
from wirelens.terminal.places import read_text, tell_problems
from wirelens.terminal.screen import RED, Screen
from wirelens.text import LineIndex

SUFFIXES = (".http", ".rest")  # of request files


@dataclass(frozen=True, slots=True)
class Source:
    """One request file that was read."""

    path: Path
    text: str
    parse: Parse


@dataclass(frozen=True, slots=True)
class Selected:
    """One request to send; `start` is its block's offset in the file."""

    source: Source
    start: int
    block: Block
    requested: Requested


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says: at most one of the three."""

    name: str | None = None
    line: int | None = None  # from 1
    all: bool = False


def read_sources(screen: Screen, files: Sequence[Path], syntax: str) -> list[Source] | None:
    """The files, or None after a message about each that cannot be read."""
    texts = [(path, read_text(screen, path)) for path in files]
    sources = [
        Source(path, text, parse(text, decisions_for(syntax, path.name)))
        for path, text in texts
        if text is not None
    ]
    return sources if len(sources) == len(texts) else None


def select(screen: Screen, sources: Sequence[Source], wish: Wish) -> list[Selected]:
    """The requests that are meant, in file order; empty after a message if none or too many."""
    found = [each for source in sources for each in _requests(source)]
    chosen = [each for each in found if _is_meant(each, wish)]
    named = wish.name is not None or wish.line is not None or wish.all
    if chosen and (named or len(chosen) == 1):
        return chosen
    listed = [
        row for source in sources for row in rows(str(source.path), source.text, source.parse)
    ]
    if not found:
        for source in sources:
            tell_problems(screen, str(source.path), source.text, source.parse.problems)
        screen.tell(f"{', '.join(str(source.path) for source in sources)}: no request in it", RED)
    elif chosen:
        screen.tell("several requests: say which with --name, --line or --all", RED)
    elif wish.name is not None:
        screen.tell(f'no request is named "{wish.name}"', RED)
    else:
        screen.tell(f"no request stands at line {wish.line}", RED)
    screen.err.write(table(listed))
    return []


def _requests(source: Source) -> Iterator[Selected]:
    lines = LineIndex(source.text)
    for start, block in requests(source.parse.file):
        span = request_span(block)
        if span is not None:
            first, last = start + span.start, start + max(span.start, span.end - 1)
            yield Selected(source, start, block, _requested(source, block, lines, (first, last)))


def _requested(source: Source, block: Block, lines: LineIndex, span: tuple[int, int]) -> Requested:
    return Requested(
        method="",
        url="",
        name=block.name or None,
        file=str(source.path),
        line=lines.line(span[0]),
        end_line=lines.line(span[1]),
    )


def _is_meant(each: Selected, wish: Wish) -> bool:
    if wish.name is not None:
        names = (each.block.name, slug(each.block.name))
        return any(fnmatchcase(name, wish.name) for name in names)
    if wish.line is not None:
        lines = LineIndex(each.source.text)
        first = lines.line(each.start)
        last = lines.line(max(each.start, each.start + len(each.block.text) - 1))
        return first <= wish.line - 1 <= last
    return True
