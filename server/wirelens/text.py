"""Text and positions in it. Every position unit in the program is named here.

- *offset*: code points from the start of a text. The unit of every `Span` in the core.
- *span*: half-open pair of offsets. In a `Block` of a request file they count from the block's
  start, so that an edit moves the blocks below it without touching their nodes.
- *line*: 0-based inside the program, 1-based in everything a person or a JSON consumer reads.
  Lines end at LF, CRLF or CR and at nothing else (LSP 3.17, text documents).
- *column*: code points from the line's start.
- *byte offset*: bytes from the start of a response body; only `stream` and what shows it use these.
- UTF-16 and UTF-8 units exist in `lsp/convert.py` alone.
"""

import re
from bisect import bisect_right

from wirelens.text_node import node

_LINE_END = re.compile(r"\r\n|\r|\n")


@node
class Span:
    """A half-open range of offsets, in code points."""

    start: int
    end: int

    def moved(self, distance: int) -> "Span":
        """The same range, `distance` code points further on."""
        return Span(self.start + distance, self.end + distance)

    def of(self, text: str) -> str:
        """The part of `text` that this range covers."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start


class LineIndex:
    """Where each line of one text starts; answers in O(log lines)."""

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def line(self, offset: int) -> int:
        """The 0-based line on which `offset` stands."""
        return bisect_right(self.starts, offset) - 1

    def column(self, offset: int) -> int:
        """Code points between the start of the line and `offset`."""
        return offset - self.starts[self.line(offset)]

    def span(self, line: int) -> Span:
        """The 0-based line without its line end."""
        start = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        return Span(start, start + len(self.text[start:end].rstrip("\r\n")))


def whole_characters(text: str) -> str:
    """`text` with split surrogate pairs joined; a half without its partner is U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
