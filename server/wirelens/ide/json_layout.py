"""JSON text laid out over lines as it grows: whatever more comes, what was laid out stays.

Strings and numbers stay spelled as they are, so that arguments can be read before they are whole,
and even when they never become valid.
"""

import re

from wirelens.ide.rewriting import Edits, rewritten

INDENT = "  "

_OPENING, _CLOSING = frozenset("[{"), frozenset("]}")
_WORD = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


def looks_like_json(text: str) -> bool:
    """Whether `text` begins as an object or an array does."""
    return text.lstrip()[:1] in ("{", "[")


def laid_out(text: str) -> str:
    """`text` with one member or element a line."""
    return rewritten(text, breaks(text))


def breaks(text: str) -> Edits:
    """What `laid_out` replaces: the white space between the words, and line ends within them."""
    line_end = "\n"  # with the indent of the containers that are open
    end = 0
    opened = False  # an empty container stays on its line, so the break waits for what follows
    space = ""  # what stands before the next word
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        if word in _CLOSING:
            line_end = line_end.removesuffix(INDENT)
            space += "" if opened else line_end
        elif opened:
            space += line_end
        if space or end < start:
            yield end, start, space
        if "\n" in word:
            yield from _line_ends(word, start)
        opened = word in _OPENING
        if opened:
            line_end += INDENT
        space = " " if word == ":" else line_end if word == "," else ""
        end = match.end()
    yield end, len(text), space


def _line_ends(word: str, start: int) -> Edits:
    return ((start + i, start + i + 1, "␊") for i, each in enumerate(word) if each == "\n")
