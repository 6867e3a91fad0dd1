"""Bytes as lines of text that no checkout, editor or diff changes; reversible to the byte.

Text stays text. A control character is written as its picture (`␍`); bytes that are no UTF-8, and
characters that nobody sees, as `⟦hex⟧`; a line that ends in `\\` has no line end after it. So no
line ends in white space, and none starts with the `@` of the structure around it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

CONTINUED = "\\"

_PICTURES = 0x2400  # U+2400 pictures NUL; U+2420 a space, U+2421 DEL
_SPACE, _DELETE = 0x20, 0x7F

# Seen by nobody, or taken for a line end by some tool: C1 controls (NEL is one), LS and PS, the
# byte order mark, and the bidirectional controls, which make a diff show what is not there. The
# low surrogates are the bytes that are no UTF-8; the rest is our own alphabet.
_UNSEEN = (
    "\x80-\x9f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069\udc80-\udcff\u2400-\u2421\u27e6\u27e7"
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f"
_TO_ESCAPE = re.compile(rf"[{_CONTROL}]|[{_UNSEEN}]+|^@|[ \t]$|\\$", re.MULTILINE)
_ESCAPE = re.compile("[\u2400-\u2421]|⟦([0-9A-Fa-f ]*)⟧|⟦")


@dataclass(frozen=True, slots=True)
class Unescaped:
    """One line's bytes, its line end included, and the escapes in it that mean nothing."""

    data: bytes
    faults: tuple[str, ...]


def escaped(data: bytes) -> str:
    """Lines for `data`, each ended by LF; none for no bytes."""
    if not data:
        return ""
    text = _TO_ESCAPE.sub(_as_escape, data.decode("utf-8", "surrogateescape"))
    return text if text.endswith("\n") else f"{text}{CONTINUED}\n"


def escaped_text(text: str) -> str:
    """Lines for `text`, the last one ended by LF although the text does not end there."""
    return escaped(f"{text}\n".encode("utf-8", "surrogatepass"))


def unescaped(line: str) -> Unescaped:
    """The bytes of one line, which stands without its LF."""
    faults: list[str] = []

    def data(match: re.Match[str]) -> str:
        return _from_escape(match, faults)

    text = _ESCAPE.sub(data, line.removesuffix(CONTINUED))
    end = b"" if line.endswith(CONTINUED) else b"\n"
    return Unescaped(text.encode("utf-8", "surrogateescape") + end, tuple(faults))


def joined(lines: Iterable[str]) -> str:
    """The text that `escaped_text` made of these lines; an escape that means nothing stays."""
    data = b"".join(unescaped(line).data for line in lines)
    return data.decode("utf-8", "replace").removesuffix("\n")


def _as_escape(match: re.Match[str]) -> str:
    found = match.group()
    code = ord(found[0])
    if code == _DELETE:
        return "\u2421"
    if code <= _SPACE:
        return chr(_PICTURES + code)
    return f"⟦{found.encode('utf-8', 'surrogateescape').hex(' ').upper()}⟧"


def _from_escape(match: re.Match[str], faults: list[str]) -> str:
    found = match.group()
    digits = match.group(1)
    if digits is not None:
        return _from_hex(found, digits, faults)
    if found == "⟦":
        faults.append('"⟦" without its "⟧": expected bytes as in "⟦E2 80 A8⟧"')
        return found
    code = ord(found) - _PICTURES
    return chr(_DELETE) if code == _DELETE - 0x5E else chr(code)


def _from_hex(found: str, digits: str, faults: list[str]) -> str:
    try:
        return bytes.fromhex(digits).decode("utf-8", "surrogateescape")
    except ValueError:
        faults.append(f'"{found}": expected pairs of hexadecimal digits, as in "⟦E2 80 A8⟧"')
        return found
