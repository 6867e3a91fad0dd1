"""A request that is to be written into a request file: plain data, however it came about."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """A variable in use: what stands between the braces of `{{expression}}`."""

    expression: str


@dataclass(frozen=True, slots=True)
class OutputUse(Use):
    """A variable that stands for the output of a command, which is executed nowhere here."""


# Text in which variables are in use. Literal parts are taken as they are, whatever is in them.
Phrase = tuple[str | Use, ...]


@dataclass(frozen=True, slots=True)
class InputFileUse:
    """`< path`: the content of a file."""

    path: Phrase


@dataclass(frozen=True, slots=True)
class Draft:
    """One request. `target` is the request target without a fragment.

    `body` is what is sent, to the character; multipart content has CRLF where its lines end.
    `comments` and `directives` (name and value) stand above the request line.
    """

    method: str
    target: Phrase
    headers: tuple[tuple[str, Phrase], ...] = ()
    body: tuple[Phrase | InputFileUse, ...] = ()
    name: str = ""
    comments: tuple[str, ...] = ()
    directives: tuple[tuple[str, str], ...] = ()
    variables: tuple[tuple[str, Phrase], ...] = ()

    def header(self, name: str) -> Phrase | None:
        """The value of the first header field of that lower-case name."""
        return next((value for each, value in self.headers if each.lower() == name), None)


def phrase(parts: Iterable[str | Use]) -> Phrase:
    """The parts as one phrase, neighbouring text as one part."""
    found: list[str | Use] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)


def opening(text: Phrase) -> str:
    """What the phrase starts with before a variable."""
    return text[0] if text and isinstance(text[0], str) else ""


def plain(text: Phrase) -> str | None:
    """The phrase as text, if no variable is in use in it."""
    return "".join(map(str, text)) if all(isinstance(part, str) for part in text) else None
