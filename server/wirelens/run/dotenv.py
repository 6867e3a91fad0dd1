"""`.env` files: `NAME=value` lines. Nothing in them is executed or expanded: `$(…)` is text.

A value ends with its line or before ` #`, or with its closing quote, which may be lines below.
"""

import re
from dataclasses import dataclass

from wirelens.text import LineIndex


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that is neither an assignment, nor a comment, nor blank; lines count from 1."""

    line: int
    expected: str


@dataclass(frozen=True, slots=True, repr=False)
class Assignments:
    """The values by name, of one name the last, and the lines that could not be read."""

    values: dict[str, str]
    malformed: tuple[Malformed, ...]


def parse_dotenv(text: str) -> Assignments:
    """The assignments in a file's text."""
    text = text.replace("\r\n", "\n")
    lines = LineIndex(text)
    values: dict[str, str] = {}
    malformed: list[Malformed] = []
    position = 0
    while match := _LINE.match(text, position):
        position = match.end()
        quoted = _QUOTED.match(text, match.end("equals")) if match["equals"] else None
        if quoted:
            values[match["name"]] = _unquoted(quoted)
            position = quoted.end()
        elif match["equals"] and not match["rest"].lstrip().startswith(("'", '"')):
            values[match["name"]] = _bare(match["rest"])
        elif not match["blank"]:
            line = lines.line(match.start()) + 1
            expected = "a closing quote" if match["equals"] else '"NAME=value"'
            malformed.append(Malformed(line, expected))
        if position >= len(text):
            break
    return Assignments(values, tuple(malformed))


_LINE = re.compile(
    r"""
    [^\S\n]*+
    (?:
        (?P<blank> (?:\#[^\n]*)? (?:\n|\Z) )
    |
        (?:export[^\S\n]+)? (?P<name>[^\s='"\#]++) [^\S\n]*+ (?P<equals>=) (?P<rest>[^\n]*) \n?
    |
        [^\n]* \n?
    )
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(
    r"""
    [^\S\n]*+ (?: '(?P<single>[^']*)' | "(?P<double>(?:[^"\\]|\\.)*+)" )
    [^\S\n]*+ (?:\#[^\n]*)? (?:\n|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"(?:^|(?<=\s))#")
_ESCAPE = re.compile(r"\\([nrt\"\\$])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def _unquoted(quoted: re.Match[str]) -> str:
    if quoted["single"] is not None:
        return quoted["single"]
    return _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]), quoted["double"])


def _bare(rest: str) -> str:
    comment = _COMMENT.search(rest)
    return (rest[: comment.start()] if comment else rest).strip()
