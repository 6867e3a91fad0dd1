"""Command lines as words, whatever shell they are written for."""

from dataclasses import dataclass

from wirelens.ide.draft import Phrase, phrase, plain
from wirelens.text import Span


@dataclass(frozen=True, slots=True)
class Word:
    """One word, its quotes removed; the span covers them."""

    span: Span
    text: Phrase

    @property
    def plain(self) -> str | None:
        """The word, if no variable is in it."""
        return plain(self.text)

    def after(self, count: int) -> "Word":
        """The word without its first `count` characters, all of them before any variable."""
        first = self.text[0] if self.text else ""
        rest = first[count:] if isinstance(first, str) else first
        return Word(self.span, phrase([rest, *self.text[1:]]))


@dataclass(frozen=True, slots=True)
class CommandFault:
    """Why a command means nothing here, and where."""

    span: Span
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command: its words, and what the shell hands to its standard input."""

    words: tuple[Word, ...]
    stdin: Phrase | None = None
