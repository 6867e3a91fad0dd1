"""One block's text to its nodes: the actions of the grammar, one for each terminal and rule."""

import re
from functools import partial
from typing import Any

from wirelens.grammar import Action, Grammar, Terminal
from wirelens.syntax import pieces
from wirelens.syntax.body import message_body
from wirelens.syntax.directives import canonical
from wirelens.syntax.headers import header_section
from wirelens.syntax.lines import LineLexer
from wirelens.syntax.nodes import (
    Assertion,
    Broken,
    Comment,
    Directive,
    HeaderField,
    HeaderSplice,
    Node,
    Opaque,
    Request,
    RequestLine,
    Separator,
    Template,
    Variable,
)
from wirelens.syntax.templates import TemplateAt, reference, template
from wirelens.text import Span

# The terminals that stand for what other tools run, and what to call it.
OPAQUE = {
    "RESPONSE_HANDLER": "response handler",
    "RESPONSE_HANDLER_FILE": "response handler",
    "RESPONSE_REF": "response reference",
    "RESPONSE_FILE": "response file",
    "PRE_REQUEST_SCRIPT": "pre-request script",
    "PRE_REQUEST_FILE": "pre-request script",
    "IMPORT": "import",
    "RUN": "run",
    "PROTO": "proto file",
    "CURL": "curl command",
    "JAVASCRIPT": "JavaScript block",
    "RESPONSE": "pasted response",
    "HEADER_SPREAD": "header spread",
}

_Parsed = tuple[Separator | None, tuple[Node, ...]]


class BlockParser:
    """The compiled grammar, and the tree that its actions build."""

    def __init__(self) -> None:
        self._grammar: Grammar[_Parsed] = Grammar("http.lark", "block", self._actions())
        self._patterns = self._grammar.patterns
        self._lexer = LineLexer(self._patterns)
        self.template: TemplateAt = partial(template, self._patterns["REFERENCE"])

    def parse(self, text: str) -> _Parsed:
        """The separator and the nodes of a block; any text has some."""
        return self._grammar.parse(self._lexer.terminals(text))

    def _actions(self) -> dict[str, Action]:
        return {
            "SEPARATOR": self._separator,
            "DIRECTIVE": _directive_line,
            "COMMENT": pieces.comment,
            "BLOCK_COMMENT": pieces.comment,
            "VARIABLE": self._variable,
            "ASSERTION": _assertion,
            "BROKEN": _broken,
            "HEADER_FIELD": self._header_field,
            "HEADER_SPLICE": self._header_splice,
            "HEADER_COMMENT": pieces.comment,
            "HEADER_ASSERTION": _assertion,
            "BROKEN_LINE": _broken,
            **{terminal: partial(_opaque, kind) for terminal, kind in OPAQUE.items()},
            "request_line": self._request_line,
            "request": self._request,
            "block": self._block,
        }

    def _separator(self, match: re.Match[str]) -> tuple[Separator, list[Node]]:
        """The separator, and the directive that it may be at once: `### @name x`."""
        span = Span(match.start("mark"), match.end("title"))
        separator = Separator(span, match["title"], pieces.group_span(match, "title"))
        if not separator.title.startswith("@"):
            return separator, []
        line_as_directive = self._patterns["DIRECTIVE"].match(match.string, span.start)
        directive = line_as_directive and _directive(line_as_directive)
        return separator, [directive] if directive else []

    def _variable(self, match: re.Match[str]) -> Variable:
        return Variable(
            span=Span(match.start("name") - len("@"), match.end("value")),
            name=match["name"],
            name_span=pieces.group_span(match, "name"),
            value=self.template(match.string, *match.span("value")),
        )

    def _request_line(self, children: list[Terminal]) -> tuple[RequestLine, list[Comment]]:
        """The line, and the comments after it, which belong to the header section."""
        name, first = children[0]
        targets: list[Template] = []
        comments: list[Comment] = []
        pending: list[Comment] = []
        version = None
        for terminal, match in children:
            if terminal == "TARGET_COMMENT":
                pending.append(pieces.comment(match))
                continue
            targets.append(self.template(first.string, *match.span("target")))
            version = pieces.word(match, "version") or version
            comments += pending
            pending = []
        method = pieces.word(first, "method") if name != "TARGET_LINE" else None
        start = method.span.start if method else targets[0].span.start
        end = max(targets[-1].span.end, version.span.end if version else 0)
        line = RequestLine(Span(start, end), method, tuple(targets), version, tuple(comments))
        return line, pending

    def _header_field(self, match: re.Match[str]) -> HeaderField:
        name = self.template(match.string, *match.span("name"))
        value = self.template(match.string, *match.span("value"))
        return HeaderField(Span(name.span.start, value.span.end), name, value)

    def _header_splice(self, match: re.Match[str]) -> HeaderSplice:
        span = pieces.content_span(match)
        return HeaderSplice(span, reference(match.string, span.start, span.end))

    def _request(self, children: list[Any]) -> list[Node]:
        """The request, and the comments after its body, which are the block's."""
        (line, comments), *rest = children
        lines = rest.pop() if rest and isinstance(rest[-1], list) else []
        headers = header_section([*comments, *rest], self.template)
        body, after = message_body(lines, line, headers, self.template)
        fields = [header for header in headers if not isinstance(header, Comment)]
        end = (body or (fields[-1] if fields else line)).span.end
        return [Request(Span(line.span.start, end), line, headers, body), *after]

    def _block(self, children: list[Any]) -> _Parsed:
        separator: Separator | None = None
        nodes: list[Node] = []
        for child in children:
            if isinstance(child, list):
                nodes += child
            elif isinstance(child, tuple):
                separator, nodes = child
            else:
                nodes.append(child)
        return separator, tuple(nodes)


def _directive_line(match: re.Match[str]) -> Directive | Comment:
    directive = _directive(match)
    if directive is not None:
        return directive
    span = Span(match.start("mark"), pieces.content_span(match).end)
    mark = 1 if match["mark"].startswith("#") else 2
    return Comment(span, match.string[span.start + mark : span.end])


def _directive(match: re.Match[str]) -> Directive | None:
    """The directive where the grammar's `DIRECTIVE` matched; None if there is none of that name."""
    name = canonical(match["name"])
    if name is None:
        return None
    end = match.end("name")
    value = pieces.group_span(match, "value") if match["value"] else Span(end, end)
    return Directive(
        span=Span(match.start("mark"), value.end),
        name=name,
        name_span=pieces.group_span(match, "name"),
        value=match["value"],
        value_span=value,
    )


def _assertion(match: re.Match[str]) -> Assertion:
    span = Span(match.start("mark"), match.end("text"))
    return Assertion(span, match["text"], pieces.group_span(match, "text"))


def _opaque(kind: str, match: re.Match[str]) -> Opaque:
    span = pieces.content_span(match)
    has_content = match.groupdict().get("content") is not None
    return Opaque(span, kind, pieces.group_span(match, "content") if has_content else span)


def _broken(match: re.Match[str]) -> Broken:
    return Broken(pieces.content_span(match))
