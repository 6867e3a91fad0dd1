"""Content of Chat Completions that is not one string: lists of parts, and details of reasoning."""

from collections.abc import Iterator

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Slot
from wirelens.stream.dialects.fields import objects_at, text_at
from wirelens.stream.dialects.grown import (
    Grown,
    GrownObject,
    Shape,
    by_index,
    concatenate,
    grow,
    keep_first,
    thawed_object,
)
from wirelens.stream.growing import GrowingText

grow_details = by_index({"text": concatenate, "summary": concatenate, "data": concatenate})

Texts = Iterator[tuple[Slot, str]]


def texts_of(part: dict[str, JsonValue]) -> Texts:
    """The text of one part of a list: an answer, or thinking with parts of its own."""
    if part.get("type") == "thinking":
        thinking = part.get("thinking")
        if isinstance(thinking, str):
            yield "reasoning", thinking
        for each in objects_at(part, "thinking"):
            yield "reasoning", text_at(each, "text")
    elif part.get("type") == "text":
        yield "text", text_at(part, "text")


def detailed_reasoning(delta: dict[str, JsonValue]) -> str:
    """The readable text of `reasoning_details`."""
    return "".join(
        text_at(each, "text") or text_at(each, "summary")
        for each in objects_at(delta, "reasoning_details")
    )


def grow_content(known: GrownObject, key: str, value: JsonValue) -> None:
    """Merges content; a stream may change from a string to a list of parts and back."""
    held = known.get(key)
    if isinstance(value, str) and not isinstance(held, list):
        concatenate(known, key, value)
        return
    parts = held if isinstance(held, list) else []
    if held is not parts:
        known[key] = parts
        if isinstance(held, GrowingText) and held.length:
            parts.append({"type": "text", "text": held})
    if isinstance(value, str) and value:
        _add_part(parts, {"type": "text", "text": value})
    elif isinstance(value, list):
        for each in value:
            if isinstance(each, dict):
                _add_part(parts, each)


_PARTS: dict[str, Shape] = {
    "text": {"type": keep_first, "text": concatenate},
    "thinking": {"type": keep_first, "thinking": grow_content},
}


def _add_part(parts: list[Grown], part: dict[str, JsonValue]) -> None:
    type_ = text_at(part, "type")
    last = parts[-1] if parts else None
    shape = _PARTS.get(type_)
    if shape is None:
        parts.append(thawed_object(part))
        return
    if not isinstance(last, dict) or last.get("type") != type_:
        last = {}
        parts.append(last)
    grow(last, part, shape)
