"""The `bytes` of Bedrock's chunks: base64 of what the model or the agent said."""

import base64
import binascii
from collections.abc import Mapping

from wirelens.jsonvalue import JsonValue


def text_of(chunk: Mapping[str, JsonValue]) -> str | None:
    """The text in the `bytes` of a chunk; None where there is none."""
    encoded = chunk.get("bytes")
    if not isinstance(encoded, str):
        return None
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
