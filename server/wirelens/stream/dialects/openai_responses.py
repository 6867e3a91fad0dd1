"""The Responses API: items by output index, then a terminal event with the whole response.

The terminal response is preferred; where its `output` is empty, the items of the events stand in.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import (
    Change,
    Citations,
    Failure,
    Finish,
    Model,
    Note,
    Opened,
    Terminator,
    Usage,
)
from wirelens.stream.dialects.fields import number_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import frozen
from wirelens.stream.dialects.openai_items import STEMS, Index, Item
from wirelens.stream.errors import error_message
from wirelens.stream.items import Event

_TERMINAL = frozenset(("completed", "incomplete", "failed", "cancelled"))
_PART_EVENTS = frozenset(
    f"{part}.{what}"
    for part in ("content_part", "reasoning_part", "reasoning_summary_part")
    for what in ("added", "done")
)


class OpenAIResponses:
    """Merges `response.*` events."""

    id: ClassVar[str] = "openai-responses"
    family: ClassVar[str | None] = "openai"
    terminator: ClassVar[str | None] = "response.completed"

    def __init__(self) -> None:
        self._responses: list[_Response] = []
        self._sequence: int | None = None

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """The type in the JSON; some servers send no event types beside it, some no other."""
        return isinstance(value, dict) and _type(event, value).startswith("response.")

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        kind = _type(event, value).removeprefix("response.")
        snapshot = object_at(value, "response")
        changes: list[Change] = []
        if snapshot or not self._responses:
            changes += self._begin(snapshot)
        changes += self._missed(value)
        current = self._responses[-1]
        if snapshot:
            changes += current.take_snapshot(kind, snapshot)
        else:
            changes += current.take_event(kind, value)
        return changes

    def merged(self) -> JsonValue:
        """A `response`; a list of them where the body holds several."""
        merged: list[JsonValue] = [response.merged() for response in self._responses]
        return merged[0] if len(merged) == 1 else merged or None

    def _begin(self, snapshot: dict[str, JsonValue]) -> list[Change]:
        """A response of another id is another message: bodies may hold several."""
        last = self._responses[-1] if self._responses else None
        id_ = text_at(snapshot, "id")
        if last is not None and (not last.id or not id_ or last.id == id_):
            last.id = last.id or id_
            return []
        changes: list[Change] = []
        if last is not None and not last.ended:
            said = f'the response "{last.id}" was cut off by the start of "{id_}"'
            changes.append(Note("message-restarted", said))
        message = len(self._responses)
        self._responses.append(_Response(message, id_))
        self._sequence = None
        changes.append(Opened(message, "assistant"))
        return changes

    def _missed(self, event: dict[str, JsonValue]) -> list[Change]:
        number = number_at(event, "sequence_number")
        last = self._sequence
        if number is None:
            return []
        self._sequence = number
        if last is None or number <= last + 1:
            return []
        return [Note("sequence-gap", f"sequence number {number} after {last}: expected {last + 1}")]


class _Response:
    """One response: its latest snapshot, and its items."""

    def __init__(self, message: int, id_: str) -> None:
        self.id = id_
        self.ended = False
        self._message = message
        self._model = ""
        self._snapshot: dict[str, JsonValue] = {"object": "response", "status": "in_progress"}
        self._items: dict[Index, Item] = {}
        self._latest: dict[int, Item] = {}  # by output index

    def take_snapshot(self, kind: str, snapshot: dict[str, JsonValue]) -> list[Change]:
        """Takes the response that the event carries; that of a terminal event is the last."""
        changes: list[Change] = []
        self._snapshot = snapshot
        model = text_at(snapshot, "model")
        if model and model != self._model:
            self._model = model
            changes.append(Model(model))
        if kind in _TERMINAL:
            changes += self._end(kind, snapshot)
        return changes

    def take_event(self, kind: str, event: dict[str, JsonValue]) -> list[Change]:
        """Takes an event about one item."""
        stem, _, what = kind.rpartition(".")
        if what == "delta" and stem in STEMS:
            return self._item(event).take_delta(stem, event)
        if kind in _PART_EVENTS:
            return self._item(event).take_part(event)
        if kind == "output_item.added":
            return self._add(self._item(event), object_at(event, "item"))
        if kind == "output_item.done":
            return self._whole(self._item(event), object_at(event, "item"))
        if kind == "output_text.annotation.added":
            return self._item(event).take_annotation(event)
        if what == "done" and stem in STEMS:
            return self._item(event).take_done(stem, event)
        return []

    def merged(self) -> dict[str, JsonValue]:
        """The latest snapshot, with the items in their order."""
        items = [frozen(self._items[index].merged) for index in sorted(self._items)]
        return self._snapshot | {"output": self._stated_output() or items}

    def _stated_output(self) -> list[JsonValue]:
        output = self._snapshot.get("output")
        return output if self.ended and isinstance(output, list) else []

    def _end(self, kind: str, snapshot: dict[str, JsonValue]) -> list[Change]:
        changes: list[Change] = []
        self.ended = True
        for item in objects_at(snapshot, "output"):
            changes += self._whole(self._stated(item), item)
        if usage := object_at(snapshot, "usage"):
            changes.append(Usage(usage))
        if error := object_at(snapshot, "error"):
            changes.append(Failure(error_message(error), snapshot))
        elif kind == "failed":
            changes.append(Failure('the response\'s status is "failed"', snapshot))
        reason = text_at(object_at(snapshot, "incomplete_details"), "reason")
        changes.append(Finish(self._message, reason or text_at(snapshot, "status") or kind))
        changes.append(Terminator(f"response.{kind}"))
        return changes

    def _add(self, item: Item, stated: dict[str, JsonValue]) -> list[Change]:
        """An item begins; a second one at the same index is another."""
        if not item.added:
            item.added = True
            return self._whole(item, stated)
        output, uses = item.index
        new = self._opened((output, uses + 1))
        said = f'output index {output} is used again for "{text_at(stated, "id")}"'
        note = Note("index-reused", f"{said}: expected an index for each item")
        return [note, *self._add(new, stated)]

    def _whole(self, item: Item, stated: dict[str, JsonValue]) -> list[Change]:
        known = item.annotations
        changes = item.take_whole(stated)
        if item.annotations != known:
            cited = [each for _, held in sorted(self._items.items()) for each in held.annotations]
            changes.append(Citations(self._message, tuple(cited)))
        return changes

    def _item(self, event: dict[str, JsonValue]) -> Item:
        """By output index: an item's id may change between its events."""
        index = number_at(event, "output_index")
        if index is None:
            id_ = text_at(event, "item_id") or text_at(object_at(event, "item"), "id")
            found = next((i for i, item in self._latest.items() if id_ in item.ids), None)
            last = max(self._latest, default=-1)
            index = found if found is not None else last + 1 if "item" in event else max(last, 0)
        item = self._latest.get(index) or self._opened((index, 0))
        item.name(event)
        return item

    def _stated(self, stated: dict[str, JsonValue]) -> Item:
        """The item that one of the terminal output is: by id, else the next one of its type."""
        known = [item for item in self._items.values() if not item.stated]
        id_, type_ = text_at(stated, "id"), text_at(stated, "type")
        found = next((item for item in known if id_ in item.ids), None)
        found = found or next((item for item in known if item.type == type_), None)
        found = found or self._opened((max(self._latest, default=-1) + 1, 0))
        found.stated = True
        return found

    def _opened(self, index: Index) -> Item:
        item = self._items[index] = self._latest[index[0]] = Item(self._message, index)
        return item


def _type(event: Event, value: dict[str, JsonValue]) -> str:
    return text_at(value, "type") or event.type
