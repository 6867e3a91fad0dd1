"""The arguments of one tool call: text that the model writes, or a value that a server states."""

from collections.abc import Hashable

from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.changes import Append, Change, Replace
from wirelens.stream.growing import GrowingText
from wirelens.text import whole_characters


class Arguments:
    """The arguments so far, of the part `part` of a message."""

    def __init__(self, message: int, part: Hashable) -> None:
        self._message = message
        self._part = part
        self._text = GrowingText()

    @property
    def value(self) -> JsonValue:
        """What the text says; the text itself while it is no JSON, null where there is none."""
        text = self._written
        value = parse_json(text)
        return (text or None) if isinstance(value, JsonFault) else value

    def write(self, delta: str) -> list[Change]:
        """Takes a delta."""
        self._text.append(delta)
        return [Append(self._message, self._part, "tool", delta)] if delta else []

    def state(self, whole: JsonValue) -> list[Change]:
        """Takes the whole; the model's own text stays where it says the same in other bytes."""
        if self._text.length and whole in (self.value, self._written):
            return []
        text = whole if isinstance(whole, str) else dump_json(whole)
        self._text = GrowingText()
        self._text.append(text)
        return [Replace(self._message, self._part, "tool", text)]

    @property
    def _written(self) -> str:
        return whole_characters(self._text.whole())
