"""The requests of a file that an editor can offer to send."""

from collections.abc import Iterator
from dataclasses import dataclass

from wirelens.syntax.nodes import Block, Request, RequestFile
from wirelens.syntax.requests import request_span
from wirelens.text import Span


@dataclass(frozen=True, slots=True)
class Runnable:
    """One request: the number of its block, and its places counted from the start of the file.

    `offset` is where its request line starts; the line itself, as far as the first piece of the
    target goes, is `line`. The target is as written.
    """

    block: int
    offset: int
    line: Span
    span: Span
    name: str | None
    method: str
    target: str


def runnables(file: RequestFile) -> list[Runnable]:
    """Every request of the file, in order."""
    return list(_runnables(file))


def runnable_at(file: RequestFile, offset: int) -> Runnable | None:
    """The request of the block in which `offset` stands."""
    number = file.blocks.at(offset)
    return _runnable(number, file.starts[number], file.blocks[number])


def line_span(request: Request) -> Span:
    """The request line, without what continues it in other lines; counts in the block."""
    line = request.line
    return Span(line.span.start, line.targets[0].span.end)


def _runnables(file: RequestFile) -> Iterator[Runnable]:
    for number, (start, block) in enumerate(zip(file.starts, file.blocks, strict=True)):
        found = _runnable(number, start, block)
        if found is not None:
            yield found


def _runnable(number: int, start: int, block: Block) -> Runnable | None:
    request, span = block.request, request_span(block)
    if request is None or span is None:
        return None
    line = request.line
    return Runnable(
        block=number,
        offset=start + span.start,
        line=line_span(request).moved(start),
        span=span.moved(start),
        name=block.name or None,
        method=line.method.text if line.method else "GET",
        target="".join(piece.span.of(block.text) for piece in line.targets),
    )
