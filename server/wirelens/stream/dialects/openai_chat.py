"""Chat Completions of OpenAI and of the many servers that are compatible with it.

A chunk's `choices[].delta` is added by `choices[].index`. Nothing but `[DONE]` or the end of the
body ends a reply: text rides on the chunk with the finish reason, and usage follows it.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import (
    Append,
    Change,
    Citation,
    Citations,
    Failure,
    Finish,
    Model,
    Note,
    Opened,
    Replace,
    Slot,
    Tool,
    Usage,
)
from wirelens.stream.dialects.fields import index_at, object_at, objects_at, text_at
from wirelens.stream.dialects.grown import (
    Grown,
    GrownObject,
    Shape,
    by_index,
    concatenate,
    extend,
    frozen_object,
    grow,
    inside,
    keep_first,
    leave_out,
)
from wirelens.stream.dialects.openai_calls import Put, ToolCalls
from wirelens.stream.dialects.openai_content import (
    detailed_reasoning,
    grow_content,
    grow_details,
    texts_of,
)
from wirelens.stream.errors import error_message
from wirelens.stream.items import Event

_FIRST = ("id", "object", "created", "model", "choices")  # as the provider orders them
_WHOLE = ("chat.completion", "chat.completion.done")


class OpenAIChat:
    """Merges `chat.completion.chunk` objects."""

    id: ClassVar[str] = "openai-chat"
    family: ClassVar[str | None] = "openai"
    terminator: ClassVar[str | None] = "[DONE]"

    def __init__(self) -> None:
        self._top: GrownObject = {}
        self._choices: dict[int, _Choice] = {}
        self._model = ""
        self._usage: GrownObject = {}
        self._has_top_usage = False
        self._citations: JsonValue = None
        self._id = ""

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A choice with a delta or a message; `choices: []` of no object type is undecided."""
        if not isinstance(value, dict) or not isinstance(value.get("choices"), list):
            return False
        if text_at(value, "object").startswith("chat.completion"):
            return True
        first = next(iter(objects_at(value, "choices")), {})
        return "delta" in first or isinstance(first.get("message"), dict)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one chunk adds."""
        if not isinstance(value, dict):
            return []
        changes = self._restarted(value)
        grow(self._top, value, _TOP)
        model = value.get("model")
        if model != self._model and isinstance(model, str) and model:
            # A router names a placeholder first and the model that answers later.
            self._model = model
            changes.append(Model(model))
        put: Put = Replace if value.get("object") in _WHOLE else Append
        for choice in objects_at(value, "choices"):
            changes += self._choice(index_at(choice, "index")).take(choice, put)
        if usage := self._used(value):
            grow(self._usage, usage, {})
            changes.append(Usage(usage))
        if value.get("citations") != self._citations:
            changes += self._cited(value.get("citations"))
        return changes

    def merged(self) -> JsonValue:
        """A `chat.completion`."""
        choices: list[JsonValue] = [self._choices[i].merged() for i in sorted(self._choices)]
        told = frozen_object(self._top) | {"object": "chat.completion", "choices": choices}
        first = {key: told.pop(key) for key in _FIRST if key in told}
        usage = {"usage": frozen_object(self._usage)} if self._usage else {}
        return first | told | usage

    def _restarted(self, chunk: dict[str, JsonValue]) -> list[Change]:
        """Another completion after a whole one; some servers merely give each chunk its own id."""
        before, self._id = self._id, text_at(chunk, "id") or self._id
        choices = objects_at(chunk, "choices")
        opens = any("role" in object_at(each, "delta") for each in choices)
        is_whole = bool(self._choices) and all(each.finished for each in self._choices.values())
        if before in ("", self._id) or not (opens and is_whole):
            return []
        said = f'the completion "{before}" was followed by "{self._id}" in one stream'
        return [Note("message-restarted", said)]

    def _choice(self, index: int) -> "_Choice":
        choice = self._choices.get(index)
        if choice is None:
            choice = self._choices[index] = _Choice(index)
        return choice

    def _used(self, chunk: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """Usage stands at the top; in some servers' choices, or beside Groq's own fields."""
        usage = object_at(chunk, "usage")
        self._has_top_usage = self._has_top_usage or bool(usage)
        if self._has_top_usage:
            return usage
        holders = (object_at(chunk, "x_groq"), *objects_at(chunk, "choices"))
        return next(filter(None, (object_at(holder, "usage") for holder in holders)), {})

    def _cited(self, citations: JsonValue) -> list[Change]:
        """The list at the top is repeated as a whole; a message's annotations stand beside it."""
        if not isinstance(citations, list):
            return []
        self._citations = citations
        return [
            Citations(index, (*citations, *choice.annotations))
            for index, choice in self._choices.items()
        ]


