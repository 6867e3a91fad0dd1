"""What would keep a request from being sent, told before anyone sends it.

The request is prepared as for sending, with what only a run will know taken for granted; whatever
stands where that has a part in the value is not told. Nothing is sent; input files are read.
"""

from collections.abc import Iterator

from wirelens.ide.scope import Scope
from wirelens.ide.templates import request_templates
from wirelens.ide.variable_problems import assumed_scope, is_certain
from wirelens.run.outgoing import Options
from wirelens.run.request import Refused, prepare
from wirelens.run.workspace import Workspace
from wirelens.syntax.nodes import Block, HeaderField, Request
from wirelens.syntax.problems import Problem
from wirelens.text import Span

_FRAMING = ("content-length", "transfer-encoding")  # their faults depend on the body


def unsendable_problems(block: Block, scope: Scope, workspace: Workspace) -> list[Problem]:
    """The problems of the block's request that its text alone does not tell, spans in the block."""
    if block.request is None:
        return []
    assumed = assumed_scope(scope, block)
    prepared = prepare(block, assumed, workspace, Options())
    if not isinstance(prepared, Refused):
        return []
    known = {*block.problems}
    uncertain = list(_uncertain(block.request, block.text, assumed))
    return [
        each
        for each in prepared.problems
        if each not in known and not any(_touch(each.span, span) for span in uncertain)
    ]


def _uncertain(request: Request, text: str, scope: Scope) -> Iterator[Span]:
    """Where something stands that only a run will know."""
    spans = [each.span for each in request_templates(request) if not is_certain(each, scope)]
    yield from spans
    body = request.body
    if body is not None and any(_touch(span, body.span) for span in spans):
        for header in request.headers:
            if isinstance(header, HeaderField):
                name = header.name.span.of(text).strip().lower()
                if name in _FRAMING:
                    yield header.span


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
