"""Secrets that a server sends back in pieces: no delta alone holds anything that could be masked.

So a secret is looked for in the text that the deltas make, and masked in every event that has a
piece of it.
"""

import json
import re
from collections.abc import Iterable, Iterator

from wirelens.secret import MASK
from wirelens.stream.reply import Piece
from wirelens.stream.run import Run

TELLING = 4  # characters of a secret; fewer are held by every other word
LONGEST_CHARACTER = 4  # bytes


def masked_delta(run: Run, piece: Piece) -> str:
    """The delta with `***` where a secret begins in it, and nothing for what goes on in it."""
    text, reach = piece.text, run.redaction.longest
    if not reach:
        return text
    first = max(piece.start - reach, 0)
    around = piece.part.slice(first, min(piece.end + reach, piece.part.length))
    for start, end in reversed(run.redaction.spans(around)):
        start, end = start + first - piece.start, end + first - piece.start
        if start < len(text) and end > 0:
            text = text[: max(start, 0)] + (MASK if start >= 0 else "") + text[end:]
    return text


def may_become_secret(run: Run, piece: Piece) -> bool:
    """Whether the delta ends a text that reads like the beginning of a secret."""
    reach, part = run.redaction.longest, piece.part
    if not reach:
        return False
    _, beginning = run.redaction.split(part.slice(max(part.length - reach, 0), part.length))
    return len(beginning) >= TELLING and piece.end > part.length - len(beginning)


def masked_data(run: Run, event: int, data: str) -> str:
    """The data of an event; a string in it that holds a piece of a secret is masked."""
    redacted = run.redaction.redact(data)
    if not run.redaction.longest:
        return redacted
    for piece in run.reply.provenance.of_event(event):
        masked = masked_delta(run, piece)
        if masked != run.redaction.redact(piece.text):
            redacted = _without(piece.text, masked, redacted)
    return redacted


def _without(delta: str, masked: str, data: str) -> str:
    """The data with the masked delta in its place; where it is not found, all is masked."""
    for written in (json.dumps(delta, ensure_ascii=False), json.dumps(delta)):
        if written in data:
            return data.replace(written, json.dumps(masked, ensure_ascii=False))
    return re.sub(r"[^\r\n]+", MASK, data)


def events_with_pieces(run: Run) -> list[int]:
    """The events that brought a piece of a secret, and not all of it."""
    found: set[int] = set()
    parts = [part for message in run.reply.messages for part in message.parts.values()]
    for part in parts if run.redaction.longest else []:
        spans = run.redaction.spans(part.slice(0, part.length))
        for piece in run.reply.provenance.of_part(part) if spans else ():
            if any(_is_split(span, piece) for span in spans):
                found.add(piece.event)
    return sorted(found)


def _is_split(span: tuple[int, int], piece: Piece) -> bool:
    start, end = span
    overlaps = start < piece.end and piece.start < end
    return overlaps and not (piece.start <= start and end <= piece.end)


def masked_bytes(run: Run, start: int, end: int) -> bytes:
    """The bytes, without the pieces of a secret that came in several events."""
    pieces: list[bytes] = []
    for event in events_with_pieces(run):
        item = run.log.event(event).item
        if start <= item.offset and item.end <= end:
            data = run.log.body.slice(item.offset, item.end).decode("utf-8", "surrogateescape")
            masked = masked_data(run, event, data).encode("utf-8", "surrogateescape")
            pieces += (run.log.body.slice(start, item.offset), masked)
            start = item.end
    return b"".join([*pieces, run.log.body.slice(start, end)])


def masked_ranges(run: Run, start: int, end: int) -> list[range]:
    """Where secrets stand in the bytes from `start` to `end`, for what is shown byte by byte.

    An event with a piece of a secret that came in several is masked as a whole.
    """
    reach = run.redaction.longest * LONGEST_CHARACTER
    if not reach:
        return []
    first = max(start - reach, 0)
    text = run.log.body.slice(first, end + reach).decode("utf-8", "surrogateescape")
    spans = run.redaction.spans(text)
    if run.pending and len(beginning := run.redaction.split(text)[1]) >= TELLING:
        spans.append((len(text) - len(beginning), len(text)))
    items = (run.log.event(event).item for event in events_with_pieces(run))
    return [*_byte_ranges(text, spans, first), *(range(each.offset, each.end) for each in items)]


def _byte_ranges(text: str, spans: Iterable[tuple[int, int]], first: int) -> Iterator[range]:
    """Spans of a text, in order, as ranges of its bytes, which begin at the offset `first`."""
    position, offset = 0, first
    for start, end in spans:
        begin = offset + _size(text[position:start])
        position, offset = end, begin + _size(text[start:end])
        yield range(begin, offset)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
