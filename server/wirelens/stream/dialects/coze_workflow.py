"""A workflow of Coze: the messages of its nodes, piece by piece.

The pieces of a node are numbered from 0, and the last one says so. What the last node puts out is
the response of a workflow that does not stream.
"""

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import Append, Change, Failure, Finish, Opened, Terminator, Usage
from wirelens.stream.dialects.fields import object_at, text_at
from wirelens.stream.growing import GrowingText
from wirelens.stream.items import Event
from wirelens.text import whole_characters

WORKFLOW_EVENTS = frozenset(("Message", "Error", "Interrupt", "Done"))

_OWN: dict[str, tuple[str, ...]] = {  # what an event of the type cannot do without
    "Message": ("content", "node_is_finish"),
    "Interrupt": ("interrupt_data",),
    "Error": ("error_code", "error_message"),
}
_COUNTS = ("token", "cost")


class CozeWorkflow:
    """Merges the events of one run of a workflow."""

    def __init__(self) -> None:
        self._count = 0  # of nodes that said something
        self._is_open = False
        self._text = GrowingText()
        self._told: dict[str, JsonValue] = {}

    @staticmethod
    def recognises(event: Event, value: dict[str, JsonValue]) -> bool:
        """A type with what it cannot do without; `Done` may be anybody's."""
        own = _OWN.get(event.type)
        return own is not None and all(key in value for key in own)

    def take(self, type_: str, value: dict[str, JsonValue]) -> list[Change]:
        """What one event adds."""
        match type_:
            case "Message":
                return self._take_message(value)
            case "Error":
                words = text_at(value, "error_message") or dump_json(value)
                return [Failure(words, value)]
            case "Interrupt":
                return [Finish(max(self._count - 1, 0), "Interrupt")]
            case _:
                self._told |= value
                return [Terminator("Done")]

    def merged(self) -> JsonValue:
        """The response of a workflow that does not stream."""
        return {"data": whole_characters(self._text.whole())} | self._told

    def _take_message(self, message: dict[str, JsonValue]) -> list[Change]:
        changes: list[Change] = []
        if not self._is_open or text_at(message, "node_seq_id") == "0":
            self._count += 1
            self._text = GrowingText()
            changes.append(Opened(self._count - 1))
        self._is_open = message.get("node_is_finish") is not True
        text = text_at(message, "content")
        self._text.append(text)
        if text:
            changes.append(Append(self._count - 1, "content", "text", text))
        counts = {key: message[key] for key in _COUNTS if key in message}
        self._told |= counts
        if usage := object_at(message, "usage") or counts:
            changes.append(Usage(usage))
        return changes
