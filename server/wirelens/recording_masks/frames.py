"""Frames of an AWS event stream with another payload: lengths and checksums are made anew."""

import base64
import binascii
import re
import zlib
from collections.abc import Callable

from wirelens.secret import Redaction

PRELUDE = 12
_CHECKSUM = 4
_LONGEST = 32 * 1024 * 1024
# Bedrock's `bytes` member holds an event in base64.
_INNER_BYTES = re.compile(rb'("bytes"\s*:\s*")([A-Za-z0-9+/=]+)(")')

Change = Callable[[bytes], bytes]


def frame_length(data: bytes | bytearray) -> int | None:
    """The length of the frame that begins here; None if none does."""
    length, headers = int.from_bytes(data[:4], "big"), int.from_bytes(data[4:8], "big")
    fits = PRELUDE + headers + _CHECKSUM <= length <= _LONGEST
    return length if fits and _checksum(data[:8]) == data[8:PRELUDE] else None


def masked_frame(frame: bytes, redaction: Redaction) -> bytes:
    """One frame without the secrets; the same bytes if it has none."""
    headers, _ = _parts(frame)
    masked = with_payload(
        frame, lambda payload: redaction.redact_bytes(_with_inner(payload, redaction.redact_bytes))
    )
    # Headers name the event; one with a secret in it is nothing that a provider sends.
    is_clean = redaction.redact_bytes(headers) == headers
    return masked if is_clean else _frame(b"", _parts(masked)[1])


def with_event(frame: bytes, change: Change) -> bytes:
    """The frame with its event changed: the payload, or what its `bytes` member holds."""
    return with_payload(
        frame,
        lambda payload: (
            _with_inner(payload, change) if _INNER_BYTES.search(payload) else change(payload)
        ),
    )


def with_payload(frame: bytes, change: Change) -> bytes:
    """The frame with another payload; the same bytes if the payload stays as it is."""
    headers, payload = _parts(frame)
    changed = change(payload)
    return frame if changed == payload else _frame(headers, changed)


def _with_inner(payload: bytes, change: Change) -> bytes:
    def changed(found: re.Match[bytes]) -> bytes:
        try:
            inner = base64.b64decode(found[2], validate=True)
        except binascii.Error:
            return found[0]
        new = change(inner)
        return found[0] if new == inner else found[1] + base64.b64encode(new) + found[3]

    return _INNER_BYTES.sub(changed, payload)


def _parts(frame: bytes) -> tuple[bytes, bytes]:
    """Header fields and payload."""
    headers_end = PRELUDE + int.from_bytes(frame[4:8], "big")
    return frame[PRELUDE:headers_end], frame[headers_end:-_CHECKSUM]


def _frame(headers: bytes, payload: bytes) -> bytes:
    length = PRELUDE + len(headers) + len(payload) + _CHECKSUM
    lengths = length.to_bytes(4, "big") + len(headers).to_bytes(4, "big")
    message = lengths + _checksum(lengths) + headers + payload
    return message + _checksum(message)


def _checksum(data: bytes | bytearray) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big")
