"""Pieces of Markdown around server text: nothing that it holds ends the piece it is in."""

import re
from collections.abc import Iterable

from wirelens.ide.escapes import visible, visible_line
from wirelens.ide.rewriting import Edits

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_TICKS = re.compile(r"`+")
# Within a word `_` means nothing, and names are full of them.
_MARKS = re.compile(r"[\\`*\[<|]|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w+;)|^[#>+-]")


def fenced(text: str, language: str = "") -> str:
    """`text` as a code block; its fence is longer than any run of backticks within."""
    fence = fence_for(text)
    return f"{fence}{language}\n{visible(text)}\n{fence}\n"


def fence_for(text: str) -> str:
    """A fence that nothing in `text` closes."""
    return _ticks(text, 3)


def inline(text: str) -> str:
    """`text` on one line, its punctuation meaning nothing."""
    return _MARKS.sub(r"\\\g<0>", visible_line(text))


def code(text: str) -> str:
    """`text` on one line as it is, in a code span longer than any run of backticks within."""
    ticks = _ticks(text, 1)
    space = " " if "`" in text else ""
    return f"{ticks}{space}{visible_line(text)}{space}{ticks}"


def quoted(text: str) -> str:
    """`text` as a block quote, which ends with its last line whatever it holds."""
    return "\n".join(f"> {line}" if line else ">" for line in visible(text).split("\n"))


def quote_marks(text: str) -> Edits:
    """What `quoted` puts into a text in which everything is visible already."""
    start = 0
    for line in text.split("\n"):
        yield (start, start, "> " if line else ">")
        start += len(line) + 1


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; the cells are Markdown already."""
    names = list(head)
    lines = [names, ["---"] * len(names), *map(list, rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def open_fence(text: str) -> str | None:
    """The fence that a text leaves open; what follows would be taken for code."""
    if "```" not in text and "~~~" not in text:
        return None
    open_with: str | None = None
    for match in _FENCE.finditer(text):
        mark = match[1]
        if open_with is None:
            open_with = mark
        elif mark[0] == open_with[0] and len(mark) >= len(open_with) and _is_bare(match):
            open_with = None
    return open_with


def _ticks(text: str, fewest: int) -> str:
    longest = max(map(len, _TICKS.findall(text)), default=0)
    return "`" * max(longest + 1, fewest)


def _is_bare(match: re.Match[str]) -> bool:
    """Whether nothing follows the fence on its line, as only a closing one may have it."""
    return match[0].strip() == match[1]