class _Choice:
    """One choice: what its deltas add, and its merged message."""

    def __init__(self, index: int) -> None:
        self.annotations: list[JsonValue] = []
        self._index = index
        self._choice: GrownObject = {}
        self._message: GrownObject = {}
        self._calls = ToolCalls(index)
        self._role = ""
        self._reasons_in_strings = False

    @property
    def finished(self) -> bool:
        """Whether a finish reason has come."""
        return bool(self._choice.get("finish_reason"))

    def take(self, choice: dict[str, JsonValue], put: Put) -> list[Change]:
        """What one chunk's entry for this choice adds."""
        changes: list[Change] = []
        # Where both are there, the message repeats the delta or all that came so far.
        if isinstance(delta := choice.get("delta"), dict):
            self._take_delta(delta, Append, changes)
        elif isinstance(message := choice.get("message"), dict):
            if put is Replace:
                self._message, self._calls = {}, ToolCalls(self._index)
            self._take_delta(message, put, changes)
        grow(self._choice, choice, _CHOICE)
        if error := object_at(choice, "error"):
            changes.append(Failure(error_message(error), choice))
        reason = choice.get("finish_reason")
        if reason and isinstance(reason, str):
            self._choice["finish_reason"] = reason
            changes.append(Finish(self._index, reason))
        return changes

    def merged(self) -> dict[str, JsonValue]:
        """The choice as a reply that was not streamed holds it."""
        message: GrownObject = {"role": "assistant", "content": None, **self._message}
        if self._calls.merged:
            message["tool_calls"] = self._calls.merged
        first: GrownObject = {"index": self._index, "message": message, "finish_reason": None}
        return frozen_object(first | self._choice)

    def _take_delta(self, delta: dict[str, JsonValue], put: Put, changes: list[Change]) -> None:
        role = delta.get("role")
        if role and role != self._role and isinstance(role, str):
            self._role = role
            changes.append(Opened(self._index, role))
        self._take_reasoning(delta, put, changes)
        content = delta.get("content")
        if content:
            if isinstance(content, str):
                changes.append(put(self._index, "text", "text", content))
            else:
                self._take_parts(delta, put, changes)
        if (refusal := delta.get("refusal")) and isinstance(refusal, str):
            changes.append(put(self._index, "refusal", "refusal", refusal))
        if delta.get("tool_calls"):
            changes += self._calls.take(objects_at(delta, "tool_calls"), put)
        if delta.get("function_call"):
            self._take_function_call(object_at(delta, "function_call"), put, changes)
        if delta.get("annotations"):
            annotations = objects_at(delta, "annotations")
            self.annotations += annotations
            changes += [Citation(self._index, each) for each in annotations]
        grow(self._message, delta, _MESSAGE)

    def _take_reasoning(self, delta: dict[str, JsonValue], put: Put, changes: list[Change]) -> None:
        """The same reasoning may stand under several names in one delta: one is taken."""
        text = delta.get("reasoning_content") or delta.get("reasoning")
        if text and isinstance(text, str):
            self._reasons_in_strings = True
        elif "reasoning_details" in delta and not self._reasons_in_strings:
            text = detailed_reasoning(delta)
        if text and isinstance(text, str):
            changes.append(put(self._index, "reasoning", "reasoning", text))

    def _take_parts(self, delta: dict[str, JsonValue], put: Put, changes: list[Change]) -> None:
        """Content as a list; its parts go to the same two texts as strings do."""
        texts: dict[Slot, list[str]] = {}
        for part in objects_at(delta, "content"):
            for slot, text in texts_of(part):
                texts.setdefault(slot, []).append(text)
            if part.get("type") == "reference":
                changes.append(Citation(self._index, part))
        joined = {slot: "".join(pieces) for slot, pieces in texts.items()}
        changes += [put(self._index, slot, slot, text) for slot, text in joined.items() if text]

    def _take_function_call(
        self, call: dict[str, JsonValue], put: Put, changes: list[Change]
    ) -> None:
        """The form of before `tool_calls`: one call, without an id."""
        if name := text_at(call, "name"):
            changes.append(Tool(self._index, "function_call", name=name))
        if arguments := text_at(call, "arguments"):
            changes.append(put(self._index, "function_call", "tool", arguments))


def _grow_name(known: GrownObject, key: str, value: JsonValue) -> None:
    held: Grown = known.get(key)
    if isinstance(value, str) and value != held:
        known[key] = (held if isinstance(held, str) else "") + value


def _grow_x_groq(known: GrownObject, key: str, value: JsonValue) -> None:
    """Groq's own fields; what a stream tells there of usage stands elsewhere when not streamed."""
    told = value if isinstance(value, dict) else {}
    own = {field: told[field] for field in told if field not in ("usage", "usage_breakdown")}
    if own:
        grow(known, {key: own}, {key: inside({})})
    if "usage_breakdown" in told:
        grow(known, {"usage_breakdown": told["usage_breakdown"]}, {})


_TOP: Shape = {
    "id": keep_first,
    "created": keep_first,
    "system_fingerprint": keep_first,
    "service_tier": keep_first,
    "choices": leave_out,
    "usage": leave_out,
    "x_groq": _grow_x_groq,
    "object": leave_out,
    "obfuscation": leave_out,
}
_CHOICE: Shape = {
    "index": leave_out,
    "delta": leave_out,
    "message": leave_out,
    "text": leave_out,  # beside a delta it repeats it
    "content_filter_offsets": leave_out,  # where in the stream Azure's filter has come to
    "finish_reason": leave_out,
    "logprobs": inside({"content": extend, "refusal": extend}),
    "token_ids": extend,
    "usage": leave_out,
}
_MESSAGE: Shape = {
    "role": keep_first,
    "content": grow_content,
    "refusal": concatenate,
    "reasoning": concatenate,
    "reasoning_content": concatenate,
    "reasoning_details": grow_details,
    "tool_calls": leave_out,
    "function_call": inside({"name": _grow_name, "arguments": concatenate}),
    "audio": inside({"data": concatenate, "transcript": concatenate}),
    "annotations": extend,
    "images": extend,
    "executed_tools": by_index({}),
    "channel": leave_out,  # these two say of one delta what they say
    "token_id": leave_out,
}
