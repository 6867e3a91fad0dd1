"""Bodies that providers really sent, merged; where an official SDK merged them too, it agrees."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recorded import Recorded, recorded
from replies import at, check_provenance, summary
from sdk_differences import BROKEN_OFF, DIFFERENCES
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.changes import Slot
from wirelens.stream.items import Event
from wirelens.stream.reply import Message

CORE = ("openai-chat", "openai-responses", "anthropic-messages", "gemini", "ollama-chat")

# Their only event lacks the blank line that would dispatch it: it is discarded.
UNDISPATCHED = {
    "gemini/FirebaseExtended_vertexai-sdk-test-data__googleai.streaming-failure-prompt-blocked-safety.sse",
    "openai-php-fixtures/openai-php_client__Fixtures.Streams.ResponseApplyPatchCallOperationDiffDelta.sse",
    "openai-php-fixtures/openai-php_client__Fixtures.Streams.ResponseOutputItemToolSearchCallAdded.sse",
    "openai-php-fixtures/openai-php_client__Fixtures.Streams.ResponseReasoningTextDelta.sse",
}


def core() -> Iterator[Recorded]:
    return (each for each in recorded() if each.format in CORE)


def test_no_body_of_any_format_breaks_the_merge() -> None:
    for each in recorded():
        run = each.run()
        check_provenance(run.reply)
        dump_json(run.merger.merged())


def test_every_body_of_the_core_dialects_is_recognised() -> None:
    told = {each.file: (each.format, each.run().merger.dialect_id) for each in core()}
    wrong = {file for file, (format_, found) in told.items() if found != format_}
    assert len(told) > 150
    assert wrong == UNDISPATCHED


def test_no_body_of_another_format_is_taken_for_a_core_dialect() -> None:
    for each in recorded():
        if each.format not in CORE:
            assert each.run().merger.dialect_id not in CORE, each.file


def test_how_a_body_was_cut_never_shows() -> None:
    for each in core():
        whole = summary(each.run())
        for chunks in each.cuts():
            assert summary(each.run(chunks)) == whole, each.file


def test_line_ends_never_show() -> None:
    for each in core():
        assert summary(each.with_crlf().run()) == summary(each.run()), each.file


def test_each_piece_of_text_stands_in_the_data_of_its_event() -> None:
    for each in core():
        run = each.run()
        provenance = run.reply.provenance
        for piece in (provenance[row] for row in range(len(provenance))):
            if piece.part.slot != "tool":
                event = run.log.event(piece.event).item
                assert isinstance(event, Event)
                assert piece.text in "".join(strings(json.loads(event.data))), each.file


def strings(value: JsonValue) -> Iterator[str]:
    """Every string in a value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for child in value.values() if isinstance(value, dict) else value:
            yield from strings(child)


@dataclass(frozen=True)
class Told:
    """What both the SDK and we tell of one message, in comparable form."""

    text: str
    reasoning: str
    refusal: str
    calls: tuple[tuple[str | None, str | None, str], ...]
    finish_reason: str | None


def told_by_us(message: Message, calls_are_values: bool) -> Told:
    calls = tuple(
        (call.id, call.name, _value(call.arguments) if calls_are_values else call.arguments)
        for call in message.tool_calls
    )
    return Told(
        message.joined("text"),
        message.joined("reasoning"),
        message.joined("refusal"),
        calls,
        message.finish_reason,
    )


def told_by_the_sdk(choice: Mapping[str, JsonValue]) -> Told:
    calls = []
    for call in _objects(choice, "tool_calls"):
        arguments = call.get("arguments", call.get("input"))
        text = arguments if isinstance(arguments, str) else dump_json(arguments)
        calls.append((_text(call, "id"), _text(call, "name"), text))
    return Told(
        _text(choice, "text") or "",
        _text(choice, "reasoning") or "",
        _text(choice, "refusal") or "",
        tuple(calls),
        _text(choice, "finish_reason"),
    )


def _value(text: str) -> str:
    try:
        return dump_json(json.loads(text))
    except ValueError:
        return text


def _objects(value: Mapping[str, JsonValue], key: str) -> list[dict[str, JsonValue]]:
    found = value.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(value: Mapping[str, JsonValue], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) else None


def says(expected: JsonValue, ours: JsonValue) -> bool:
    """Whether we say all that the SDK's object says; its types fill what was not sent with null."""
    if isinstance(expected, dict):
        known = ours if isinstance(ours, dict) else {}
        return all(says(value, known.get(key)) for key, value in expected.items())
    return expected is None or expected == ours


