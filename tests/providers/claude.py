"""Anthropic's Messages, and Bedrock's two formats."""

import base64
import json

from providers import openai
from providers.sent import EVENTS, FRAMES, Event, Object, Said, Stream, whole

_USAGE: Object = {"input_tokens": 3, "output_tokens": 2}
_CONVERSE_USAGE: Object = {"inputTokens": 3, "outputTokens": 2, "totalTokens": 5}


def messages(*said: Said) -> Stream:
    """Messages, one after another."""
    events: list[Event] = []
    ending: list[Event] = []
    for number, each in enumerate(said):
        message: Object = {"id": f"msg{number}", "role": "assistant", "model": "m", "content": []}
        start: Object = {**message, "usage": {"input_tokens": 3, "output_tokens": 1}}
        events += [*ending, _typed("message_start", message=start), *_blocks(each)]
        delta: Object = {"stop_reason": "end_turn", "stop_sequence": None}
        end = _typed("message_delta", delta=delta, usage={"output_tokens": 2})
        ending = [end, _typed("message_stop")]
    return Stream(EVENTS, events, ending, "end_turn", _USAGE)


def _typed(type_: str, **fields: Object | int) -> Event:
    return type_, {"type": type_, **fields}


def _blocks(said: Said) -> list[Event]:
    blocks: list[tuple[Object, list[Object]]] = []
    if said.reasoning:
        deltas: list[Object] = [{"type": "thinking_delta", "thinking": x} for x in said.reasoning]
        deltas.append({"type": "signature_delta", "signature": "s"})
        blocks.append(({"type": "thinking", "thinking": ""}, deltas))
    if said.text or said.citations:
        deltas = [{"type": "text_delta", "text": each} for each in said.text]
        cited: list[Object] = [{"type": "web_search", "url": url} for url in said.citations]
        deltas += [{"type": "citations_delta", "citation": each} for each in cited]
        blocks.append(({"type": "text", "text": ""}, deltas))
    for call in said.calls:
        deltas = [{"type": "input_json_delta", "partial_json": each} for each in call.pieces]
        start: Object = {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}
        blocks.append((start, deltas))
    events: list[Event] = [_typed("ping")]
    for index, (block, deltas) in enumerate(blocks):
        events.append(_typed("content_block_start", index=index, content_block=block))
        events += [_typed("content_block_delta", index=index, delta=each) for each in deltas]
        events.append(_typed("content_block_stop", index=index))
    return events


def converse(said: Said) -> Stream:
    """ConverseStream."""
    blocks: list[tuple[Object | None, list[Object]]] = []
    if said.reasoning:
        blocks.append((None, [{"reasoningContent": {"text": each}} for each in said.reasoning]))
    if said.text or said.citations:
        deltas: list[Object] = [{"text": each} for each in said.text]
        deltas += [{"citation": {"location": {"url": url}}} for url in said.citations]
        blocks.append((None, deltas))
    for call in said.calls:
        start: Object = {"toolUse": {"toolUseId": call.id, "name": call.name}}
        blocks.append((start, [{"toolUse": {"input": each}} for each in call.pieces]))
    events: list[Event] = [("messageStart", {"role": "assistant"})]
    for index, (opening, deltas) in enumerate(blocks):
        place: Object = {"contentBlockIndex": index, "p": "abc"}
        if opening is not None:
            events.append(("contentBlockStart", {**place, "start": opening}))
        events += [("contentBlockDelta", {**place, "delta": each}) for each in deltas]
        events.append(("contentBlockStop", place))
    ending: list[Event] = [
        ("messageStop", {"stopReason": "end_turn"}),
        ("metadata", {"usage": _CONVERSE_USAGE, "metrics": {"latencyMs": 1}}),
    ]
    return Stream(FRAMES, events, ending, "end_turn", _CONVERSE_USAGE)


def invoke(*said: Said) -> Stream:
    """InvokeModelWithResponseStream of a model of Anthropic's."""
    return _wrapped(messages(*said))


def invoke_chat(*said: Said) -> Stream:
    """The same of a model whose maker streams Chat Completions."""
    stream = openai.chat(*said)
    return _wrapped(Stream(EVENTS, stream.events, stream.ending[:-1], stream.finish, stream.usage))


def invoke_text(said: Said) -> Stream:
    """The same of Titan, which streams text alone."""

    def chunk(text: str, reason: str | None) -> Event:
        counts: Object = {"inputTextTokenCount": 3, "totalOutputTextTokenCount": None}
        return "", {"outputText": text, "index": 0, "completionReason": reason, **counts}

    events = [chunk(each, None) for each in ("", *said.text)]
    usage: Object = {"inputTextTokenCount": 3}
    return _wrapped(Stream(FRAMES, events, [chunk("", "FINISH")], "FINISH", usage))


def invoke_agent(said: Said) -> Stream:
    """InvokeAgent: chunks of text, whole characters each; a trace holds a whole thought."""

    def trace(text: str) -> Event:
        thought: Object = {"orchestrationTrace": {"rationale": {"text": text}}}
        return "trace", {"sessionId": "s", "trace": thought}

    def chunk(text: str, *citations: Object) -> Event:
        packed = base64.b64encode(text.encode()).decode()
        cited: Object = {"attribution": {"citations": [*citations]}} if citations else {}
        return "chunk", {"bytes": packed, **cited}

    text = whole(said.text)
    events = [trace(whole(said.reasoning))]
    events += [chunk(text[place : place + 3]) for place in range(0, len(text), 3)]
    events += [chunk("", {"retrievedReferences": [{"url": url}]}) for url in said.citations]
    return Stream(FRAMES, events, [], endless=True)


def _wrapped(stream: Stream) -> Stream:
    def chunk(event: Event) -> Event:
        inner = base64.b64encode(json.dumps(event[1]).encode()).decode()
        return "chunk", {"bytes": inner, "p": whole("abc")}

    events, ending = [*map(chunk, stream.events)], [*map(chunk, stream.ending)]
    return Stream(FRAMES, events, ending, stream.finish, stream.usage)
