"""The header section of a request: its lines, a value that goes on in the next line joined."""

import re
from collections.abc import Iterable

from wirelens.grammar import Terminal
from wirelens.syntax import pieces
from wirelens.syntax.nodes import Broken, Header, HeaderField, Literal, Template
from wirelens.syntax.templates import TemplateAt
from wirelens.text import Span


def header_section(lines: Iterable[Header | Terminal], template: TemplateAt) -> tuple[Header, ...]:
    """The headers; a terminal among the lines is one that goes on with the field before it."""
    headers: list[Header] = []
    for line in lines:
        last = headers[-1] if headers else None
        if not isinstance(line, tuple):
            headers.append(line)
        elif isinstance(last, HeaderField):
            headers[-1] = _folded(last, line[1], template)
        else:
            headers.append(Broken(pieces.content_span(line[1])))
    return tuple(headers)


def _folded(field: HeaderField, line: re.Match[str], template: TemplateAt) -> HeaderField:
    value = field.value
    more = template(line.string, *line.span("value"))
    space = Literal(Span(value.span.end, more.span.start), " ")
    return HeaderField(
        span=Span(field.span.start, more.span.end),
        name=field.name,
        value=Template(Span(value.span.start, more.span.end), (*value.parts, space, *more.parts)),
    )
