"""References in references, `{{ {{kind}}_url }}`, and in braces of their own, `{{{name}}}`.

The grammar finds the innermost references alone: what stands around them is literal text to it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from wirelens.syntax.nodes import Literal, Reference
from wirelens.text import Span

Part = Literal | Reference

_DEEPEST = 64
_TOKEN = re.compile(r"\{\{|\}\}|[\r\n]+|(?:(?!\{\{|\}\})[^\r\n])+")


def nested_parts(parts: Sequence[Part]) -> list[Part]:
    """The parts with each outer reference as one; its expression holds the inner ones in braces."""
    plain = list(_unbraced(parts))
    if not any(isinstance(part, Literal) and "{{" in part.text for part in plain):
        return plain
    found: list[Part] = []
    opened: list[int] = []  # where in `found` the braces stand that nothing has closed
    for token in _tokens(plain):
        found.append(token)
        if not isinstance(token, Literal):
            continue
        if token.text == "{{":
            opened.append(len(found) - 1)
            del opened[:-_DEEPEST]
        elif token.text == "}}" and opened:
            _close(found, opened.pop())
        elif token.text[:1] in ("\r", "\n"):
            opened.clear()  # a reference does not go on in the next line
    return list(_joined(found))


def _unbraced(parts: Sequence[Part]) -> Iterator[Part]:
    """`{{{name}}}` is `{`, a reference and `}`; the grammar reads a reference to `{name`."""
    for index, part in enumerate(parts):
        after = parts[index + 1] if index + 1 < len(parts) else None
        closed = isinstance(after, Literal) and after.text.startswith("}")
        if isinstance(part, Reference) and closed and part.expression.startswith("{"):
            start, end = part.span.start, part.expression_span.end
            expression = part.expression[1:].lstrip()
            yield Literal(Span(start, start + 1), "{")
            place = Span(end - len(expression), end)
            yield Reference(Span(start + 1, part.span.end), expression, place)
        else:
            yield part


def _tokens(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, literals cut at braces and line ends."""
    for part in parts:
        if isinstance(part, Reference):
            yield part
            continue
        for match in _TOKEN.finditer(part.text):
            yield Literal(Span(*match.span()).moved(part.span.start), match[0])


def _close(found: list[Part], opening: int) -> None:
    """Makes one reference of what stands between braces, if there is one in it."""
    inside = found[opening + 1 : -1]
    if not any(isinstance(part, Reference) for part in inside):
        return
    span = Span(found[opening].span.start, found[-1].span.end)
    written = "".join(map(_written, inside))
    expression = written.strip()
    start = span.start + 2 + len(written) - len(written.lstrip())
    place = Span(start, span.end - 2 - len(written) + len(written.rstrip()))
    inner = tuple(part for part in inside if isinstance(part, Reference))
    found[opening:] = [Reference(span, expression, place, inner)]


def _written(part: Part) -> str:
    return part.text if isinstance(part, Literal) else f"{{{{{part.expression}}}}}"


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbouring literals as one again."""
    literals: list[Literal] = []
    for part in parts:
        if isinstance(part, Literal):
            literals.append(part)
            continue
        if literals:
            yield _one(literals)
            literals = []
        yield part
    if literals:
        yield _one(literals)


def _one(literals: list[Literal]) -> Literal:
    span = Span(literals[0].span.start, literals[-1].span.end)
    return Literal(span, "".join(literal.text for literal in literals))
