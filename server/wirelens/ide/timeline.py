"""The timeline: every item of the log on a line of its own, in a monospace font of 120 columns.

The deltas of one part are set as running text, so that reading down shows the thought as it
unfolded; what brought no text is told in a few words, off the bar. Events of one network read share
its time: all but the first show a ditto mark where the others show their gap.
"""

from collections.abc import Iterator

from wirelens.ide.digest import digest
from wirelens.ide.end_words import shared_reads, verdict_in_words
from wirelens.ide.escapes import visible, visible_line
from wirelens.ide.masking import masked_delta, may_become_secret
from wirelens.ide.measures import counted, duration, size
from wirelens.ide.running_text import RunningText, columns
from wirelens.ide.thinking import CLOSING, begins_thinking
from wirelens.stream.items import Comment, EmptyBlock, Event, Ignored, Item, Retry
from wirelens.stream.log import Entry, Log
from wirelens.stream.reply import Part, Piece
from wirelens.stream.run import Run
from wirelens.stream.timing import timing

TYPE, PART, TEXT = 19, 18, 53  # columns
FRONT = 27 + TYPE  # columns before the part; a row that goes on has blanks there
PAUSE = 1.0  # seconds without an item that get a line of their own

SHOWN_HEAD = 2_000  # items of a long log that stand before what is left out
SHOWN_TAIL = 8_000
STEP = (
    2_000  # the part left out grows by so many at once, so that between two steps text only grows
)
UNDECIDED_HELD = 3  # events that wait for the dialect to be told; two decide for every known format

_SHARED = '"'
_LEGEND = f"{_SHARED} in the gap: same read as above"


def timeline_view(run: Run) -> str:
    """The timeline of `run` so far; the middle of a very long one is left out."""
    return Timeline(run, left_out(run.log)).feed()


