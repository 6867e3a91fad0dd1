"""How a request file is laid out in lines, for edits that keep it so."""

import re

from wirelens.syntax.lines import BYTE_ORDER_MARK
from wirelens.text import Span

_LINE_END = re.compile(r"\r\n?|\n")
_INDENT = re.compile(r"[ \t]*")


def line_end(text: str) -> str:
    """The line end that `text` has first; LF if it has none."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def line_start(text: str, offset: int) -> int:
    """Where the line of `offset` starts, a byte order mark left out."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return start + len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK, start) else start


def line_span(text: str, offset: int) -> Span:
    """The line of `offset` with the line end that it has."""
    found = _LINE_END.search(text, offset)
    return Span(line_start(text, offset), found.end() if found else len(text))


def indent(text: str, offset: int) -> str:
    """What stands between the start of the line and its first character that is no blank."""
    found = _INDENT.match(text, line_start(text, offset))
    return found[0] if found else ""
