"""The header fields that a curl command asks for, those that its options imply after its own."""

import base64
import re
from collections.abc import Iterator

from wirelens.ide.command_line import Word
from wirelens.ide.curl_asked import Asked, Told
from wirelens.ide.draft import Phrase, opening, phrase, plain
from wirelens.secret_forms import utf8

Field = tuple[str, Phrase]

_TOKEN = re.compile(r"[!$%&'*+.^_`|~0-9A-Za-z-][!#$%&'*+.^_`|~0-9A-Za-z-]*")
# wirelens sends these whether or not the file has them.
_OWN = ("accept", "accept-encoding", "user-agent")


def fields(asked: Asked, media_type: str | None, told: Told) -> Iterator[Field]:
    """The fields; `media_type` is that of the content."""
    own: list[Field] = []
    removed: set[str] = set()
    for word in asked.values("header"):
        field = _field(word, told)
        if field is not None and field[1] is None:
            removed.add(field[0].lower())
        elif field is not None and field[1] is not None:
            own.append((field[0], field[1]))
    names = {name.lower() for name, _ in own}
    implied = list(_implied(asked, media_type, told))
    for name, value in own:
        if name.lower() == "content-type" and _is_form(media_type):
            yield name, _with_boundary(value, media_type or "")
        else:
            yield name, value
    yield from ((name, value) for name, value in implied if name.lower() not in names | removed)


def _field(word: Word, told: Told) -> tuple[str, Phrase | None] | None:
    """Name and value as curl reads them; no value where the field is taken out."""
    text = opening(word.text)
    if text.startswith("@"):
        told.note(word.span, f'option "--header {word.plain}" of a file is not imported')
        return None
    found = re.match(r"([^:;]*)([:;])[ \t]*", text)
    if found is None:
        told.note(
            word.span, f'option "--header" with "{text[:40]}" has no ":", which curl leaves out'
        )
        return None
    name, value = found[1].rstrip(), phrase(_right_stripped(word.after(found.end()).text))
    if not _TOKEN.fullmatch(name):
        told.refuse(
            word.span, f'field name "{name[:40]}" is malformed, expected letters, digits and "-"'
        )
        return None
    if found[2] == ";":
        return None if value else (name, ())
    if not value and name.lower() in _OWN:
        told.note(word.span, f'field "{name}" is not left out: wirelens sends its own')
    return name, value or None


def _right_stripped(value: Phrase) -> Phrase:
    last = value[-1] if value else ""
    return (*value[:-1], last.rstrip()) if isinstance(last, str) and last else value


def _implied(asked: Asked, media_type: str | None, told: Told) -> Iterator[Field]:
    if (agent := asked.last("user-agent")) is not None and agent.text:
        yield "User-Agent", agent.text
    if (referer := asked.last("referer")) is not None:
        url = phrase(p.removesuffix(";auto") if isinstance(p, str) else p for p in referer.text)
        yield from [("Referer", url)] if url else []
    if (range_ := asked.last("range")) is not None:
        yield "Range", phrase(["bytes=", *range_.text])
    cookies = [word.text for word in asked.values("cookie") if _is_cookie(word, told)]
    if cookies:
        rest = (part for cookie in cookies[1:] for part in (";", *cookie))
        yield "Cookie", phrase([*cookies[0], *rest])
    yield from _authorization(asked, told)
    if media_type is not None:
        yield "Content-Type", (media_type,)
    if asked.has("json"):
        yield "Accept", ("application/json",)


def _is_cookie(word: Word, told: Told) -> bool:
    """Whether the value is a cookie; without a `=` curl reads it as the name of a file."""
    if plain(word.text) is None or "=" in (word.plain or ""):
        return True
    told.note(word.span, f'option "--cookie {word.plain}" of a file is not imported')
    return False


def _authorization(asked: Asked, told: Told) -> Iterator[Field]:
    token, user, signer = (asked.last(name) for name in ("oauth2-bearer", "user", "aws-sigv4"))
    if token is not None:
        yield "Authorization", phrase(["Bearer ", *token.text])
    elif user is not None and signer is not None:
        yield "Authorization", phrase(["AWS ", *_spaced(user), *_signer(signer, told)])
    elif user is not None and asked.has("digest"):
        yield "Authorization", phrase(["Digest ", *_spaced(user)])
    elif user is not None:
        yield "Authorization", phrase(["Basic ", *_basic(user)])


def _basic(word: Word) -> Phrase:
    """`user:password`, encoded where a blank in it would be read as what parts the two."""
    if word.plain is None:
        return word.text
    pair = word.plain if ":" in word.plain else f"{word.plain}:"
    is_safe = not re.search(r"\s", pair) and not pair.startswith(":")
    return (pair if is_safe else base64.b64encode(utf8(pair)).decode(),)


def _spaced(word: Word) -> Phrase:
    """User and password with a blank for the first colon."""
    parts = list(word.text)
    for index, part in enumerate(parts):
        if isinstance(part, str) and ":" in part:
            parts[index] = part.replace(":", " ", 1)
            break
    return phrase(parts)


def _signer(word: Word, told: Told) -> Iterator[str]:
    """`aws:amz:region:service`, of which the last two may be left to the host's name."""
    names = (word.plain or "").split(":")
    if word.plain is None or names[0] != "aws":
        told.refuse(word.span, '"--aws-sigv4" expects "aws:amz:REGION:SERVICE"')
    for label, name in zip(("region", "service"), names[2:], strict=False):
        yield f" {label}:{name}"


def _is_form(media_type: str | None) -> bool:
    return media_type is not None and media_type.startswith("multipart/")


def _with_boundary(value: Phrase, media_type: str) -> Phrase:
    """A multipart type of the command's own, with the boundary that curl adds to it."""
    return phrase([*value, ";", media_type.partition(";")[2]])
