"""The base protocol of LSP 3.17: header part and content part, within bounds. Sans-IO."""

import json
from collections.abc import Mapping
from typing import Any

HEADER_BOUND = 8 * 1024
CONTENT_BOUND = 256 * 1024 * 1024


class FrameError(Exception):
    """The bytes are no LSP frame; the text says what was expected. The connection cannot go on."""


class FrameDecoder:
    """Bytes in, JSON messages out, however they were chunked."""

    def __init__(
        self, header_bound: int = HEADER_BOUND, content_bound: int = CONTENT_BOUND
    ) -> None:
        self._header_bound = header_bound
        self._content_bound = content_bound
        self._buffer = bytearray()
        self._length: int | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """Takes bytes and returns the contents that they complete; raises `FrameError`."""
        self._buffer += data
        contents: list[bytes] = []
        while (content := self._next()) is not None:
            contents.append(content)
        return contents

    def _next(self) -> bytes | None:
        if self._length is None and not self._take_header():
            return None
        length = self._length
        if length is None or len(self._buffer) < length:
            return None
        content = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._length = None
        return content

    def _take_header(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > self._header_bound:
                raise FrameError(f"no header part within {self._header_bound} bytes")
            return False
        fields = bytes(self._buffer[:end]).split(b"\r\n")
        del self._buffer[: end + 4]
        self._length = self._content_length(fields)
        return True

    def _content_length(self, fields: list[bytes]) -> int:
        for field in fields:
            name, _, value = field.partition(b":")
            if name.strip().lower() == b"content-length":
                digits = value.strip()
                if not digits.isdigit() or len(digits) > 12:
                    raise FrameError('"Content-Length" is no number')
                if int(digits) > self._content_bound:
                    raise FrameError(f'"Content-Length" exceeds {self._content_bound} bytes')
                return int(digits)
        raise FrameError('a header part without "Content-Length"')


def frame(message: Mapping[str, Any]) -> bytes:
    """A message with its header part. `NaN` and infinities are no JSON and raise `ValueError`."""
    content = json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii")
    return b"Content-Length: %d\r\n\r\n%s" % (len(content), content)
