"""A command line to words, as POSIX shells and bash read it. Nothing is executed.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html, 2.3 and 2.7.4.
"""

import re

from wirelens.ide.command_line import Command, CommandFault, Word
from wirelens.ide.draft import Phrase, Use, phrase
from wirelens.ide.shell_quotes import IN_DOCUMENT, Piece, expanded, quoted
from wirelens.text import Span


def shell_commands(text: str) -> list[Command] | CommandFault:
    """The simple commands of a text, in order; spans count in it.

    What binds them (`|`, `&&`, `;`, a line end) is not told, and redirections are left out.
    """
    lexer = _Lexer(text)
    while lexer.position < len(text):
        fault = lexer.step()
        if fault is not None:
            return fault
    lexer.end_command()
    return lexer.commands


# Blanks, and lines that go on. A comment begins where a word could.
_GAP = re.compile(r"(?:[ \t]|\\\r?\n)+|#[^\r\n]*")
_HERE_DOCUMENT = re.compile(r"<<(-?)[ \t]*(?:'([^'\r\n]+)'|\"([^\"\r\n]+)\"|\\?([\w.-]+))")
_REDIRECTION = re.compile(r"\d*(?:<<<|<>|>>|[<>]&|&>>?|>\||[<>])")
_OPERATOR = re.compile(r"\|\|?|&&?|;|\(|\)|\r?\n|\r")
_PLAIN = re.compile(r"[^\s\\'\"$`;|&<>()]+|[^\S \t\r\n]")
_LINE_END = re.compile(r"\r?\n|\r|\Z")


class _Lexer:
    """Where in a text the lexer is, and what it has found."""

    def __init__(self, text: str) -> None:
        self.commands: list[Command] = []
        self.position = 0
        self._text = text
        self._words: list[Word] = []
        self._stdin: Phrase | None = None
        # Here-documents begin in the line after: their delimiter, and whether they are quoted.
        self._awaited: list[tuple[str, bool, bool]] = []

    def step(self) -> CommandFault | None:
        """Takes the next word, gap or operator."""
        text, start = self._text, self.position
        if gap := _GAP.match(text, start):
            self.position = gap.end()
        elif document := _HERE_DOCUMENT.match(text, start):
            self.position = document.end()
            delimiter = document[2] or document[3] or document[4]
            is_quoted = not document[4] or "\\" in document[0]
            self._awaited.append((delimiter, is_quoted, bool(document[1])))
        elif redirection := _REDIRECTION.match(text, start):
            return self._redirected(redirection)
        elif operator := _OPERATOR.match(text, start):
            self.position = operator.end()
            if operator[0].isspace() and self._awaited:
                return self._here_documents()
            self.end_command()
        else:
            return self._word()
        return None

    def end_command(self) -> None:
        """Closes the command so far, if it has words."""
        if self._words:
            self.commands.append(Command(tuple(self._words), self._stdin))
        self._words, self._stdin = [], None

    def _word(self) -> CommandFault | None:
        word = _word(self._text, self.position)
        if isinstance(word, CommandFault):
            return word
        self._words.append(word)
        self.position = word.span.end
        return None

    def _redirected(self, redirection: re.Match[str]) -> CommandFault | None:
        """Leaves the redirection out, but for text that is handed to the standard input."""
        start = redirection.end()
        gap = _GAP.match(self._text, start)
        word = _word(self._text, gap.end() if gap else start)
        if isinstance(word, CommandFault):
            return word
        self.position = word.span.end
        if redirection[0] == "<<<":
            self._stdin = phrase([*word.text, "\n"])
        return None

    def _here_documents(self) -> CommandFault | None:
        for delimiter, is_quoted, drops_tabs in self._awaited:
            tabs = "\t*" if drops_tabs else ""
            end = re.compile(rf"^{tabs}{re.escape(delimiter)}\r?$", re.MULTILINE)
            found = end.search(self._text, self.position)
            if found is None:
                message = f'the here-document never ends, expected a line "{delimiter}"'
                return CommandFault(Span(self.position, self.position), message)
            span = Span(self.position, found.start())
            piece = Piece((span.of(self._text),), span.end)
            shown = piece if is_quoted else expanded(self._text, span, IN_DOCUMENT)
            if isinstance(shown, CommandFault):
                return shown
            self._stdin = phrase(_without_tabs(shown.parts) if drops_tabs else shown.parts)
            self.position = found.end()
        self._awaited = []
        self.end_command()
        return None


def _without_tabs(parts: tuple[str | Use, ...]) -> list[str | Use]:
    return [re.sub(r"(?m)^\t+", "", part) if isinstance(part, str) else part for part in parts]


def _word(text: str, start: int) -> Word | CommandFault:
    parts: list[str | Use] = []
    position = start
    while position < len(text):
        if text[position] in "'\"\\$`":
            piece = quoted(text, position)
            if isinstance(piece, CommandFault):
                return piece
            parts += piece.parts
            position = piece.end
        elif found := _PLAIN.match(text, position):
            parts.append(found[0])
            position = found.end()
        else:
            break
    return Word(Span(start, position), phrase(parts))
