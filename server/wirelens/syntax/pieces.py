"""From the named groups of a line's match to spans, words and comments."""

import re

from wirelens.syntax.nodes import Comment, Word
from wirelens.text import Span


def group_span(match: re.Match[str], name: str) -> Span:
    """Where the group `name` matched."""
    return Span(*match.span(name))


def content_span(match: re.Match[str]) -> Span:
    """Where the whole of it matched, but for the white space around."""
    matched = match[0]
    start = match.start() + len(matched) - len(matched.lstrip())
    return Span(start, start + len(matched.strip()))


def word(match: re.Match[str], name: str) -> Word | None:
    """The group `name` as a word; None if it has no part in the match."""
    return Word(group_span(match, name), match[name]) if match[name] else None


def comment(match: re.Match[str]) -> Comment:
    """The comment where the grammar's `COMMENT` or `BLOCK_COMMENT` matched."""
    end = match.end("text") + (len("*/") if match["mark"] == "/*" else 0)
    return Comment(Span(match.start("mark"), end), match["text"])
