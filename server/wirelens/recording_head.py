"""The head of a recorded response as lines: a status line as it came, then header fields."""

import re
from collections.abc import Callable, Sequence

from wirelens.stream.run import Head

_DROPPED_FIELDS = frozenset({"set-cookie", "set-cookie2"})
_STATUS_LINE = re.compile(r"(HTTP/[0-9](?:\.[0-9])?)\s+([1-9][0-9]{2})(?:\s+(.*))?")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_SHOWN = 60


def head_lines(head: Head) -> list[str]:
    """The status line and the fields that are kept."""
    status = f"{head.http_version} {head.status} {head.reason}".rstrip()
    return [
        status,
        *(f"{n}: {v}" for n, v in head.headers if n.lower() not in _DROPPED_FIELDS),
    ]


def head_from(
    at: float, lines: Sequence[tuple[int, str]], problem: Callable[[int, str], None]
) -> Head | None:
    """The head that the numbered lines hold; None after a `problem` if there is no status line."""
    written = [(number, line.strip()) for number, line in lines if line.strip()]
    status = _STATUS_LINE.fullmatch(written[0][1]) if written else None
    if status is None:
        found = f'"{written[0][1][:_SHOWN]}"' if written else "none"
        where = written[0][0] if written else lines[0][0] if lines else 0
        problem(where, f'expected a status line as "HTTP/1.1 200 OK", found {found}')
        return None
    fields = []
    for number, line in written[1:]:
        name, colon, value = line.partition(":")
        if colon and _NAME.fullmatch(name.strip()):
            fields.append((name.strip(), value.strip()))
        else:
            problem(number, f'expected "name: value", found "{line[:_SHOWN]}"')
    return Head(at, int(status[2]), status[3] or "", status[1], tuple(fields))
