"""curl's `-F` and `--form-string` as content of `multipart/form-data` (RFC 7578)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wirelens.ide.curl_asked import Asked, Told
from wirelens.ide.curl_options import Given
from wirelens.ide.draft import InputFileUse, Phrase, Use, opening, phrase, plain

# curl's own table (lib/mime.c), by the extension of the name given or of the file's.
_MEDIA_TYPES = {
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "htm": "text/html",
    "html": "text/html",
    "pdf": "application/pdf",
    "xml": "application/xml",
}
_DASHES = "-" * 24
_PARAMETER = re.compile(r";\s*(type|filename|encoder|headers)=", re.IGNORECASE)
_ESCAPED = {'"': "%22", "\r": "%0D", "\n": "%0A"}


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the form."""

    name: Phrase
    content: Phrase | InputFileUse
    file_name: Phrase | None = None
    media_type: Phrase = ()


def _boundary(parts: Sequence[Phrase | InputFileUse]) -> str:
    """A boundary that stands in no text of the parts; the same form has the same one."""
    texts = [part for each in parts if not isinstance(each, InputFileUse) for part in each]
    found = f"{_DASHES}wirelens"
    while any(found in text for text in texts if isinstance(text, str)):
        found += "-"
    return found


def form_content(asked: Asked, told: Told) -> tuple[str, tuple[Phrase | InputFileUse, ...]]:
    """The boundary and the content."""
    parts = [
        part for given in asked.given("form", "form-string") if (part := _part(given, asked, told))
    ]
    separator = _boundary([each.content for each in parts])
    body: list[Phrase | InputFileUse] = []
    lines: list[str | Use] = []
    for part in parts:
        lines += [f"--{separator}\r\n", *_head(part)]
        if isinstance(part.content, InputFileUse):
            body += [phrase(lines), part.content]
            lines = []
        else:
            lines += part.content
        lines.append("\r\n")
    return separator, (*body, phrase([*lines, f"--{separator}--\r\n"]))


def _head(part: _Part) -> Iterator[str | Use]:
    yield 'Content-Disposition: form-data; name="'
    yield from _quoted(part.name)
    yield '"'
    if part.file_name is not None:
        yield '; filename="'
        yield from _quoted(part.file_name)
        yield '"'
    if part.media_type:
        yield "\r\nContent-Type: "
        yield from part.media_type
    yield "\r\n\r\n"


def _quoted(text: Phrase) -> Iterator[str | Use]:
    for part in text:
        yield (
            part
            if isinstance(part, Use)
            else re.sub(r'["\r\n]', lambda found: _ESCAPED[found[0]], part)
        )


def _part(given: Given, asked: Asked, told: Told) -> _Part | None:
    word = given.value
    name, equals, first = opening(word.text if word else ()).partition("=")
    if word is None or not equals:
        told.refuse(given.word.span, f'"{given.shown}" expects NAME=CONTENT')
        return None
    text = word.after(len(name) + 1).text
    if given.option.name == "form-string":
        return _Part((name,), text)
    value, parameters = _split(text)
    file_name, media_type = parameters.get("filename"), parameters.get("type", ())
    for unread in parameters.keys() - {"filename", "type"}:
        told.note(word.span, f'";{unread}=" of "{given.shown}" is not imported')
    if first[:1] not in ("@", "<"):
        return _Part((name,), _unquoted(value), file_name, media_type)
    path = _unquoted(phrase([opening(value)[1:], *value[1:]]))
    if "," in opening(path):
        told.refuse(
            word.span, f'several files in one "{given.shown}" are not imported, expected one'
        )
    if plain(path) == "-":
        return _Part((name,), asked.stdin or (), file_name, media_type)
    if first[0] == "<":
        return _Part((name,), InputFileUse(path), file_name, media_type)
    shown = file_name or _base_name(path)
    guessed = _media_type(shown) or _media_type(path) or "application/octet-stream"
    return _Part((name,), InputFileUse(path), shown, media_type or (guessed,))


def _split(text: Phrase) -> tuple[Phrase, dict[str, Phrase]]:
    """What stands before the parameters, and each of them by its name."""
    values: list[list[str | Use]] = [[]]
    names: list[str] = []
    for part in text:
        if isinstance(part, Use):
            values[-1].append(part)
            continue
        position = 0
        for found in _PARAMETER.finditer(part):
            if not _in_quotes(part, found.start()):
                values[-1].append(part[position : found.start()])
                names.append(found[1].lower())
                values.append([])
                position = found.end()
        values[-1].append(part[position:])
    first, *rest = map(phrase, values)
    return first, dict(zip(names, map(_unquoted, rest), strict=True))


def _in_quotes(text: str, position: int) -> bool:
    return text.startswith('"') and len(re.findall(r'(?<!\\)"', text[:position])) % 2 == 1


def _unquoted(text: Phrase) -> Phrase:
    """Without the blanks around it, or without its quotes and the escapes in them."""
    bare = plain(text)
    if bare is None:
        return text
    if len(bare.strip()) > 1 and bare.strip()[0] == bare.strip()[-1] == '"':
        return phrase([re.sub(r'\\(["\\])', r"\1", bare.strip()[1:-1])])
    return phrase([bare.strip(" \t")])


def _base_name(path: Phrase) -> Phrase:
    last = path[-1]
    if isinstance(last, Use) or not re.search(r"[/\\]", last):
        return path
    return (re.split(r"[/\\]", last)[-1],)


def _media_type(path: Phrase) -> str | None:
    last = path[-1] if path else ""
    extension = "" if isinstance(last, Use) else last.rpartition(".")[2].lower()
    return _MEDIA_TYPES.get(extension)
