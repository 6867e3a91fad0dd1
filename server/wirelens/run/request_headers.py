"""The header section of a request: fields resolved, spliced lines read, credentials encoded."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirelens.ide.variables import Resolver, control_character, unsafe_problems
from wirelens.run.outgoing import HeaderName, revealed_name
from wirelens.secret import Chained, Secret, SecretText
from wirelens.secret_forms import utf8
from wirelens.syntax.nodes import Header, HeaderField, HeaderSplice, Template
from wirelens.syntax.problems import Problem
from wirelens.text import Span

Field = tuple[HeaderName, SecretText]

BASIC = "Basic credentials"  # the source of a secret that is made of user and password

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_LINE = re.compile(r"[^\r\n]+")
_AUTHORIZATION = ("authorization", "proxy-authorization")
_BASIC = re.compile(r"basic\s+(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_SPACE = re.compile(r"\s+")
# After these other tools take a user and a password, and sign or hash them. Sent as they stand
# they would be given away.
_SIGNED = re.compile(r"(digest|ntlm|negotiate|aws|cognito)\s+[^\s=,]+\s+[^\s=,]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeaderSection:
    """The fields in the order of the file, where each stands, and what is wrong with the others."""

    fields: tuple[Field, ...]
    spans: tuple[Span, ...]
    problems: tuple[Problem, ...]

    def values(self, name: str) -> list[SecretText]:
        """The values of every field of that lower-case name."""
        return [value for each, value in self.fields if revealed_name(each).lower() == name]

    def span(self, name: str) -> Span:
        """Where the last field of that lower-case name stands."""
        placed = zip(self.fields, self.spans, strict=True)
        return [span for (each, _), span in placed if revealed_name(each).lower() == name][-1]


def header_section(headers: Iterable[Header], resolver: Resolver) -> HeaderSection:
    """The header section with its variables resolved."""
    fields: list[tuple[Field, Span]] = []
    problems: list[Problem] = []
    for header in headers:
        for each in _fields(header, resolver):
            if isinstance(each, Problem):
                problems.append(each)
            else:
                fields.append((each, header.span))
    return HeaderSection(
        tuple(field for field, _ in fields), tuple(span for _, span in fields), tuple(problems)
    )


def _fields(header: Header, resolver: Resolver) -> list[Field | Problem]:
    match header:
        case HeaderField():
            return _field(header, resolver)
        case HeaderSplice():
            return _spliced(header, resolver)
    return []


def _field(header: HeaderField, resolver: Resolver) -> list[Field | Problem]:
    name, value = resolver.resolve(header.name), resolver.resolve(header.value)
    problems = [*name.problems, *value.problems] or [
        *unsafe_problems(name, "a field name"),
        *unsafe_problems(value, f'field "{name.text.masked()}"'),
    ]
    return [*problems] or [_checked(name.text, value.text, header.span)]


def _spliced(header: HeaderSplice, resolver: Resolver) -> list[Field | Problem]:
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


def _spliced_line(line: SecretText, shown: str, span: Span) -> Field | Problem:
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


def _checked(name: SecretText, value: SecretText, span: Span) -> Field | Problem:
    """The field as it is sent, or what is wrong with it."""
    name, value = name.stripped(), value.stripped()
    if not _TOKEN.fullmatch(name.reveal()):
        message = f'field name "{name.masked()}" is malformed, expected letters, digits and "-"'
        return Problem(span, "header-malformed", message)
    if name.reveal().lower() in _AUTHORIZATION:
        if scheme := _SIGNED.match(value.reveal()):
            message = f'authorization "{scheme[1]}" with a user and a password is not executed'
            return Problem(span, "not-executed", message)
        value = _authorization(value)
    return (name if name.secrets else name.reveal(), value)


def _authorization(value: SecretText) -> SecretText:
    """`Basic user password` and `Basic user:password` as RFC 7617 sends them."""
    text = value.reveal()
    scheme = _BASIC.match(text)
    user = _WORD.match(text, scheme.end()) if scheme else None
    if scheme is None or user is None:
        return value
    # No user has a colon (RFC 7617, section 2), so blanks after one are the password's.
    gap = None if ":" in user[0] else _SPACE.match(text, user.end())
    if ":" not in user[0] and gap is None:
        return value  # it is encoded already
    credentials = value.piece(scheme.end(), len(text))
    if gap is not None:
        password = value.piece(gap.end(), len(text))
        credentials = SecretText.join((value.piece(scheme.end(), user.end()), ":", password))
    return value.piece(0, scheme.end()) + _base64(credentials)


def _base64(text: SecretText) -> SecretText:
    """The encoded text, secret if any part of it is: no part can be told from the others then."""
    encoded = base64.b64encode(utf8(text.reveal())).decode()
    if text.secrets:
        return SecretText((Secret(encoded, BASIC, text.secrets),))
    chained = next((part for part in text.parts if isinstance(part, Chained)), None)
    return SecretText((encoded if chained is None else Chained(encoded, chained.source),))
