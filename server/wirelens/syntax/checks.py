"""What is wrong with a block, as a function of its text and its nodes."""

import re
from collections.abc import Callable, Iterator, Sequence

from wirelens.syntax import methods
from wirelens.syntax.decisions import Decisions
from wirelens.syntax.directives import DIRECTIVES, is_foreign, nearest
from wirelens.syntax.hints import METHOD_LINE, body_hints, directive_hints, separation
from wirelens.syntax.mending import (
    header_fixes,
    may_begin_body,
    method_fixes,
    separating_fixes,
    value_fixes,
    variable_fixes,
)
from wirelens.syntax.nodes import (
    Body,
    Broken,
    Comment,
    Directive,
    Node,
    Opaque,
    Request,
    Word,
)
from wirelens.syntax.problems import Fix, Problem, replacement
from wirelens.text import Span

_LINE_END = re.compile(r"\r\n?|\n")
_NEAR_DIRECTIVE = re.compile(r"[#/]*[ \t]*@(?P<name>[A-Za-z][\w-]*)(?!\S)(?!\s*=)")
_KNOWN_METHODS = methods.USUAL | methods.EVENT_STREAM | {methods.GRAPHQL}
_LONGEST_QUOTE = 40
Fixes = Callable[[str, Broken], tuple[Fix, ...]]
EXECUTED = frozenset({"import", "response file"})  # kinds of opaque nodes that are carried out
_LONGEST_WORD = 12  # of a line that might be a key pasted in the wrong place


def block_problems(text: str, nodes: Sequence[Node], decisions: Decisions) -> Iterator[Problem]:
    """The problems of one block, each with its span in the block."""
    request_seen = False
    for node in nodes:
        match node:
            case Request():
                request_seen = True
                yield from _request_problems(text, node)
            case Directive():
                yield from _value_problems(node)
                yield from directive_hints(node, decisions)
            case Comment() if not request_seen and not text.startswith("/*", node.span.start):
                yield from _near_directive(node, decisions)
            case Opaque() if node.kind not in EXECUTED:
                yield _not_executed(text, node)
            case Broken():
                yield _stray(text, node) if request_seen else _no_request_line(text, node)
            case _:
                pass


def _request_problems(text: str, request: Request) -> Iterator[Problem]:
    protocol = methods.protocol(request.line)
    if protocol is not None:
        span = request.line.method.span if request.line.method else request.line.span
        yield Problem(span, "not-executed", f'requests of "{protocol}" are read but not sent')
        return
    if request.line.method:
        yield from _method_problems(request.line.method)
    begins = may_begin_body(request)
    for header in request.headers:
        if isinstance(header, Broken):
            yield _no_header(text, header, separating_fixes if header is begins else _no_fixes)
        elif isinstance(header, Opaque):
            yield _not_executed(text, header)
    if request.body:
        yield from _blank_line_problems(text, request, request.body)
        yield from body_hints(text, request, request.body)


def _value_problems(directive: Directive) -> Iterator[Problem]:
    shape = DIRECTIVES[directive.name]
    if shape.fits(directive.value):
        return
    found = f'found "{_quote(directive.value)}"' if directive.value else "found nothing"
    yield Problem(
        span=directive.value_span if directive.value else directive.name_span,
        code="directive-value",
        message=f'"@{directive.name}" expects {shape.expected}, {found}',
        fixes=value_fixes(directive),
    )


def _near_directive(comment: Comment, decisions: Decisions) -> Iterator[Problem]:
    match = _NEAR_DIRECTIVE.match(comment.text)
    if match is None:
        return
    meant = nearest(match["name"])
    if meant is None and (not decisions.tells_every_unknown or is_foreign(match["name"])):
        return
    span = Span(*match.span("name")).moved(comment.span.end - len(comment.text))
    yield Problem(
        span=span,
        code="directive-unknown",
        message=f'"@{match["name"]}" is a comment: no directive has that name',
        hint=f'did you mean "@{meant}"?' if meant else "",
        fixes=(replacement(f'Change to "@{meant}"', span, meant),) if meant else (),
    )


def _method_problems(method: Word) -> Iterator[Problem]:
    name = method.text.upper()
    if method.text != name:
        yield Problem(
            span=method.span,
            code="method-unusual",
            message=f'methods are written in capitals, found "{method.text}"',
            fixes=(replacement(f'Change to "{name}"', method.span, name),),
        )
    elif name not in _KNOWN_METHODS:
        message = f'"{name}" is none of the usual methods; it is sent as it stands'
        yield Problem(method.span, "method-unusual", message, fixes=method_fixes(method))


def _no_fixes(_text: str, _header: Broken) -> tuple[Fix, ...]:
    return ()


def _no_header(text: str, header: Broken, else_fixed: Fixes) -> Problem:
    method = METHOD_LINE.match(header.span.of(text))
    if method:
        return _not_separated(text, header, "header-malformed", method[1])
    return Problem(
        span=header.span,
        code="header-malformed",
        message=f'expected a header field, "Name: value", found "{_first_word(text, header)}"',
        hint="a body starts after a blank line",
        fixes=header_fixes(text, header) or else_fixed(text, header),
    )


def _no_request_line(text: str, broken: Broken) -> Problem:
    word = _first_word(text, broken)
    line = _first_line(text, broken.span)
    if word.isupper() and word == line.of(text):
        message = f'expected a request target after "{word}"'
    elif word.startswith("@"):
        message = f'expected "=" and a value after "{word}"'
    else:
        message = f'expected a request line, as in "GET https://…", found "{word}"'
    fixes = variable_fixes(line.of(text), line.start)
    return Problem(line, "request-line-expected", message, fixes=fixes)


def _stray(text: str, broken: Broken) -> Problem:
    method = METHOD_LINE.match(broken.span.of(text))
    if method:
        return _not_separated(text, broken, "request-line-expected", method[1])
    return Problem(
        span=_first_line(text, broken.span),
        code="request-line-expected",
        message=f'expected "###" before what follows a request, '
        f'found "{_first_word(text, broken)}"',
    )


def _not_separated(text: str, broken: Broken, code: str, method: str) -> Problem:
    return Problem(
        span=_first_line(text, broken.span),
        code=code,
        message=f'expected "###" between two requests, found "{method}"',
        fixes=(separation(text, broken.span.start),),
    )


def _blank_line_problems(text: str, request: Request, body: Body) -> Iterator[Problem]:
    before = request.headers[-1] if request.headers else request.line
    ends = _LINE_END.findall(text, before.span.end, body.span.start)
    if len(ends) == 1:
        at = body.span.start
        yield Problem(
            span=_first_line(text, body.span),
            code="blank-line-missing",
            message="expected a blank line between the headers and the body, found none",
            fixes=(replacement("Insert a blank line", Span(at, at), ends[0]),),
        )


def _not_executed(text: str, opaque: Opaque) -> Problem:
    message = f"the {opaque.kind} is not executed"
    return Problem(_first_line(text, opaque.span), "not-executed", message)


def _first_line(text: str, span: Span) -> Span:
    """The first line of what `span` covers: a mark over many lines hides what they say."""
    end = _LINE_END.search(text, span.start, span.end)
    return Span(span.start, end.start() if end else span.end)


def _first_word(text: str, broken: Broken) -> str:
    return _quote(broken.span.of(text).split(maxsplit=1)[0], _LONGEST_WORD)


def _quote(text: str, longest: int = _LONGEST_QUOTE) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
