"""Text in which variables may stand, cut into literals and references."""

import re
from collections.abc import Callable

from wirelens.syntax.nested import nested_parts
from wirelens.syntax.nodes import Literal, Reference, Template
from wirelens.text import Span

TemplateAt = Callable[[str, int, int], Template]  # of a text, from one offset to another


def template(references: re.Pattern[str], text: str, start: int, end: int) -> Template:
    """The template in `text` from `start` to `end`; `references` is the grammar's `REFERENCE`."""
    span = Span(start, end)
    if text.find("{{", start, end) < 0:
        return Template(span, (Literal(span, text[start:end]),) if end > start else ())
    parts: list[Literal | Reference] = []
    for match in references.finditer(text, start, end):
        if match.start() > start:
            parts.append(_literal(text, start, match.start()))
        parts.append(reference(text, *match.span()))
        start = match.end()
    if end > start:
        parts.append(_literal(text, start, end))
    return Template(span, tuple(nested_parts(parts)))


def reference(text: str, start: int, end: int) -> Reference:
    """The reference `{{…}}` in `text` from `start` to `end`."""
    inner = text[start + 2 : end - 2]
    expression = inner.strip()
    inside = start + 2 + len(inner) - len(inner.lstrip())
    return Reference(Span(start, end), expression, Span(inside, inside + len(expression)))


def _literal(text: str, start: int, end: int) -> Literal:
    return Literal(Span(start, end), text[start:end])
