"""An outgoing request as bytes for the wire, or the reason why it must not be sent.

Checked here, after substitution: what a peer could read as a second request, or as another host.
Messages name the field and never its value.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from wirelens import __version__
from wirelens.run.errors import ExchangeError
from wirelens.run.outgoing import OutgoingRequest, revealed_name
from wirelens.secret import SecretText

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, 5.6.2
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_STREAM_MEDIA_TYPES = ("text/event-stream", "ndjson", "jsonl", "json-seq")
_STREAM_TARGETS = ("alt=sse", ":streamgeneratecontent")
_TRANSFER_CODING = b"transfer-encoding"
_STREAM_BODY = re.compile(rb'"stream"\s*:\s*true')


@dataclass(frozen=True, slots=True, repr=False)
class WireRequest:
    """A request but for its URL. `chunked`: the content goes out with that transfer coding."""

    method: str
    fields: tuple[tuple[bytes, bytes], ...]
    content: bytes
    chunked: bool


Part = Literal["method", "field", "body"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a request must not be sent: the code of a problem, and which part of it is wrong."""

    code: str
    message: str
    part: Part
    field: str = ""  # the name of the header field, where the part is one


def faults(request: OutgoingRequest) -> list[Fault]:
    """Everything that keeps the request from being sent but for its URL; messages show no value."""
    found = []
    if not _TOKEN.fullmatch(request.method):
        message = "the method is malformed: expected one word"
        found.append(Fault("variable-unsafe", message, "method"))
    for name, value in request.headers:
        found += _field_faults(revealed_name(name), value)
    if _has_half_pair(request.body.reveal):
        found.append(_half_pair("the body", "body"))
    return found or list(_framing_faults(request))


def wire_request(request: OutgoingRequest) -> WireRequest:
    """The request in bytes, with the fields that every request has; raises `ExchangeError`."""
    for fault in faults(request):
        raise ExchangeError(fault.code, fault.message)
    content = request.body.reveal()
    fields = [
        (revealed_name(name).encode(), value.to_bytes().strip(b" \t"))
        for name, value in request.headers
    ]
    chunked = any(name.lower() == _TRANSFER_CODING for name, _ in fields)
    fields += [
        (name, value)
        for name, value in _default_fields(request, content)
        if not _values(fields, name.lower())
    ]
    kept = tuple(
        field for field in fields if not (chunked and field[0].lower() == _TRANSFER_CODING)
    )
    return WireRequest(request.method, kept, content, chunked)


def check_url(text: str) -> None:
    """Refuses what two readers of a URL may read in two ways; raises `ExchangeError`."""
    if found := _control(text, "the URL"):
        raise ExchangeError("variable-unsafe", found)
    # Some read "http://a\@b/" as host "a", some as host "b".
    if "\\" in re.split(r"[?#]", text, maxsplit=1)[0]:
        raise ExchangeError("variable-unsafe", r'the URL has a "\" before its query: expected "/"')


def _field_faults(name: str, value: SecretText) -> Iterator[Fault]:
    if not _TOKEN.fullmatch(name):
        message = "a header field's name is malformed: expected a token"
        yield Fault("header-malformed", message, "field", name)
    elif _has_half_pair(value.to_bytes):
        yield _half_pair(f'the value of "{name}"', "field", name)
    elif found := _control(value.reveal(), f'the value of "{name}"'):
        yield Fault("variable-unsafe", found, "field", name)


def _control(text: str, where: str) -> str:
    """What to say of a control character in the text; "" if there is none."""
    found = _CONTROL.search(text)
    return (
        f"{where} has the control character U+{ord(found[0]):04X}: expected none" if found else ""
    )


def _has_half_pair(encode: Callable[[], bytes]) -> bool:
    try:
        encode()
    except UnicodeEncodeError:
        return True
    return False


def _half_pair(where: str, part: Part, field: str = "") -> Fault:
    message = f"{where} has half a surrogate pair: expected text that UTF-8 can carry"
    return Fault("variable-unsafe", message, part, field)


def _framing_faults(request: OutgoingRequest) -> Iterator[Fault]:
    """Framing by hand that a peer may read in two ways."""
    values: dict[str, list[str]] = {}
    for name, value in request.headers:
        values.setdefault(revealed_name(name).lower(), []).append(value.reveal().strip(" \t"))
    size = len(request.body.reveal())
    if len(values.get("host", ())) > 1:
        yield _misframed("Host", "is there twice", "expected one")
    lengths, codings = values.get("content-length"), values.get("transfer-encoding")
    if lengths not in (None, [str(size)]):
        yield _misframed("Content-Length", "does not fit the body", f'expected "{size}"')
    elif codings and (lengths or [each.lower() for each in codings] != ["chunked"]):
        yield _misframed("Transfer-Encoding", "is unsafe", 'expected "chunked" alone')


def _misframed(name: str, wrong: str, expected: str) -> Fault:
    message = f'the header field "{name}" {wrong}: {expected}'
    return Fault("header-malformed", message, "field", name)


def _values(fields: list[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    return [value for field, value in fields if field.lower() == name]


def _default_fields(request: OutgoingRequest, content: bytes) -> list[tuple[bytes, bytes]]:
    streamed = expects_stream(request, content)
    return [
        (b"Accept", b"*/*"),
        (b"Accept-Encoding", b"identity" if streamed else b"gzip, deflate"),
        (b"User-Agent", f"wirelens/{__version__}".encode()),
    ]


def expects_stream(request: OutgoingRequest, content: bytes) -> bool:
    """Whether a stream is asked for: many servers hold a compressed one until a block is full."""
    accepted = [
        v.reveal().lower() for n, v in request.headers if revealed_name(n).lower() == "accept"
    ]
    url = request.url.reveal().lower()
    return (
        any(media_type in value for media_type in _STREAM_MEDIA_TYPES for value in accepted)
        or any(mark in url for mark in _STREAM_TARGETS)
        or _STREAM_BODY.search(content) is not None
    )
