"""One step of an interaction: how its deltas add up, and what they add to the reply.

A step says what it is by its type, and so does each delta. In the older schema a step is one block
of content, so that its text lies flat in it.
"""

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Citation, Replace, Slot, Tool
from wirelens.stream.dialects.arguments import Arguments
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    Grown,
    GrownObject,
    Shape,
    concatenate,
    extend,
    frozen_object,
    grow,
    keep_first,
    leave_out,
    thawed_object,
)

_CALL = "_call"
_STEPS = {  # delta type: the type of the step that it belongs to, where it has another name
    "text": "model_output",
    "text_annotation": "model_output",
    "text_annotation_delta": "model_output",
    "image": "model_output",
    "audio": "model_output",
    "video": "model_output",
    "document": "model_output",
    "thought_summary": "thought",
    "thought_signature": "thought",
    "arguments_delta": "function_call",
}
_MEDIA = frozenset(("image", "audio", "video", "document"))


class Step:
    """A step of the reply; `flat` in the older schema."""

    def __init__(self, index: int, flat: bool) -> None:
        self._index = index
        self._flat = flat
        self._merged: GrownObject = {}
        self._arguments = Arguments(0, self._part("tool"))
        self._told: Tool | None = None
        self._has_text = False

    def start(self, step: dict[str, JsonValue]) -> list[Change]:
        """Takes the step as it begins; what it holds already counts."""
        grow(self._merged, step, _STEP)
        changes = self._opened()
        if arguments := step.get("arguments"):
            changes += self._arguments.state(arguments)
        for item in objects_at(step, "summary"):
            changes += self._take_text("summary", item)
        for item in _content(step):
            if text_at(item, "type") in _MEDIA:
                self._list("content").append(thawed_object(item))
            else:
                changes += self._take_text("content", item)
                changes += self._take_annotations(item)
        return changes

    def take(self, delta: dict[str, JsonValue]) -> list[Change]:
        """What one delta adds; a delta of an unknown type adds nothing to the reply."""
        type_ = text_at(delta, "type")
        self._merged.setdefault("type", self._type_by(type_))
        match type_:
            case "text":
                return self._take_text("content", delta)
            case "text_annotation" | "text_annotation_delta":
                return self._take_annotations(delta)
            case "thought_summary":
                return self._take_text("summary", object_at(delta, "content"))
            case "thought":
                return self._take_text("summary", delta)
            case "thought_signature":
                self._merged["signature"] = text_at(delta, "signature")
                return []
            case "arguments_delta":
                return [*self._opened(), *self._arguments.write(text_at(delta, "arguments"))]
            case _ if type_ in _MEDIA and not self._flat:
                self._list("content").append(thawed_object(delta))
                return []
            case _ if type_.endswith(_CALL):
                # At the start of a step an empty object only holds the place of what is to come.
                empty = self._arguments.state({}) if delta.get("arguments") == {} else []
                return [*self.start(delta), *empty]
        grow(self._merged, delta, _STEP)
        return []

    def state(self, step: dict[str, JsonValue]) -> list[Change]:
        """Takes the whole step, which may only repeat what came."""
        if not self._has_text:
            return self.start(step)
        texts: dict[Slot, str] = {
            "reasoning": "".join(text_at(item, "text") for item in objects_at(step, "summary")),
            "text": "".join(text_at(item, "text") for item in _content(step)),
        }
        return [Replace(0, self._part(slot), slot, text) for slot, text in texts.items() if text]

    def merged(self) -> dict[str, JsonValue]:
        """The step as a reply that was not streamed holds it."""
        arguments = self._arguments.value
        return frozen_object(self._merged) | ({} if arguments is None else {"arguments": arguments})

    def _part(self, slot: Slot) -> tuple[int, Slot]:
        return (self._index, slot)

    def _type_by(self, delta_type: str) -> str:
        """The type of a step that did not say it itself."""
        if self._flat and delta_type in _MEDIA:
            return delta_type
        type_ = _STEPS.get(delta_type, delta_type)
        return "text" if self._flat and type_ == "model_output" else type_

    def _opened(self) -> list[Change]:
        """Opens a tool call where the step is one, and tells what is new of it."""
        type_ = _text_of(self._merged, "type")
        if not type_.endswith(_CALL):
            return []
        is_step = type_ != "function_call"
        name = _text_of(self._merged, "name") or (type_.removesuffix(_CALL) if is_step else "")
        id_ = _text_of(self._merged, "id")
        tool = Tool(0, self._part("tool"), id_ or None, name or None, step=is_step)
        told, self._told = self._told, tool
        return [] if tool == told else [tool]

    def _take_text(self, place: str, item: dict[str, JsonValue]) -> list[Change]:
        text = text_at(item, "text")
        if not text:
            return []
        slot: Slot = "reasoning" if place == "summary" else "text"
        concatenate(self._text(place), "text", text)
        self._has_text = True
        return [Append(0, self._part(slot), slot, text)]

    def _take_annotations(self, holder: dict[str, JsonValue]) -> list[Change]:
        annotations = objects_at(holder, "annotations")
        if annotations:
            extend(self._text("content"), "annotations", holder["annotations"])
        return [Citation(0, each) for each in annotations]

    def _text(self, place: str) -> GrownObject:
        """The text that the next one continues."""
        if self._flat and place == "content":
            return self._merged
        items = self._list(place)
        last = items[-1] if items else None
        if isinstance(last, dict) and last.get("type") == "text":
            return last
        new: GrownObject = {"type": "text"}
        items.append(new)
        return new

    def _list(self, place: str) -> list[Grown]:
        held = self._merged.get(place)
        if not isinstance(held, list):
            held = self._merged[place] = []
        return held


def _content(step: dict[str, JsonValue]) -> list[dict[str, JsonValue]]:
    return [step] if "text" in step else objects_at(step, "content")


def _text_of(held: GrownObject, key: str) -> str:
    found = held.get(key)
    return found if isinstance(found, str) else ""


_STEP: Shape = {
    "type": keep_first,
    "text": leave_out,
    "content": leave_out,
    "summary": leave_out,
    "annotations": leave_out,
}
