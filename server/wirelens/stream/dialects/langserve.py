"""LangServe: what a chain puts out chunk by chunk, its events, or the log of its run as patches.

Chunks are strings, messages or objects, added up as LangChain adds them. The end is a block of type
`end` without data, which a parser that follows the specification does not dispatch.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Change
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.dialects.langchain_chunks import ChunkSum, is_ai_message
from wirelens.stream.growing import GrowingText
from wirelens.stream.items import Event
from wirelens.text import whole_characters

_ANSWERS = ("answer", "output")  # the members that LangChain's own chains put their text in


class LangServe:
    """Merges the events of `/stream`, `/stream_events` and `/stream_log`."""

    id: ClassVar[str] = "langserve"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = "end"

    def __init__(self) -> None:
        self._run_id = ""
        self._output = _Output(0)
        self._has_spoken = False  # the chain itself, not a model in it
        self._final: JsonValue = None
        self._models: dict[str, _Output] = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """The types `metadata` and `data`, each with nothing but what LangServe sends in it."""
        if event.type == "metadata":
            return isinstance(value, dict) and value.keys() == {"run_id"}
        is_chunk = isinstance(value, str) or is_ai_message(value)
        return event.type == "data" and (is_chunk or _is_run_event(value) or _is_patch(value))

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if event.type == "metadata":
            self._run_id = text_at(value, "run_id") if isinstance(value, dict) else ""
        elif event.type in ("data", "message"):
            if isinstance(value, dict) and _is_run_event(value):
                return self._take_event(value)
            if isinstance(value, dict) and _is_patch(value):
                return [c for each in objects_at(value, "ops") for c in self._take_operation(each)]
            return self._output.add(value)
        return []

    def merged(self) -> JsonValue:
        """The response of `/invoke`."""
        output = self._output.value if self._final is None else self._final
        return {"output": output, "metadata": {"run_id": self._run_id} if self._run_id else {}}

    def _take_event(self, event: dict[str, JsonValue]) -> list[Change]:
        run_id, data = text_at(event, "run_id"), object_at(event, "data")
        self._run_id = self._run_id or run_id  # the chain is the first to start
        match text_at(event, "event"):
            case "on_chat_model_start" | "on_llm_start":
                self._models.setdefault(run_id, _Output(len(self._models) + self._has_spoken))
            case "on_chat_model_stream" | "on_llm_stream" if run_id in self._models:
                return self._models[run_id].add(_said(data.get("chunk")))
            case "on_chat_model_end" | "on_llm_end" if run_id in self._models:
                model = self._models[run_id]
                return model.add(_said(data.get("output"))) if model.value is None else []
            case "on_chain_stream" if run_id == self._run_id:
                changes = self._output.add(data.get("chunk"))
                # What the chain puts out is mostly what its models said.
                self._has_spoken = self._has_spoken or not self._models
                return [] if self._models else changes
            case "on_chain_end" if run_id == self._run_id:
                self._final = data.get("output")
        return []

    def _take_operation(self, operation: dict[str, JsonValue]) -> list[Change]:
        """An operation of a JSON Patch on the log; of the log only the output is looked at."""
        value = operation.get("value")
        match operation.get("path"):
            case "" if isinstance(value, dict):
                self._run_id = text_at(value, "id")
            case "/streamed_output/-":
                return self._output.add(value)
            case "/final_output":
                self._final = value
        return []


class _Output:
    """A value that grows by chunks; message `number` of the reply tells its text."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._text: GrowingText | None = None
        self._message: ChunkSum | None = None
        self._members: dict[str, _Output] = {}
        self._other: JsonValue = None

    def add(self, chunk: JsonValue) -> list[Change]:
        """What one chunk adds; of an object only the members that hold an answer are told."""
        if isinstance(chunk, str):
            self._text = self._text or GrowingText()
            self._text.append(chunk)
            return [Append(self._number, "output", "text", chunk)] if chunk else []
        if isinstance(chunk, list):
            self._other = [*(self._other if isinstance(self._other, list) else []), *chunk]
        elif not isinstance(chunk, dict):
            self._other = self._other if chunk is None else chunk
        if not isinstance(chunk, dict):
            return []
        if is_ai_message(chunk):
            self._message = self._message or ChunkSum(self._number)
            return self._message.take(chunk)
        changes: list[Change] = []
        for key, each in chunk.items():
            added = self._members.setdefault(key, _Output(self._number)).add(each)
            changes += added if key in _ANSWERS else []
        return changes

    @property
    def value(self) -> JsonValue:
        """The sum of the chunks."""
        if self._message is not None:
            return self._message.merged()
        if self._text is not None:
            return whole_characters(self._text.whole())
        return {key: each.value for key, each in self._members.items()} or self._other


def _is_run_event(value: JsonValue) -> bool:
    if not isinstance(value, dict):
        return False
    return text_at(value, "event").startswith("on_") and isinstance(value.get("run_id"), str)


def _is_patch(value: JsonValue) -> bool:
    if not isinstance(value, dict) or value.keys() != {"ops"}:
        return False
    operations = objects_at(value, "ops")
    return bool(operations) and all("op" in each and "path" in each for each in operations)


def _said(value: JsonValue) -> JsonValue:
    """The message or the text of a model's result, which holds lists of lists of them."""
    if not isinstance(value, dict) or is_ai_message(value):
        return value
    generations = value.get("generations")
    if isinstance(generations, list) and generations and isinstance(generations[0], list):
        return _said(next(iter(generations[0]), None))
    message = value.get("message")
    return message if is_ai_message(message) else value.get("text")
