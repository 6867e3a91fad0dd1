"""The two formats of the AI SDK."""

from providers.sent import DONE, EVENTS, PREFIXED_LINES, Event, Object, Said, Stream
from wirelens.jsonvalue import JsonValue

_USAGE: Object = {"promptTokens": 3, "completionTokens": 2}


def data_stream(said: Said) -> Stream:
    """Version 4: a line's first character says what it is."""
    events: list[Event] = [("f", {"messageId": "msg"})]
    events += [("g", each) for each in said.reasoning]
    events += [("0", each) for each in said.text]
    for call in said.calls:
        named: Object = {"toolCallId": call.id, "toolName": call.name}
        events.append(("b", named))
        for piece in call.pieces:
            events.append(("c", {"toolCallId": call.id, "argsTextDelta": piece}))
        events.append(("9", {**named, "args": call.value}))
    for url in said.citations:
        events.append(("h", {"sourceType": "url", "id": "s", "url": url}))
    end: Object = {"finishReason": "stop", "usage": _USAGE}
    ending: list[Event] = [("e", {**end, "isContinued": False}), ("d", end)]
    return Stream(PREFIXED_LINES, events, ending, "stop", _USAGE)


def ui_stream(said: Said) -> Stream:
    """Version 5 and later: typed chunks."""
    events = [
        _chunk("start", messageId="msg", messageMetadata={"model": "m"}),
        _chunk("start-step"),
    ]
    for kind, deltas in (("reasoning", said.reasoning), ("text", said.text)):
        events.append(_chunk(f"{kind}-start", id="0"))
        events += [_chunk(f"{kind}-delta", id="0", delta=each) for each in deltas]
        events.append(_chunk(f"{kind}-end", id="0"))
    for call in said.calls:
        events.append(_chunk("tool-input-start", toolCallId=call.id, toolName=call.name))
        for piece in call.pieces:
            events.append(_chunk("tool-input-delta", toolCallId=call.id, inputTextDelta=piece))
        named: Object = {"toolCallId": call.id, "toolName": call.name}
        events.append(_chunk("tool-input-available", **named, input=call.value))
    for url in said.citations:
        events.append(_chunk("source-url", sourceId="s", url=url))
    usage: JsonValue = {"usage": _USAGE}
    end = _chunk("finish", finishReason="stop", messageMetadata=usage)
    ending = [_chunk("finish-step"), end, DONE]
    return Stream(EVENTS, events, ending, "stop", _USAGE)


def _chunk(type_: str, **fields: JsonValue) -> Event:
    return "", {"type": type_, **fields}