def left_out(log: Log) -> range:
    """The positions in the log that the view leaves out; empty up to ten thousand items."""
    beyond = len(log) - SHOWN_HEAD - SHOWN_TAIL
    return range(SHOWN_HEAD, SHOWN_HEAD + -(-beyond // STEP) * STEP) if beyond > 0 else range(0)


class Timeline:
    """Lays out a run as it grows: `feed` returns the lines that were not laid out before.

    `event_lines` has the 0-based line at which each event's row starts, those left out excepted.
    """

    def __init__(self, run: Run, hidden: range = range(0)) -> None:
        self.event_lines: dict[int, int] = {}
        self._line_count = 0
        self._run = run
        self._hidden = hidden
        self._position = 0
        self._told: set[str] = set()
        self._hops = 0
        self._at: float | None = None
        self._read = 0
        self._texts: dict[Part, RunningText] = {}
        self._thinking: dict[Part, bool] = {}
        self._undecided = False

    @property
    def is_stale(self) -> bool:
        """Whether events were laid out whose dialect has been told only now."""
        return self._undecided and self._run.merger.dialect is not None

    def feed(self) -> str:
        """The new lines, every secret masked."""
        lines: list[str] = []
        for line in self._lines():
            self._line_count += 1
            lines.append(f"{line.rstrip()}\n")
        return "".join(lines)

    def _lines(self) -> Iterator[str]:
        yield from self._head()
        while self._position < len(self._run.log):
            if self._hidden and self._position == self._hidden.start:
                yield from self._skip()
                continue
            entry = self._run.log[self._position]
            if self._waits(entry):
                return
            self._position += 1
            yield from self._rows(entry)
        if self._run.ended is not None and self._first("end"):
            yield from self._end()

    def _first(self, what: str) -> bool:
        first = what not in self._told
        self._told.add(what)
        return first

    def _head(self) -> Iterator[str]:
        run = self._run
        if run.requested.url and self._first("request"):
            yield self._safe(f"{run.requested.method} {run.requested.url}")
        for hop in run.hops[self._hops :]:
            yield self._safe(f"{hop.status} → {hop.url} after {duration(hop.at)}")
        self._hops = len(run.hops)
        if run.response is not None and self._first("response"):
            head = run.response
            media_type = head.header("content-type") or "no content type"
            status = f"{head.status} {head.reason}".rstrip()
            yield self._safe(f"{status} · {media_type} · headers after {duration(head.at)}")
        if len(run.log) and self._first("columns"):
            yield ""
            names = f"{_row('#', 'time s', 'gap ms')}{'type':<{TYPE}}  {'part':<{PART}}   delta"
            yield f"{names}{_LEGEND:>{TEXT - len('delta')}}"
            yield ""

    def _waits(self, entry: Entry) -> bool:
        """Whether what comes next decides how this item is shown."""
        if entry.number is None or not self._run.pending:
            return False
        pieces = self._run.reply.provenance.of_event(entry.number)
        return self._is_undecided(entry.number) or any(
            may_become_secret(self._run, each) for each in pieces
        )

    def _is_undecided(self, number: int) -> bool:
        undecided = self._run.merger.undecided
        if undecided is None or number < undecided:
            return False
        if self._run.log.events - undecided < UNDECIDED_HELD:
            return True
        self._undecided = True
        return False

    def _skip(self) -> Iterator[str]:
        yield ""
        yield f"… {counted(len(self._hidden), 'item')} are left out here …"
        yield ""
        self._position = self._hidden.stop
        before = self._run.log[self._position - 1]
        self._at, self._read = before.at, before.read

    def _rows(self, entry: Entry) -> Iterator[str]:
        if self._at is not None and entry.at - self._at >= PAUSE:
            yield f"{_row('', '⋮', '')}nothing for {duration(entry.at - self._at)}"
        front = self._front(entry)
        pieces = [] if entry.number is None else self._run.reply.provenance.of_event(entry.number)
        if not pieces:
            self._begin_row(entry)
            yield f"{front}{'':<{PART}}   {_shortened(self._safe(self._quiet(entry.item)))}"
        for number, piece in enumerate(pieces):
            if not number and self._texts and piece.part not in self._texts:
                yield ""
            if not number:
                self._begin_row(entry)
            yield from self._piece(front, piece)
            front = " " * len(front)

    def _begin_row(self, entry: Entry) -> None:
        # The lines are yielded one by one, so that all before this one are counted.
        if entry.number is not None:
            self.event_lines[entry.number] = self._line_count

    def _front(self, entry: Entry) -> str:
        number = "·" if entry.number is None else str(entry.number)
        shared = entry.read == self._read
        gap = "–" if self._at is None else f"{(entry.at - self._at) * 1000:.0f}"
        self._at, self._read = entry.at, entry.read
        row = _row(number, f"{entry.at:.3f}", _SHARED if shared else gap)
        return f"{row}{_type(self._safe(_type_of(entry.item)))}  "

    def _quiet(self, item: Item) -> str:
        """What is told of an item that brought no text."""
        match item:
            case Event():
                return digest(self._run.redaction.redact(item.data))
            case EmptyBlock():
                return "no data, so not dispatched"
            case Comment():
                return f": {item.text}"
            case Retry():
                return f"reconnect after {duration(item.milliseconds / 1000)}"
            case Ignored():
                return f"{item.code}: {item.text}"

    def _piece(self, front: str, piece: Piece) -> Iterator[str]:
        running = self._texts.setdefault(piece.part, RunningText(TEXT))
        label = _fitted(self._safe(self._label(piece)), PART)
        delta = visible(masked_delta(self._run, piece)).replace("\t", "␉")
        # Blanks alone could not be told from nothing.
        first, *rest = running.lines(delta if delta.strip(" ") else "·" * len(delta))
        yield f"{front}{label} │ {first}"
        blank = " " * (len(front) + PART)
        yield from (f"{blank} │ {line}" for line in rest)

    def _label(self, piece: Piece) -> str:
        part = piece.part
        slot = "reasoning" if part.slot == "text" and self._thinks(piece) else part.slot
        name = f" {part.name}" if part.slot == "tool" and part.name else ""
        which = f" ({piece.message + 1})" if piece.message else ""
        return f"{slot}{name}{which}"

    def _thinks(self, piece: Piece) -> bool:
        """Whether a delta of text is of a thought that the model wrote into its text."""
        part = piece.part
        if piece.start == 0 or part not in self._thinking:
            self._thinking[part] = begins_thinking(part.slice(0, min(piece.end, 64)))
        if not self._thinking[part]:
            return False
        beginning = part.slice(0, min(piece.end, 64))
        recent = part.slice(max(piece.start - len(CLOSING), 0), piece.end)
        self._thinking[part] = begins_thinking(beginning) and CLOSING not in recent
        return begins_thinking(beginning)

    def _end(self) -> Iterator[str]:
        run = self._run
        times = timing(run)
        log = run.log
        delivery = "" if times.delivery == "unknown" else f" · {times.delivery}"
        ttft = "" if times.ttft is None else f" · ttft {duration(times.ttft)}"
        yield ""
        yield self._safe(f"{_row('', f'{times.end or 0:.3f}', '')}{verdict_in_words(run)}")
        is_plain = run.framing in (None, "none")
        what = "no stream" if is_plain else run.merger.dialect_id
        came = size(len(log.body)) if is_plain else counted(log.events, "event")
        told = f"{what} · {came} in {counted(log.reads, 'network read')}"
        yield f"{_row('', '', '')}{told}{delivery}{ttft}"
        if shared := shared_reads(run):
            yield f"{_row('', '', '')}{shared}"

    def _safe(self, text: str) -> str:
        return visible_line(self._run.redaction.redact(text))


def row_start(number: str, at: str) -> str:
    """What the row of an item begins with: its number, and its time in seconds."""
    return f"{number:>5}  {at:>8}  "


def _row(number: str, time: str, gap: str) -> str:
    return f"{row_start(number, time)}{gap:>6}  "


def _type_of(item: Item) -> str:
    """The type that the stream names, else what kind of item it is."""
    return item.type if isinstance(item, Event | EmptyBlock) else type(item).__name__.lower()


def _type(type_: str) -> str:
    """An event type in its column: of a long one the end tells more."""
    return f"{type_:<{TYPE}}" if len(type_) <= TYPE else "…" + type_[1 - TYPE :]


def _fitted(text: str, width: int) -> str:
    return f"{text:<{width}}" if len(text) <= width else text[: width - 1] + "…"


def _shortened(text: str) -> str:
    return text if columns(text) <= TEXT else text[: TEXT - 1] + "…"
