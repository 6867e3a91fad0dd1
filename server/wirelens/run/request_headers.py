"""The header section of a request: fields resolved, spliced lines read, credentials taken out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wirelens.ide.variables import Resolver, control_character, unsafe_problems
from wirelens.run import auth_header
from wirelens.run.credentials import AwsCredentials, Credentials, DigestCredentials
from wirelens.run.outgoing import HeaderName, revealed_name
from wirelens.secret import SecretText
from wirelens.syntax.nodes import Header, HeaderField, HeaderSplice, Template
from wirelens.syntax.problems import Problem
from wirelens.text import Span

Field = tuple[HeaderName, SecretText]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class HeaderSection:
    """The fields in the order of the file, where each stands, and what is wrong with the others.

    `credentials` stand in the place of a field that will only be worked out when it is sent.
    """

    fields: tuple[Field, ...]
    spans: tuple[Span, ...]
    problems: tuple[Problem, ...]
    credentials: Credentials | None = None
    credentials_span: Span = field(default_factory=lambda: Span(0, 0))

    def values(self, name: str) -> list[SecretText]:
        """The values of every field of that lower-case name."""
        return [value for each, value in self.fields if revealed_name(each).lower() == name]

    def span(self, name: str) -> Span:
        """Where the last field of that lower-case name stands."""
        placed = zip(self.fields, self.spans, strict=True)
        return [span for (each, _), span in placed if revealed_name(each).lower() == name][-1]


def header_section(headers: Iterable[Header], resolver: Resolver) -> HeaderSection:
    """The header section with its variables resolved."""
    found = [(each, header.span) for header in headers for each in _parts(header, resolver)]
    fields = [(each, span) for each, span in found if isinstance(each, tuple)]
    credentials = [(e, span) for e, span in found if isinstance(e, _CREDENTIALS)]
    problems = [each for each, _ in found if isinstance(each, Problem)]
    authorized = [name for (name, _), _ in fields if revealed_name(name).lower() == "authorization"]
    if credentials and len(credentials) + len(authorized) > 1:
        message = 'the header field "Authorization" is there twice: expected one'
        problems.append(Problem(credentials[-1][1], "header-malformed", message))
    return HeaderSection(
        tuple(each for each, _ in fields),
        tuple(span for _, span in fields),
        tuple(problems),
        *(credentials[-1] if credentials else ()),
    )


_Part = Field | Credentials | Problem
_CREDENTIALS = (DigestCredentials, AwsCredentials)


def _parts(header: Header, resolver: Resolver) -> list[_Part]:
    match header:
        case HeaderField():
            return _field(header, resolver)
        case HeaderSplice():
            return _spliced(header, resolver)
    return []


def _field(header: HeaderField, resolver: Resolver) -> list[_Part]:
    name, value = resolver.resolve(header.name), resolver.resolve(header.value)
    problems = [*name.problems, *value.problems] or [
        *unsafe_problems(name, "a field name"),
        *unsafe_problems(value, f'field "{name.text.masked()}"'),
    ]
    return [*problems] or [_checked(name.text, value.text, header.span)]


def _spliced(header: HeaderSplice, resolver: Resolver) -> list[_Part]:
    """A field for each line of the value; where a line ends is for the file to say."""
    resolved = resolver.resolve(Template(header.span, (header.reference,)))
    if resolved.problems:
        return [*resolved.problems]
    shown = f'"{{{{{header.reference.expression}}}}}"'
    foreign = (part for part in resolved.text.parts if not isinstance(part, str))
    if any(control_character(SecretText((part,)).reveal()) for part in foreign):
        message = f"{shown} has a line end in a secret or a response, expected one header line"
        return [Problem(header.span, "variable-unsafe", message)]
    return [_spliced_line(line, shown, header.span) for line in _lines(resolved.text)]


def _spliced_line(line: SecretText, shown: str, span: Span) -> _Part:
    colon = line.reveal().find(":")
    if colon < 0:
        message = f'{shown} stands for a header line, expected "Name: value", found no ":"'
        return Problem(span, "header-malformed", message)
    return _checked(line.piece(0, colon), line.piece(colon + 1, len(line.reveal())), span)


def _lines(text: SecretText) -> Iterator[SecretText]:
    for match in _LINE.finditer(text.reveal()):
        line = text.piece(*match.span())
        if line.stripped():
            yield line


def _checked(name: SecretText, value: SecretText, span: Span) -> _Part:
    """The field as it is sent, what will be sent in its place, or what is wrong with it."""
    name, value = name.stripped(), value.stripped()
    if not _TOKEN.fullmatch(name.reveal()):
        message = f'field name "{name.masked()}" is malformed, expected letters, digits and "-"'
        return Problem(span, "header-malformed", message)
    lower = name.reveal().lower()
    if lower in auth_header.FIELDS:
        found = auth_header.credentials(value)
        if found is not None and lower == "authorization":
            return Problem(span, "header-malformed", found) if isinstance(found, str) else found
        # Sent as it stands it would be given away.
        if scheme := auth_header.unexecuted_scheme(value):
            message = f'authorization "{scheme}" with a user and a password is not executed'
            return Problem(span, "not-executed", message)
        value = auth_header.encoded(value)
    return (name if name.secrets else name.reveal(), value)
