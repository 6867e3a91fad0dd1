"""What the subjects of assertions find in a run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wirelens.jsonpath import Path
from wirelens.jsonpath_functions import NOTHING, Result
from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.assertion import (
    EventCount,
    Events,
    Fact,
    HeaderValue,
    MergedValue,
    Subject,
    UsageValue,
)
from wirelens.stream.items import Event
from wirelens.stream.run import Run
from wirelens.stream.timing import timing
from wirelens.stream.verdict import verdict

BODY_BYTES = 8 * 1024 * 1024  # of a plain response, looked at


@dataclass(frozen=True, slots=True)
class Matching:
    """One event of those that are looked at: its number, and its data."""

    number: int
    data: str


def subject_value(run: Run, subject: Subject) -> Result:
    """The one value that a subject stands for; what it says of each event is told elsewhere."""
    match subject:
        case Fact(name):
            return FACTS[name](run)
        case HeaderValue(name):
            return _or_nothing(None if run.response is None else run.response.header(name))
        case UsageValue(path):
            return value_at(path, dict(run.reply.usage))
        case MergedValue(path):
            merged = _merged(run)
            return NOTHING if isinstance(merged, JsonFault) else value_at(path, merged)
        case EventCount(events):
            return sum(1 for _ in matching(run, events))
    raise ValueError(subject)


def subject_event(run: Run, subject: Subject) -> int | None:
    """The event that brought the value, where one did."""
    if isinstance(subject, Fact) and subject.name in _SLOTS:
        parts = (each for each in run.reply.provenance.stretches())
        slot = _SLOTS[subject.name]
        return next((each.first_event for each in parts if each.part.slot == slot), None)
    if isinstance(subject, Fact) and subject.name == "finish_reason":
        return next((m.finish_event for m in run.reply.messages if m.finish_reason), None)
    return None


def matching(run: Run, events: Events) -> Iterator[Matching]:
    """The events that are meant, in order."""
    for number in range(1, run.log.events + 1):
        if events.within is not None and run.log.event_time(number) > events.within:
            return
        item = run.log.event(number).item
        if isinstance(item, Event) and events.type in (None, item.type):
            yield Matching(number, item.data)


def value_at(path: Path, value: JsonValue) -> Result:
    """The value at a singular path; of any other path the list of all that it finds."""
    found = path.find(value)
    if path.singular:
        return found[0] if found else NOTHING
    return found or NOTHING


def _or_nothing(value: str | float | None) -> Result:
    return NOTHING if value is None or value == "" else value


def _text(run: Run) -> Result:
    if run.framing == "none":
        return _or_nothing(_body_text(run))
    return _or_nothing("\n".join(filter(None, (m.joined("text") for m in run.reply.messages))))


def _reasoning(run: Run) -> Result:
    texts = (message.joined("reasoning") for message in run.reply.messages)
    return _or_nothing("\n".join(filter(None, texts)))


def _tool_calls(run: Run) -> Result:
    calls: list[JsonValue] = [
        {"id": call.id, "name": call.name, "arguments": call.arguments}
        for message in run.reply.messages
        for call in message.tool_calls
    ]
    return calls or NOTHING


def _event_types(run: Run) -> Result:
    items = (run.log.event(number).item for number in range(1, run.log.events + 1))
    types: list[JsonValue] = [item.type for item in items if isinstance(item, Event)]
    return types or NOTHING


def _merged(run: Run) -> JsonValue | JsonFault:
    if run.framing in (None, "none"):
        return parse_json(_body_text(run))
    return run.merger.merged()


def _body_text(run: Run) -> str:
    return run.log.body.slice(0, min(len(run.log.body), BODY_BYTES)).decode("utf-8", "replace")


def _status(run: Run) -> Result:
    return NOTHING if run.response is None else run.response.status


FACTS: dict[str, Callable[[Run], Result]] = {
    "status": _status,
    "text": _text,
    "reasoning": _reasoning,
    "tool_calls": _tool_calls,
    "finish_reason": lambda run: _or_nothing(run.reply.finish_reason),
    "model": lambda run: _or_nothing(run.reply.model),
    "event_types": _event_types,
    "ttft": lambda run: _or_nothing(timing(run).ttft),
    "gap_max": lambda run: _or_nothing(timing(run).gap_max),
    "duration": lambda run: _or_nothing(timing(run).end),
    "verdict": lambda run: _or_nothing(verdict(run)),
    "delivery": lambda run: timing(run).delivery,
    "body": lambda run: _or_nothing(_body_text(run)),
}
_SLOTS = {"text": "text", "reasoning": "reasoning", "tool_calls": "tool"}
