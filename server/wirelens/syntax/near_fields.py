"""Which header field a line was meant to be that is none."""

import re

# Those that people write into requests; any other name might be a word of a body.
FIELD_NAMES = frozenset(
    """
    Accept Accept-Charset Accept-Encoding Accept-Language Authorization Cache-Control Connection
    Content-Disposition Content-Encoding Content-Language Content-Length Content-Type Cookie Date
    Expect Forwarded From Host If-Match If-Modified-Since If-None-Match If-Unmodified-Since
    Last-Event-ID Max-Forwards Origin Pragma Prefer Proxy-Authorization Range Referer
    Transfer-Encoding Upgrade User-Agent Via
    Anthropic-Beta Anthropic-Version Api-Key Http-Referer Idempotency-Key OpenAI-Beta
    OpenAI-Organization OpenAI-Project X-Api-Key X-Forwarded-For X-Goog-Api-Key X-Request-Id
    X-Requested-With X-Title
    """.lower().split()
)
_NAMED = re.compile(r"(?P<name>[A-Za-z]+(?:[ \t_-][A-Za-z]+)*)[ \t]*:[ \t]*(?P<value>\S.*)")
_UNNAMED = re.compile(
    r"(?P<name>[A-Za-z]+(?:-[A-Za-z]+)*)(?:[ \t]*[=：][ \t]*|[ \t]+)(?P<value>\S.*)"
)


def near_field(line: str) -> str | None:
    """The field as it should be written, the name as it is spelled; None where nobody can tell."""
    match = _NAMED.fullmatch(line) or _UNNAMED.fullmatch(line)
    if match is None:
        return None
    name = re.sub(r"[ \t_]", "-", match["name"])
    return f"{name}: {match['value']}" if name.lower() in FIELD_NAMES else None
