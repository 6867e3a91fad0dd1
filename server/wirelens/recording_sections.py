"""The structure of a recording's text: sections, each opened by a line that starts with `@`.

Line ends may have become CRLF and a byte order mark may have been put in front; neither matters.
"""

import re
from dataclasses import dataclass, field

MAGIC = "@wirelens recording"
BYTE_ORDER_MARK = "\ufeff"

# Half an escape, half a character, or half of the bracket that closes an escape.
_UNCERTAIN = re.compile("(?:⟦[0-9A-Fa-f ]*)?[\udc80-\udcff]*$")
_MAGIC_LINE = re.compile(rf"{re.escape(MAGIC)} +([1-9][0-9]{{0,8}})[ \t]*")


@dataclass(frozen=True, slots=True)
class RecordingProblem:
    """What is wrong with a recording, and on which of its lines (0-based)."""

    line: int
    message: str


@dataclass(slots=True)
class Section:
    """One section: its opening line without the `@`, and the lines up to the next one."""

    line: int
    opening: str
    lines: list[str] = field(default_factory=list)


def version_of(text: str) -> int | None:
    """The version that the first line names; None if this is no recording."""
    first = text.removeprefix(BYTE_ORDER_MARK).partition("\n")[0].removesuffix("\r")
    match = _MAGIC_LINE.fullmatch(first)
    return int(match[1]) if match else None


def sections(text: str) -> list[Section]:
    """The sections in order; the first one is opened by the first line of the text."""
    lines = text.removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n").split("\n")
    lines[-1:] = _cut_line(lines[-1])
    found: list[Section] = []
    for number, line in enumerate(lines):
        if line.startswith("@"):
            found.append(Section(number, line[1:].rstrip()))
        elif found:
            found[-1].lines.append(line)
    return found


def _cut_line(line: str) -> list[str]:
    """What is certain of a last line that has no line end, as in a file that was cut short."""
    if line.startswith("@"):
        return [line] if line.startswith("@end") else []
    certain = _UNCERTAIN.sub("", line)
    if not certain or certain.endswith("\\"):
        return [certain] if certain else []
    return [f"{certain}\\"]
