"""One sending of one request, as it is received: an append-only log and the reply that it gives.

Time arrives as data (seconds since sending). Live runs, replays and tests feed the same four calls:
`hop`, `head`, `read`, `end`.
"""

from dataclasses import dataclass, field

from wirelens.jsonvalue import JsonFault, parse_json
from wirelens.secret import Redaction
from wirelens.stream.arrivals import Arrivals
from wirelens.stream.dialects.bedrock_invoke import unwrapped
from wirelens.stream.framing import Framing, FramingDetector, decoder_for, decoder_within
from wirelens.stream.items import Comment, Decoder, EmptyBlock, Event, Ignored, Item, Limits
from wirelens.stream.log import Body, Entry, Log
from wirelens.stream.merge import Merger
from wirelens.stream.reply import Reply
from wirelens.stream.rules import Rules

STRAY_BYTES = 64 * 1024  # a JSON error between the events is longer than this in no provider


@dataclass(frozen=True, slots=True)
class Requested:
    """What is told of the request: nothing secret. Lines are 0-based."""

    method: str
    url: str
    name: str | None = None
    file: str | None = None
    line: int = 0
    end_line: int = 0


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed."""

    at: float
    status: int
    url: str
    dropped: tuple[str, ...] = ()  # names of the header fields that the next origin must not have


@dataclass(frozen=True, slots=True)
class Head:
    """The final response's status line and header section, `at` seconds after sending."""

    at: float
    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """The first field value of that name, in any case."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class End:
    """How the run ended.

    `transport`: eof, content-length, reset, error, cancelled. `code` is the finding's code where
    the end is worth one (`connect-failed`, `stalled`, …), `message` its words.
    """

    at: float
    transport: str
    code: str | None = None
    message: str = ""


@dataclass(slots=True)
class Run:
    """A run; `stop` says why it should be ended from our side: until, max-events or limit."""

    requested: Requested
    rules: Rules = field(default_factory=Rules)
    redaction: Redaction = field(default_factory=lambda: Redaction(()))
    body: Body | None = None
    limits: Limits = field(default_factory=Limits)
    source: str | None = None
    hops: list[Hop] = field(default_factory=list)
    response: Head | None = None
    ended: End | None = None
    stop: str | None = None
    framing: Framing | None = None
    content_type_mismatch: bool = False
    log: Log = field(init=False)
    merger: Merger = field(init=False)
    strays: list[tuple[int, int]] = field(
        default_factory=list
    )  # byte ranges of JSON between events
    arrivals: Arrivals = field(default_factory=Arrivals)  # of all events
    _with_content: Arrivals = field(default_factory=Arrivals)
    _rows_seen: int = 0  # of the provenance
    _detector: FramingDetector | None = None
    _decoder: Decoder | None = None
    _stray: list[Ignored] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.log = Log(self.body)
        self.merger = Merger(self.rules)

    @property
    def reply(self) -> Reply:
        """The merged reply so far."""
        return self.merger.reply

    @property
    def pending(self) -> bool:
        """Whether more may come."""
        return self.ended is None

    @property
    def answered(self) -> bool:
        """Whether a body could come: the head is there, or the body is a bare one."""
        return self._detector is not None

    def content_arrivals(self) -> Arrivals:
        """The arrivals of the events with content; of all where no dialect merges."""
        if self.merger.dialect is None:
            return self.arrivals
        provenance, known = self.reply.provenance, self._with_content
        for event in provenance.events(self._rows_seen):
            if event != known.last_event:
                known.add(event, self.log.event_read(event), self.log.event_time(event))
        self._rows_seen = len(provenance)
        return known

    def hop(self, hop: Hop) -> None:
        """Takes a redirect."""
        self.hops.append(hop)

    def head(self, head: Head) -> None:
        """Takes the final response's head."""
        self.response = head
        self.begin_body(head.header("content-type"))

    def begin_body(self, content_type: str | None) -> None:
        """A body follows; of a bare one, that no response brought, at most the type is known."""
        self._detector = FramingDetector(content_type)

    def read(self, at: float, data: bytes) -> list[Entry]:
        """Takes one network read and returns the entries that it completed."""
        number = self.log.add_read(at, data)
        if self._decoder is not None:
            return self._take(self._decoder.feed(data), number)
        if self.framing is None and self._detector is not None:
            return self._settle(self._detector.feed(data), number)
        return []

    def end(self, end: End) -> list[Entry]:
        """Takes the end and returns the entries that only now are certain."""
        entries: list[Entry] = []
        if self.framing is None and self._detector is not None:
            entries = self._settle(self._detector.end(), self.log.reads)
        if self._decoder is not None and self.stop is None:
            entries += self._take(self._decoder.end(), self.log.reads)
        self._end_stray()
        self.ended = end
        return entries

    def _settle(self, framing: Framing | None, last: int) -> list[Entry]:
        """The framing is known: reads that waited are decoded, each under its own number."""
        if framing is None:
            return []
        self.framing = framing
        assert self._detector is not None, "the head comes before the body"  # noqa: S101
        self.content_type_mismatch = self._detector.mismatch
        if framing == "none":
            return []
        self._decoder = decoder_for(framing, self.limits)
        self.log.decode_with(lambda: decoder_within(framing, self.limits))
        entries: list[Entry] = []
        for number in range(1, last + 1):
            read = self.log.read(number)
            entries += self._take(
                self._decoder.feed(self.log.body.slice(read.offset, read.end)), number
            )
        return entries

    def _take(self, items: list[Item], read: int) -> list[Entry]:
        entries: list[Entry] = []
        for item in items:
            if self.stop is not None:
                break
            entry = self.log.add_item(item, read)
            entries.append(entry)
            self._watch_stray(item)
            if isinstance(item, Event):
                self.arrivals.add(self.log.events, read, entry.at)
                self._add_event(self.log.events, item)
            elif isinstance(item, EmptyBlock):
                self.merger.add_empty(self.log.events, item)
            elif isinstance(item, Ignored) and item.code in ("line-too-long", "event-too-large"):
                self.stop = "limit"
        return entries

    def _add_event(self, number: int, event: Event) -> None:
        self.merger.add(number, event)
        rules = self.rules
        if rules.until_type == event.type or self._until_path_matches(event):
            self.stop = "until"
        elif rules.max_events is not None and number >= rules.max_events:
            self.stop = "max-events"

    def _until_path_matches(self, event: Event) -> bool:
        if self.rules.until_path is None:
            return False
        value = parse_json(event.data)
        if isinstance(value, JsonFault):
            return False
        return bool(self.rules.until_path.find(unwrapped(event, value)))

    def _watch_stray(self, item: Item) -> None:
        """Some providers put a bare, pretty-printed JSON error between events of a stream."""
        if isinstance(item, Ignored) and item.code == "field-unknown":
            self._stray.append(item)
        elif self._stray and not isinstance(item, Comment):
            self._end_stray()

    def _end_stray(self) -> None:
        lines, self._stray = self._stray, []
        if not lines or lines[-1].end - lines[0].offset > STRAY_BYTES:
            return
        start, end = lines[0].offset, lines[-1].end
        value = parse_json(self.log.body.slice(start, end).decode("utf-8", "replace"))
        if isinstance(value, dict | list):
            self.strays.append((start, end))
            self.merger.add_stray(self.log.events, value)
