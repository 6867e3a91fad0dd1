"""Cohere's two versions, the first of them with its two endpoints."""

from providers.sent import DONE, EVENTS, LINES, Event, Object, Said, Stream, interleaved, whole
from wirelens.jsonvalue import JsonValue

_USAGE: Object = {"tokens": {"input_tokens": 3, "output_tokens": 2}}


def version_2(said: Said) -> Stream:
    """`/v2/chat`."""
    start: Object = {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": []}
    events: list[Event] = [_event("message-start", 0, start)]
    contents = (("thinking", said.reasoning), ("text", said.text))
    for index, (kind, deltas) in enumerate(contents):
        begun: Object = {"content": {"type": kind, kind: ""}}
        events.append(_event("content-start", index, begun))
        events += [_event("content-delta", index, {"content": {kind: each}}) for each in deltas]
        events.append(("content-end", {"type": "content-end", "index": index}))
    for index, call in enumerate(said.calls):
        function: Object = {"name": call.name, "arguments": ""}
        opened: Object = {"id": call.id, "type": "function", "function": function}
        events.append(_event("tool-call-start", index, {"tool_calls": opened}))
        for piece in call.pieces:
            more: Object = {"function": {"arguments": piece}}
            events.append(_event("tool-call-delta", index, {"tool_calls": more}))
        events.append(("tool-call-end", {"type": "tool-call-end", "index": index}))
    for index, url in enumerate(said.citations):
        cited: Object = {"start": 0, "end": 1, "text": "", "sources": [{"id": url}]}
        events.append(_event("citation-start", index, {"citations": cited}))
    delta: Object = {"finish_reason": "COMPLETE", "usage": _USAGE}
    end: Event = ("message-end", {"type": "message-end", "delta": delta})
    return Stream(EVENTS, events, [end, DONE], "COMPLETE", _USAGE)


def _event(type_: str, index: int, message: Object) -> Event:
    return type_, {"type": type_, "index": index, "delta": {"message": message}}


def chat_1(said: Said) -> Stream:
    """`/v1/chat`; a call's arguments come in pieces and then as a value."""
    events = [_line("stream-start", generation_id="g")]
    events += [_line("text-generation", text=each) for each in said.text]
    for index, call in enumerate(said.calls):
        opened: Object = {"index": index, "name": call.name}
        events.append(_line("tool-calls-chunk", tool_call_delta=opened))
        for piece in call.pieces:
            more: Object = {"index": index, "parameters": piece}
            events.append(_line("tool-calls-chunk", tool_call_delta=more))
    calls: list[JsonValue] = [{"name": call.name, "parameters": call.value} for call in said.calls]
    events += [_line("tool-calls-generation", tool_calls=calls)] if calls else []
    cited: list[JsonValue] = [{"start": 0, "document_ids": [url]} for url in said.citations]
    events += [_line("citation-generation", citations=[each]) for each in cited]
    response: Object = {"text": whole(said.text), "meta": _USAGE}
    response |= {"tool_calls": calls} if calls else {}
    response |= {"citations": cited} if cited else {}
    return _ended(events, finish_reason="COMPLETE", response=response)


def generate_1(*messages: Said) -> Stream:
    """`/v1/generate`; a message is a generation."""
    events = interleaved(
        [_line("text-generation", text=each, index=index) for each in said.text]
        for index, said in enumerate(messages)
    )
    generations: list[JsonValue] = [
        {"index": index, "text": whole(said.text), "finish_reason": "COMPLETE"}
        for index, said in enumerate(messages)
    ]
    response: Object = {"generations": generations, "meta": _USAGE}
    return _ended([_line("stream-start", generation_id="g"), *events], response=response)


def _line(type_: str, **fields: JsonValue) -> Event:
    return "", {"is_finished": False, "event_type": type_, **fields}


def _ended(events: list[Event], **fields: JsonValue) -> Stream:
    end: Event = ("", {"is_finished": True, "event_type": "stream-end", **fields})
    return Stream(LINES, events, [end], "COMPLETE", _USAGE, ids=False)
