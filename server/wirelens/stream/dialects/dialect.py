"""The shape of a dialect: state for one reply, fed with events, yielding changes."""

from typing import ClassVar, Protocol

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Change
from wirelens.stream.items import Event


class Dialect(Protocol):
    """How one provider puts deltas in events.

    `feed` never raises, whatever the value's shape: a field of an unexpected type is passed over.
    `[DONE]`, data that is no JSON and empty data never reach it; the merge deals with them. The
    text of an error does, as a string.
    """

    id: ClassVar[str]
    family: ClassVar[str | None]  # what `@merge` also accepts: openai, claude, gemini, ollama
    terminator: ClassVar[str | None]  # what ends a reply natively; None: the end of the body

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """Whether this event alone shows the dialect; decided by the payload, never by the host."""

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What the event, whose data parsed to `value`, adds to the reply."""

    def merged(self) -> JsonValue:
        """The reply so far in the provider's own non-streaming shape."""
