"""Events plus a dialect give a reply. The dialect is told by the payload of the first events.

Two JSON events decide for every format met so far; events that came before the decision wait and
are merged when it falls, each under its own number.
"""

from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.changes import Append, Change, Note, Opened, Terminator, Tool
from wirelens.stream.dialects.bedrock_invoke import unwrapped
from wirelens.stream.dialects.dialect import Dialect
from wirelens.stream.dialects.table import DIALECTS, FORMATS
from wirelens.stream.errors import in_band_error, names_error
from wirelens.stream.items import EmptyBlock, Event
from wirelens.stream.reply import Reply
from wirelens.stream.rules import PathDialect, Rules

DONE = "[DONE]"
UNDECIDED_EVENTS = 64  # after so many events that nothing recognises, nothing will

_QUOTED_DONE = f'"{DONE}"'
_OF_ORDER = frozenset(("block-order", "message-restarted", "sequence-gap"))


class Merger:
    """Builds the reply of one run."""

    def __init__(self, rules: Rules) -> None:
        self.reply = Reply()
        self.dialect: Dialect | None = None
        self.json_events = 0
        self.shown: str | None = None  # the dialect of the bytes, where `@merge` names another
        self._rules = rules
        self._waiting: list[tuple[int, Event, JsonValue]] = []
        self._hopeless = rules.merge == "none" and not rules.paths
        self._likely: type[Dialect] | None = None
        self._told: set[str] = set()
        if rules.paths:
            self.dialect = PathDialect(rules.paths)
        elif rules.merge in _BY_ID:
            self.dialect = _BY_ID[rules.merge]()

    @property
    def dialect_id(self) -> str:
        """The dialect's id; `unknown` while or where none is recognised."""
        return "unknown" if self.dialect is None else self.dialect.id

    @property
    def undecided(self) -> int | None:
        """The first event that waits for the dialect to be told."""
        return self._waiting[0][0] if self._waiting else None

    def add(self, number: int, event: Event) -> None:
        """Merges the event `number`, counted from 1."""
        if self._rules.events is not None and event.type not in self._rules.events:
            return
        if self._is_plain(event):
            self._add_value(number, event, event.data)
            return
        data = event.data.strip()
        # In quotes it may also be what a model says, where deltas are strings and nothing else.
        if data == DONE or (data == _QUOTED_DONE and recognised(event, DONE) is None):
            self._apply(number, [Terminator(DONE)])
        elif data or names_error(event.type):
            self._add_data(number, event)

    def add_stray(self, number: int, value: JsonValue) -> None:
        """Merges a JSON value that stood between the events, outside any field."""
        failure = in_band_error("", value)
        if failure is not None:
            self._apply(max(number, 1), [failure])

    def add_empty(self, number: int, block: EmptyBlock) -> None:
        """Merges a block that was not dispatched, after `number` events; it can only be an end."""
        if block.type == _WITHOUT_DATA.get(self.dialect_id):
            self._apply(number, [Terminator(block.type)])

    def merged(self) -> JsonValue:
        """The reply in the provider's own non-streaming shape; null where no dialect is known."""
        return None if self.dialect is None else self.dialect.merged()

    def _add_data(self, number: int, event: Event) -> None:
        value = parse_json(event.data)
        if isinstance(value, JsonFault):
            self._add_other(number, event, value)
            return
        self.json_events += 1
        failure = in_band_error(event.type, value)
        if failure is not None:
            self._apply(number, [failure])
        self._add_value(number, event, value)

    def _add_value(self, number: int, event: Event, value: JsonValue) -> None:
        if self.dialect is None and not self._hopeless:
            self._decide(number, event, value)
        elif isinstance(self.dialect, PathDialect):
            self._apply(number, self.dialect.feed(event, unwrapped(event, value)))
        elif self.dialect is not None:
            self._check(number, event, value)
            self._apply(number, self.dialect.feed(event, value))

    def _is_plain(self, event: Event) -> bool:
        """Whether the data is text, also where it reads as JSON, as a terminator or as nothing."""
        if event.type not in _PLAIN_TYPES:
            return False
        dialect = self.dialect or recognised(event, event.data)
        return dialect is not None and event.type in _PLAIN_DATA.get(dialect.id, ())

    def _add_other(self, number: int, event: Event, fault: JsonFault) -> None:
        """Data that is no JSON: an error's text, or a fault where JSON is the format."""
        if names_error(event.type):
            failure = in_band_error(event.type, event.data)
            self._apply(number, [] if failure is None else [failure])
            if self.dialect is not None:
                self._apply(number, self.dialect.feed(event, event.data))
        elif self.dialect is not None or self.json_events:
            self._apply(number, [Note("json-invalid", f"the data is no JSON: {fault}")])

    def _decide(self, number: int, event: Event, value: JsonValue) -> None:
        self._waiting.append((number, event, value))
        shown = recognised(event, value)
        if shown is not None and _SHARED.get(shown.id) == event.type and self._likely is None:
            self._likely = shown
            return
        found = shown or self._likely
        if found is not None and self._admits(found):
            self.dialect = found()
            waiting, self._waiting = self._waiting, []
            for each_number, each_event, each_value in waiting:
                self._apply(each_number, self.dialect.feed(each_event, each_value))
        elif found is not None:
            self._contradict(number, found)
        if len(self._waiting) >= UNDECIDED_EVENTS:
            self._waiting.clear()
            self._hopeless = True

    def _admits(self, dialect: type[Dialect]) -> bool:
        return self._rules.merge in ("auto", dialect.family)

    def _check(self, number: int, event: Event, value: JsonValue) -> None:
        """Whether what `@merge` names contradicts the bytes; looked at until one event has told."""
        if self._rules.merge not in _BY_ID or "checked" in self._told:
            return
        found = recognised(event, value)
        if found is None:
            return
        self._told.add("checked")
        if found.id != self._rules.merge:
            self._contradict(number, found)

    def _contradict(self, number: int, found: type[Dialect]) -> None:
        if "dialect-mismatch" not in self._told:
            self._told.add("dialect-mismatch")
            self.shown = found.id
            said = f'"@merge {self._rules.merge}" does not fit the stream'
            note = Note("dialect-mismatch", f'{said}: its events are "{found.id}"')
            self.reply.apply(number, note)

    def _apply(self, number: int, changes: list[Change]) -> None:
        for change in changes:
            if isinstance(change, Note) and self._rules.events and change.code in _OF_ORDER:
                continue  # what `@events` leaves out is not missing from the stream
            self._watch_the_end(number, change)
            self.reply.apply(number, change)

    def _watch_the_end(self, number: int, change: Change) -> None:
        if isinstance(change, Opened):
            self._told.discard("ended")  # a second message may follow the first one's terminator
        elif isinstance(change, Terminator):
            self._told.add("ended")
        elif isinstance(change, Append | Tool) and "ended" in self._told:
            self._tell_late_data(number)

    def _tell_late_data(self, number: int) -> None:
        if "data-after-end" not in self._told:
            self._told.add("data-after-end")
            message = f'content after the terminator "{self.reply.terminators[-1]}"'
            self.reply.apply(number, Note("data-after-end", message))


def recognised(event: Event, value: JsonValue) -> type[Dialect] | None:
    """The dialect that this one event shows, in the table's order; None where it shows none."""
    return next((each for each in DIALECTS if each.recognises(event, value)), None)


# An id of several formats is a family of its own, of which the payload shows the member.
_BY_ID = {dialect.id: dialect for dialect in DIALECTS if dialect.family != dialect.id}
_WITHOUT_DATA = {
    each.dialect.id: each.ends_without_data for each in FORMATS if each.ends_without_data
}
_SHARED = {each.dialect.id: each.begins_alike for each in FORMATS if each.begins_alike}
_PLAIN_DATA = {each.dialect.id: each.plain for each in FORMATS if each.plain}
_PLAIN_TYPES = frozenset(type_ for types in _PLAIN_DATA.values() for type_ in types)
