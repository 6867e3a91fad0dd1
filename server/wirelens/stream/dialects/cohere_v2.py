"""Cohere's Chat API, version 2: typed events, content and tool calls each by an index of its own.

The tool plan is what the model thinks before it calls tools. Some servers send `[DONE]` after
`message-end`, some do not.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import (
    Append,
    Change,
    Citation,
    Failure,
    Finish,
    Opened,
    Slot,
    Terminator,
    Usage,
)
from wirelens.stream.dialects.fields import index_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    Grown,
    GrownObject,
    Shape,
    concatenate,
    frozen,
    frozen_object,
    grow,
    keep_first,
    thawed,
    thawed_object,
)
from wirelens.stream.dialects.openai_calls import ToolCalls
from wirelens.stream.growing import GrowingText
from wirelens.stream.items import Event

_TEXTS: dict[str, Slot] = {"thinking": "reasoning", "text": "text"}
_TYPES = frozenset(
    (
        "message-start",
        "content-start",
        "content-delta",
        "content-end",
        "tool-plan-delta",
        "tool-call-start",
        "tool-call-delta",
        "tool-call-end",
        "citation-start",
        "citation-end",
        "message-end",
    )
)


class CohereV2:
    """Merges the events of `/v2/chat`."""

    id: ClassVar[str] = "cohere-v2"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "message-end"

    def __init__(self) -> None:
        self._top: GrownObject = {}
        self._role = ""
        self._plan = GrowingText()
        self._content: dict[int, GrownObject] = {}
        self._calls = ToolCalls(0)
        self._citations: list[Grown] = []
        self._logprobs: list[Grown] = []

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A type with dashes beside a delta; what only ends a part is not enough."""
        if not isinstance(value, dict) or text_at(value, "type") not in _TYPES:
            return False
        delta = object_at(value, "delta")
        return isinstance(delta.get("message"), dict) or "finish_reason" in delta

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        delta = object_at(value, "delta")
        match value.get("type"):
            case "message-start":
                return self._start(value, object_at(delta, "message"))
            case "message-end":
                return self._end(value, delta)
            case _:
                return self._take(value, object_at(delta, "message"))

    def merged(self) -> JsonValue:
        """The reply of a request that did not stream."""
        message: dict[str, Grown] = {"role": self._role or "assistant"}
        parts: dict[str, Grown] = {
            "tool_plan": self._plan if self._plan.length else None,
            "tool_calls": self._calls.merged,
            "content": [self._content[index] for index in sorted(self._content)],
            "citations": self._citations,
        }
        message |= {key: part for key, part in parts.items() if part}
        top = frozen_object(self._top)
        usage = {"usage": top.pop("usage")} if "usage" in top else {}
        logprobs = {"logprobs": frozen(self._logprobs)} if self._logprobs else {}
        return {**top, "message": frozen_object(message)} | usage | logprobs

    def _start(self, event: dict[str, JsonValue], message: dict[str, JsonValue]) -> list[Change]:
        if id_ := text_at(event, "id"):
            self._top.setdefault("id", id_)
        role = text_at(message, "role")
        self._role = self._role or role
        return [Opened(0, role or None), *self._take(event, message)]

    def _take(self, event: dict[str, JsonValue], message: dict[str, JsonValue]) -> list[Change]:
        """What the message of a delta holds; it says itself what it brings."""
        changes: list[Change] = []
        index = index_at(event, "index")
        if plan := text_at(message, "tool_plan"):
            self._plan.append(plan)
            changes.append(Append(0, "tool_plan", "reasoning", plan))
        if content := object_at(message, "content"):
            changes += self._take_content(index, content)
        # One call stands where a list would be expected.
        calls = [{"index": index, **call} for call in objects_at(message, "tool_calls")]
        changes += self._calls.take(calls, Append)
        for citation in objects_at(message, "citations"):
            self._citations.append(thawed(citation))
            changes.append(Citation(0, citation))
        self._logprobs += [thawed(each) for each in objects_at(event, "logprobs")]
        return changes

    def _take_content(self, index: int, content: dict[str, JsonValue]) -> list[Change]:
        kind = next((key for key in _TEXTS if isinstance(content.get(key), str)), "text")
        held = self._content.setdefault(index, {"type": text_at(content, "type") or kind})
        grow(held, content, _CONTENT)
        text = text_at(content, kind)
        return [Append(0, ("content", index), _TEXTS[kind], text)] if text else []

    def _end(self, event: dict[str, JsonValue], delta: dict[str, JsonValue]) -> list[Change]:
        changes: list[Change] = []
        if error := text_at(delta, "error"):
            changes.append(Failure(error, event))
            self._top |= {key: thawed(delta[key]) for key in _ERROR if key in delta}
        if reason := text_at(delta, "finish_reason"):
            self._top["finish_reason"] = reason
            changes.append(Finish(0, reason))
        if usage := object_at(delta, "usage"):
            self._top["usage"] = thawed_object(usage)
            changes.append(Usage(usage))
        return [*changes, Terminator("message-end")]


_CONTENT: Shape = {"type": keep_first, "text": concatenate, "thinking": concatenate}
_ERROR = ("error", "error_type")
