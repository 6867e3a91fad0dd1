"""Takes pieces of a secret out of the bytes of an event, and leaves the event one of its dialect.

A delta mostly stands in the event as a string of JSON. It may also be a part of a string, as where
an event states a text from its beginning on, or be the data itself.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wirelens.secret import MASK

TELLING = 4  # characters of a secret; fewer are held by every other word

Change = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, repr=False)
class Delta:
    """What an event adds to a text, and `masked`: the same without the pieces of a secret.

    `whole` is the text from its beginning to the delta's end, `pieces` are those of the secret.
    """

    text: str
    masked: str
    whole: str
    whole_masked: str
    pieces: tuple[str, ...]


def without_pieces(event: bytes, deltas: Sequence[Delta]) -> bytes:
    """The text of an event with the deltas masked."""
    masked = event
    for delta in deltas:
        # Looked for in the event as it came: another delta may have masked the same place.
        change = next((each for each in _changes(delta) if each(event) != event), None)
        masked = masked if change is None else change(masked)
    return masked


_STRING = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")(\s*:)?', re.DOTALL)
_DATA = re.compile(rb"^data:[^\r\n]*(?:(?:\r\n|\r|\n)data:[^\r\n]*)*", re.MULTILINE)


def _changes(delta: Delta) -> Iterator[Change]:
    """The ways to mask the delta; the first that changes anything is the one."""
    yield lambda data: _in_strings(data, lambda text: delta.masked if text == delta.text else text)
    yield lambda data: _in_strings(
        data, lambda text: delta.whole_masked if text == delta.whole else text
    )
    if all(len(piece) >= TELLING for piece in delta.pieces):
        yield lambda data: _in_strings(data, lambda text: _without_each(text, delta.pieces))
    yield lambda data: _in_plain_data(data, delta)
    # It is written in no known way: nothing of the event's texts may stay.
    yield lambda data: _in_strings(data, lambda text: MASK)


def _in_strings(data: bytes, change: Callable[[str], str]) -> bytes:
    def changed(match: re.Match[bytes]) -> bytes:
        if match[2]:  # a member's name
            return match[0]
        try:
            text = json.loads(match[1].decode("utf-8", "replace"), strict=False)
        except ValueError:
            return match[0]
        new = change(text)
        return match[0] if new == text else _written(new)

    return _STRING.sub(changed, data)


def _written(text: str) -> bytes:
    try:
        return json.dumps(text, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(text).encode()


def _without_each(text: str, pieces: tuple[str, ...]) -> str:
    for piece in pieces:
        text = text.replace(piece, MASK)
    return text


def _in_plain_data(data: bytes, delta: Delta) -> bytes:
    """`data` lines whose text is the delta itself."""

    def changed(match: re.Match[bytes]) -> bytes:
        values = (line[len(b"data:") :].removeprefix(b" ") for line in match[0].splitlines())
        if b"\n".join(values).decode("utf-8", "replace") != delta.text:
            return match[0]
        return "\n".join(f"data: {line}" for line in delta.masked.split("\n")).encode()

    return _DATA.sub(changed, data)
