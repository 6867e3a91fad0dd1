"""Findings before sending: what will keep a reply from streaming, or leave something out of it.

The request is read as the user wrote it, variables included; a variable counts as a number in JSON.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from wirelens.jsonvalue import JsonValue, parse_json


@dataclass(frozen=True, slots=True)
class InBody:
    """Sets a member of the body's JSON object; `path` holds the names from the outside in."""

    path: tuple[str, ...]
    value: JsonValue


@dataclass(frozen=True, slots=True)
class InQuery:
    """Adds a parameter to the query of the request target."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class InHeaders:
    """Adds a header field."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class InTarget:
    """Writes `new` in the place of `old` in the request target."""

    old: str
    new: str


Change = InBody | InQuery | InHeaders | InTarget


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding of severity information about a request, and the change that heeds it."""

    code: str
    message: str
    title: str
    change: Change


_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")  # no braces inside: linear, however many open
_VALUE = "0"  # what stands for a variable's
_CHAT = re.compile(r"/chat/completions\Z")
_COMPLETIONS = re.compile(r"(?<!/chat)/completions\Z")
# Where a reply comes whole unless a stream is asked for.
_ASKED = re.compile(r"/(?:completions|responses|messages|v\d/chat|chat-messages)\Z")
# Ollama streams unless told not to.
_UNASKED = re.compile(r"/api/(?:chat|generate)\Z")
_ANTHROPIC = re.compile(r"/v1/messages\Z")
_ANTHROPIC_VERSION = "2023-06-01"
_GEMINI = ":generateContent"
_GEMINI_STREAM = ":streamGenerateContent"
_MODEL_INPUT = ("messages", "prompt", "input", "query")


def pre_send(method: str, url: str, header_names: Iterable[str], body: str) -> list[Advice]:
    """What to tell about a request before it is sent; empty for what is no call of a model."""
    if method.upper() != "POST":
        return []
    parts = urlsplit(_VARIABLE.sub(_VALUE, url)) if _is_splittable(url) else None
    if parts is None:
        return []
    path = parts.path.rstrip("/")
    if _GEMINI in path or _GEMINI_STREAM in path:
        return list(_gemini(path, dict(parse_qsl(parts.query))))
    value = parse_json(_VARIABLE.sub(_VALUE, body))
    if not isinstance(value, dict) or not any(name in value for name in _MODEL_INPUT):
        return []
    names = {name.lower() for name in header_names}
    return [*_stream(path, value), *_usage(path, value), *_version(path, names)]


def _is_splittable(url: str) -> bool:
    try:
        urlsplit(_VARIABLE.sub(_VALUE, url))
    except ValueError:  # an unfinished IPv6 address
        return False
    return True


def _gemini(path: str, query: dict[str, str]) -> Iterator[Advice]:
    if path.endswith(_GEMINI):
        yield Advice(
            "stream-not-requested",
            f'"{_GEMINI[1:]}" answers in one piece, expected "{_GEMINI_STREAM[1:]}" for a stream',
            "Ask for a stream",
            InTarget(_GEMINI, _GEMINI_STREAM),
        )
    elif query.get("alt") not in ("sse", _VALUE):
        yield Advice(
            "alt-sse-missing",
            'without "alt=sse" the stream comes as one JSON array instead of events',
            'Add "alt=sse"',
            InQuery("alt", "sse"),
        )


def _stream(path: str, body: dict[str, JsonValue]) -> Iterator[Advice]:
    asked = body.get("stream")
    # A variable is a number here, and to Python 0 equals False: what it will say is not known.
    refused = asked is False and (_ASKED.search(path) or _UNASKED.search(path))
    if refused or (asked is None and _ASKED.search(path)):
        found = "nothing" if asked is None else "false"
        yield Advice(
            "stream-not-requested",
            f'the reply will come in one piece: expected "stream": true, found {found}',
            'Set "stream": true',
            InBody(("stream",), True),
        )


def _usage(path: str, body: dict[str, JsonValue]) -> Iterator[Advice]:
    options = body.get("stream_options")
    asked = options.get("include_usage") if isinstance(options, dict) else options
    knows = _CHAT.search(path) or _COMPLETIONS.search(path)
    if knows and body.get("stream") is True and (asked is None or asked is False):
        yield Advice(
            "usage-not-requested",
            'the stream will tell no usage: expected "stream_options": {"include_usage": true}',
            "Ask for the usage",
            InBody(("stream_options", "include_usage"), True),
        )


def _version(path: str, names: set[str]) -> Iterator[Advice]:
    told = "anthropic-version" in names or any("{{" in name for name in names)
    if _ANTHROPIC.search(path) and not told:
        yield Advice(
            "version-header-missing",
            'the Messages API expects the header field "anthropic-version", found none',
            f'Add "anthropic-version: {_ANTHROPIC_VERSION}"',
            InHeaders("anthropic-version", _ANTHROPIC_VERSION),
        )
