"""One step of an Assistants run: the tool calls that it makes, which their deltas add up to."""

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change, Replace, Tool
from wirelens.stream.dialects.fields import index_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    GrownObject,
    Shape,
    by_index,
    concatenate,
    frozen_object,
    grow,
    inside,
    keep_first,
    leave_out,
    thawed_object,
)

_ARGUMENTS = {"function": "arguments", "code_interpreter": "input"}  # a call's type: their field


class RunStep:
    """A step; `message` is the reply's message that its calls belong to."""

    def __init__(self, message: int, number: int) -> None:
        self._message = message
        self._number = number
        self._step: GrownObject = {"object": "thread.run.step"}
        self._calls: dict[int, GrownObject] = {}
        self._told: dict[int, Tool] = {}

    def take(self, delta: dict[str, JsonValue]) -> list[Change]:
        """What the step details of a delta add."""
        changes: list[Change] = []
        details = object_at(delta, "step_details")
        grow(self._step, {"step_details": details}, _STEP)
        for each in objects_at(details, "tool_calls"):
            index = index_at(each, "index")
            grow(self._calls.setdefault(index, {}), each, _CALL)
            changes += self._opened(index)
            if text := _arguments(each):
                changes.append(Append(self._message, self._part(index), "tool", text))
        return changes

    def state(self, step: dict[str, JsonValue]) -> list[Change]:
        """The whole step, as its state changes; while it is under way it may hold no calls yet."""
        changes: list[Change] = []
        grow(self._step, step, _STEP)
        for index, each in enumerate(objects_at(object_at(step, "step_details"), "tool_calls")):
            self._calls[index] = thawed_object(each)
            changes += self._opened(index)
            if text := _arguments(each):
                changes.append(Replace(self._message, self._part(index), "tool", text))
        return changes

    def merged(self) -> dict[str, JsonValue]:
        """The step with the calls that came."""
        step = frozen_object(self._step)
        calls: list[JsonValue] = [frozen_object(self._calls[i]) for i in sorted(self._calls)]
        details = object_at(step, "step_details")
        return step | ({"step_details": {**details, "tool_calls": calls}} if calls else {})

    def _part(self, index: int) -> tuple[str, int, int]:
        return ("tool", self._number, index)

    def _opened(self, index: int) -> list[Change]:
        """Opens a call, and tells what is new of it."""
        call = frozen_object(self._calls[index])
        type_ = text_at(call, "type")
        is_function = type_ == "function"
        name = text_at(object_at(call, "function"), "name") if is_function else type_
        tool = Tool(
            self._message,
            self._part(index),
            text_at(call, "id") or None,
            name or None,
            free_text=type_ == "code_interpreter",
            step=not is_function,
        )
        known = self._told.get(index)
        self._told[index] = tool
        return [] if tool == known else [tool]


def _arguments(call: dict[str, JsonValue]) -> str:
    type_ = text_at(call, "type")
    return text_at(object_at(call, type_), _ARGUMENTS.get(type_, ""))


_STEP: Shape = {"step_details": inside({"tool_calls": leave_out})}
_CALL: Shape = {
    "index": leave_out,
    "id": keep_first,
    "function": inside({"name": keep_first, "arguments": concatenate}),
    "code_interpreter": inside({"input": concatenate, "outputs": by_index({"logs": concatenate})}),
}
