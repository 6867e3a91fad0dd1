"""What other tools read differently, and what was probably meant another way: hints, no faults."""

import re
from collections.abc import Iterator
from dataclasses import replace

from wirelens.syntax.decisions import Decisions
from wirelens.syntax.media_types import FORM, media_type
from wirelens.syntax.names import slug
from wirelens.syntax.nodes import Body, Directive, Request, Text
from wirelens.syntax.problems import Fix, Problem, replacement
from wirelens.text import Span

METHOD_LINE = re.compile(
    r"(?:\A|(?<=[\r\n]))(GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|PATCH)[ \t]+(?:https?:|\{\{|/)\S"
)
_VARIABLE_LINE = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*(@[A-Za-z_][\w.-]*)[ \t]*=")
# A line of a form that neither ends with `&` nor is followed by one that starts with it.
_UNJOINED = re.compile(r"(?<=[^&\s])[ \t]*(?:\r\n?|\n)[ \t]*(?=[^&\s])")
_LINE_END = re.compile(r"\r\n?|\n")
_BARE = re.compile(r"\d+(?:\.\d+)?")
_MANY_SECONDS = 1000  # a bare number from here on is rather meant as milliseconds


def body_hints(text: str, request: Request, body: Body) -> Iterator[Problem]:
    """Lines that are sent with the body and look as if they were none of it."""
    is_form = (media_type(request.headers) or "").startswith(FORM)
    for part in body.parts:
        if not isinstance(part, Text):
            continue
        start, end = part.span.start, part.span.end
        for match in METHOD_LINE.finditer(text, start, end):
            yield _in_body(text, Span(*match.span(1)), match.start(), "make it a request")
        for match in _VARIABLE_LINE.finditer(text, start, end):
            yield _in_body(text, Span(*match.span(1)), match.start(), "define a variable")
        if is_form:
            yield from (_unjoined(text, match) for match in _UNJOINED.finditer(text, start, end))


def directive_hints(directive: Directive, decisions: Decisions) -> Iterator[Problem]:
    """A value that other tools understand in another way, or not at all."""
    value, span = directive.value, directive.value_span
    plain = decisions.plain_name
    if (
        directive.name == "name"
        and plain is not None
        and slug(value)
        and not plain.fullmatch(value)
    ):
        yield Problem(
            span=span,
            code="directive-unknown",
            message=f'"{value}" names the request here alone, '
            'other tools expect letters, digits and "_"',
            hint=f'references call it "{slug(value)}"',
        )
    bare = decisions.timeout_unit == 1 and _BARE.fullmatch(value)
    if directive.name == "timeout" and bare and float(value) >= _MANY_SECONDS:
        yield Problem(
            span=span,
            code="directive-unknown",
            message=f'"@timeout {value}" is {value} seconds here, and milliseconds to httpyac',
            hint=f'write the unit, as in "{value} ms"',
            fixes=(replacement(f'Change to "{value} ms"', span, f"{value} ms"),),
        )


def separation(text: str, at: int) -> Fix:
    """The fix that makes a request of its own of what stands at an offset."""
    end = _LINE_END.search(text)
    return replacement('Insert "###"', Span(at, at), "###" + (end[0] if end else "\n"))


def _in_body(text: str, span: Span, line_start: int, purpose: str) -> Problem:
    return Problem(
        span=span,
        code="method-in-body",
        message=f'"{span.of(text)}" is sent as part of the body above it',
        hint=f'put a line "###" before it to {purpose}',
        fixes=(replace(separation(text, line_start), preferred=False),),
    )


def _unjoined(text: str, match: re.Match[str]) -> Problem:
    end = _LINE_END.search(text, match.end())
    at = match.end()
    return Problem(
        span=Span(at, end.start() if end else len(text)),
        code="method-in-body",
        message="the line end before this line is sent as part of the form",
        hint='put "&" between two parameters',
        fixes=(replacement('Insert "&"', Span(at, at), "&"),),
    )
