"""One output item of a Responses reply: how its events add up, and what they add to the reply.

`*.done` and `output_item.done` state the whole, which replaces the deltas; where they state
nothing, the deltas stay.
"""

from dataclasses import dataclass
from typing import TypeAlias

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import Append, Change, Citation, Replace, Slot, Tool
from wirelens.stream.dialects.fields import index_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import GrownObject, concatenate, frozen, thawed, thawed_object

Index: TypeAlias = tuple[int, int]  # the output index, and how often it was used before
Place: TypeAlias = tuple[str, int]  # `content` or `summary`, and the index there


@dataclass(frozen=True, slots=True)
class _Text:
    """Where the deltas of one kind of event stand in an item, and the slot that they feed."""

    place: str
    index: str
    type: str
    field: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class _Call:
    """An item that is a tool call: the field of its arguments, and its name where it has none."""

    field: str
    name: str = ""
    free_text: bool = False
    step: bool = False


_TEXTS = {
    "output_text": _Text("content", "content_index", "output_text", "text", "text"),
    "refusal": _Text("content", "content_index", "refusal", "refusal", "refusal"),
    "reasoning_text": _Text("content", "content_index", "reasoning_text", "text", "reasoning"),
    "reasoning_summary_text": _Text(
        "summary", "summary_index", "summary_text", "text", "reasoning"
    ),
}
_PARTS = {text.type: text for text in _TEXTS.values()}

_ALWAYS: dict[str, dict[str, JsonValue]] = {  # what an item has, also one whose start is missing
    "message": {"role": "assistant"},
    "reasoning": {"summary": []},
}

_ARGUMENTS = {  # the stem of an event type: the item's type, and the field that `.done` states
    "function_call_arguments": ("function_call", "arguments"),
    "mcp_call_arguments": ("mcp_call", "arguments"),
    "custom_tool_call_input": ("custom_tool_call", "input"),
    "code_interpreter_call_code": ("code_interpreter_call", "code"),
    "apply_patch_call_operation_diff": ("apply_patch_call", "diff"),
    "shell_call_command": ("shell_call", "command"),
}
STEMS = frozenset((*_TEXTS, *_ARGUMENTS))
_CALLS = {
    "function_call": _Call("arguments"),
    "custom_tool_call": _Call("input", free_text=True),
    "mcp_call": _Call("arguments", step=True),
    "mcp_approval_request": _Call("arguments", step=True),
    "code_interpreter_call": _Call("code", "code_interpreter", free_text=True, step=True),
    "apply_patch_call": _Call("operation", "apply_patch", step=True),
    "shell_call": _Call("action", "shell", step=True),
    "local_shell_call": _Call("action", "local_shell", step=True),
    "computer_call": _Call("action", "computer", step=True),
}


