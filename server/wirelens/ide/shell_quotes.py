"""The quotes and expansions of POSIX shells and bash, one part of a word at a time.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html, 2.2 and 2.6, and bash's
`$'…'`. Nothing is expanded: a variable of the environment stays one, and the output of a command,
which nobody executes here, becomes a variable that is named after the command.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wirelens.ide.command_line import CommandFault
from wirelens.ide.draft import OutputUse, Use
from wirelens.secret_forms import utf8
from wirelens.text import Span

# What a backslash escapes between double quotes and in a here-document; before all else it stays.
IN_QUOTES, IN_DOCUMENT = '$`"\\', "$`\\"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word, and the offset after it."""

    parts: tuple[str | Use, ...]
    end: int


def quoted(text: str, start: int) -> Piece | CommandFault:
    """The quoted, escaped or expanded part that begins at `start` with one of ``'"\\$` ``."""
    if text[start] == "'":
        end = text.find("'", start + 1)
        return _unclosed(start, "'") if end < 0 else Piece((text[start + 1 : end],), end + 1)
    if text[start] == '"':
        return _double_quoted(text, start)
    if text.startswith("$'", start):
        return _ansi_quoted(text, start)
    if text[start] == "\\":
        going_on = _LINE_GOES_ON.match(text, start)
        if going_on:
            return Piece((), going_on.end())
        return Piece((text[start + 1 : start + 2],), start + 2)
    return expansion(text, start)


def expanded(text: str, span: Span, escapable: str) -> Piece | CommandFault:
    """A span of the text with its expansions; a backslash escapes the `escapable` characters."""
    parts: list[str | Use] = []
    position = span.start
    while position < span.end:
        if text[position] == "\\":
            following = text[position + 1 : position + 2]
            kept = following if following in escapable else f"\\{following}"
            parts.append("" if following == "\n" else kept)
            position += 2
            continue
        is_expansion = text[position] in "$`"
        piece = expansion(text, position) if is_expansion else _as_it_stands(text, position, span)
        if isinstance(piece, CommandFault):
            return piece
        parts += piece.parts
        position = piece.end
    return Piece(tuple(parts), position)


def expansion(text: str, start: int) -> Piece | CommandFault:
    """The part that begins with `$` or a backquote."""
    if found := _VARIABLE.match(text, start):
        return Piece((Use(f"$processEnv {found[1] or found[2]}"),), found.end())
    if found := _SUBSTITUTION.match(text, start):
        return Piece((OutputUse(_named_after(found[1] or found[2] or "")),), found.end())
    if text[start] == "`" or text.startswith("$(", start):
        return _unclosed(start, text[start : start + 2].strip())
    if found := _OTHER_EXPANSION.match(text, start):
        message = f'"{found[0]}" is not read, expected a variable as in "$NAME"'
        return CommandFault(Span(start, found.end()), message)
    return Piece(("$",), start + 1)


_LINE_GOES_ON = re.compile(r"\\\r?\n")
_PLAIN = re.compile(r"[^\\$`]+")
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII)
_SUBSTITUTION = re.compile(r"\$\(((?:[^()]|\([^()]*\))*)\)|`([^`]*)`")
_OTHER_EXPANSION = re.compile(r"\$(?:\{[^}\n]*\}?|[0-9@*#?!$-])")
_NO_NAME = re.compile(r"\W+", re.ASCII)
_LONGEST_NAME = 40

# Bash reference manual, 3.1.2.4 ANSI-C quoting.
_ANSI_QUOTED = re.compile(r"\$'((?:[^\\']|\\.)*)'", re.DOTALL)
_ANSI_ESCAPE = re.compile(
    r"\\(?:(?P<letter>[abeEfnrtv\\'\"?])|(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9A-Fa-f]{1,2})"
    r"|(?:u(?P<short>[0-9A-Fa-f]{1,4})|U(?P<long>[0-9A-Fa-f]{1,8}))|c(?P<control>.))",
    re.DOTALL,
)
_LETTERS = dict(zip("abeEfnrtv\\'\"?", b"\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))


def _as_it_stands(text: str, start: int, span: Span) -> Piece:
    found = _PLAIN.match(text, start, span.end)
    stop = found.end() if found else start + 1
    return Piece((text[start:stop],), stop)


def _double_quoted(text: str, start: int) -> Piece | CommandFault:
    end = _closing_quote(text, start + 1)
    if end is None:
        return _unclosed(start, '"')
    inner = expanded(text, Span(start + 1, end), IN_QUOTES)
    return inner if isinstance(inner, CommandFault) else Piece(inner.parts, end + 1)


def _closing_quote(text: str, position: int) -> int | None:
    """The quote that ends a text in double quotes; those in command substitutions are theirs."""
    while position < len(text):
        if text[position] == '"':
            return position
        substitution = _SUBSTITUTION.match(text, position)
        if text[position] == "\\":
            position += 2
        else:
            position = substitution.end() if substitution else position + 1
    return None


def _ansi_quoted(text: str, start: int) -> Piece | CommandFault:
    found = _ANSI_QUOTED.match(text, start)
    if found is None:
        return _unclosed(start, "$'")
    # Escapes are of bytes: two of them may be one letter.
    data = b"".join(_ansi_bytes(found[1]))
    try:
        return Piece((data.decode("utf-8"),), found.end())
    except UnicodeDecodeError:
        message = "the text has bytes that are no UTF-8, expected text"
        hint = 'put the bytes in a file and send it with "--data-binary @FILE"'
        return CommandFault(Span(start, found.end()), message, hint)


def _ansi_bytes(text: str) -> Iterator[bytes]:
    position = 0
    for escape in _ANSI_ESCAPE.finditer(text):
        yield utf8(text[position : escape.start()])
        position = escape.end()
        code = escape["short"] or escape["long"]
        if code:
            yield utf8(chr(min(int(code, 16), 0x10FFFF)))
        elif escape["letter"]:
            yield bytes([_LETTERS[escape["letter"]]])
        elif escape["control"]:
            yield bytes([ord(escape["control"].upper()) & 0x1F])
        else:
            number = int(escape["octal"], 8) if escape["octal"] else int(escape["hex"], 16)
            yield bytes([number & 0xFF])
    yield utf8(text[position:])


def _named_after(command: str) -> str:
    """`gcloud auth print-access-token` as a variable's name."""
    return _NO_NAME.sub("_", command).strip("_")[:_LONGEST_NAME] or "command"


def _unclosed(start: int, opening: str) -> CommandFault:
    closing = {"$'": "'", "$(": ")"}.get(opening, opening)
    message = f"{opening} is never closed, expected {closing} before the end of the command"
    return CommandFault(Span(start, start + len(opening)), message)
