"""The open documents: the parse of each version, and where its lines start.

Parses share the blocks that an edit left alone, so the last few versions are kept: a lens is
pressed for the version that it was drawn for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lsprotocol import types

from wirelens.lsp.lines import LineStarts
from wirelens.syntax.decisions import AUTO, Decisions
from wirelens.syntax.parse import Parse, edited, parse
from wirelens.text import Span

KEPT_VERSIONS = 64


@dataclass(slots=True)
class Document:
    """One open document. `units` counts a text's length in the units of the client's positions."""

    uri: str
    version: int
    parse: Parse
    lines: LineStarts
    encoding: types.PositionEncodingKind
    history: dict[int, Parse] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """Code points in all."""
        blocks = self.parse.file.blocks
        last = len(blocks) - 1
        return self.parse.file.starts[last] + len(blocks[last].text)

    def part(self, start: int, end: int) -> str:
        """The text from `start` to `end`, out of the blocks that it touches."""
        blocks, starts = self.parse.file.blocks, self.parse.file.starts
        first, last = blocks.at(start), blocks.at(max(start, end))
        text = "".join(block.text for block in blocks[first : last + 1])
        return text[start - starts[first] : end - starts[first]]

    def line_text(self, line: int) -> str:
        """A 0-based line without its line end."""
        start = self.lines[line]
        end = self.lines[line + 1] if line + 1 < len(self.lines) else self.length
        return self.part(start, end).rstrip("\r\n")

    def offset(self, position: types.Position) -> int:
        """The offset of a position; one beyond a line or the document counts as its end."""
        if position.line >= len(self.lines):
            return self.length
        text = self.line_text(position.line)
        return self.lines[position.line] + code_points(text, position.character, self.encoding)

    def position(self, offset: int) -> types.Position:
        """The position of an offset."""
        line = self.lines.line(offset)
        before = self.part(self.lines[line], offset)
        return types.Position(line=line, character=units(before, self.encoding))

    def range(self, span: Span) -> types.Range:
        """The range of a span that counts from the document's start."""
        return types.Range(start=self.position(span.start), end=self.position(span.end))

    def change(self, version: int, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        """Takes the edits of one `didChange`, in order."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                self._edit(self._span(change.range), change.text)
            else:
                self.parse = parse(change.text, self.parse.decisions)
                self.lines = LineStarts(change.text)
        self.version = version
        self.remember()

    def remember(self) -> None:
        """Keeps the present parse as that of the present version."""
        self.history[self.version] = self.parse
        while len(self.history) > KEPT_VERSIONS:
            del self.history[next(iter(self.history))]

    def _span(self, range_: types.Range) -> Span:
        start, end = self.offset(range_.start), self.offset(range_.end)
        return Span(min(start, end), max(start, end))

    def _edit(self, span: Span, text: str) -> None:
        self.parse = edited(self.parse, span, text)
        self.lines.replace(span.start, span.end, self.length, self.part)


def opened(
    item: types.TextDocumentItem, encoding: types.PositionEncodingKind, decisions: Decisions = AUTO
) -> Document:
    """The document of a `didOpen`."""
    parsed = parse(item.text, decisions)
    document = Document(item.uri, item.version, parsed, LineStarts(item.text), encoding)
    document.remember()
    return document


def units(text: str, encoding: types.PositionEncodingKind) -> int:
    """The length of a text in the units of the client's positions."""
    if text.isascii() or encoding == types.PositionEncodingKind.Utf32:
        return len(text)
    if encoding == types.PositionEncodingKind.Utf8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def code_points(text: str, character: int, encoding: types.PositionEncodingKind) -> int:
    """The offset in a line of the `character` of a position; its end for one beyond it."""
    if text.isascii() or encoding == types.PositionEncodingKind.Utf32:
        return min(character, len(text))
    taken = 0
    for index, each in enumerate(text):
        if taken >= character:
            return index
        taken += units(each, encoding)
    return len(text)
