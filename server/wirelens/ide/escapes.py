"""Server text made safe to show: what would be obeyed, or not be seen, is spelled out.

C0 controls become their pictures (`␛`), all else that steers or hides becomes `\\u{9b}`. Tabs and
line feeds stay. Joiners and variation selectors stay where they shape the character before them, as
in emoji and in Persian; alone or in a row they could carry a hidden message.
"""

import re

from wirelens.ide.rewriting import Edits, replacements

_C0 = r"\x00-\x08\x0b-\x1f\x7f"
_HIDDEN = (
    r"\x80-\x9f"  # C1, NEL among them, which some editors take for a line's end
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    r"\ud800-\udfff"  # a half of a surrogate pair is no character
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SHAPING = r"\u200c\u200d\ufe00-\ufe0f"

_ASCII_UNSEEN = re.compile(f"[{_C0}]")
# A joiner or selector is looked at with the one character before it and none after, so that what a
# growing text shows of its beginning does not change.
_UNSEEN = re.compile(
    f"[{_C0}{_HIDDEN}]|(?<![^\x00-\x22\x24-\x29\x2b-\x2f\x3a-\x7f{_HIDDEN}{_SHAPING}])[{_SHAPING}]"
)


def visible(text: str) -> str:
    """`text` with every character that would be obeyed or stay unseen spelled out."""
    if text.isascii() and text.isprintable():
        return text
    return (_ASCII_UNSEEN if text.isascii() else _UNSEEN).sub(_spelled, text)


def spellings(text: str) -> Edits:
    """What `visible` replaces."""
    return replacements(_UNSEEN, _spelled, text)


def visible_line(text: str) -> str:
    """As `visible`, on one line: line ends and tabs are spelled out too."""
    return visible(text).replace("\n", "␊").replace("\t", "␉")


def short_line(text: str, longest: int) -> str:
    """As `visible_line`, no more than `longest` characters of it."""
    line = visible_line(text[: longest + 1])
    return line if len(line) <= longest else line[: longest - 1] + "…"


def visible_json(text: str) -> str:
    """JSON text that means the same, with what would be obeyed or stay unseen as JSON escapes."""
    if text.isascii():
        return text
    return _UNSEEN.sub(_escaped, text)


def json_spellings(text: str) -> Edits:
    """What `visible_json` replaces."""
    return () if text.isascii() else replacements(_UNSEEN, _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    if match[0] in "\r\n\t":
        return match[0]
    units = match[0].encode("utf-16-be", "surrogatepass")
    pairs = (units[i : i + 2] for i in range(0, len(units), 2))
    return "".join(f"\\u{int.from_bytes(pair, 'big'):04x}" for pair in pairs)


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x7F:
        return "␡"
    return chr(0x2400 + code) if code < 0x20 else f"\\u{{{code:x}}}"
