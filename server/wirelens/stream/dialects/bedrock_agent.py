"""Bedrock's InvokeAgent: chunks of plain text, traces of what the agent thought, calls handed back.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_ResponseStream.html. It
uses the event type `chunk` of InvokeModelWithResponseStream, but nothing in the stream ends it.
"""

from typing import ClassVar

from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.changes import Append, Change, Citation, Failure, Tool
from wirelens.stream.dialects.bedrock_bytes import text_of
from wirelens.stream.dialects.fields import object_at, objects_at, text_at
from wirelens.stream.growing import GrowingText
from wirelens.stream.items import Event
from wirelens.text import whole_characters


class BedrockAgent:
    """Merges what an agent says. A dialect inside `bedrock-invoke`, none of its own."""

    id: ClassVar[str] = "bedrock-invoke"
    family: ClassVar[str | None] = None
    terminator: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._text = GrowingText()
        self._citations: list[JsonValue] = []
        self._return_control: dict[str, JsonValue] = {}
        self._thoughts = 0

    @classmethod
    def recognises(cls, event: Event, value: JsonValue) -> bool:
        """A chunk of text that is no event of a model, a trace of an agent, or a call for us."""
        if not isinstance(value, dict):
            return False
        match event.type:
            case "chunk":
                text = text_of(value)
                if text is None:
                    return False
                return "attribution" in value or isinstance(parse_json(text), JsonFault)
            case "trace":
                return isinstance(value.get("trace"), dict) and "sessionId" in value
            case "returnControl":
                return isinstance(value.get("invocationInputs"), list)
        return False

    def feed(self, event: Event, value: JsonValue) -> list[Change]:
        """What one event adds."""
        if not isinstance(value, dict):
            return []
        match event.type:
            case "chunk":
                return self._take_chunk(value)
            case "trace":
                return self._take_trace(object_at(value, "trace"))
            case "returnControl":
                self._return_control = value
                return _calls(value)
        return []

    def merged(self) -> JsonValue:
        """The parts of the response; the service itself answers in a stream only."""
        merged: dict[str, JsonValue] = {"completion": whole_characters(self._text.whole())}
        if self._citations:
            merged["attribution"] = {"citations": list(self._citations)}
        if self._return_control:
            merged["returnControl"] = self._return_control
        return merged

    def _take_chunk(self, value: dict[str, JsonValue]) -> list[Change]:
        text = text_of(value) or ""
        self._text.append(text)
        citations = objects_at(object_at(value, "attribution"), "citations")
        self._citations += citations
        said: list[Change] = [Append(0, "text", "text", text)] if text else []
        return [*said, *(Citation(0, each) for each in citations)]

    def _take_trace(self, trace: dict[str, JsonValue]) -> list[Change]:
        reason = text_at(object_at(trace, "failureTrace"), "failureReason")
        if reason:
            return [Failure(reason, trace)]
        thought = text_at(object_at(object_at(trace, "orchestrationTrace"), "rationale"), "text")
        if not thought:
            return []
        self._thoughts += 1  # each trace holds a whole thought
        return [Append(0, ("rationale", self._thoughts), "reasoning", thought)]


def _calls(value: dict[str, JsonValue]) -> list[Change]:
    changes: list[Change] = []
    for number, each in enumerate(objects_at(value, "invocationInputs")):
        call = object_at(each, "functionInvocationInput") or object_at(each, "apiInvocationInput")
        name = text_at(call, "function") or text_at(call, "apiPath")
        given = {text_at(one, "name"): one.get("value") for one in objects_at(call, "parameters")}
        part = ("call", number)
        changes.append(Tool(0, part, text_at(value, "invocationId") or None, name or None))
        changes.append(Append(0, part, "tool", dump_json({**given})))
    return changes
