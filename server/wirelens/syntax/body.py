"""The message body of a request, made of its lines."""

import re
from collections.abc import Sequence

from wirelens.grammar import Terminal
from wirelens.syntax import pieces
from wirelens.syntax.media_types import boundary, drops_comments, is_graphql
from wirelens.syntax.nodes import (
    Body,
    BodyPart,
    Comment,
    GraphQL,
    Header,
    InputFile,
    Multipart,
    RequestLine,
    Text,
)
from wirelens.syntax.structure import graphql, multipart
from wirelens.syntax.templates import TemplateAt
from wirelens.text import Span

_BLANKS = re.compile(r"[^\S\r\n]*")


def message_body(
    lines: Sequence[Terminal],
    line: RequestLine,
    headers: Sequence[Header],
    template: TemplateAt,
) -> tuple[Body | None, list[Comment]]:
    """The body, and the comments that follow its last line."""
    if not lines:
        return None, []
    is_query = is_graphql(line, headers)
    drops = not is_query and drops_comments(headers)
    end = len(lines)
    while end and _is_idle(lines[end - 1], drops):
        end -= 1
    after = [pieces.comment(match) for name, match in lines[end:] if name == "BODY_COMMENT"]
    if not end:
        return None, after
    text = lines[0][1].string
    border = boundary(headers)
    parts = tuple(_Parts(border, drops, template).of(lines[:end]))
    structure: Multipart | GraphQL | None = None
    if is_query:
        structure = graphql(text, parts, template)
    elif border:
        structure = multipart(text, parts, border, template)
    return Body(Span(parts[0].span.start, parts[-1].span.end), parts, structure), after


def _is_idle(line: Terminal, drops: bool) -> bool:
    """Whether the line adds nothing to a body that ends before it."""
    return line[1][0].isspace() or (drops and line[0] == "BODY_COMMENT")


class _Parts:
    """Makes parts of lines, which end at a file, at a comment that is dropped, and at the end."""

    def __init__(self, border: str | None, drops: bool, template: TemplateAt) -> None:
        self._drops = drops
        self._template = template
        # As in JetBrains' documentation: `< ./file --boundary--`.
        self._shared_line = border and re.compile(rf"\S([ \t]+)--{re.escape(border)}(?:--)?\Z")

    def of(self, lines: Sequence[Terminal]) -> list[BodyPart]:
        """The parts; the last line is not blank."""
        parts: list[BodyPart] = []
        text = lines[0][1].string
        start = -1  # of the text since the last part; -1 where the body has not begun
        for name, match in lines:
            if name == "INPUT_FILE_REF":
                parts += self._text(text, start, match.start())
                path, start = self._path(match)
                parts.append(self._input_file(match, path))
            elif self._drops and name == "BODY_COMMENT":
                parts += self._text(text, start, match.start())
                parts.append(pieces.comment(match))
                start = match.end() if start >= 0 else start
            elif start < 0:
                start = match.start()
        name, match = lines[-1]
        end = match.end("path") if name == "INPUT_FILE_REF" else _end(match)
        return parts + self._text(text, start, end)

    def _text(self, text: str, start: int, end: int) -> list[BodyPart]:
        in_body = 0 <= start < end
        return [Text(Span(start, end), self._template(text, start, end))] if in_body else []

    def _path(self, match: re.Match[str]) -> tuple[Span, int]:
        """Where the path of a file stands, and where the text after it starts."""
        path = pieces.group_span(match, "path")
        shared = self._shared_line and self._shared_line.search(match.string, path.start, path.end)
        return (Span(path.start, shared.start(1)), shared.end(1)) if shared else (path, path.end)

    def _input_file(self, match: re.Match[str], path: Span) -> InputFile:
        return InputFile(
            span=Span(match.start(), path.end),
            path=self._template(match.string, path.start, path.end),
            substituted=match["substituted"] is not None,
            encoding=match["encoding"],
        )


def _end(match: re.Match[str]) -> int:
    """Where the last line that is not blank ends, blanks included: they may be meant."""
    visible = match.start() + len(match[0].rstrip())
    blanks = _BLANKS.match(match.string, visible, match.end())
    return blanks.end() if blanks else visible
