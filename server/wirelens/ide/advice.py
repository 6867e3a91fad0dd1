"""What is told about a block's request before it is sent."""

from collections.abc import Iterator

from wirelens.ide.pre_send import Advice, pre_send
from wirelens.syntax.nodes import Block, HeaderField, HeaderSplice, InputFile, Request, Text


def block_advice(block: Block) -> list[Advice]:
    """The advice for the block's request as it is written."""
    request = block.request
    if request is None:
        return []
    method = request.line.method
    target = "".join(piece.span.of(block.text) for piece in request.line.targets)
    names = list(_field_names(block, request))
    return pre_send(method.text if method else "GET", target, names, _body(block, request))


def _field_names(block: Block, request: Request) -> Iterator[str]:
    """The names of the header fields; a variable that holds whole fields is one."""
    for header in request.headers:
        if isinstance(header, HeaderField):
            yield header.name.span.of(block.text)
        elif isinstance(header, HeaderSplice):
            yield header.span.of(block.text)


def _body(block: Block, request: Request) -> str:
    """The body as the file spells it out; "" where other files have a part in it."""
    parts = () if request.body is None else request.body.parts
    if any(isinstance(part, InputFile) for part in parts):
        return ""
    return "".join(part.span.of(block.text) for part in parts if isinstance(part, Text))
