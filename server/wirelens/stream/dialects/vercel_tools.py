"""The tool calls of the AI SDK's streams: as parts of a UI message, by the SDK's states."""

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Change, Tool
from wirelens.stream.dialects.arguments import Arguments
from wirelens.stream.dialects.fields import Object, text_at
from wirelens.stream.dialects.grown import GrownObject, frozen_object, thawed

_STATES = {  # a chunk's type: what it makes of the call
    "tool-input-start": "input-streaming",
    "tool-input-available": "input-available",
    "tool-input-error": "output-error",
    "tool-approval-request": "approval-requested",
    "tool-output-available": "output-available",
    "tool-output-error": "output-error",
    "tool-output-denied": "output-denied",
}
_KEPT = ("title", "providerExecuted", "output", "preliminary", "errorText")


class UiTool:
    """One call of a UI message stream."""

    def __init__(self, number: int, id_: str) -> None:
        self._call = ToolCall(("tool", number), id_)
        self._is_dynamic = False
        self._fields: GrownObject = {"state": "input-streaming"}

    def take(self, type_: str, chunk: Object) -> list[Change]:
        """What one chunk about this call adds."""
        changes = self._call.named(text_at(chunk, "toolName"))
        self._is_dynamic = self._is_dynamic or chunk.get("dynamic") is True
        self._fields["state"] = _STATES.get(type_) or self._fields["state"]
        self._fields |= {key: thawed(chunk[key]) for key in _KEPT if chunk.get(key) is not None}
        if type_ == "tool-approval-request":
            self._fields["approval"] = {"id": text_at(chunk, "approvalId")}
        if metadata := chunk.get("providerMetadata"):
            ends = type_.startswith("tool-output")
            key = "resultProviderMetadata" if ends else "callProviderMetadata"
            self._fields[key] = thawed(metadata)
        if type_ == "tool-input-delta":
            return changes + self._call.arguments.write(text_at(chunk, "inputTextDelta"))
        if "input" in chunk:
            return changes + self._call.arguments.state(chunk["input"])
        return changes

    def merged(self) -> dict[str, JsonValue]:
        """The part that the SDK would build."""
        call = self._call
        named: dict[str, JsonValue] = {"type": f"tool-{call.name}"}
        if self._is_dynamic:
            named = {"type": "dynamic-tool", "toolName": call.name}
        fields = frozen_object(self._fields)
        first = {**named, "toolCallId": call.id, "state": fields.pop("state")}
        return {**first, "input": call.arguments.value, **fields}


class ToolCall:
    """A call by its id: its name, and its arguments."""

    def __init__(self, part: tuple[str, int], id_: str) -> None:
        self.id = id_
        self.name = ""
        self.arguments = Arguments(0, part)
        self._part = part
        self._opened = False

    def named(self, name: str) -> list[Change]:
        """Opens the call the first time, and tells a name that is new."""
        if self._opened and (not name or name == self.name):
            return []
        self._opened = True
        self.name = name or self.name
        return [Tool(0, self._part, self.id or None, self.name or None)]
