"""Bodies that providers really sent, in formats that no official SDK merges: added up apart."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from recorded import Recorded, recorded
from replies import at, check_provenance, summary
from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.items import Event
from wirelens.stream.merge import recognised
from wirelens.stream.reply import Message

DIALECTS = {  # as the index calls the format: the dialect
    "openai-completions": "openai-completions",
    "openai-assistants": "openai-assistants",
    "cohere-v2": "cohere-v2",
    "cohere-v1": "cohere-v1",
    "gemini-interactions": "gemini-interactions",
    "tgi-generate": "tgi",
    "vercel-ui": "vercel-ui",
    "vercel-data-stream-v4": "vercel-data-v4",
}
OURS = {*DIALECTS.values(), "gemini-code-assist", "replicate", "watsonx"}
THREAD = "ThreadRunStreamResponseFixture"  # single line ends stand where blank lines belong


@dataclass
class Sum:
    """What a reply holds, added up without the merge; arguments as values."""

    text: str = ""
    reasoning: str = ""
    finish: str | None = None
    calls: tuple[tuple[str | None, str | None, JsonValue], ...] = ()


def ours() -> Iterator[Recorded]:
    """The bodies of these formats, each with the blank line that dispatches its last event."""
    for each in recorded():
        if each.format in DIALECTS:
            is_cut = each.framing == "sse" and not each.body.endswith((b"\n\n", b"\r\n\r\n"))
            yield replace(each, body=each.body + b"\n\n") if is_cut else each


def thread() -> Recorded:
    """The fixture of a whole Assistants run, with the blank lines that it lacks."""
    (found,) = (each for each in recorded() if THREAD in each.file)
    return replace(found, body=found.body.replace(b"\nevent:", b"\n\nevent:") + b"\n")


def test_the_bodies_are_recognised() -> None:
    told = {each.file: (each.format, each.run().merger.dialect_id) for each in ours()}
    assert len(told) > 15
    assert {file for file, (format_, found) in told.items() if found != DIALECTS[format_]} == set()


def test_no_body_of_another_format_is_taken_for_one_of_these() -> None:
    for each in recorded():
        if each.format not in DIALECTS:
            assert each.run().merger.dialect_id not in OURS, each.file


def test_no_event_shows_one_of_these_where_it_is_not() -> None:
    for each in recorded():
        shown = {found.id for event in events(each) if (found := recognised(*event)) is not None}
        dialect = DIALECTS.get(each.format)
        assert shown & OURS <= {dialect}, each.file
        assert dialect is None or shown <= {dialect}, each.file


def events(each: Recorded) -> Iterator[tuple[Event, JsonValue]]:
    log = each.run().log
    for number in range(1, log.events + 1):
        event = log.event(number).item
        if isinstance(event, Event) and not isinstance(value := parse_json(event.data), JsonFault):
            yield event, value


def test_how_a_body_was_cut_and_its_line_ends_never_show() -> None:
    for each in (*ours(), thread()):
        whole = summary(each.run())
        assert summary(each.with_crlf().run()) == whole, each.file
        for chunks in each.cuts():
            run = each.run(chunks)
            assert summary(run) == whole, each.file
            check_provenance(run.reply)
        dump_json(each.run().merger.merged())


def test_replies_are_the_sum_of_their_events() -> None:
    for each in ours():
        if each.format in SUMS:
            run = each.run()
            (message,) = run.reply.messages
            assert told(message) == SUMS[each.format](values(each)), each.file
            assert run.reply.notes == []


def test_errors_are_told() -> None:
    errors = [error for each in ours() if (error := summary(each.run()).get("error"))]
    assert [str(error)[:38] for error in errors] == [
        "your request resulted in an invalid to",
        "upstream broke",
        "upstream broke",
        "upstream broke",
    ]


def test_a_whole_run_of_an_assistant() -> None:
    run = thread().run()
    assert run.merger.dialect_id == "openai-assistants"
    (message,) = run.reply.messages
    assert told(message) == Sum("Hello! How can I assist you today?", finish="completed")
    assert run.reply.usage == {"prompt_tokens": 1138, "completion_tokens": 11, "total_tokens": 1149}
    assert run.reply.model == "gpt-4o"
    (merged,) = objects(run.merger.merged(), "messages")
    assert at(merged, "content", 0, "text", "value") == "Hello! How can I assist you today?"


def told(message: Message) -> Sum:
    calls = tuple((call.id, call.name, json.loads(call.arguments)) for call in message.tool_calls)
    text, reasoning = message.joined("text"), message.joined("reasoning")
    return Sum(text, reasoning, message.finish_reason, calls)


def values(each: Recorded) -> list[JsonValue]:
    """The JSON values of a body with one line an event; prefixed lines as a list of two."""
    lines = each.body.decode().splitlines()
    if each.framing == "prefixed-lines":
        return [[line[0], json.loads(line[2:])] for line in lines]
    if each.framing == "sse":
        lines = [line.removeprefix("data:") for line in lines if line.startswith("data:")]
    return [json.loads(line) for line in lines if line.strip() not in ("", "[DONE]")]


def objects(value: JsonValue, key: str) -> list[dict[str, JsonValue]]:
    found = value.get(key) if isinstance(value, dict) else None
    found = [found] if isinstance(found, dict) else found
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def joined(values: list[JsonValue], *steps: str | int) -> str:
    """The strings that stand at these steps of those values that have them."""
    return "".join(found for value in values if isinstance(found := reached(value, steps), str))


def reached(value: JsonValue, steps: tuple[str | int, ...]) -> JsonValue:
    try:
        return at(value, *steps)
    except (AssertionError, KeyError, IndexError):
        return None


def of(values: list[JsonValue], key: str, name: str) -> list[JsonValue]:
    return [value for value in values if isinstance(value, dict) and value.get(key) == name]


def string(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None


def completions_sum(values: list[JsonValue]) -> Sum:
    finish = string(at(values[-1], "choices", 0, "finish_reason"))
    return Sum(joined(values, "choices", 0, "text"), finish=finish)


def tgi_sum(values: list[JsonValue]) -> Sum:
    text = joined(values, "token", "text")
    assert str(at(values[-1], "generated_text")).endswith(text)
    return Sum(text)


def cohere_v1_sum(values: list[JsonValue]) -> Sum:
    text = joined(of(values, "event_type", "text-generation"), "text")
    (end,) = of(values, "event_type", "stream-end")
    stated = reached(end, ("response", "text")) or at(end, "response", "generations", 0, "text")
    assert stated == text
    return Sum(text, finish=string(at(end, "finish_reason")))


def cohere_v2_sum(values: list[JsonValue]) -> Sum:
    calls = []
    for start in of(values, "type", "tool-call-start"):
        call = at(start, "delta", "message", "tool_calls")
        pieces = [
            each
            for each in of(values, "type", "tool-call-delta")
            if at(each, "index") == at(start, "index")
        ]
        arguments = joined(pieces, "delta", "message", "tool_calls", "function", "arguments")
        name = string(at(call, "function", "name"))
        calls.append((string(at(call, "id")), name, json.loads(arguments)))
    return Sum(
        joined(values, "delta", "message", "content", "text"),
        joined(values, "delta", "message", "tool_plan"),
        string(at(of(values, "type", "message-end")[0], "delta", "finish_reason")),
        tuple(calls),
    )


def interactions_sum(values: list[JsonValue]) -> Sum:
    finish = string(at(values[-1], "interaction", "status"))
    return Sum(joined(values, "delta", "text"), finish=finish)


def vercel_ui_sum(values: list[JsonValue]) -> Sum:
    calls = tuple(
        (string(at(each, "toolCallId")), string(at(each, "toolName")), at(each, "input"))
        for each in of(values, "type", "tool-input-available")
    )
    return Sum(
        joined(of(values, "type", "text-delta"), "delta"),
        joined(of(values, "type", "reasoning-delta"), "delta"),
        joined(of(values, "type", "finish"), "finishReason"),
        calls,
    )


def vercel_data_sum(values: list[JsonValue]) -> Sum:
    held: dict[str, list[JsonValue]] = {}
    for value in values:
        held.setdefault(str(at(value, 0)), []).append(at(value, 1))
    calls = tuple(
        (string(at(each, "toolCallId")), string(at(each, "toolName")), at(each, "args"))
        for each in held.get("9", [])
    )
    return Sum(
        "".join(map(str, held.get("0", []))),
        "".join(map(str, held.get("g", []))),
        joined(held["d"], "finishReason"),
        calls,
    )


SUMS: dict[str, Callable[[list[JsonValue]], Sum]] = {
    "openai-completions": completions_sum,
    "cohere-v2": cohere_v2_sum,
    "cohere-v1": cohere_v1_sum,
    "gemini-interactions": interactions_sum,
    "tgi-generate": tgi_sum,
    "vercel-ui": vercel_ui_sum,
    "vercel-data-stream-v4": vercel_data_sum,
}
