"""The forms in which a secret comes back, and patterns that find any of many forms in a text."""

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from wirelens.text import whole_characters

SHORTEST_MASKED = 6  # a shorter secret would mask common words


def forms(value: str) -> Iterator[str]:
    """Every form of a secret, and of each of its lines: a stream may hand them back one by one."""
    lines = value.splitlines()
    for text in {value, value.strip(), *(line.strip() for line in lines)}:
        if len(text.strip()) >= SHORTEST_MASKED:
            yield text
            yield from _url_forms(text)
            yield from _json_forms(text)
            yield from _base64_forms(text)


def alternation(texts: list[str]) -> re.Pattern[str]:
    """Finds any of the texts, of two that begin at one place the longer."""
    # Grouped by their first three characters: a flat alternation of the 230 forms of 40 secrets
    # runs at 8 MB/s, this one at more than 100.
    groups: dict[str, list[str]] = {}
    for text in sorted(texts, key=len, reverse=True):
        groups.setdefault(text[:3], []).append(re.escape(text[3:]))
    branches = (f"{re.escape(head)}(?:{'|'.join(tails)})" for head, tails in groups.items())
    return re.compile("|".join(branches))


def openings(texts: list[str]) -> re.Pattern[str]:
    """Finds where one of the texts may begin: three characters of it, or fewer at the end."""
    groups: dict[str, set[str]] = {}
    for text in texts:
        second, third = map(re.escape, text[1:3])
        groups.setdefault(text[0], set()).update((second + third, rf"{second}\Z", r"\Z"))
    branches = (f"{re.escape(head)}(?:{'|'.join(sorted(g))})" for head, g in groups.items())
    return re.compile("|".join(branches) or r"(?!)")


def utf8(text: str) -> bytes:
    """The text's bytes; half a surrogate pair, which has none, as U+FFFD."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return whole_characters(text).encode()


# What the JSON encoders of Go and .NET escape although JSON does not ask for it.
_GO_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}
_DOTNET_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&'+`"}


def _url_forms(text: str) -> Iterator[str]:
    # The last one keeps what JavaScript's encodeURIComponent keeps.
    data = utf8(text)
    for encoded in (
        quote(data, safe=""),
        quote(data),
        quote_plus(data),
        quote(data, safe="!'()*"),
        quote(data, safe="!$&'()*+,;=:@/?-._~"),
    ):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), encoded)


def _json_forms(text: str) -> Iterator[str]:
    for ascii_only in (True, False):
        once = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield once
        yield once.replace("/", "\\/")  # PHP
        yield once.translate(_GO_ESCAPES)
        yield once.replace('\\"', "\\u0022").translate(_DOTNET_ESCAPES)
        yield json.dumps(once, ensure_ascii=ascii_only)[1:-1]


def _base64_forms(text: str) -> Iterator[str]:
    data = utf8(text)
    yield base64.b64encode(data).decode()
    yield base64.urlsafe_b64encode(data).decode()
    # Inside a longer encoding (`user:value`) the value starts at one of three places of a group of
    # three bytes. Only the characters that no neighbouring byte has a part in are searched for.
    for before, first in ((0, 0), (1, 2), (2, 3)):
        last = (before + len(data)) * 8 // 6
        inside = slice(first, last)
        yield base64.b64encode(bytes(before) + data).decode()[inside]
        yield base64.urlsafe_b64encode(bytes(before) + data).decode()[inside]