def differing(each: Recorded, expected: dict[str, JsonValue]) -> list[str]:
    """The fields in which the SDK's result and ours differ."""
    reply = each.run().reply
    choices = _objects(expected, "choices")
    messages = (
        reply.messages if choices or each.format == "anthropic-messages" else reply.messages[-1:]
    )
    ours = [told_by_us(message, each.format == "anthropic-messages") for message in messages]
    theirs = [told_by_the_sdk(choice) for choice in choices or [expected] if "text" in choice]
    if not theirs:
        return []
    fields = ["messages"] if len(ours) != len(theirs) else []
    fields += [
        field
        for field in Told.__dataclass_fields__
        if [getattr(told, field) for told in ours] != [getattr(told, field) for told in theirs]
    ]
    if not says(expected.get("usage"), reply.usage) or (not expected.get("usage") and reply.usage):
        fields.append("usage")
    return fields


def shown(each: Recorded, field: str) -> JsonValue:
    """What we tell in one field, message by message; long texts by their ends and their length."""
    reply = each.run().reply
    if field == "usage":
        return reply.usage
    if field == "calls":
        calls: list[JsonValue] = [
            [f"{call.name} {short(call.arguments)}" for call in message.tool_calls]
            for message in reply.messages
        ]
        return calls
    if field == "finish_reason":
        return [message.finish_reason for message in reply.messages]
    assert field in ("text", "reasoning")
    slot: Slot = "text" if field == "text" else "reasoning"
    return [short(message.joined(slot)) for message in reply.messages]


def short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:24]}…{text[-24:]} ({len(text)})"


def test_merges_agree_with_those_of_the_official_sdks() -> None:
    compared = {each.file: each for each in core() if each.expected is not None}
    differing_bodies = {
        file
        for file, each in compared.items()
        if each.expected is not None and differing(each, each.expected)
    }
    assert len(compared) > 120
    assert differing_bodies == {difference.file for difference in DIFFERENCES + BROKEN_OFF}
    assert len(DIFFERENCES) <= 12
    for difference in DIFFERENCES + BROKEN_OFF:
        for field, ours in difference.ours.items():
            assert shown(compared[difference.file], field) == ours, difference.file


def test_errors_that_the_sdks_raise_from_the_stream_are_told() -> None:
    for each in core():
        raised = _text(each.expected or {}, "error") or ""
        if raised.startswith("APIError: "):
            error = each.run().reply.error
            assert error is not None
            assert error.message == raised.removeprefix("APIError: ")


def test_replies_without_an_sdk_that_merges_are_the_sum_of_their_events() -> None:
    for each in core():
        if each.format in ("gemini", "ollama-chat") and each.file not in UNDISPATCHED:
            text, reasoning, calls = SUMS[each.format](values_of(each))
            reply = each.run().reply
            assert "".join(m.joined("text") for m in reply.messages) == text, each.file
            assert "".join(m.joined("reasoning") for m in reply.messages) == reasoning, each.file
            named = [call.name for m in reply.messages for call in m.tool_calls]
            assert named == calls, each.file


def values_of(each: Recorded) -> list[JsonValue]:
    """The JSON values of a body with one line an event."""
    text = each.body.decode()
    if each.framing == "json-array":
        values = json.loads(text)
        assert isinstance(values, list)
        return values
    lines = text.splitlines()
    if each.framing == "sse":
        dispatched = lines[-1] == "" or each.body.endswith(b"\n\n")
        lines = [line.removeprefix("data:") for line in lines if line.startswith("data:")]
        lines = lines if dispatched else lines[:-1]
    return [json.loads(line) for line in lines if line.strip()]


Sum = tuple[str, str, list[str | None]]


def gemini_sum(values: list[JsonValue]) -> Sum:
    parts = [
        part
        for value in values
        if isinstance(value, dict)
        for candidate in _objects(value, "candidates")
        if isinstance(content := candidate.get("content"), dict)
        for part in _objects(content, "parts")
    ]
    calls = [call for part in parts if isinstance(call := part.get("functionCall"), dict)]
    return (
        "".join(_text(part, "text") or "" for part in parts if not part.get("thought")),
        "".join(_text(part, "text") or "" for part in parts if part.get("thought")),
        [_text(call, "name") for call in calls if call.get("name")],
    )


def ollama_sum(values: list[JsonValue]) -> Sum:
    messages = [at(value, "message") for value in values]
    objects = [message for message in messages if isinstance(message, dict)]
    calls = [call for message in objects for call in _objects(message, "tool_calls")]
    return (
        "".join(_text(message, "content") or "" for message in objects),
        "".join(_text(message, "thinking") or "" for message in objects),
        [name if isinstance(name := at(call, "function", "name"), str) else None for call in calls],
    )


SUMS = {"gemini": gemini_sum, "ollama-chat": ollama_sum}
