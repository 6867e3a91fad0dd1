"""Gemini's three formats; the first of them as events and as an array."""

from dataclasses import replace

from providers.sent import (
    ELEMENTS,
    EVENTS,
    Event,
    Object,
    Raw,
    Said,
    Stream,
    interleaved,
)
from wirelens.jsonvalue import JsonValue

_USAGE: Object = {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5}
_INTERACTION_USAGE: Object = {"total_input_tokens": 3, "total_output_tokens": 2}


def gemini(*messages: Said) -> Stream:
    """`streamGenerateContent?alt=sse`; a message is a candidate."""
    events = interleaved(
        [_response(index, {"content": {"role": "model", "parts": [part]}}) for part in _parts(said)]
        + [_response(index, _cited(url)) for url in said.citations]
        for index, said in enumerate(messages)
    )
    ending = [_response(index, {"finishReason": "STOP"}) for index in range(len(messages))]
    return Stream(EVENTS, events, ending, "STOP", _USAGE, values=True)


def gemini_array(*messages: Said) -> Stream:
    """`streamGenerateContent`."""
    return replace(gemini(*messages), write=ELEMENTS)


def code_assist(*messages: Said) -> Stream:
    """The same inside `response`."""
    stream = gemini(*messages)

    def wrapped(event: Event) -> Event:
        return event[0], {"response": event[1], "traceId": "t"}

    events, ending = [*map(wrapped, stream.events)], [*map(wrapped, stream.ending)]
    return replace(stream, events=events, ending=ending)


def code_assist_array(*messages: Said) -> Stream:
    """The same as an array."""
    return replace(code_assist(*messages), write=ELEMENTS)


def _response(index: int, candidate: Object) -> Event:
    indexed: Object = {**candidate, **({"index": index} if index else {})}
    return "", {"candidates": [indexed], "modelVersion": "m", "usageMetadata": _USAGE}


def _parts(said: Said) -> list[Object]:
    parts: list[Object] = [{"text": each, "thought": True} for each in said.reasoning]
    parts += [{"text": each} for each in said.text]
    for call in said.calls:
        function: Object = {"id": call.id, "name": call.name, "args": call.value}
        parts.append({"functionCall": function})
    return parts or [{"text": ""}]


def _cited(url: str) -> Object:
    return {"citationMetadata": {"citationSources": [{"uri": url}]}}


def interactions(said: Said) -> Stream:
    """Interactions; a step for the thought, one for the answer, one for each call."""
    head: Object = {"id": "i", "model": "m", "status": "in_progress", "role": "model"}
    events: list[Event] = [_typed("interaction.created", interaction=head)]
    thought: list[JsonValue] = [
        {"type": "thought_summary", "content": {"type": "text", "text": each}}
        for each in said.reasoning
    ]
    answer: list[JsonValue] = [{"type": "text", "text": each} for each in said.text]
    cited: list[JsonValue] = [{"type": "url_citation", "url": url} for url in said.citations]
    answer += [{"type": "text_annotation_delta", "annotations": cited}] if cited else []
    steps: list[tuple[Object, list[JsonValue]]] = [
        ({"type": "thought"}, thought),
        ({"type": "model_output"}, answer),
    ]
    for call in said.calls:
        start: Object = {"type": "function_call", "id": call.id, "name": call.name}
        pieces: list[JsonValue] = [
            {"type": "arguments_delta", "arguments": each} for each in call.pieces
        ]
        steps.append(({**start, "arguments": {}}, pieces))
    for index, (step, deltas) in enumerate(steps):
        events.append(_typed("step.start", index=index, step=step))
        events += [_typed("step.delta", index=index, delta=each) for each in deltas]
        events.append(_typed("step.stop", index=index))
    end: Object = {"id": "i", "model": "m", "status": "completed", "usage": _INTERACTION_USAGE}
    ending = [_typed("interaction.completed", interaction=end), ("done", Raw("[DONE]"))]
    return Stream(EVENTS, events, ending, "completed", _INTERACTION_USAGE)


def _typed(type_: str, **fields: JsonValue) -> Event:
    return type_, {"event_type": type_, **fields}
