"""What the header section says about the body: its media type (RFC 9110, 8.3), as written."""

import re
from collections.abc import Iterable, Iterator

from wirelens.syntax.nodes import Header, HeaderField, Literal, RequestLine, Template

FORM = "application/x-www-form-urlencoded"

# A line that starts with `#` or `//` means nothing in these. In GraphQL, CSV, Markdown or plain
# text it may, so there it is sent.
_DROPPING = re.compile(r"[\w.-]+/(?:[\w.-]+\+)?(?:json|x-www-form-urlencoded|x-ndjson)\b")
_BOUNDARY = re.compile(r';\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_GRAPHQL_FIELD = "x-request-type"


def media_type(headers: Iterable[Header]) -> str | None:
    """What `Content-Type` spells out before a variable, in lower case; None if there is none."""
    value = next(_values(headers, "content-type"), None)
    return None if value is None else literal_start(value).strip().lower()


def boundary(headers: Iterable[Header]) -> str | None:
    """The boundary of a multipart body; None if it is none or the file does not spell it out."""
    value = next(_values(headers, "content-type"), None)
    if value is None or not literal_start(value).strip().lower().startswith("multipart/"):
        return None
    if any(not isinstance(part, Literal) for part in value.parts):
        return None
    match = _BOUNDARY.search(
        "".join(part.text for part in value.parts if isinstance(part, Literal))
    )
    return (match[1] or match[2]) if match else None


def is_graphql(line: RequestLine, headers: Iterable[Header]) -> bool:
    """Whether the body is a GraphQL query: by the method, or by REST Client's field."""
    if line.method is not None and line.method.text == "GRAPHQL":
        return True
    values = _values(headers, _GRAPHQL_FIELD)
    return any(literal_start(value).strip().lower() == "graphql" for value in values)


def drops_comments(headers: Iterable[Header]) -> bool:
    """Whether comment lines in the body are for the readers of the file alone.

    They are in a body of no media type: REST Client, JetBrains and httpyac drop them everywhere.
    """
    found = media_type(headers)
    return found is None or _DROPPING.match(found) is not None


def literal_start(template: Template) -> str:
    """What the template starts with before a reference."""
    first = template.parts[0] if template.parts else None
    return first.text if isinstance(first, Literal) else ""


def _values(headers: Iterable[Header], name: str) -> Iterator[Template]:
    for header in headers:
        if isinstance(header, HeaderField) and literal_start(header.name).lower() == name:
            yield header.value
