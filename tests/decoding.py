"""A body in, a decoder's items out: whole, byte by byte, at every split and at random ones."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from wirelens.stream.items import Comment, Decoder, EmptyBlock, Event, Ignored, Item, Retry

Made = Callable[[], Decoder]

SPLIT_EVERYWHERE = 400  # bytes; a longer body is split at random places only


def items_of(decoder: Decoder, chunks: Sequence[bytes]) -> list[Item]:
    """What the decoder makes of these chunks and the end."""
    items = [item for chunk in chunks for item in decoder.feed(chunk)]
    return [*items, *decoder.end()]


def chunkings(body: bytes) -> Iterator[list[bytes]]:
    """The body byte by byte, in two at every place if it is short, and at random places."""
    yield [body[i : i + 1] for i in range(len(body))]
    if len(body) <= SPLIT_EVERYWHERE:
        yield from ([body[:i], body[i:]] for i in range(len(body) + 1))
    places = random.Random(len(body))
    for _ in range(3):
        cuts = sorted(places.randint(0, len(body)) for _ in range(8))
        yield [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]


def decoded_in_every_chunking(made: Made, body: bytes) -> list[Item]:
    """The items of the body, which are the same however it comes."""
    items = items_of(made(), [body])
    for chunks in chunkings(body):
        assert items_of(made(), chunks) == items, chunks
    return items


def check_ranges(made: Made, body: bytes, items: Sequence[Item]) -> None:
    """The bytes of an item decode to that item; `made` stands within a body."""
    for item in items:
        assert 0 <= item.offset < item.end <= len(body)
        again = items_of(made(), [body[item.offset : item.end]])
        assert _placed(item) in [_placed(each) for each in again], item


def _placed(item: Item) -> Item:
    """The item at a place that does not matter, without the id, which a log keeps apart."""
    placed = replace(item, offset=0, end=item.end - item.offset)
    return replace(placed, id="") if isinstance(placed, Event) else placed


def told(items: Sequence[Item]) -> list[str]:
    """Items as lines: `type: data`, `type without data`, `# comment`, `retry 5`, `! code: text`."""
    return [_line(item) for item in items]


def _line(item: Item) -> str:
    match item:
        case Event():
            return f"{item.type}: {item.data}"
        case EmptyBlock():
            return f"{item.type} without data"
        case Comment():
            return f"# {item.text}"
        case Retry():
            return f"retry {item.milliseconds}"
        case Ignored():
            return f"! {item.code}: {item.text}"
