"""Frames of AWS event streams, made for tests."""

import base64
import json
import struct
from zlib import crc32

from wirelens.jsonvalue import JsonValue

AWS = "application/vnd.amazon.eventstream"


def frame(type_: str, payload: JsonValue) -> bytes:
    """An event of a service."""
    fields = {":event-type": type_, ":content-type": "application/json", ":message-type": "event"}
    return framed(fields, json.dumps(payload).encode())


def exception(type_: str, payload: JsonValue) -> bytes:
    """An exception of a service."""
    return framed(
        {":exception-type": type_, ":message-type": "exception"}, json.dumps(payload).encode()
    )


def chunk(inner: JsonValue) -> bytes:
    """An event of a model's maker, as Bedrock wraps it."""
    packed = base64.b64encode(json.dumps(inner).encode()).decode()
    return frame("chunk", {"bytes": packed, "p": "abcdef"})


def framed(fields: dict[str, str], payload: bytes) -> bytes:
    """A frame whose header fields are texts."""
    section = b"".join(
        bytes([len(name)]) + name.encode() + b"\7" + struct.pack(">H", len(value)) + value.encode()
        for name, value in fields.items()
    )
    return sealed(section, payload)


def sealed(section: bytes, payload: bytes) -> bytes:
    """A frame of these header fields and this payload, with lengths and checksums."""
    lengths = struct.pack(">II", 16 + len(section) + len(payload), len(section))
    message = lengths + struct.pack(">I", crc32(lengths)) + section + payload
    return message + struct.pack(">I", crc32(message))
