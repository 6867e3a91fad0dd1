"""The URL of a curl command as a request target."""

import re
from collections.abc import Iterable, Iterator

from wirelens.ide.command_line import Word
from wirelens.ide.curl_asked import Asked, Told
from wirelens.ide.draft import Phrase, Use, opening, phrase

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_NETWORK_LITERAL = re.compile(r"(?:[A-Za-z]+://)?(?:[^/?#@]*@)?\[[0-9A-Fa-f:.%]+\]")
_SET = re.compile(r"\{([^{},]*)\}")
_GLOB = re.compile(r"\{[^{}]*\}|\[[^\]]*\]")
_BARE_QUERY = re.compile(r"(://[^/?#]*)\?")


def target(word: Word, asked: Asked, queries: Iterable[Phrase], told: Told) -> Phrase:
    """The request target, `queries` added to it as curl adds them."""
    text = phrase(_until_fragment(_stripped(word.text)))
    scheme = _SCHEME.match(opening(text))
    if scheme and scheme[1].lower() not in ("http", "https"):
        told.refuse(word.span, f'scheme "{scheme[1]}" is not sent, expected "http" or "https"')
    if not asked.has("globoff"):
        text = _without_sets(text, word, told)
    if not text:
        told.refuse(word.span, "the URL is empty, expected an address")
    if not scheme and opening(text):
        text = phrase(["http://", *text])
    parts = list(text)
    for query in queries:
        parts += ["&" if _has_query(parts) else "?", *query]
    if any(re.search(r"\s", part) for part in parts if isinstance(part, str)):
        told.refuse(word.span, 'the URL has a blank in it, expected "%20"')
    return phrase(
        _BARE_QUERY.sub(r"\1/?", part) if isinstance(part, str) else part for part in phrase(parts)
    )


def _stripped(text: Phrase) -> Phrase:
    return phrase(part.strip() if isinstance(part, str) else part for part in text)


def _until_fragment(text: Phrase) -> Iterator[str | Use]:
    for part in text:
        if isinstance(part, str) and "#" in part:
            yield part.partition("#")[0]
            return
        yield part


def _has_query(parts: Iterable[str | Use]) -> bool:
    return any("?" in part for part in parts if isinstance(part, str))


def _without_sets(text: Phrase, word: Word, told: Told) -> Phrase:
    """A set of one is that one; other sets and ranges would be several requests."""
    found: list[str | Use] = []
    for part in text:
        if isinstance(part, str):
            literal = _NETWORK_LITERAL.match(part)
            start = literal.end() if literal else 0
            rest = _SET.sub(r"\1", part[start:])
            if several := _GLOB.search(rest):
                message = f'"{several[0]}" stands for several URLs, which is not imported'
                told.refuse(word.span, message, 'with the option "-g" it is text')
            part = part[:start] + rest
        found.append(part)
    return phrase(found)
