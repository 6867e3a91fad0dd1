"""An outgoing request as bytes for the wire, or the reason why it must not be sent.

Checked here, after substitution: what a peer could read as a second request, or as another host.
Messages name the field and never its value.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

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


def wire_request(request: OutgoingRequest) -> WireRequest:
    """The request in bytes, with the fields that every request has; raises `ExchangeError`."""
    if not _TOKEN.fullmatch(request.method):
        raise ExchangeError("variable-unsafe", "the method is malformed: expected one word")
    content = _encoded(request.body.reveal, "the body")
    fields = [_field(revealed_name(name), value) for name, value in request.headers]
    chunked = _is_chunked(fields, len(content))
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
    _check_controls(text, "the URL")
    # Some read "http://a\@b/" as host "a", some as host "b".
    if "\\" in re.split(r"[?#]", text, maxsplit=1)[0]:
        raise ExchangeError("variable-unsafe", r'the URL has a "\" before its query: expected "/"')


def _field(name: str, value: SecretText) -> tuple[bytes, bytes]:
    if not _TOKEN.fullmatch(name):
        raise ExchangeError(
            "header-malformed", "a header field's name is malformed: expected a token"
        )
    text = _encoded(value.to_bytes, f'the value of "{name}"').strip(b" \t")
    _check_controls(value.reveal(), f'the value of "{name}"')
    return name.encode(), text


def _check_controls(text: str, where: str) -> None:
    if found := _CONTROL.search(text):
        message = f"{where} has the control character U+{ord(found[0]):04X}: expected none"
        raise ExchangeError("variable-unsafe", message)


def _encoded(encode: Callable[[], bytes], where: str) -> bytes:
    try:
        return encode()
    except UnicodeEncodeError:
        message = f"{where} has half a surrogate pair: expected text that UTF-8 can carry"
        raise ExchangeError("variable-unsafe", message) from None  # the cause holds the value


def _values(fields: list[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    return [value for field, value in fields if field.lower() == name]


def _is_chunked(fields: list[tuple[bytes, bytes]], size: int) -> bool:
    """Whether the user asked for it; refuses framing by hand that a peer may read in two ways."""
    if len(_values(fields, b"host")) > 1:
        raise ExchangeError(
            "header-malformed", 'the header field "Host" is there twice: expected one'
        )
    lengths, transfer_codings = (
        _values(fields, b"content-length"),
        _values(fields, _TRANSFER_CODING),
    )
    if lengths not in ([], [str(size).encode()]):
        message = f'the header field "Content-Length" does not fit the body: expected "{size}"'
        raise ExchangeError("header-malformed", message)
    if transfer_codings and (lengths or [c.lower() for c in transfer_codings] != [b"chunked"]):
        message = 'the header field "Transfer-Encoding" is unsafe: expected "chunked" alone'
        raise ExchangeError("header-malformed", message)
    return bool(transfer_codings)


def _default_fields(request: OutgoingRequest, content: bytes) -> list[tuple[bytes, bytes]]:
    streamed = _expects_stream(request, content)
    return [
        (b"Accept", b"*/*"),
        (b"Accept-Encoding", b"identity" if streamed else b"gzip, deflate"),
        (b"User-Agent", f"wirelens/{__version__}".encode()),
    ]


def _expects_stream(request: OutgoingRequest, content: bytes) -> bool:
    """A compressed stream is held back by many servers until a block is full."""
    accepted = [
        v.reveal().lower() for n, v in request.headers if revealed_name(n).lower() == "accept"
    ]
    url = request.url.reveal().lower()
    return (
        any(media_type in value for media_type in _STREAM_MEDIA_TYPES for value in accepted)
        or any(mark in url for mark in _STREAM_TARGETS)
        or _STREAM_BODY.search(content) is not None
    )
