"""The documents of views as the client has them: what it shows may be older than the run.

Views have LF alone; a client that keeps other line ends has the same lines.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol import types

from wirelens.ide.run_uris import ViewName
from wirelens.lsp.documents import code_points, units
from wirelens.text import Span

_LINE_END = re.compile(r"\r\n|\r")


@dataclass(slots=True)
class ViewDocument:
    """One view's document with the client's text and version of it."""

    name: ViewName
    version: int
    text: str
    encoding: types.PositionEncodingKind

    def offset(self, position: types.Position) -> int:
        """The offset of a position; one beyond a line or the document counts as its end."""
        before = self.text.split("\n", position.line)
        if len(before) <= position.line:
            return len(self.text)
        rest = before[-1]
        line = rest.partition("\n")[0]
        return len(self.text) - len(rest) + code_points(line, position.character, self.encoding)

    def change(self, version: int, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        """Takes the edits of one `didChange`, once: a client may send one to two registrations."""
        if version <= self.version:
            return
        self.version = version
        for change in changes:
            start, end = 0, len(self.text)
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = self.offset(change.range.start), self.offset(change.range.end)
            self.text = self.text[:start] + with_line_feeds(change.text) + self.text[end:]


def with_line_feeds(text: str) -> str:
    """The text with LF for every line end."""
    return _LINE_END.sub("\n", text) if "\r" in text else text


def range_in(text: str, span: Span, encoding: types.PositionEncodingKind) -> types.Range:
    """The range of a span of a view's text."""
    return types.Range(
        start=_position(text, span.start, encoding), end=_position(text, span.end, encoding)
    )


def _position(text: str, offset: int, encoding: types.PositionEncodingKind) -> types.Position:
    start = text.rfind("\n", 0, offset) + 1
    line = text.count("\n", 0, start)
    return types.Position(line=line, character=units(text[start:offset], encoding))