class Item:
    """One item of a response's output."""

    def __init__(self, message: int, index: Index) -> None:
        self.index = index
        self.type = ""
        self.added = False
        self.ids: set[str] = set()  # one item's id may change between its events
        self.stated = False  # by the terminal response
        self.merged: GrownObject = {}
        self.annotations: list[JsonValue] = []
        self._message = message
        self._places: dict[Place, GrownObject] = {}
        self._told: Tool | None = None

    def name(self, event: dict[str, JsonValue]) -> None:
        """Takes the item's id from an event about it, until the item itself states one."""
        if not self.merged and (id_ := text_at(event, "item_id")):
            self.merged["id"] = id_
            self.ids.add(id_)

    def take_delta(self, stem: str, event: dict[str, JsonValue]) -> list[Change]:
        """What a `.delta` event adds."""
        delta = text_at(event, "delta")
        if text := _TEXTS.get(stem):
            place = (text.place, index_at(event, text.index))
            concatenate(self._place(place, text), text.field, delta)
            return [Append(self._message, (self.index, *place), text.slot, delta)] if delta else []
        if stem in _ARGUMENTS:
            changes = self._opened(_ARGUMENTS[stem][0])
            self._grow_arguments(stem, delta)
            return (
                [*changes, Append(self._message, self._tool, "tool", delta)] if delta else changes
            )
        return []

    def take_done(self, stem: str, event: dict[str, JsonValue]) -> list[Change]:
        """What a `.done` event states as the whole."""
        if text := _TEXTS.get(stem):
            place = (text.place, index_at(event, text.index))
            return self._stated(place, text, text_at(event, text.field))
        type_, field = _ARGUMENTS.get(stem, ("", ""))
        whole = text_at(event, field)
        # A shell call's commands are stated one by one: the item states them all.
        if not whole or type_ == "shell_call":
            return []
        changes = self._opened(type_)
        holder = self._operation() if field == "diff" else self.merged
        holder[field] = whole
        return [*changes, Replace(self._message, self._tool, "tool", whole)]

    def take_part(self, event: dict[str, JsonValue]) -> list[Change]:
        """What a `content_part` or `summary_part` event states of one part."""
        part = object_at(event, "part")
        text = _PARTS.get(text_at(part, "type"))
        if text is None:
            return []
        place = (text.place, index_at(event, text.index))
        held = self._place(place, text)
        for key, value in part.items():
            if value and key != text.field:
                held[key] = thawed(value)
        return self._stated(place, text, text_at(part, text.field))

    def take_annotation(self, event: dict[str, JsonValue]) -> list[Change]:
        """One citation of the text."""
        annotation = event.get("annotation")
        if not isinstance(annotation, dict):
            return []
        part = self._place(("content", index_at(event, "content_index")), _TEXTS["output_text"])
        held = part.get("annotations")
        if not isinstance(held, list):
            held = part["annotations"] = []
        held.append(thawed(annotation))
        self.annotations.append(annotation)
        return [Citation(self._message, annotation)]

    def take_whole(self, item: dict[str, JsonValue]) -> list[Change]:
        """What `output_item.added`, `.done` or the terminal response says of the item."""
        known = self.merged
        self.merged = thawed_object(item)
        for key in ("content", "summary", "arguments", "input", "code"):
            if known.get(key) and not self.merged.get(key):
                self.merged[key] = known[key]
        self.ids.update(filter(None, (text_at(item, "id"), text_at(item, "call_id"))))
        changes = self._opened(text_at(item, "type"))
        for place in ("summary", "content"):
            changes += self._take_list(place)
        self.annotations = _annotations(item) or self.annotations
        return changes + self._stated_arguments(item)

    @property
    def _tool(self) -> tuple[Index, str]:
        return (self.index, "tool")

    def _opened(self, type_: str) -> list[Change]:
        """Learns the type, and opens a tool call where it is one."""
        self.type = self.type or type_
        if self.type:
            self.merged.setdefault("type", self.type)
        call = _CALLS.get(self.type)
        if call is None:
            return []
        id_ = self.merged.get("call_id") or self.merged.get("id")
        name = self.merged.get("name") or call.name
        tool = Tool(
            self._message,
            self._tool,
            id_ if isinstance(id_, str) else None,
            name if isinstance(name, str) and name else None,
            call.free_text,
            call.step,
        )
        told, self._told = self._told, tool
        return [] if tool == told else [tool]

    def _take_list(self, place: str) -> list[Change]:
        """The parts of a whole item's list; order tells which of the known texts each one is."""
        changes: list[Change] = []
        members = self.merged.get(place)
        # A text's index may count other parts than this list holds.
        indices = sorted(index for held, index in self._places if held == place)
        for position, member in enumerate(members if isinstance(members, list) else []):
            if position == len(indices):
                indices.append(max(indices, default=-1) + 1)
            index = indices[position]
            if isinstance(member, dict):
                self._places[place, index] = member
                text = _PARTS.get(str(member.get("type")))
                whole = None if text is None else frozen(member.get(text.field))
                if text is not None and whole and isinstance(whole, str):
                    key = (self.index, place, index)
                    changes.append(Replace(self._message, key, text.slot, whole))
        return changes

    def _stated_arguments(self, item: dict[str, JsonValue]) -> list[Change]:
        call = _CALLS.get(self.type)
        whole = None if call is None else item.get(call.field)
        if isinstance(whole, dict):
            # While the item is under way its objects hold no more than placeholders.
            if item.get("status") == "in_progress":
                return []
            whole = dump_json(whole)
        if not whole or not isinstance(whole, str):
            return []
        return [Replace(self._message, self._tool, "tool", whole)]

    def _stated(self, place: Place, text: _Text, whole: str) -> list[Change]:
        if not whole:
            return []
        self._place(place, text)[text.field] = whole
        return [Replace(self._message, (self.index, *place), text.slot, whole)]

    def _place(self, place: Place, text: _Text) -> GrownObject:
        part = self._places.get(place)
        if part is None:
            part = self._places[place] = {"type": text.type}
            if text.type == "output_text":
                part["annotations"] = []
            self.type = self.type or ("reasoning" if text.slot == "reasoning" else "message")
            if "type" not in self.merged:
                self.merged |= {"type": self.type, **thawed_object(_ALWAYS.get(self.type, {}))}
            held = self.merged.get(place[0])
            if not isinstance(held, list):
                held = self.merged[place[0]] = []
            held.append(part)
        return part

    def _grow_arguments(self, stem: str, delta: str) -> None:
        _, field = _ARGUMENTS[stem]
        if field != "command":
            concatenate(self._operation() if field == "diff" else self.merged, field, delta)

    def _operation(self) -> GrownObject:
        held = self.merged.get("operation")
        if not isinstance(held, dict):
            held = self.merged["operation"] = {}
        return held


def _annotations(item: dict[str, JsonValue]) -> list[JsonValue]:
    return [
        annotation
        for part in objects_at(item, "content")
        for annotation in objects_at(part, "annotations")
    ]
