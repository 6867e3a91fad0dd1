"""Document symbols: the requests and the variables of a file, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wirelens.ide.escapes import short_line
from wirelens.ide.runnables import Runnable, runnables
from wirelens.syntax.nodes import RequestFile
from wirelens.text import Span

Kind = Literal["request", "variable"]

LONGEST = 100  # characters of a name or a detail


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol; `selection` lies in `span`, both count from the start of the file."""

    name: str
    detail: str
    kind: Kind
    span: Span
    selection: Span


def symbols(file: RequestFile) -> list[Symbol]:
    """The symbols of the file, those of other protocols than HTTP too."""
    found = [*map(_request, runnables(file)), *_variables(file)]
    return sorted(found, key=lambda symbol: symbol.span.start)


def _request(runnable: Runnable) -> Symbol:
    sent = f"{runnable.method} {runnable.target}"
    return Symbol(
        name=short_line(runnable.name or sent, LONGEST),
        detail=short_line(sent, LONGEST),
        kind="request",
        span=runnable.span,
        selection=runnable.line,
    )


def _variables(file: RequestFile) -> Iterator[Symbol]:
    for start, block in zip(file.starts, file.blocks, strict=True):
        for variable in block.variables:
            yield Symbol(
                name=short_line(variable.name, LONGEST),
                detail=short_line(variable.value.span.of(block.text), LONGEST),
                kind="variable",
                span=variable.span.moved(start),
                selection=variable.name_span.moved(start),
            )
