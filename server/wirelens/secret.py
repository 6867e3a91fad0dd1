"""Secrets: a type of their own, and the one redaction that stands on every way out.

A secret is substituted at send time only. What anyone reads shows `***`.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from wirelens.secret_forms import alternation, forms, openings

MASK = "***"


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that must not be shown, and where it came from (`http-client.private.env.json: KEY`).

    `origins` are the secrets that it was made from, when it is an encoded form or a piece of them.
    """

    _value: str
    source: str
    origins: tuple["Secret", ...] = ()

    def reveal(self) -> str:
        """The value itself, for the bytes that go to its own origin."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Chained:
    """Text out of a response: shown as it is, trusted with nothing, never read as a template."""

    text: str
    source: str


Part = str | Secret | Chained


@dataclass(frozen=True, slots=True, repr=False)
class SecretText:
    """Text that knows which of its parts are secret and which came out of a response."""

    parts: tuple[Part, ...] = ()

    @classmethod
    def from_text(cls, text: str) -> "SecretText":
        """Text of which no part is secret."""
        return cls((text,) if text else ())

    @classmethod
    def join(cls, texts: Iterable["SecretText | str"]) -> "SecretText":
        """The texts one after the other."""
        return cls(tuple(_merged(_parts(texts))))

    def __add__(self, other: "SecretText | str") -> "SecretText":
        return SecretText.join((self, other))

    def __bool__(self) -> bool:
        return any(_revealed(part) for part in self.parts)

    def __repr__(self) -> str:
        return self.masked()

    __str__ = __repr__

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets in it, in order."""
        return tuple(part for part in self.parts if isinstance(part, Secret))

    def reveal(self) -> str:
        """The whole text, for the bytes that go out."""
        return "".join(map(_revealed, self.parts))

    def to_bytes(self) -> bytes:
        """The whole text as UTF-8; bytes that came in with `surrogateescape` leave as they were."""
        return self.reveal().encode("utf-8", "surrogateescape")

    def masked(self) -> str:
        """What people may read: every secret as `***`, whatever its length."""
        return "".join(MASK if isinstance(p, Secret) else _revealed(p) for p in self.parts)

    def mapped(self, change: Callable[[str], str]) -> "SecretText":
        """Every part changed on its own; a changed secret remembers what it was made from."""
        return SecretText(tuple(_changed(part, change(_revealed(part))) for part in self.parts))

    def piece(self, start: int, end: int) -> "SecretText":
        """The part between two offsets of `reveal()`; a piece of a secret is a secret."""
        pieces: list[Part] = []
        position = 0
        for part in self.parts:
            text = _revealed(part)
            cut = text[max(start - position, 0) : max(end - position, 0)]
            if cut:
                pieces.append(_changed(part, cut))
            position += len(text)
        return SecretText(tuple(pieces))

    def stripped(self) -> "SecretText":
        """Without the white space around it."""
        text = self.reveal()
        return self.piece(len(text) - len(text.lstrip()), len(text.rstrip()))


