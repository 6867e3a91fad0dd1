"""A file's text cut into the texts of its blocks; one after the other they are the file."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from wirelens.syntax.decisions import Separation
from wirelens.syntax.methods import HTTPYAC


class Cut(NamedTuple):
    """The text of one block, and whether it is request text or a document's around it."""

    text: str
    is_request: bool = True


def cuts(text: str, separation: Separation) -> list[Cut]:
    """The blocks of a file: at least one, if an empty one."""
    return _CUTTERS[separation](text)


def separation_in(text: str, separation: Separation) -> Separation:
    """The separation that holds in a text: a modeline in its first line may ask for another."""
    if separation is Separation.HASHES and _MODELINE.match(text):
        return Separation.COMMENTS
    return separation


_LINE_START = r"(?:\A\ufeff?|(?<=[\r\n]))"
_MODELINE = re.compile(r"\ufeff?#[^\r\n]*-\*-[ \t]*(?:mode:[ \t]*)?restclient[ \t;]*-\*-")
_HASHES = re.compile(rf"{_LINE_START}###")
_COMMENTS = re.compile(rf"{_LINE_START}#[^\r\n]*(?:(?:\r\n?|\n)#[^\r\n]*)*+")
_SPACED_HASHES = re.compile(rf"{_LINE_START}[ \t]*###")
# A script may hold anything, so its marks are looked for as well.
_METHODS = re.compile(
    rf"{_LINE_START}(?:(?P<open>[<>][ \t]*\{{%)|[ \t]*(?:"
    rf"(?P<method>(?:{'|'.join(sorted(HTTPYAC))})[ \t]+\S)|(?P<url>https?://|\{{\{{[\w.]+\}}\}}/)))"
    r"|(?P<close>%\})"
)
_KEPT_WHOLE = re.compile(r"@forceRegionDelimiter\b|multipart/mixed")
_FENCE = re.compile(
    rf"{_LINE_START} {{0,3}}(?P<mark>`{{3,}}|~{{3,}})[ \t]*(?P<info>[^\r\n]*)(?:\r\n?|\n|\Z)"
)
_REQUEST_FENCE = re.compile(r"(?:http|rest)\b", re.IGNORECASE)


def _at(text: str, starts: Iterator[int]) -> list[str]:
    """The text cut at these places."""
    places = [*starts]
    if not places or places[0]:
        places.insert(0, 0)
    return [text[start:end] for start, end in pairwise([*places, len(text)])]


def _hashes(text: str) -> list[Cut]:
    return [Cut(part) for part in _at(text, (match.start() for match in _HASHES.finditer(text)))]


def _comments(text: str) -> list[Cut]:
    return [Cut(part) for part in _at(text, (match.start() for match in _COMMENTS.finditer(text)))]


def _methods(text: str) -> list[Cut]:
    regions = _at(text, (match.start() for match in _SPACED_HASHES.finditer(text)))
    return [Cut(part) for region in regions for part in _at(region, _method_lines(region))]


def _method_lines(region: str) -> Iterator[int]:
    """Where each request but the first one of a region starts."""
    if _KEPT_WHOLE.search(region):
        return
    in_script = has_request = False
    for match in _METHODS.finditer(region):
        if match["open"]:
            in_script = True
        elif match["close"]:
            in_script = False
        elif match["method"] and not in_script and has_request:
            yield match.start()
        else:
            has_request = has_request or not in_script


def _fences(text: str) -> list[Cut]:
    found: list[Cut] = []
    start, mark, is_request = 0, "", False
    for fence in _FENCE.finditer(text):
        if not mark:
            mark, is_request = fence["mark"], _REQUEST_FENCE.match(fence["info"]) is not None
            border = fence.end()
        elif fence["mark"].startswith(mark) and not fence["info"].strip():
            border = fence.start()
        else:
            continue
        if is_request:
            found += _region(text[start:border], is_request=border == fence.start())
            start = border
        if border == fence.start():
            mark, is_request = "", False
    return found + _region(text[start:], is_request=is_request) or [Cut("", False)]


def _region(text: str, *, is_request: bool) -> list[Cut]:
    if is_request:
        return _hashes(text)
    return [Cut(text, False)] if text else []


_CUTTERS: Mapping[Separation, Callable[[str], list[Cut]]] = {
    Separation.HASHES: _hashes,
    Separation.METHODS: _methods,
    Separation.COMMENTS: _comments,
    Separation.FENCES: _fences,
}
