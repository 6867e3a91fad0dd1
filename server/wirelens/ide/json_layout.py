"""JSON text laid out over lines as it grows: whatever more comes, what was laid out stays.

Strings and numbers stay spelled as they are, so that arguments can be read before they are whole,
and even when they never become valid.
"""

import re
from collections.abc import Iterator

INDENT = "  "

_WORD = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


def looks_like_json(text: str) -> bool:
    """Whether `text` begins as an object or an array does."""
    return text.lstrip()[:1] in ("{", "[")


def laid_out(text: str) -> str:
    """`text` with one member or element a line."""
    return "".join(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    depth = 0
    opened = False  # an empty container stays on its line, so the break waits for what follows
    for match in _WORD.finditer(text):
        word = match[0]
        if word in ("}", "]"):
            depth = max(depth - 1, 0)
            yield word if opened else _break(depth) + word
            opened = False
            continue
        if opened:
            yield _break(depth)
        opened = word in ("{", "[")
        depth += opened
        yield _spaced(word, depth)


def _spaced(word: str, depth: int) -> str:
    if word == ":":
        return ": "
    if word == ",":
        return "," + _break(depth)
    return word.replace("\n", "␊")


def _break(depth: int) -> str:
    return "\n" + INDENT * depth
