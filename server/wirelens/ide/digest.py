"""What an event that brings no text says: its fields, without those that every event repeats."""

from collections.abc import Iterator

from wirelens.jsonvalue import JsonValue, parse_json

LONGEST_VALUE = 32
_READ = 64 * 1024  # of the data; an image's event is not parsed to say a few words

# Of every event of a stream, at the top: they tell nothing about this one.
_REPEATED_ON_TOP = frozenset(
    {
        "id",
        "object",
        "created",
        "created_at",
        "model",
        "modelVersion",
        "system_fingerprint",
        "service_tier",
        "provider",
        "type",
        "responseId",
        "createTime",
    }
)
_REPEATED = frozenset(
    {
        "index",
        "sequence_number",
        "item_id",
        "output_index",
        "content_index",
        "summary_index",
        "obfuscation",
        "p",
    }
)


def digest(data: str) -> str:
    """`role assistant, finish_reason stop`; data that is no JSON as it is."""
    value = parse_json(data) if len(data) <= _READ else None
    if not isinstance(value, dict | list):
        return data
    said = _leaves(value, _REPEATED | _REPEATED_ON_TOP)
    return ", ".join(f"{name} {_scalar(leaf)}" for name, leaf in said)


def _leaves(value: JsonValue, skipped: frozenset[str]) -> Iterator[tuple[str, JsonValue]]:
    """The scalars that say something, each under the name that it has."""
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each, _REPEATED)
    elif isinstance(value, dict):
        for name, child in value.items():
            if name in skipped:
                continue
            if isinstance(child, dict | list):
                yield from _leaves(child, _REPEATED)
            elif child not in (None, "", 0, False):
                yield name, child


def _scalar(value: JsonValue) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
