"""What the lines of a body mean where its type gives them a structure: multipart, GraphQL."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from wirelens.syntax.nodes import BodyPart, GraphQL, HeaderField, Multipart, Part, Text
from wirelens.syntax.templates import TemplateAt
from wirelens.text import Span

_FIELD_LINE = re.compile(r"[ \t]*([^\s:]+)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*(\r\n?|\n|\Z)")
_BLANK_LINE = re.compile(r"[ \t\f]*(?:\r\n?|\n)")
_LAST_LINE_END = re.compile(r"(?:\r\n?|\n)\Z")
# Variables are a JSON object, a variable that holds one, or a file. A selection set starts with a
# brace too, but no name in it is quoted.
_VARIABLES = re.compile(
    r'(?<=[\r\n])[ \t\f]*(?:\r\n?|\n)(?=[ \t]*(?:\{\s*(?:["}]|\{\{)|\{\{|<[@ \t]))'
)


def multipart(
    text: str, parts: Sequence[BodyPart], boundary: str, template: TemplateAt
) -> Multipart:
    """The parts between the boundaries in a body of `parts`, in a block of this text."""
    delimiters = list(_delimiters(text, parts, boundary))
    end = parts[-1].span.end
    last = next((i for i, each in enumerate(delimiters) if each[1]), len(delimiters))
    borders = [each for each, _ in delimiters[: last + 1]]
    if last == len(delimiters):
        borders.append(Span(end, end))  # the closing one is not written yet
    regions = [Span(one.end, other.start) for one, other in pairwise(borders)]
    return Multipart(
        Span(parts[0].span.start, end),
        boundary,
        tuple(_part(text, parts, each, template) for each in regions),
    )


def graphql(text: str, parts: Sequence[BodyPart], template: TemplateAt) -> GraphQL:
    """The query and the variables in a body of `parts`, which a blank line separates."""
    start, end = parts[0].span.start, parts[-1].span.end
    match = _VARIABLES.search(text, start, end)
    if match is None:
        return GraphQL(Span(start, end), tuple(parts), ())
    before = start + len(text[start : match.start()].rstrip())
    return GraphQL(
        span=Span(start, end),
        query=within(text, parts, Span(start, before), template),
        variables=within(text, parts, Span(match.end(), end), template),
    )


def within(
    text: str, parts: Sequence[BodyPart], span: Span, template: TemplateAt
) -> tuple[BodyPart, ...]:
    """The parts inside `span`, texts cut to it."""
    found: list[BodyPart] = []
    first = bisect_right(parts, span.start, key=lambda part: part.span.end)
    for part in map(parts.__getitem__, range(first, len(parts))):
        start, end = max(part.span.start, span.start), min(part.span.end, span.end)
        if start >= end:
            break
        if part.span == Span(start, end):
            found.append(part)
        elif isinstance(part, Text):
            found.append(Text(Span(start, end), template(text, start, end)))
    return tuple(found)


def _delimiters(text: str, parts: Sequence[BodyPart], boundary: str) -> Iterator[tuple[Span, bool]]:
    """Each line that is a boundary, its line end included, and whether it is the closing one."""
    pattern = re.compile(rf"--{re.escape(boundary)}(--)?[ \t]*(?:\r\n?|\n|\Z)")
    for part in parts:
        if not isinstance(part, Text):
            continue
        for match in pattern.finditer(text, part.span.start, part.span.end):
            at = match.start()
            if at == part.span.start or text[at - 1] in "\r\n":
                yield Span(*match.span()), match[1] is not None


def _part(text: str, parts: Sequence[BodyPart], region: Span, template: TemplateAt) -> Part:
    headers: list[HeaderField] = []
    position = region.start
    while match := _FIELD_LINE.match(text, position, region.end):
        name, value = template(text, *match.span(1)), template(text, *match.span(2))
        headers.append(HeaderField(Span(match.start(1), match.end(2)), name, value))
        position = match.end()
    blank = _BLANK_LINE.match(text, position, region.end)
    start = blank.end() if blank else position
    line_end = _LAST_LINE_END.search(text, start, region.end)
    end = line_end.start() if line_end else region.end
    return Part(region, tuple(headers), within(text, parts, Span(start, max(start, end)), template))
