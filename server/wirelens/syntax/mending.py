"""The fixes of what is malformed, where it is plain what was meant; spans count in the block."""

import re

from wirelens.syntax.methods import FREQUENT
from wirelens.syntax.near_fields import near_field
from wirelens.syntax.near_values import near_value
from wirelens.syntax.nodes import Broken, Comment, Directive, Request, Word
from wirelens.syntax.problems import Edit, Fix, replacement
from wirelens.syntax.spelling import meant
from wirelens.text import Span

_LINE_END = re.compile(r"\r\n?|\n")
_VARIABLE = re.compile(r"@(?P<name>[^\s=:]+)(?P<gap>:?[ \t]+)(?=[^\s=])")


def value_fixes(directive: Directive) -> tuple[Fix, ...]:
    """What makes the value of a directive one that it takes."""
    near = near_value(directive.name, directive.value)
    if near is None:
        return ()
    if near:
        return (replacement(f'Change to "{near}"', directive.value_span, near),)
    after_name = Span(directive.name_span.end, directive.value_span.end)
    return (replacement(f'Remove "{directive.value}"', after_name, ""),)


def method_fixes(method: Word) -> tuple[Fix, ...]:
    """The frequent method that an unusual one differs from by a slip."""
    name = meant(method.text, FREQUENT)
    return (replacement(f'Change to "{name}"', method.span, name),) if name else ()


def header_fixes(text: str, header: Broken) -> tuple[Fix, ...]:
    """The field that a line was meant to be."""
    field = near_field(header.span.of(text))
    return () if field is None else (replacement(f'Change to "{field}"', header.span, field),)


def may_begin_body(request: Request) -> Broken | None:
    """The line from which on no line of a header section is one, where there is no body."""
    fields = [each for each in request.headers if not isinstance(each, Comment)]
    first = next((i for i, each in enumerate(fields) if isinstance(each, Broken)), len(fields))
    broken = [each for each in fields[first:] if isinstance(each, Broken)]
    is_last = request.body is None and len(broken) == len(fields) - first
    return broken[0] if broken and is_last else None


def separating_fixes(text: str, header: Broken) -> tuple[Fix, ...]:
    """A blank line before the line that may begin the body."""
    end = _LINE_END.search(text)
    if end is None:
        return ()
    at = header.span.start
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    return (Fix("Insert a blank line", (Edit(Span(start, start), end[0]),), preferred=False),)


def variable_fixes(line: str, start: int) -> tuple[Fix, ...]:
    """The `=` that a line such as `@name value` lacks; the line starts at `start`."""
    match = _VARIABLE.match(line)
    if match is None:
        return ()
    gap = Span(*match.span("gap")).moved(start)
    return (replacement('Insert "="', gap, " = "),)
