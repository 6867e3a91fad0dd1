"""LangGraph's event stream: envelopes of a method, a namespace and data.

Messages are streamed block by block, each by its run; the values of the whole graph are its state.
Newer servers send pieces of a block as a `content_block`; older ones state in a `block-delta` what
the fields of the block are by now.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import Change, Failure, Finish, Opened, Terminator, Usage
from wirelens.stream.dialects.fields import index_at, number_at, object_at, objects_at, text_at
from wirelens.stream.dialects.langchain_chunks import ChunkSum, is_ai_message
from wirelens.stream.dialects.langgraph_blocks import CallBlock, Kind, TextBlock, kind_of
from wirelens.stream.items import Event


class LangGraph:
    """Merges the events of a run of a graph."""

    id: ClassVar[str] = "langgraph"
    family: ClassVar[str | None] = "langgraph"
    terminator: ClassVar[str | None] = "lifecycle completed"

    def __init__(self) -> None:
        self._count = 0  # of messages
        self._ids: set[str] = set()
        self._streamed: list[_Message] = []
        self._by_run: dict[str, _Message] = {}
        self._values: dict[str, JsonValue] = {}

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """An envelope that is numbered and says where in the graph it comes from."""
        if not isinstance(value, dict) or value.get("type") != "event":
            return False
        is_numbered = number_at(value, "seq") is not None
        is_placed = isinstance(object_at(value, "params").get("namespace"), list)
        return is_numbered and is_placed and isinstance(value.get("method"), str)

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        params = object_at(value, "params")
        data, namespace = object_at(params, "data"), params.get("namespace")
        match text_at(value, "method"):
            case "messages":
                return self._take(data, dump_json(namespace))
            case "lifecycle" if namespace == []:
                return self._pass(data)
            case "values" if namespace == []:
                self._values = data
                return self._state(objects_at(data, "messages"))
        return []

    def merged(self) -> JsonValue:
        """The values of the graph, as a run that is waited for returns them."""
        values = self._values
        stated: list[JsonValue] = [*objects_at(values, "messages")]
        known = {text_at(each, "id") for each in stated if isinstance(each, dict)}
        # What was streamed since then is not in the values yet.
        stated += [each.merged() for each in self._streamed if each.id not in known]
        return {**values, "messages": stated} if stated else values

    def _take(self, data: dict[str, JsonValue], namespace: str) -> list[Change]:
        """One event of a message; not every server names its run in each."""
        run = text_at(data, "run_id") or namespace
        message = self._by_run.get(run)
        changes: list[Change] = []
        if message is None or text_at(data, "event") == "message-start":
            message = self._by_run[run] = _Message(self._count, data)
            self._streamed.append(message)
            self._count += 1
            self._ids.add(message.id)
            changes.append(Opened(message.number, message.role))
        return changes + message.take(data)

    def _pass(self, data: dict[str, JsonValue]) -> list[Change]:
        """What becomes of the whole graph."""
        state = text_at(data, "event")
        match state:
            case "completed" | "interrupted":
                return [Terminator(f"lifecycle {state}")]
            case "failed":
                return [Failure(text_at(data, "error") or "the run failed", data)]
        return []

    def _state(self, messages: list[dict[str, JsonValue]]) -> list[Change]:
        """Messages that were not streamed; what stands before the last question is older."""
        questions = [i for i, each in enumerate(messages) if each.get("type") == "human"]
        changes: list[Change] = []
        for each in messages[questions[-1] + 1 if questions else 0 :]:
            id_ = text_at(each, "id")
            if is_ai_message(each) and id_ and id_ not in self._ids:
                self._ids.add(id_)
                changes += ChunkSum(self._count).take(each)
                self._count += 1
        return changes


class _Message:
    """One message and its blocks."""

    def __init__(self, number: int, start: dict[str, JsonValue]) -> None:
        self.number = number
        self.id = text_at(start, "id") or text_at(start, "message_id")
        self.role = text_at(start, "role") or "ai"
        self._blocks: dict[tuple[int, Kind], TextBlock | CallBlock] = {}

    def take(self, data: dict[str, JsonValue]) -> list[Change]:
        """What one event adds."""
        changes: list[Change] = []
        content = object_at(data, "content") or object_at(data, "content_block")
        match text_at(data, "event"):
            case "content-block-start":
                changes += self._add(data, content)
            case "content-block-delta":
                delta = object_at(data, "delta")
                fields = object_at(delta, "fields")
                changes += (
                    self._state(data, fields) if fields else self._add(data, delta or content)
                )
            case "content-block-finish":
                changes += self._state(data, content)
            case "message-finish" if reason := text_at(data, "reason"):
                changes.append(Finish(self.number, reason))
            case "error":
                changes.append(Failure(text_at(data, "message") or dump_json(data), data))
        usage = object_at(data, "usage")
        return [*changes, Usage(usage)] if usage else changes

    def merged(self) -> JsonValue:
        """The message as the values of a graph hold it."""
        content: list[JsonValue] = [block.merged() for block in self._blocks.values()]
        return {"type": self.role, "content": content, "id": self.id}

    def _add(self, data: dict[str, JsonValue], piece: dict[str, JsonValue]) -> list[Change]:
        block = self._block(data, piece)
        return [] if block is None else block.take(piece)

    def _state(self, data: dict[str, JsonValue], whole: dict[str, JsonValue]) -> list[Change]:
        block = self._block(data, whole)
        return [] if block is None else block.state(whole)

    def _block(
        self, data: dict[str, JsonValue], piece: dict[str, JsonValue]
    ) -> TextBlock | CallBlock | None:
        kind = kind_of(piece)
        if kind is None:
            return None
        place = (index_at(data, "index"), kind)
        if place not in self._blocks:
            index = place[0]
            self._blocks[place] = (
                CallBlock(self.number, index)
                if kind == "tool"
                else TextBlock(self.number, index, kind)
            )
        return self._blocks[place]
