"""A request as it is written in its file: variables unresolved, and nothing kept that may be a key.

A field value or a query value whose name says that it is a credential is kept only as a template.
"""

import re
from dataclasses import dataclass

from wirelens.secret import MASK
from wirelens.syntax.nodes import Comment, HeaderField, Request
from wirelens.text import Span

_CREDENTIALS = frozenset(
    {
        *("auth", "authorization", "apikey", "code", "cookie", "credential", "credentials"),
        *("jwt", "key", "passwd", "password", "secret", "session", "sessionid"),
        *("sig", "signature", "token"),
    }
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
# `Bearer {{key}}`, `{{user}}:{{password}}`, `session={{id}}`: nothing in it is a value.
_ONLY_TEMPLATES = re.compile(
    r"(?:[A-Za-z][\w-]*\s+)?(?:(?:[A-Za-z][\w-]*=)?\{\{[^}]*\}\}[:;,.\s]*)+"
)
_QUERY_FIELD = re.compile(r"([?&])([^=&?#\s{}]+)=([^&#\s]*)")


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """Method, request target, header lines and body, all as written."""

    method: str
    target: str
    headers: tuple[str, ...] = ()
    body: str = ""


def recorded_request(request: Request, text: str) -> RecordedRequest:
    """The request of a block whose text is `text`, safe to commit."""
    line = request.line
    target = "".join(piece.span.of(text).strip() for piece in line.targets)
    return RecordedRequest(
        method=line.method.text if line.method else "GET",
        target=_QUERY_FIELD.sub(_kept_query_field, target),
        headers=tuple(
            _header_line(header.span, header, text)
            for header in request.headers
            if not isinstance(header, Comment)
        ),
        body=request.body.span.of(text).replace("\r\n", "\n").strip("\n") if request.body else "",
    )


def names_credential(name: str) -> bool:
    """Whether a field of that name carries a key, a token or the like."""
    return any(word.lower() in _CREDENTIALS for word in _WORD.findall(name))


def _header_line(span: Span, header: object, text: str) -> str:
    if not isinstance(header, HeaderField):
        return span.of(text).strip()
    name, value = header.name.span.of(text).strip(), header.value.span.of(text).strip()
    return f"{name}: {_kept(name, value)}"


def _kept_query_field(match: re.Match[str]) -> str:
    mark, name, value = match.groups()
    return f"{mark}{name}={_kept(name, value)}"


def _kept(name: str, value: str) -> str:
    if not names_credential(name) or _ONLY_TEMPLATES.fullmatch(value):
        return value
    return MASK
