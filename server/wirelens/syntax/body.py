"""The message body of a request, made of its lines."""

import re
from collections.abc import Iterable, Sequence

from wirelens.grammar import Terminal
from wirelens.syntax import pieces
from wirelens.syntax.nodes import (
    Body,
    Comment,
    Header,
    HeaderField,
    InputFile,
    Literal,
    RequestLine,
    Template,
    Text,
)
from wirelens.syntax.templates import TemplateAt
from wirelens.text import Span

# A line that starts with `#` or `//` means nothing in these. In GraphQL, CSV, Markdown or plain
# text it may, so there it is sent.
_DROPPING = re.compile(r"(?i:\s*[\w.-]+/(?:[\w.-]+\+)?(?:json|x-www-form-urlencoded|x-ndjson)\b)")
_BLANKS = re.compile(r"[^\S\r\n]*")

_Part = Text | InputFile | Comment


def drops_comments(line: RequestLine, headers: Iterable[Header]) -> bool:
    """Whether comment lines in the body are for the readers of the file alone.

    They are in a body of no media type: REST Client, JetBrains and httpyac drop them everywhere.
    """
    if line.method is not None and line.method.text == "GRAPHQL":
        return False
    for header in headers:
        if isinstance(header, HeaderField) and _literal(header.name).lower() == "content-type":
            return _DROPPING.match(_literal(header.value)) is not None
    return True


def message_body(
    lines: Sequence[Terminal], drops: bool, template: TemplateAt
) -> tuple[Body | None, list[Comment]]:
    """The body, and the comments that follow its last line."""
    end = len(lines)
    while end and _is_idle(lines[end - 1], drops):
        end -= 1
    after = [pieces.comment(match) for name, match in lines[end:] if name == "BODY_COMMENT"]
    if not end:
        return None, after
    parts = _parts(lines[:end], drops, template)
    return Body(Span(parts[0].span.start, parts[-1].span.end), tuple(parts)), after


def _is_idle(line: Terminal, drops: bool) -> bool:
    """Whether the line adds nothing to a body that ends before it."""
    return line[1][0].isspace() or (drops and line[0] == "BODY_COMMENT")


def _parts(lines: Sequence[Terminal], drops: bool, template: TemplateAt) -> list[_Part]:
    parts: list[_Part] = []
    text = lines[0][1].string
    start = -1  # of the text since the last part; -1 where the body has not begun
    for name, match in lines:
        if name == "INPUT_FILE_REF":
            parts += _text(text, start, match.start(), template)
            parts.append(_input_file(match, template))
            start = match.end("path")
        elif drops and name == "BODY_COMMENT":
            parts += _text(text, start, match.start(), template)
            parts.append(pieces.comment(match))
            start = match.end() if start >= 0 else start
        elif start < 0:
            start = match.start()
    if lines[-1][0] != "INPUT_FILE_REF":
        parts += _text(text, start, _end(lines[-1][1]), template)
    return parts


def _text(text: str, start: int, end: int, template: TemplateAt) -> list[_Part]:
    return [Text(Span(start, end), template(text, start, end))] if 0 <= start < end else []


def _end(match: re.Match[str]) -> int:
    """Where the last line that is not blank ends, blanks included: they may be meant."""
    visible = match.start() + len(match[0].rstrip())
    blanks = _BLANKS.match(match.string, visible, match.end())
    return blanks.end() if blanks else visible


def _input_file(match: re.Match[str], template: TemplateAt) -> InputFile:
    return InputFile(
        span=Span(match.start(), match.end("path")),
        path=template(match.string, *match.span("path")),
        substituted=match["substituted"] is not None,
        encoding=match["encoding"],
    )


def _literal(template: Template) -> str:
    """What the template starts with before a reference."""
    first = template.parts[0] if template.parts else None
    return first.text if isinstance(first, Literal) else ""
