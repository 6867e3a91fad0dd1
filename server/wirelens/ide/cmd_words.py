"""A command line to words, as Windows' cmd.exe and the C runtime read it, one after the other.

cmd takes the carets away: one before a line end joins the lines, one before any other character
makes it plain; between double quotes a caret means nothing. The runtime then splits at blanks:
`\\"` is a quote, and so is `""` between quotes
(https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirelens.ide.command_line import Command, CommandFault, Word
from wirelens.ide.draft import Use, phrase
from wirelens.text import Span


def is_for_cmd(text: str) -> bool:
    """Whether the command is written for cmd: what it uses first is a caret, not a quote."""
    found = _FIRST_SIGN.search(text)
    return bool(found and found[0].startswith("^")) or _FOR_CMD.search(text) is not None


def cmd_commands(text: str) -> list[Command] | CommandFault:
    """The commands of a text, one a line; spans count in it."""
    commands: list[Command] = []
    words: list[Word] = []
    signs = list(_signs(text))
    index = 0
    while index < len(signs):
        value = signs[index].value
        if value is None or value in _BLANKS:
            index += 1
        else:
            word, index = _word(signs, index)
            if isinstance(word, CommandFault):
                return word
            words.append(word)
        if (index == len(signs) or signs[index].value is None) and words:
            commands.append(Command(tuple(words)))
            words = []
    return commands


@dataclass(frozen=True, slots=True)
class _Sign:
    """What cmd lets through at one offset: a character, a variable, or None, the command's end."""

    value: str | Use | None
    offset: int


_BLANKS = (" ", "\t")
_FIRST_SIGN = re.compile(r"\^\"|\^\r?\n|['\"\\]")
_FOR_CMD = re.compile(r"\A\s*curl\.exe\b|\" \^\r?\n")
_VARIABLE = re.compile(r"%([A-Za-z_]\w*)%", re.ASCII)
_LINE_END = re.compile(r"\r?\n|\r")


def _signs(text: str) -> Iterator[_Sign]:
    position = 0
    in_quotes = False
    while position < len(text):
        start = position
        is_escaped = text[position] == "^" and not in_quotes
        if is_escaped:
            joined = _LINE_END.match(text, position + 1)
            position = joined.end() if joined else position + 1
        elif variable := _VARIABLE.match(text, position):
            yield _Sign(Use(f"$processEnv {variable[1]}"), start)
            position = variable.end()
            continue
        if line_end := _LINE_END.match(text, position):
            yield _Sign("\n" if is_escaped else None, start)
            in_quotes = in_quotes and is_escaped
            position = line_end.end()
        elif position < len(text):
            character = text[position]
            in_quotes ^= character == '"' and not is_escaped
            ends = character in "&|" and not is_escaped and not in_quotes
            yield _Sign(None if ends else character, start)
            position += 1


def _word(signs: Sequence[_Sign], start: int) -> tuple[Word | CommandFault, int]:
    """The word that begins at an index, and the index after it."""
    parts: list[str | Use] = []
    opened: int | None = None  # where the quote stands that is open
    index = start
    while index < len(signs) and (value := signs[index].value) is not None:
        if isinstance(value, Use) or value not in ("\\", '"'):
            if opened is None and value in _BLANKS:
                break
            parts.append(value)
            index += 1
            continue
        backslashes = _run(signs, index, "\\")
        index += backslashes
        is_quote = index < len(signs) and signs[index].value == '"'
        parts.append("\\" * (backslashes // 2 if is_quote else backslashes))
        if not is_quote:
            continue
        if backslashes % 2 or (opened is not None and _run(signs, index, '"') > 1):
            parts.append('"')
            index += 1 if backslashes % 2 else 2
            continue
        opened = signs[index].offset if opened is None else None
        index += 1
    if opened is not None:
        message = '" is never closed, expected " before the end of the command'
        return CommandFault(Span(opened, opened + 1), message), index
    return Word(Span(signs[start].offset, signs[index - 1].offset + 1), phrase(parts)), index


def _run(signs: Sequence[_Sign], index: int, character: str) -> int:
    """How many times the character stands there."""
    end = index
    while end < len(signs) and signs[end].value == character:
        end += 1
    return end - index
