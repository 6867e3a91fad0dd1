"""What one part of a curl command asks for, and what has to be told of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wirelens.ide.command_line import CommandFault, Word
from wirelens.ide.curl_options import Given
from wirelens.ide.draft import Phrase
from wirelens.syntax.problems import Problem
from wirelens.text import Span


@dataclass(frozen=True, slots=True)
class Asked:
    """The options and URLs up to the next `--next`; `stdin` is what the shell hands to curl."""

    options: tuple[Given, ...]
    urls: tuple[Word, ...]
    stdin: Phrase | None = None

    def given(self, *names: str) -> Iterator[Given]:
        """The options of these names, in order."""
        return (each for each in self.options if each.option.name in names)

    def values(self, *names: str) -> Iterator[Word]:
        """The values that were given to options of these names, in order."""
        return (each.value for each in self.given(*names) if each.value is not None)

    def last(self, *names: str) -> Word | None:
        """The value that holds: the last one."""
        return next(iter([*self.values(*names)][::-1]), None)

    def has(self, *names: str) -> bool:
        """Whether one of the options is there."""
        return any(True for _ in self.given(*names))


@dataclass(slots=True)
class Told:
    """What is left out, which is noted, and what cannot be meant, which refuses the command."""

    notes: list[Problem] = field(default_factory=list)
    faults: list[CommandFault] = field(default_factory=list)

    def note(self, span: Span, message: str, hint: str = "") -> None:
        """Tells what is read and not carried over."""
        self.notes.append(Problem(span, "not-executed", message, hint))

    def refuse(self, span: Span, message: str, hint: str = "") -> None:
        """Tells why the command means nothing here."""
        self.faults.append(CommandFault(span, message, hint))
