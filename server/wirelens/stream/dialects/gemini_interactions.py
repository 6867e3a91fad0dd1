"""Gemini's Interactions API: an interaction has steps, each with a start, deltas and a stop.

The older schema streams `content.*` events instead of `step.*` ones and calls the list `outputs`.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Change, Failure, Finish, Model, Opened, Terminator, Usage
from wirelens.stream.dialects.fields import number_at, object_at, objects_at, text_at
from wirelens.stream.dialects.gemini_steps import Step
from wirelens.stream.dialects.grown import GrownObject, Shape, frozen_object, grow, leave_out
from wirelens.stream.errors import error_message
from wirelens.stream.items import Event

_ENDS = ("interaction.completed", "interaction.complete")
_BRINGS = {  # the event type, and the member that it brings
    "interaction.created": "interaction",
    "interaction.start": "interaction",
    "interaction.completed": "interaction",
    "interaction.complete": "interaction",
    "step.start": "step",
    "step.delta": "delta",
    "content.start": "content",
    "content.delta": "delta",
}


class GeminiInteractions:
    """Merges the events of one interaction."""

    id: ClassVar[str] = "gemini-interactions"
    family: ClassVar[str | None] = "gemini"
    terminator: ClassVar[str | None] = "interaction.completed"

    def __init__(self) -> None:
        self._top: GrownObject = {}
        self._list = "steps"
        self._steps: dict[int, Step] = {}
        self._stated: list[JsonValue] = []
        self._model = ""
        self._role = ""

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """An event type in the JSON, and the member that such an event brings."""
        if not isinstance(value, dict):
            return False
        kind = text_at(value, "event_type")
        if kind == "interaction.status_update":
            return isinstance(value.get("status"), str)
        return kind in _BRINGS and isinstance(value.get(_BRINGS[kind]), dict)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        kind = text_at(value, "event_type")
        changes = self._take_interaction(object_at(value, "interaction"))
        match kind:
            case "interaction.status_update":
                grow(self._top, {"status": value.get("status")}, {})
            case "step.start" | "content.start":
                self._list = "steps" if kind == "step.start" else "outputs"
                changes += self._step(value).start(
                    object_at(value, "step") or object_at(value, "content")
                )
            case "step.delta" | "content.delta":
                self._list = "steps" if kind == "step.delta" else "outputs"
                changes += self._step(value).take(object_at(value, "delta"))
            case "interaction.completed" | "interaction.complete":
                changes += self._end(kind, object_at(value, "interaction"))
        return changes

    def merged(self) -> JsonValue:
        """An `interaction`, with the steps that it states itself or else with those that came."""
        steps: list[JsonValue] = [self._steps[index].merged() for index in sorted(self._steps)]
        return frozen_object(self._top) | {self._list: self._stated or steps}

    def _take_interaction(self, interaction: dict[str, JsonValue]) -> list[Change]:
        changes: list[Change] = []
        grow(self._top, interaction, _TOP)
        model = text_at(interaction, "model")
        if model and model != self._model:
            self._model = model
            changes.append(Model(model))
        role = text_at(interaction, "role")
        if role and role != self._role:
            self._role = role
            changes.append(Opened(0, role))
        if usage := object_at(interaction, "usage"):
            changes.append(Usage(usage))
        return changes

    def _step(self, event: dict[str, JsonValue]) -> Step:
        """By index; what has none belongs to the last one."""
        index = number_at(event, "index")
        if index is None:
            begins = text_at(event, "event_type").endswith(".start")
            index = max(max(self._steps, default=-1) + begins, 0)
        if index not in self._steps:
            self._steps[index] = Step(index, flat=self._list == "outputs")
        return self._steps[index]

    def _end(self, kind: str, interaction: dict[str, JsonValue]) -> list[Change]:
        changes = self._state(interaction)
        status = text_at(interaction, "status")
        if error := interaction.get("error"):
            changes.append(Failure(error_message(error), interaction))
        elif status == "failed":
            changes.append(Failure('the interaction\'s status is "failed"', interaction))
        if status:
            changes.append(Finish(0, status))
        return [*changes, Terminator(kind)]

    def _state(self, interaction: dict[str, JsonValue]) -> list[Change]:
        """The steps, where the last event repeats them; what the user said is not part of them."""
        for name in ("steps", "outputs"):
            stated = interaction.get(name)
            if isinstance(stated, list) and stated:
                self._list, self._stated = name, stated
        ours = [
            each
            for each in objects_at({"steps": self._stated}, "steps")
            if each.get("type") != "user_input"
        ]
        known = sorted(self._steps)
        changes: list[Change] = []
        for position, step in enumerate(ours):
            index = known[position] if position < len(known) else max(self._steps, default=-1) + 1
            changes += self._step({"index": index}).state(step)
        return changes


_TOP: Shape = {"steps": leave_out, "outputs": leave_out}
