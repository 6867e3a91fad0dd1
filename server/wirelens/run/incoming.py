"""HTTP/1.1 requests as our own servers read them (RFC 9112). What is malformed is a `Refusal`."""

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST_HEAD = 64 * 1024
LONGEST_CONTENT = 16 * 1024 * 1024

_REASONS = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
}


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """A request; `path` is decoded and without query, field names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    version: str
    headers: dict[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered as it was meant."""

    status: int
    message: str
    code: str | None = None

    @property
    def reason(self) -> str:
        """The reason phrase."""
        return _REASONS[self.status]


class _MalformedError(Exception):
    """Ends the reading of a request that RFC 9112 does not know."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


async def read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> IncomingRequest | Refusal | None:
    """The next request; None if the client went away before it was complete."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        line, *field_lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, version = _request_line(line)
        headers = _fields(field_lines)
        if headers.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        content = await _content(reader, headers)
    except asyncio.LimitOverrunError:
        return Refusal(431, f"expected a header section of up to {LONGEST_HEAD} bytes, found more")
    except _MalformedError as error:
        return error.refusal
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    parts = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return IncomingRequest(method, unquote(parts.path) or "/", query, version, headers, content)


def _request_line(line: str) -> tuple[str, str, str]:
    words = line.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise _malformed(f'"{line[:80]}": expected a request line as "POST /path HTTP/1.1"')
    return words[0], words[1], words[2]


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise _malformed(f'"{line[:80]}": expected a header field as "name: value"')
        fields[name.lower()] = value.strip()
    return fields


async def _content(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        if headers["transfer-encoding"].lower() != "chunked":
            raise _malformed('"transfer-encoding": expected "chunked"')
        return await _chunked_content(reader)
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        raise _malformed(f'"content-length: {length[:40]}": expected a number')
    return await _exactly(reader, int(length), 0)


async def _chunked_content(reader: asyncio.StreamReader) -> bytes:
    content = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        size = line.partition(b";")[0].strip()
        if not size.isalnum() or size.lower().strip(b"0123456789abcdef"):
            raise _malformed("expected the size of a chunk in hexadecimal digits")
        if int(size, 16) == 0:
            break
        content += await _exactly(reader, int(size, 16), len(content))
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        continue
    return bytes(content)


async def _exactly(reader: asyncio.StreamReader, size: int, before: int) -> bytes:
    if before + size > LONGEST_CONTENT:
        message = f"expected content of up to {LONGEST_CONTENT} bytes, found more"
        raise _MalformedError(Refusal(413, message))
    return await reader.readexactly(size)


def _malformed(message: str) -> _MalformedError:
    return _MalformedError(Refusal(400, message))
