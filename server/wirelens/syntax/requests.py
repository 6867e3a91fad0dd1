"""Which requests a file has: all of them, the one at a place, those of one name."""

from collections import defaultdict
from collections.abc import Iterator

from wirelens.syntax.names import slug
from wirelens.syntax.nodes import Block, Comment, RequestFile
from wirelens.syntax.problems import Problem
from wirelens.text import LineIndex, Span


def requests(file: RequestFile) -> Iterator[tuple[int, Block]]:
    """The blocks that have a request, each with its offset in the file."""
    for start, block in zip(file.starts, file.blocks, strict=True):
        if block.request is not None:
            yield start, block


def request_span(block: Block) -> Span | None:
    """From a block's request line to the end of the last line in it that is no comment.

    So it takes in assertions, handlers, and the variables that what comes next may need.
    """
    request = block.request
    if request is None:
        return None
    after = block.nodes[block.nodes.index(request) :]
    last = next(node for node in reversed(after) if not isinstance(node, Comment))
    return Span(request.span.start, last.span.end)


def request_at(file: RequestFile, offset: int) -> tuple[int, Block] | None:
    """The block around `offset` and where it starts, if it has a request."""
    index = file.blocks.at(offset)
    block = file.blocks[index]
    return (file.starts[index], block) if block.request is not None else None


def request_at_line(file: RequestFile, line: int) -> tuple[int, Block] | None:
    """The block around the 0-based line, if it has a request; reads the file's whole text."""
    starts = LineIndex("".join(block.text for block in file.blocks)).starts
    return request_at(file, starts[line]) if 0 <= line < len(starts) else None


def duplicate_names(file: RequestFile) -> list[Problem]:
    """A problem at each `@name` that others bear too; spans count from the start of the file.

    Titles repeat, and nobody minds: a name is given to be referred to.
    """
    spans: dict[str, list[Span]] = defaultdict(list)
    for start, block in requests(file):
        for name, span in given_names(block):
            spans[name].append(span.moved(start))
    return [
        duplicate_name(span, name, len(all_))
        for name, all_ in spans.items()
        if len(all_) > 1
        for span in all_
    ]


def given_names(block: Block) -> Iterator[tuple[str, Span]]:
    """What `@name` calls the block's request in references, and where it stands in the block."""
    if block.request is None:
        return
    for directive in block.directives:
        if directive.name == "name" and slug(directive.value):
            yield slug(directive.value), directive.value_span


def duplicate_name(span: Span, name: str, count: int) -> Problem:
    """The problem of a name that `count` requests bear."""
    message = f'the name "{name}" is given to {count} requests'
    return Problem(span, "request-name-duplicate", message)
