"""The sums of bodies in which a model's provider streams one reply."""

import re
from itertools import pairwise

from sums import (
    Call,
    Named,
    Sum,
    Summing,
    as_value,
    joined,
    object_at,
    objects,
    of,
    reached,
    string,
    text,
)
from wirelens.jsonvalue import JsonValue

_COUNTS = ("generated_tokens", "input_length")
_TOKENS: tuple[str, ...] = ("billed_units", "tokens")
_VALUES = {"stringValue", "numberValue", "boolValue"}


def completions_sum(events: list[Named]) -> Sum:
    values = _values(events)
    usage = next((found for v in values if (found := object_at(v, "usage"))), {})
    finish = joined(values, "choices", 0, "finish_reason")
    return Sum(joined(values, "choices", 0, "text"), finish=finish, usage=usage)


def assistants_sum(events: list[Named]) -> Sum:
    """A lone object of a run that goes on."""
    (value,) = _values(events)
    return Sum(text(value, "content", 0, "text", "value"), verdict="truncated")


def gemini_sum(events: list[Named]) -> Sum:
    total = Sum()
    for value in _values(events):
        for candidate in objects(value, "candidates"):
            for part in objects(candidate, "content", "parts"):
                if part.get("thought") is True:
                    total.reasoning += text(part, "text")
                else:
                    total.text += text(part, "text")
                if "functionCall" in part:
                    total.calls += _gemini_call(object_at(part, "functionCall"), total.calls)
            reason = reached(candidate, "finishReason")  # some servers send the number of the enum
            total.finish = str(reason) if reason else total.finish
        total.finish = string(value, "promptFeedback", "blockReason") or total.finish
        total.usage |= object_at(value, "usageMetadata")
    total.verdict = "complete" if total.finish else "truncated"
    return total


def _gemini_call(call: dict[str, JsonValue], known: list[Call]) -> list[Call]:
    """A whole call; or a piece of one, whose values are written into the call that is known."""
    if call.get("name"):
        arguments = object_at(call, "args")
        return [(string(call, "id"), string(call, "name"), arguments)]
    for piece in objects(call, "partialArgs"):
        steps = re.findall(r"\w+", text(piece, "jsonPath"))
        _write(known[-1][2], steps, next(iter(piece.keys() & _VALUES), ""), piece)
    return []


def _write(holder: JsonValue, steps: list[str], kind: str, piece: dict[str, JsonValue]) -> None:
    """Writes a value at its path; a string goes to the end of one that is known."""
    for step, following in pairwise(steps):
        new: JsonValue = [] if following.isdigit() else {}
        if isinstance(holder, list):
            holder += [new] * (len(holder) == int(step))
            holder = holder[int(step)]
        else:
            assert isinstance(holder, dict)
            holder = holder.setdefault(step, new)
    assert isinstance(holder, dict)
    known, value = holder.get(steps[-1]), piece.get(kind)
    is_more = isinstance(known, str) and isinstance(value, str)
    holder[steps[-1]] = f"{known}{value}" if is_more else value


def interactions_sum(events: list[Named]) -> Sum:
    values = _values(events)
    end = object_at(of(values, "event_type", "interaction.completed")[0], "interaction")
    finish, usage = string(end, "status"), object_at(end, "usage")
    return Sum(joined(values, "delta", "text"), finish=finish, usage=usage)


def ollama_sum(events: list[Named]) -> Sum:
    values = _values(events)
    end = object_at(values[-1])
    return Sum(
        joined(values, "message", "content"),
        joined(values, "message", "thinking"),
        [
            (None, string(call, "function", "name"), reached(call, "function", "arguments"))
            for value in values
            for call in objects(value, "message", "tool_calls")
        ],
        string(end, "done_reason"),
        {key: end[key] for key in end if key.endswith(("_count", "_duration"))},
    )


def tgi_sum(events: list[Named]) -> Sum:
    values = _values(events)
    said = joined(values, "token", "text")
    assert text(values[-1], "generated_text").endswith(said)
    details = object_at(values[-1], "details")
    return Sum(said, usage={key: details[key] for key in _COUNTS if key in details})


def cohere_v1_sum(events: list[Named]) -> Sum:
    values = _values(events)
    said = joined(of(values, "event_type", "text-generation"), "text")
    (end,) = of(values, "event_type", "stream-end")
    stated = text(end, "response", "text") or text(end, "response", "generations", 0, "text")
    assert stated == said
    meta = object_at(end, "response", "meta")
    usage = {key: meta[key] for key in _TOKENS if key in meta}
    return Sum(said, finish=string(end, "finish_reason"), usage=usage)


def cohere_v2_sum(events: list[Named]) -> Sum:
    values = _values(events)
    calls: list[Call] = []
    for start in of(values, "type", "tool-call-start"):
        call = reached(start, "delta", "message", "tool_calls")
        pieces = [
            each
            for each in of(values, "type", "tool-call-delta")
            if reached(each, "index") == reached(start, "index")
        ]
        written = joined(pieces, "delta", "message", "tool_calls", "function", "arguments")
        calls.append((string(call, "id"), string(call, "function", "name"), as_value(written)))
    (end,) = of(values, "type", "message-end")
    error = string(end, "delta", "error")
    return Sum(
        joined(values, "delta", "message", "content", "text"),
        joined(values, "delta", "message", "tool_plan"),
        calls,
        string(end, "delta", "finish_reason"),
        object_at(end, "delta", "usage"),
        error,
    )


def vercel_ui_sum(events: list[Named]) -> Sum:
    values = _values(events)
    error = joined(of(values, "type", "error"), "errorText") or None
    calls: list[Call] = [
        (string(each, "toolCallId"), string(each, "toolName"), reached(each, "input"))
        for each in of(values, "type", "tool-input-available")
    ]
    return Sum(
        joined(of(values, "type", "text-delta"), "delta"),
        joined(of(values, "type", "reasoning-delta"), "delta"),
        calls,
        joined(of(values, "type", "finish"), "finishReason") or None,
        error=error,
    )


def vercel_data_sum(events: list[Named]) -> Sum:
    held: dict[str, list[JsonValue]] = {}
    for code, value in events:
        held.setdefault(code, []).append(value)
    error = "".join(map(str, held.get("3", []))) or None
    calls: list[Call] = [
        (string(each, "toolCallId"), string(each, "toolName"), reached(each, "args"))
        for each in held.get("9", [])
    ]
    return Sum(
        "".join(map(str, held.get("0", []))),
        "".join(map(str, held.get("g", []))),
        calls,
        string(held["d"][0], "finishReason"),
        object_at(held["d"][0], "usage"),
        error,
    )


def _values(events: list[Named]) -> list[JsonValue]:
    return [value for _, value in events]


SUMS: dict[str, Summing] = {
    "openai-completions": completions_sum,
    "openai-assistants": assistants_sum,
    "gemini": gemini_sum,
    "gemini-interactions": interactions_sum,
    "ollama-chat": ollama_sum,
    "tgi": tgi_sum,
    "cohere-v1": cohere_v1_sum,
    "cohere-v2": cohere_v2_sum,
    "vercel-ui": vercel_ui_sum,
    "vercel-data-v4": vercel_data_sum,
}
