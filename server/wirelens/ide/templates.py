"""The templates of a block: wherever references may stand."""

from collections.abc import Iterator

from wirelens.syntax.nodes import (
    Block,
    HeaderField,
    HeaderSplice,
    InputFile,
    Request,
    Template,
    Text,
)


def templates(block: Block) -> Iterator[Template]:
    """Every template of a block, in file order."""
    for variable in block.variables:
        yield variable.value
    if block.request is not None:
        yield from request_templates(block.request)


def request_templates(request: Request) -> Iterator[Template]:
    """Every template of a request, in file order."""
    yield from request.line.targets
    for header in request.headers:
        if isinstance(header, HeaderField):
            yield header.name
            yield header.value
        elif isinstance(header, HeaderSplice):
            yield Template(header.span, (header.reference,))
    for part in request.body.parts if request.body else ():
        if isinstance(part, Text):
            yield part.template
        elif isinstance(part, InputFile):
            yield part.path
