"""A run as a text file: the request as written, the response's head, and each read with its time.

`docs/recordings.md` is the format. Reading gives back the very bytes and the very reads, whatever
line ends a checkout has put; of a file that is damaged it gives what can be read, and the problems.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Protocol

from wirelens.recording_escapes import escaped, escaped_text, joined, unescaped
from wirelens.recording_head import head_from, head_lines
from wirelens.recording_masks.pieces import PieceMask
from wirelens.recording_masks.reads import Mask, TimedBytes, mask_for
from wirelens.recording_request import RecordedRequest
from wirelens.recording_sections import MAGIC, RecordingProblem, Section, sections, version_of
from wirelens.secret import Redaction
from wirelens.stream.rules import Rules
from wirelens.stream.run import End, Head

VERSION = 1
SUFFIX = ".stream"
LATEST = 10_000_000  # seconds: four months
TRANSPORTS = ("eof", "content-length", "reset", "error", "cancelled")

_BARE_TYPES = {
    ".sse": "text/event-stream",
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
}
_TIME = r"[0-9]+(?:\.[0-9]*)?"
_READ = re.compile(rf"(\+?)({_TIME})")
_RESPONSE = re.compile(rf"response(?:\s+({_TIME}))?")
_END = re.compile(rf"end\s+({_TIME})\s+([a-z-]+)(?:\s+([a-z][a-z-]*))?(?::\s*(.*))?")
_EXPECTED = 'expected "@request", "@response", a time as "@0.412", or "@end"'


@dataclass(frozen=True, slots=True)
class Read:
    """One network read: seconds since sending, and its bytes."""

    at: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """What was recorded. A bare body has neither request nor head, only a media type, if any."""

    version: int = VERSION
    request: RecordedRequest | None = None
    head: Head | None = None
    reads: tuple[Read, ...] = ()
    end: End | None = None  # None: the file was cut short
    problems: tuple[RecordingProblem, ...] = ()
    bare_type: str | None = None

    @property
    def body(self) -> bytes:
        """All bytes of the body."""
        return b"".join(read.data for read in self.reads)

    @property
    def content_type(self) -> str | None:
        """The media type as the response said, or as the name of a bare body tells."""
        return self.bare_type if self.head is None else self.head.header("content-type")


class Sink(Protocol):
    """Where a recording is written: an unbuffered binary file, so that a crash keeps what came."""

    def write(self, data: bytes, /) -> object:
        """Appends the bytes."""


class RecordingWriter:
    """Appends a recording to a sink, read by read, with every known secret masked."""

    def __init__(self, sink: Sink, redaction: Redaction, rules: Rules | None = None) -> None:
        self._sink = sink
        self._redaction = redaction
        self._rules = rules or Rules()
        self._masks: list[Mask] = []

    def begin(self, request: RecordedRequest, head: Head) -> None:
        """Writes the request and the response's head; called once, first."""
        redact = self._redaction.redact
        self._masks = _masks(head.header("content-type") or "", self._redaction, self._rules)
        self._write(head_text(_redacted(request, redact), _redacted_head(head, redact)))

    def read(self, at: float, data: bytes) -> None:
        """Writes one network read."""
        self._write_reads([(at, data)], self._masks)

    def end(self, end: End) -> None:
        """Writes what was held back, and how the transport ended."""
        for number, mask in enumerate(self._masks, 1):
            self._write_reads(mask.end(), self._masks[number:])
        self._write(end_text(replace(end, message=self._redaction.redact(end.message))))

    def _write_reads(self, reads: list[TimedBytes], masks: list[Mask]) -> None:
        for mask in masks:
            reads = [masked for at, data in reads for masked in mask.feed(at, data)]
        for at, data in reads:
            self._write(read_text(at, data))

    def _write(self, text: str) -> None:
        self._sink.write(text.encode("utf-8"))


def head_text(request: RecordedRequest, head: Head) -> str:
    """The beginning of a recording, up to the first read."""
    parts = [
        f"{MAGIC} {VERSION}\n\n@request\n",
        *map(escaped_text, (f"{request.method} {request.target}", *request.headers)),
        f"\n{escaped_text(request.body)}" if request.body else "",
        f"\n@response {_seconds(head.at)}\n",
        *map(escaped_text, head_lines(head)),
        "\n",
    ]
    return "".join(parts)


def read_text(at: float, data: bytes) -> str:
    """One network read."""
    return f"@{_seconds(at)}\n{escaped(data)}"


def end_text(end: End) -> str:
    """The last line: when and how the transport ended."""
    code = f" {end.code}" if end.code else ""
    message = f": {' '.join(end.message.split())}" if end.message else ""
    return f"@end {_seconds(end.at)} {end.transport}{escaped_text(code + message)}"


def is_recording(data: bytes) -> bool:
    """Whether the first line says so, or sets out to say so."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith(MAGIC.partition(" ")[0].encode())


def recording_from(name: str, data: bytes) -> Recording:
    """A recording, or the bare body that a file of this name holds."""
    if is_recording(data) or PurePath(name).suffix == SUFFIX:
        return read_recording(data)
    return bare_body(name, data)


def bare_body(name: str, data: bytes) -> Recording:
    """A body without times: one read, and the media type that the file's name tells."""
    bare_type = _BARE_TYPES.get(PurePath(name).suffix.lower())
    return Recording(reads=(Read(0.0, data),), end=End(0.0, "eof"), bare_type=bare_type)


def read_recording(source: str | bytes) -> Recording:
    """The recording that the text holds; whatever is wrong with it is among its `problems`."""
    if isinstance(source, str):
        source = source.encode("utf-8", "surrogatepass")
    text = source.decode("utf-8", "surrogateescape")
    version = version_of(text)
    if version is None:
        first = text.partition("\n")[0].strip()[:60]
        message = (
            f'not a recording: expected "{MAGIC} {VERSION}" in the first line, found "{first}"'
        )
        return Recording(problems=(RecordingProblem(0, message),))
    reader = _Reader(version)
    for section in sections(text):
        reader.take(section)
    return reader.recording()