class Redaction:
    """Masks every known secret in every form in which a peer or a format may hand it back.

    Forms: as it is, URL-encoded, JSON-escaped (once and twice, as in streamed tool arguments),
    base64 alone or at any place inside a longer encoding, and each line of a secret of several.
    """

    __slots__ = ("_forms", "_longest", "_openings", "_pattern")

    def __init__(self, secrets: Iterable[Secret]) -> None:
        values = {secret.reveal() for secret in _with_origins(secrets)}
        self._forms = sorted({form for value in values for form in forms(value)})
        self._longest = max(map(len, self._forms), default=0)
        self._pattern = alternation(self._forms) if self._forms else None
        self._openings = openings(self._forms)

    def redact(self, text: str) -> str:
        """The text with `***` in the place of every secret, the longest form first."""
        return self._pattern.sub(MASK, text) if self._pattern else text

    @property
    def longest(self) -> int:
        """How many characters the longest form of a secret has; 0 where no secret is known."""
        return self._longest

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where secrets stand in `text`, in order: what `redact` puts `***` in the place of."""
        return [match.span() for match in self._pattern.finditer(text)] if self._pattern else []

    def redact_bytes(self, data: bytes) -> bytes:
        """As `redact`, for bytes that may be no UTF-8; what is not masked stays to the byte."""
        if not self._pattern:
            return data
        text = data.decode("utf-8", "surrogateescape")
        return self._pattern.sub(MASK, text).encode("utf-8", "surrogateescape")

    def redact_value(self, value: object) -> object:
        """A copy of a JSON value with every string, key and number redacted."""
        if not self._pattern:
            return value
        holder = [value]
        # A list in the place of recursion: a reply may nest as deep as the stack.
        pending: list[list[object] | dict[object, object]] = [holder]
        while pending:
            container = pending.pop()
            if isinstance(container, dict):
                for key, child in container.items():
                    container[key] = self._copied(child, pending)
            else:
                container[:] = [self._copied(child, pending) for child in container]
        return holder[0]

    def stream(self) -> "RedactionStream":
        """The same redaction for text that comes in chunks."""
        return RedactionStream(self)

    def _copied(self, value: object, pending: list[list[object] | dict[object, object]]) -> object:
        """A redacted leaf, or a copy of a container that is `pending` for its children."""
        if isinstance(value, dict):
            named: dict[object, object] = {self._leaf(key): child for key, child in value.items()}
            pending.append(named)
            return named
        if isinstance(value, list | tuple):
            listed = list(value)
            pending.append(listed)
            return listed
        return self._leaf(value)

    def _leaf(self, value: object) -> object:
        # A secret of digits comes back as a JSON number.
        text = str(value)
        redacted = self.redact(text)
        return value if redacted == text else redacted

    def split(self, text: str) -> tuple[str, str]:
        """What of a beginning can be shown already, redacted, and the rest as it is."""
        if not self._pattern:
            return text, ""
        shown: list[str] = []
        position = 0
        open_from = self._first_open(text, 0)
        for match in self._pattern.finditer(text):
            if match.start() >= open_from:  # a longer form may still begin here
                break
            shown += (text[position : match.start()], MASK)
            position = match.end()
            if position > open_from:
                open_from = self._first_open(text, position)
        shown.append(text[position:open_from])
        return "".join(shown), text[open_from:]

    def _first_open(self, text: str, start: int) -> int:
        """Where the first form starts of which `text` holds only the beginning; else its end."""
        position = max(start, len(text) - self._longest + 1)
        while match := self._openings.search(text, position):
            if self._is_beginning(text[match.start() :]):
                return match.start()
            position = match.start() + 1
        return len(text)

    def _is_beginning(self, text: str) -> bool:
        index = bisect_right(self._forms, text)
        return index < len(self._forms) and self._forms[index].startswith(text)


class RedactionStream:
    """Redacts chunks; what comes out is `redact` of the whole, however it was chunked.

    Text is held back only while it may be the beginning of a secret.
    """

    __slots__ = ("_held", "_redaction")

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._held = ""

    def feed(self, text: str) -> str:
        """Takes the next text and returns what can be shown by now."""
        shown, self._held = self._redaction.split(self._held + text)
        return shown

    def flush(self) -> str:
        """Returns what was held back; nothing follows it."""
        held, self._held = self._held, ""
        return self._redaction.redact(held)


def _revealed(part: Part) -> str:
    match part:
        case Secret():
            return part.reveal()
        case Chained():
            return part.text
    return part


def _changed(part: Part, text: str) -> Part:
    match part:
        case Secret():
            return part if text == part.reveal() else Secret(text, part.source, (part,))
        case Chained():
            return Chained(text, part.source)
    return text


def _parts(texts: Iterable[SecretText | str]) -> Iterator[Part]:
    for text in texts:
        if isinstance(text, str):
            yield text
        else:
            yield from text.parts


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbouring plain parts as one, so that a text of many pieces stays small."""
    plain: list[str] = []
    for part in parts:
        if isinstance(part, str):
            plain.append(part)
            continue
        if plain:
            yield "".join(plain)
            plain.clear()
        yield part
    if any(plain):
        yield "".join(plain)


def _with_origins(secrets: Iterable[Secret]) -> Iterator[Secret]:
    for secret in secrets:
        yield secret
        yield from _with_origins(secret.origins)
