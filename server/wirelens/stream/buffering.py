"""What a response's head says about why its stream came in one piece: a hint, never a proof."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from wirelens.stream.run import Head


@dataclass(frozen=True, slots=True)
class _Hint:
    """A header field with such a value explains a buffered stream."""

    name: str
    value: re.Pattern[str]
    why: str


def _hint(name: str, value: str, why: str) -> _Hint:
    return _Hint(name, re.compile(value, re.IGNORECASE), why)


_CACHE = "a cache answered in the place of the server"
# From what explains most to what explains least.
_HINTS = (
    _hint("content-encoding", r"(?!identity$).+", "a compressor holds back what it has"),
    _hint("content-length", r".+", "the reply was whole before it was sent"),
    _hint("cf-cache-status", r"hit|stale|updating|revalidated", _CACHE),
    _hint("x-cache", r".*\bhit\b.*", _CACHE),
    _hint("age", r"0*[1-9][0-9]*", _CACHE),
    _hint("x-accel-buffering", r"yes", "a proxy on the way was told to collect"),
    _hint("via", r".+", "a proxy may collect what it passes on"),
)
_PASSING_ON = (
    _hint(
        "server",
        r".*(nginx|openresty|tengine).*",
        'it collects what it passes on unless told "x-accel-buffering: no"',
    ),
    _hint("server", r"cloudflare", "its edge may collect what it passes on"),
    _hint("cf-ray", r".+", "the edge of Cloudflare may collect what it passes on"),
    _hint("x-amz-cf-id", r".+", "the edge of CloudFront may collect what it passes on"),
    _hint("x-served-by", r".+", "an edge on the way may collect what it passes on"),
)


def buffered_by(head: Head) -> str:
    """The header field that explains why a stream came in one piece, and how."""
    return next(filter(None, (look(head) for look in _LOOKS)), _NOTHING)


_NOTHING = "no header field explains it, so the server or a proxy collected the events"


def _first_of(hints: tuple[_Hint, ...]) -> Callable[[Head], str | None]:
    def look(head: Head) -> str | None:
        for hint in hints:
            told = (head.header(hint.name) or "").strip()
            if hint.value.fullmatch(told):
                return f'"{hint.name}: {told}", {hint.why}'
        return None

    return look


def _by_version(head: Head) -> str | None:
    too_old = head.http_version.endswith(("/1.0", "/0.9"))
    return f"{head.http_version}, which cannot send in chunks" if too_old else None


def _unless_told(head: Head) -> str | None:
    """Who passes a stream on; a proxy that obeyed `x-accel-buffering: no` did not collect it."""
    obeyed = (head.header("x-accel-buffering") or "").strip().lower() == "no"
    return None if obeyed else _first_of(_PASSING_ON)(head)


def _unchunked(head: Head) -> str | None:
    if head.http_version != "HTTP/1.1" or head.header("transfer-encoding") is not None:
        return None
    return 'no "transfer-encoding: chunked", so it was not sent in chunks'


_LOOKS = (_first_of(_HINTS), _by_version, _unless_told, _unchunked)
