"""What a curl command sends: `-d` and its kin, `--json`, `-F`, `-T`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirelens.ide.command_line import Word
from wirelens.ide.curl_asked import Asked, Told
from wirelens.ide.curl_form import form_content
from wirelens.ide.curl_options import Given
from wirelens.ide.draft import InputFileUse, Phrase, Use, opening, phrase
from wirelens.ide.percent import percent_encoded

DATA = ("data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json")
FORM = "application/x-www-form-urlencoded"
_STRIPPED = str.maketrans("", "", "\r\n\0")

Item = Phrase | InputFileUse


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent and what type it is of. `queries` are for the URL, in place of content."""

    method: str = "GET"
    parts: tuple[Item, ...] = ()
    media_type: str | None = None
    queries: tuple[Phrase, ...] = ()


def content(asked: Asked, told: Told) -> Content:
    """The content, and the method that it implies."""
    queries = tuple(_encoded(word) for word in asked.values("url-query"))
    upload = asked.last("upload-file")
    if upload is not None:
        return Content("PUT", tuple(_uploaded(upload, asked)), None, queries)
    if asked.has("form", "form-string"):
        separator, parts = form_content(asked, told)
        return Content("POST", parts, f"multipart/form-data; boundary={separator}", queries)
    if not asked.has(*DATA):
        return Content(queries=queries)
    items = list(_joined(asked, told))
    if asked.has("get"):
        return Content(queries=(*queries, *_for_query(items, asked, told)))
    media_type = "application/json" if asked.has("json") else FORM
    return Content("POST", tuple(items), media_type, queries)


def _uploaded(word: Word, asked: Asked) -> Iterator[Item]:
    if word.plain in ("-", "."):
        yield asked.stdin or ()
    elif word.text:
        yield InputFileUse(word.text)


def _for_query(items: Iterable[Item], asked: Asked, told: Told) -> Iterator[Phrase]:
    for item in items:
        if isinstance(item, InputFileUse):
            given = next(asked.given("get"))
            told.refuse(given.word.span, '"--get" with a file as data is not imported')
        else:
            yield item


def _joined(asked: Asked, told: Told) -> Iterator[Item]:
    """The data of all options as curl puts them together, neighbouring text as one item."""
    text: list[str | Use] = []
    has_data = False
    for given in asked.given(*DATA):
        if has_data and given.option.name != "json":
            text.append("&")
        has_data = True
        item = _item(given, asked, told)
        if isinstance(item, InputFileUse):
            yield from [phrase(text)] if text else []
            yield item
            text = []
        else:
            text += item
    if text:
        yield phrase(text)


def _item(given: Given, asked: Asked, told: Told) -> Item:
    name, word = given.option.name, given.value
    if word is None or name == "data-raw":
        return word.text if word else ()
    if name == "data-urlencode":
        return _url_encoded(given, word, asked, told)
    if not opening(word.text).startswith("@"):
        return word.text
    path = word.after(1)
    is_stripped = name in ("data", "data-ascii")
    if path.plain == "-":
        return _stripped(asked.stdin or ()) if is_stripped else asked.stdin or ()
    if not path.text:
        told.refuse(word.span, f'"{given.shown} @" expects the path of a file')
    if is_stripped:
        message = f'"{given.shown}" takes the line ends out of the file: they are sent'
        told.note(word.span, message)
    return InputFileUse(path.text)


def _stripped(text: Phrase) -> Phrase:
    return phrase(part.translate(_STRIPPED) if isinstance(part, str) else part for part in text)


def _url_encoded(given: Given, word: Word, asked: Asked, told: Told) -> Phrase:
    """The five forms: `content`, `=content`, `name=content`, `@file` and `name@file`."""
    found = re.match(r"[^=@]*([=@]?)", opening(word.text))
    name = found[0].rstrip("=@") if found and found[1] else ""
    if found and found[1] == "@" and word.after(len(found[0])).plain != "-":
        told.refuse(word.span, f'"{given.shown}" of a file is not imported, expected its text')
    if found and found[1] == "@":
        value: Phrase = asked.stdin or ()
    else:
        value = word.after(len(found[0])).text if found and found[1] else word.text
    return phrase([f"{name}=" if name else "", *_form_encoded(value)])


def _encoded(word: Word) -> Phrase:
    """`--url-query`: as `--data-urlencode`, but after a `+` as it stands."""
    text = opening(word.text)
    if text.startswith("+"):
        return word.after(1).text
    name, equals, _ = text.partition("=")
    value = word.after(len(name) + 1).text if equals else word.text
    return phrase([f"{name}=" if equals and name else "", *_form_encoded(value)])


def _form_encoded(value: Phrase) -> Iterator[str | Use]:
    for part in value:
        if isinstance(part, Use):
            yield Use(f"%{part.expression}")
        else:
            yield percent_encoded(part).replace("%20", "+")
