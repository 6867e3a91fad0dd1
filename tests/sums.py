"""What a recorded body holds, added up event by event without the decoders and the merge."""

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from recorded import Recorded
from replies import at
from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.reply import Message
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict

Named = tuple[str, JsonValue]  # an event's type and its data
Call = tuple[str | None, str | None, JsonValue]  # id, name, arguments: as a value where JSON


@dataclass
class Sum:
    """What the messages of a reply hold; texts of several messages with `|` between."""

    text: str = ""
    reasoning: str = ""
    calls: list[Call] = field(default_factory=list)
    finish: str | None = None
    usage: dict[str, JsonValue] = field(default_factory=dict)
    error: str | None = None
    verdict: str = "complete"


Summing = Callable[[list[Named]], Sum]


def told(run: Run) -> Sum:
    """What we tell of a run."""
    messages, error = run.reply.messages, run.reply.error
    finishes = [message.finish_reason for message in messages if message.finish_reason]
    return Sum(
        "|".join(message.joined("text") for message in messages),
        "|".join(filter(None, (message.joined("reasoning") for message in messages))),
        [call for message in messages for call in _calls(message)],
        finishes[-1] if finishes else None,
        run.reply.usage,
        None if error is None else error.message,
        str(verdict(run)),
    )


def _calls(message: Message) -> Iterator[Call]:
    for call in message.tool_calls:
        yield call.id, call.name, as_value(call.arguments)


def as_value(text: str) -> JsonValue:
    """What a text says as JSON; itself where it is none."""
    value = parse_json(text)
    return text if isinstance(value, JsonFault) else value


def events_of(each: Recorded) -> list[Named]:
    """The events of a body that have JSON for data, each with its type."""
    if each.framing == "aws-eventstream":
        return list(_frames(each.body))
    text = each.body.decode().replace("\r\n", "\n")
    if each.framing == "json-array":
        values = json.loads(text)
        assert isinstance(values, list)
        return [("message", value) for value in values]
    if each.framing == "sse":
        return list(_blocks(text))
    lines = [line for line in text.splitlines() if line]
    if each.framing == "prefixed-lines":
        return [(line[0], json.loads(line[2:])) for line in lines]
    return [("message", json.loads(line)) for line in lines]


def _blocks(text: str) -> Iterator[Named]:
    for block in text.split("\n\n"):
        fields = dict(line.partition(":")[::2] for line in block.split("\n") if line[:1] != ":")
        data = fields.get("data", "").strip()
        if data.strip('"') not in ("", "[DONE]"):
            yield fields.get("event", "message").strip(), json.loads(data)


def _frames(body: bytes) -> Iterator[Named]:
    while body:
        length, section = struct.unpack(">II", body[:8])
        header = body[12 : 12 + section]
        size = struct.unpack(">H", header[13:15])[0]
        assert header[:13] == b"\x0b:event-type\x07"
        yield header[15 : 15 + size].decode(), json.loads(body[12 + section : length - 4])
        body = body[length:]


def reached(value: JsonValue, *steps: str | int) -> JsonValue:
    """What stands in `value` at these steps; null where nothing does."""
    try:
        return at(value, *steps)
    except (AssertionError, KeyError, IndexError):
        return None


def text(value: JsonValue, *steps: str | int) -> str:
    """The string at these steps; empty where there is none."""
    found = reached(value, *steps)
    return found if isinstance(found, str) else ""


def string(value: JsonValue, *steps: str | int) -> str | None:
    """The string at these steps; None where there is none."""
    return text(value, *steps) or None


def objects(value: JsonValue, *steps: str | int) -> list[dict[str, JsonValue]]:
    """The objects of the list at these steps; a lone object counts as a list of one."""
    found = reached(value, *steps)
    listed = found if isinstance(found, list) else [found]
    return [each for each in listed if isinstance(each, dict)]


def object_at(value: JsonValue, *steps: str | int) -> dict[str, JsonValue]:
    """The object at these steps; empty where there is none."""
    return next(iter(objects(value, *steps)), {})


def joined(values: list[JsonValue], *steps: str | int) -> str:
    """The strings that stand at these steps of those values that have them."""
    return "".join(text(value, *steps) for value in values)


def of(values: list[JsonValue], key: str, name: str) -> list[JsonValue]:
    """The values whose `key` says `name`."""
    return [value for value in values if reached(value, key) == name]