class _Reader:
    """Builds a recording from its sections."""

    def __init__(self, version: int) -> None:
        self._version = version
        self._request: RecordedRequest | None = None
        self._head: Head | None = None
        self._reads: list[Read] = []
        self._end: End | None = None
        self._at = 0.0  # the time above
        self._has_response = False
        self._problems: list[RecordingProblem] = []
        self._last = 0

    def take(self, section: Section) -> None:
        """Takes the next section, of whatever kind."""
        self._last = section.line + len(section.lines)
        opening = section.opening
        if section.line == 0:
            self._take_first(section)
        elif self._end is not None:
            self._problem(section.line, f'"@{opening}": expected nothing after "@end"')
        elif match := _READ.fullmatch(opening):
            self._take_read(section, match)
        elif opening == "request":
            self._take_request(section)
        elif match := _RESPONSE.fullmatch(opening):
            self._take_response(section, match)
        elif match := _END.fullmatch(opening):
            self._take_end(section, match)
        else:
            self._problem(section.line, f'"@{opening}": {_EXPECTED}')

    def recording(self) -> Recording:
        """What could be read."""
        if not self._has_response:
            self._problem(0, 'expected "@response" with a status line, found none')
        if self._end is None:
            self._problem(self._last, 'cut short: expected "@end" as the last line, found none')
        problems = tuple(sorted(self._problems, key=lambda problem: problem.line))
        reads = tuple(self._reads)
        return Recording(self._version, self._request, self._head, reads, self._end, problems)

    def _take_first(self, section: Section) -> None:
        if self._version > VERSION:
            newer = f'"{MAGIC} {self._version}" is newer than what this program reads'
            self._problem(0, f"{newer}, which is version {VERSION}")
        for number, line in enumerate(section.lines, section.line + 1):
            if line.strip() and not line.startswith("#"):
                self._problem(number, f'expected "@request" or a "#" comment, found "{line[:60]}"')

    def _take_request(self, section: Section) -> None:
        if self._request is not None or self._has_response or self._reads:
            self._problem(section.line, '"@request": expected once, as the first of all')
            return
        self._request = self._read_request(section)

    def _read_request(self, section: Section) -> RecordedRequest | None:
        lines = section.lines
        while lines and not lines[-1].strip():
            lines.pop()
        if not lines:
            self._problem(section.line, 'expected a request line after "@request", found none')
            return None
        method, _, target = joined(lines[:1]).partition(" ")
        blank = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
        headers = tuple(joined([line]) for line in lines[1:blank])
        return RecordedRequest(method, target, headers, joined(lines[blank + 1 :]))

    def _take_response(self, section: Section, match: re.Match[str]) -> None:
        if self._has_response or self._reads:
            self._problem(section.line, '"@response": expected once, before the reads')
            return
        self._has_response = True
        lines = [(n, joined([line])) for n, line in enumerate(section.lines, section.line + 1)]
        self._head = head_from(self._time(section, match[1] or "0"), lines, self._problem)

    def _take_read(self, section: Section, match: re.Match[str]) -> None:
        at = self._time(section, match[2], self._at if match[1] else 0.0)
        data = [self._line(n, line) for n, line in enumerate(section.lines, section.line + 1)]
        self._reads.append(Read(at, b"".join(data)))

    def _time(self, section: Section, written: str, after: float = 0.0) -> float:
        """The time of a section; one that cannot be counts as the time above it."""
        at = after + float(written)
        if at > LATEST:
            self._problem(section.line, f'"@{section.opening[:60]}" is later than {LATEST} s')
        elif at < self._at:
            above = f"is before the time above it, {_seconds(self._at)}"
            self._problem(section.line, f'"@{section.opening}" {above}')
        else:
            self._at = at
        return self._at

    def _line(self, number: int, line: str) -> bytes:
        if "\r" in line:
            self._problem(number, 'a carriage return inside the line: expected "␍" in its place')
        result = unescaped(line)
        for fault in result.faults:
            self._problem(number, fault)
        return result.data

    def _take_end(self, section: Section, match: re.Match[str]) -> None:
        at, transport, code, message = match.groups()
        if transport not in TRANSPORTS:
            known = ", ".join(TRANSPORTS)
            self._problem(section.line, f'"{transport}" in "@end": expected one of {known}')
            return
        self._end = End(self._time(section, at), transport, code, joined([message or ""]))
        for number, line in enumerate(section.lines, section.line + 1):
            if line.strip():
                self._problem(number, f'expected nothing after "@end", found "{line[:60]}"')

    def _problem(self, line: int, message: str) -> None:
        self._problems.append(RecordingProblem(line, message))


def _masks(content_type: str, redaction: Redaction, rules: Rules) -> list[Mask]:
    """What each read passes, one after the other."""
    if not redaction.longest:
        return []
    return [PieceMask(content_type, redaction, rules), mask_for(content_type, redaction)]


def _seconds(at: float) -> str:
    """Microseconds where there are any, else milliseconds."""
    return f"{at:.6f}".removesuffix("000")


def _redacted(request: RecordedRequest, redact: Callable[[str], str]) -> RecordedRequest:
    headers = tuple(map(redact, request.headers))
    return RecordedRequest(request.method, redact(request.target), headers, redact(request.body))


def _redacted_head(head: Head, redact: Callable[[str], str]) -> Head:
    headers = tuple((redact(name), redact(value)) for name, value in head.headers)
    return replace(head, reason=redact(head.reason), headers=headers)
