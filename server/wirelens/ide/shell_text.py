"""Text as a word of a shell: bash, zsh and ksh read it as exactly that text.

Variables of the environment stand in double quotes, all else in single ones, but for control
characters and bytes that are no text: those in `$'…'`.
"""

import re
from collections.abc import Iterable, Sequence

from wirelens.ide.draft import Use

_SAFE = re.compile(r"[A-Za-z0-9_./:@%+=,-]+")
# In double quotes these mean something, `!` in an interactive shell alone.
_EXPANDED = re.compile(r'[\\"$`!]')
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ANSI = {"\\": r"\\", "'": r"\'", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_WORD_CHARACTER = re.compile(r"\w", re.ASCII)


def shell_word(parts: Sequence[str | bytes | Use]) -> str:
    """The word. No part may hold a NUL, which no argument of a command can."""
    texts = [part for part in parts if isinstance(part, str)]
    is_text = not any(isinstance(part, bytes) for part in parts)
    has_use = any(isinstance(part, Use) for part in parts)
    is_plain = is_text and not any(_EXPANDED.search(t) or _CONTROL.search(t) for t in texts)
    if has_use and is_plain:
        return f'"{_double_quoted(parts)}"'
    return "".join(map(_quoted, parts)) or "''"


def printf_arguments(parts: Iterable[str | bytes | Use]) -> str:
    """Arguments for the shell's `printf` that make it write exactly the parts, NULs included."""
    pattern: list[str] = []
    values: list[str] = []
    for part in parts:
        if isinstance(part, Use):
            pattern.append("%s")
            values.append(f' "${part.expression}"')
        else:
            data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
            pattern.append("".join(map(_octal, data)))
    return f"'{''.join(pattern)}'{''.join(values)}"


def _octal(byte: int) -> str:
    if byte in b"%":
        return "%%"
    return chr(byte) if 0x20 <= byte < 0x7F and byte not in b"\\'" else f"\\{byte:03o}"


def _quoted(part: str | bytes | Use) -> str:
    if isinstance(part, Use):
        return f'"${part.expression}"'
    if isinstance(part, bytes):
        return "$'" + "".join(map(_ansi_byte, part)) + "'"
    if _CONTROL.search(part):
        return "$'" + "".join(map(_ansi_character, part)) + "'"
    if _SAFE.fullmatch(part):
        return part
    # A quote cannot stand in single quotes: it closes them, stands escaped, and opens them again.
    return "'" + part.replace("'", r"'\''") + "'" if part else ""


def _double_quoted(parts: Sequence[str | bytes | Use]) -> str:
    written: list[str] = []
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if isinstance(part, Use):
            is_joined = isinstance(following, str) and _WORD_CHARACTER.match(following)
            written.append(f"${{{part.expression}}}" if is_joined else f"${part.expression}")
        else:
            written.append(str(part))
    return "".join(written)


def _ansi_byte(byte: int) -> str:
    character = chr(byte)
    if character in _ANSI:
        return _ANSI[character]
    return character if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"


def _ansi_character(character: str) -> str:
    if character in _ANSI:
        return _ANSI[character]
    if not _CONTROL.match(character):
        return character
    # As bytes: `\\u0080` is not the same in every locale. Octal, so that no digit after it joins.
    return "".join(f"\\{byte:03o}" for byte in character.encode())
