"""The merged result of a stream, with the event that brought each piece of it.

Provenance is a table of columns, one row a delta, so that a million events need no million objects.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from wirelens.jsonvalue import JsonValue
from wirelens.stream import changes
from wirelens.stream.changes import Change, Slot
from wirelens.stream.growing import GrowingText
from wirelens.text import whole_characters


class Part:
    """One run of text of a message: `text`, `reasoning`, `refusal`, or a tool call's arguments."""

    __slots__ = ("_half", "_text", "free_text", "id", "name", "slot", "step")

    def __init__(self, slot: Slot) -> None:
        self.slot = slot
        self.id: str | None = None
        self.name: str | None = None
        self.free_text = False
        self.step = False
        self._text = GrowingText()
        self._half = ""

    @property
    def text(self) -> str:
        """What the part holds so far; a surrogate half whose partner never came is U+FFFD."""
        return self._text.whole() + ("\ufffd" if self._half else "")

    @property
    def length(self) -> int:
        """Code points so far, without the half that waits."""
        return self._text.length

    def slice(self, start: int, end: int) -> str:
        """The code points from `start` to `end`, without building the whole text."""
        return self._text.slice(start, end)

    def append(self, text: str) -> int:
        """Adds a delta and returns how many code points the part grew by.

        A surrogate pair may be split over two deltas: the first half waits for the second.
        """
        whole = self._half + text
        self._half = ""
        if not whole.isascii():
            whole = self._joined(whole)
        self._text.append(whole)
        return len(whole)

    def _joined(self, text: str) -> str:
        if "\ud800" <= text[-1] <= "\udbff":
            self._half = text[-1]
            text = text[:-1]
        return whole_characters(text)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool call with its argument text as the model wrote it: JSON unless it is `free_text`."""

    id: str | None
    name: str | None
    arguments: str
    free_text: bool = False


@dataclass(slots=True)
class Message:
    """One choice, candidate or message of a reply. Its parts stand in order of arrival."""

    index: int
    role: str | None = None
    parts: dict[Hashable, Part] = field(default_factory=dict)
    citations: list[JsonValue] = field(default_factory=list)
    finish_reason: str | None = None
    finish_event: int | None = None

    def joined(self, slot: Slot) -> str:
        """The texts of all parts of one slot, in order."""
        return "".join(part.text for part in self.parts.values() if part.slot == slot)

    @property
    def tool_calls(self) -> list[ToolCall]:
        """The tool calls in order of arrival, without the steps of built-in tools."""
        return [
            ToolCall(part.id, part.name, part.text, part.free_text)
            for part in self.parts.values()
            if part.slot == "tool" and not part.step
        ]


@dataclass(frozen=True, slots=True)
class Piece:
    """Where one event's delta stands: `start..end` of a part of a message, in code points."""

    event: int
    message: int
    part: Part
    start: int
    end: int

    @property
    def text(self) -> str:
        """The delta as it stands in the reply."""
        return self.part.slice(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Successive deltas of one part, with the first and the last event that brought them."""

    part: Part
    message: int
    first_event: int
    last_event: int
    length: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding that the merge made, at its event (counted from 1)."""

    code: str
    message: str
    event: int


class Provenance:
    """Which event brought which range of which part; events never decrease."""

    __slots__ = (
        "_ends",
        "_events",
        "_first_rows",
        "_messages",
        "_part_numbers",
        "_parts",
        "_starts",
    )

    def __init__(self) -> None:
        self._events = array("Q")
        self._messages = array("q")
        self._parts: list[Part] = []  # one a stretch
        self._first_rows = array("L")  # of each stretch
        self._part_numbers = array("L")
        self._starts = array("Q")
        self._ends = array("Q")

    def __len__(self) -> int:
        return len(self._events)

    def __getitem__(self, row: int) -> Piece:
        part = self._parts[self._part_numbers[row]]
        return Piece(
            self._events[row], self._messages[row], part, self._starts[row], self._ends[row]
        )

    def add(self, event: int, message: int, part: Part, grown: int) -> None:
        """Notes that `event` brought the last `grown` code points of `part`."""
        if not self._parts or self._parts[-1] is not part:
            self._parts.append(part)  # streams rarely switch parts
            self._first_rows.append(len(self._events))
        self._events.append(event)
        self._messages.append(message)
        self._part_numbers.append(len(self._parts) - 1)
        self._starts.append(part.length - grown)
        self._ends.append(part.length)

    def of_event(self, event: int) -> list[Piece]:
        """The pieces that `event` brought; empty for a control event."""
        first = bisect_left(self._events, event)
        return [self[row] for row in range(first, bisect_right(self._events, event))]

    def events(self, row: int = 0) -> Iterator[int]:
        """The events that brought content, each once, from a row of the table on."""
        last = 0
        for event in self._events[row:]:
            if event != last:
                last = event
                yield event

    def stretches(self) -> Iterator[Stretch]:
        """The deltas part by part as they came; costs the switches of parts, not the deltas."""
        for number in range(len(self._parts)):
            rows = self._rows(number)
            first, last = rows[0], rows[-1]
            yield Stretch(
                self._parts[number],
                self._messages[first],
                self._events[first],
                self._events[last],
                self._ends[last] - self._starts[first],
            )

    def of_part(self, part: Part) -> Iterator[Piece]:
        """The pieces of one part, in order."""
        for row, number in enumerate(self._part_numbers):
            if self._parts[number] is part:
                yield self[row]

    def within(self, part: Part, start: int, end: int) -> list[Piece]:
        """The pieces that brought `start..end` of a part, in order; costs no look at the others."""
        numbers = [number for number, each in enumerate(self._parts) if each is part]
        before = bisect_right(numbers, start, key=lambda n: self._starts[self._first_rows[n]])
        found: list[Piece] = []
        for number in numbers[max(before - 1, 0) :]:
            rows = self._rows(number)
            for row in rows[bisect_right(rows, start, key=self._ends.__getitem__) :]:
                if self._starts[row] >= end:
                    return found
                found.append(self[row])
        return found

    def _rows(self, number: int) -> range:
        """The rows of a stretch."""
        after = number + 1
        end = self._first_rows[after] if after < len(self._first_rows) else len(self._events)
        return range(self._first_rows[number], end)


class Reply:
    """The merged reply; grows by `apply`."""

    def __init__(self) -> None:
        self.usage: dict[str, JsonValue] = {}
        self.model: str | None = None
        self.error: changes.Failure | None = None
        self.error_event: int | None = None
        self.terminators: list[str] = []
        self.notes: list[Noted] = []
        self.provenance = Provenance()
        self._messages: dict[int, Message] = {}

    @property
    def messages(self) -> list[Message]:
        """In order of index, then of arrival."""
        return [self._messages[index] for index in sorted(self._messages)]

    @property
    def finish_reason(self) -> str | None:
        """The first finish reason that any message has."""
        return next((m.finish_reason for m in self.messages if m.finish_reason), None)

    def apply(self, event: int, change: Change) -> None:
        """Takes one change that event number `event` (from 1) makes."""
        match change:
            case changes.Append():
                self._append(event, change)
            case changes.Replace():
                self._replace(event, change)
            case changes.Note():
                self.notes.append(Noted(change.code, change.message, event))
            case changes.Failure():
                self._fail(event, change)
            case changes.Terminator():
                self.terminators.append(change.name)
            case changes.Usage():
                self._use(self.usage, change.values)
            case changes.Model():
                self.model = change.name
            case _:
                self._mark(event, change)

    def _message(self, index: int) -> Message:
        if index not in self._messages:
            self._messages[index] = Message(index)
        return self._messages[index]

    def _part(self, message: int, key: Hashable, slot: Slot) -> Part:
        parts = self._message(message).parts
        if key not in parts:
            parts[key] = Part(slot)
        return parts[key]

    def _append(self, event: int, change: changes.Append) -> None:
        part = self._part(change.message, change.part, change.slot)
        grown = part.append(change.text)
        if grown:
            self.provenance.add(event, change.message, part, grown)

    def _replace(self, event: int, change: changes.Replace) -> None:
        old = self._part(change.message, change.part, change.slot)
        known = old.text
        if change.text.startswith(known):
            grown = old.append(change.text[len(known) :])
            if grown:
                self.provenance.add(event, change.message, old, grown)
            return
        # The old part stays as it was for the events that brought it.
        part = Part(change.slot)
        part.id, part.name = old.id, old.name
        part.free_text, part.step = old.free_text, old.step
        self._message(change.message).parts[change.part] = part
        if grown := part.append(change.text):
            self.provenance.add(event, change.message, part, grown)

    def _fail(self, event: int, change: changes.Failure) -> None:
        if self.error is None:  # what follows an error tells of the same one
            self.error = change
            self.error_event = event

    def _use(self, known: dict[str, JsonValue], new: dict[str, JsonValue]) -> None:
        for key, value in new.items():
            if value is None and known.get(key) is not None:
                continue
            known[key] = value

    def _mark(
        self,
        event: int,
        change: changes.Tool
        | changes.Opened
        | changes.Citation
        | changes.Citations
        | changes.Finish,
    ) -> None:
        message = self._message(change.message)
        match change:
            case changes.Tool():
                part = self._part(change.message, change.part, "tool")
                part.id = part.id if change.id is None else change.id
                part.name = part.name if change.name is None else change.name
                part.free_text = part.free_text or change.free_text
                part.step = part.step or change.step
            case changes.Opened():
                message.role = change.role or message.role
            case changes.Citation():
                message.citations.append(change.value)
            case changes.Citations():
                message.citations = list(change.values)
            case changes.Finish():
                message.finish_reason = change.reason
                message.finish_event = event
