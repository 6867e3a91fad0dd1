"""The reply as JSON: in the provider's own non-streaming shape where a dialect is known."""

from wirelens.ide.body import body_text
from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.items import Event
from wirelens.stream.run import Run


def json_view(run: Run) -> str:
    """The merged object of `run`, laid out."""
    return dump_json(json_value(run), 2) + "\n"


def json_value(run: Run) -> JsonValue:
    """The merged object; of an unknown stream its events, of a plain response its JSON or null."""
    if run.merger.dialect is not None:
        return run.merger.merged()
    if run.framing in (None, "none"):
        return _or_else(parse_json(body_text(run)), None)
    items = (run.log.event(number).item for number in range(1, run.log.events + 1))
    return [_or_else(parse_json(i.data), i.data) for i in items if isinstance(i, Event)]


def _or_else(value: JsonValue | JsonFault, other: JsonValue) -> JsonValue:
    return other if isinstance(value, JsonFault) else value
