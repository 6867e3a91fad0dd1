"""Watches texts that grow by deltas for secrets that come in pieces.

A piece is known as one only when the rest of the secret has come, so an event waits while what it
brought may be the beginning of one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wirelens.recording_masks.deltas import TELLING, Delta
from wirelens.secret import MASK, Redaction
from wirelens.stream.items import Event
from wirelens.stream.merge import Merger
from wirelens.stream.reply import Part, Piece
from wirelens.stream.rules import Rules


@dataclass(slots=True, repr=False)
class _Text:
    """What is known of one part: where secrets stand in it, and what may still become one."""

    settled: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)
    open: list[Piece] = field(default_factory=list)  # those that reach beyond `settled`


class Watch:
    """Merges events by one set of rules, and knows the pieces of secrets among their deltas."""

    def __init__(self, redaction: Redaction, rules: Rules) -> None:
        self._redaction = redaction
        self._merger = Merger(rules)
        self._texts: dict[Part, _Text] = {}
        self._grown: dict[int, Part] = {}  # the part of each message that grew last
        self._waiting: dict[Part, int] = {}  # parts with an open end, and their message
        self._seen = 0

    def add(self, number: int, event: Event) -> None:
        """Merges the event `number`, counted from 1."""
        self._merger.add(number, event)
        provenance = self._merger.reply.provenance
        for row in range(self._seen, len(provenance)):
            piece = provenance[row]
            self._grown[piece.message] = piece.part
            text = self._texts.setdefault(piece.part, _Text())
            text.open.append(piece)
            self._settle(piece.part, text, piece.message)
        self._seen = len(provenance)

    def end(self) -> None:
        """Nothing follows: what could have become a secret is one or is none."""
        for part in self._waiting:
            text = self._texts[part]
            fresh = part.slice(text.settled, part.length)
            self._note(text, fresh, len(fresh))
        self._waiting.clear()

    @property
    def uncertain(self) -> int | None:
        """The first event that may have brought the beginning of a secret; None if none may."""
        parts = (part for part, message in self._waiting.items() if self._waits(part, message))
        numbers = [self._texts[part].open[0].event for part in parts]
        if self._merger.undecided is not None:
            numbers.append(self._merger.undecided)
        return min(numbers, default=None)

    def deltas(self, number: int) -> Iterator[Delta]:
        """Those of an event that hold a piece of a secret, and not all of it."""
        for piece in self._merger.reply.provenance.of_event(number):
            spans = [span for span in self._texts[piece.part].spans if _overlaps(span, piece)]
            if any(not (piece.start <= start and end <= piece.end) for start, end in spans):
                yield _delta(piece, self._texts[piece.part].spans)

    def _settle(self, part: Part, text: _Text, message: int) -> None:
        fresh = part.slice(text.settled, part.length)
        _, held = self._redaction.split(fresh)
        self._note(text, fresh, len(fresh) - len(held))
        text.open = [piece for piece in text.open if piece.end > text.settled]
        if text.open:
            self._waiting[part] = message
        else:
            self._waiting.pop(part, None)

    def _note(self, text: _Text, fresh: str, certain: int) -> None:
        """Keeps where secrets stand in what is certain of the text."""
        for start, end in self._redaction.spans(fresh):
            if start < certain:
                text.spans.append((start + text.settled, end + text.settled))
        text.settled += certain

    def _waits(self, part: Part, message: int) -> bool:
        """Whether the part may grow on, and its end is worth to wait for."""
        if part is self._grown[message]:
            return True
        # Few parts grow again once another one of their message has grown, and none that was
        # replaced.
        if part.length - self._texts[part].settled < TELLING:
            return False
        messages = (each for each in self._merger.reply.messages if each.index == message)
        return any(part is each for found in messages for each in found.parts.values())


def _overlaps(span: tuple[int, int], piece: Piece) -> bool:
    return span[0] < piece.end and piece.start < span[1]


def _delta(piece: Piece, spans: list[tuple[int, int]]) -> Delta:
    near = [span for span in spans if _overlaps(span, piece)]
    whole = piece.part.slice(0, piece.end)
    return Delta(
        text=piece.text,
        masked=_masked(whole, piece.start, near),
        whole=whole,
        whole_masked=_masked(whole, 0, [span for span in spans if span[0] < piece.end]),
        pieces=tuple(whole[max(start, piece.start) : end] for start, end in near),
    )


def _masked(whole: str, first: int, spans: list[tuple[int, int]]) -> str:
    """The text from `first` on, with `***` where a secret begins in it, and nothing of the rest."""
    shown: list[str] = []
    position = first
    for start, end in spans:
        shown.append(whole[position : max(start, first)] + (MASK if start >= first else ""))
        position = max(position, end)
    return "".join(shown) + whole[position:]
