"""Every cell of `docs/formats.md` is true: a body of the format is run, and does what it says."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from formats_page import COMMAND, PAGE, page
from providers.sent import Call, Event, Said, Stream
from providers.table import PROVIDERS, WRONG, Provider
from replies import run_of
from wirelens.jsonvalue import dump_json
from wirelens.stream import items
from wirelens.stream.dialects.dialect import Dialect
from wirelens.stream.dialects.format import Format, Merged
from wirelens.stream.dialects.table import FORMATS
from wirelens.stream.merge import recognised
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict

CALLS = (Call("call_1", "f", ('{"a":', "1}")), Call("call_2", "g", ("{}",)))
SAID = (
    Said(("a",), ("b",), ("c",), (), ("https://example.com/",)),
    Said(("d",), ("e",), (), CALLS, ("https://example.com/",)),
)
REFUSED = Said(("a",), (), ("c",), (), ("https://example.com/",))
CALLING = Said(("a",), ("b",), (), CALLS, ("https://example.com/",))

# What the cells name, but the bodies of `providers` do not have: an event alone, of the dialect.
ALSO: tuple[tuple[str, Event], ...] = (
    ("a2a", ("", {"result": {"kind": "message", "messageId": "m", "parts": []}, "jsonrpc": "2.0"})),
    ("a2a", ("", {"statusUpdate": {"taskId": "t", "status": {"state": "working"}}})),
    ("a2a", ("", {"artifactUpdate": {"artifact": {"artifactId": "a"}}})),
    ("bedrock-invoke", ("returnControl", {"invocationInputs": []})),
    ("cohere-v1", ("", {"is_finished": False, "text": "a"})),
    ("dify", ("", {"event": "text_chunk", "workflow_run_id": "r"})),
    ("gemini", ("", {"promptFeedback": {"blockReason": "SAFETY"}})),
    ("gemini-code-assist", ("", {"response": {"promptFeedback": {"blockReason": "SAFETY"}}})),
    ("langgraph", ("messages/partial", [{"type": "ai", "content": "a"}])),
    ("langgraph", ("messages/complete", [{"type": "ai", "content": "a"}])),
    ("langgraph", ("values", {"messages": [{"type": "ai", "content": "a"}]})),
    ("openai-chat", ("", {"choices": [{"message": {"content": "a"}}]})),
)

formats = pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.dialect.id)


def of(row: Format) -> list[Provider]:
    """Those who stream the format; an id may be that of several."""
    return [each for each in PROVIDERS if isinstance(failing(each).merger.dialect, row.dialect)]


def bodies(row: Format, several: bool = True) -> Iterator[tuple[Provider, Stream]]:
    """The streams of a format, which together hold all that it can."""
    for provider in of(row):
        for said in ((REFUSED,), (CALLING,), *[SAID] * several):
            yield provider, provider.stream(*provider.sayable(said))


def run(stream: Stream) -> Run:
    body = b"".join(stream.pieces(is_ascii=True)) + stream.write.after
    return run_of([body], stream.write.media_type)


def failing(provider: Provider) -> Run:
    """The reply as far as it goes without its end, then the provider's error."""
    stream = provider.stream(*provider.sayable((CALLING,)))
    return run(replace(stream, ending=[provider.error]))


def filled(run: Run) -> set[Merged]:
    """What of a run's reply is not empty."""
    reply, messages = run.reply, run.reply.messages
    parts = [part for message in messages for part in message.parts.values() if part.text]
    found: dict[Merged, object] = {
        "text": [part for part in parts if part.slot == "text"],
        "reasoning": [part for part in parts if part.slot == "reasoning"],
        "refusal": [part for part in parts if part.slot == "refusal"],
        "tool calls": [call for message in messages for call in message.tool_calls],
        "citations": [each for message in messages for each in message.citations],
        "usage": reply.usage,
        "finish reason": reply.finish_reason,
        "model": reply.model,
        "error": reply.error,
        "several messages": messages[1:],
    }
    return {part for part, value in found.items() if value}


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f'run "{COMMAND}"'


@formats
def test_what_a_format_is_said_to_merge_is_filled_and_nothing_else(row: Format) -> None:
    merged = set[Merged]()
    assert of(row)
    for provider in of(row):
        brought = filled(failing(provider))
        for stream in (stream for each, stream in bodies(row) if each is provider):
            whole = run(stream)
            assert isinstance(whole.merger.dialect, row.dialect)
            brought |= filled(whole)
        assert brought == provider.carries, provider.name
        merged |= brought
    assert merged == row.merges


@formats
def test_a_format_ends_as_it_is_said_to(row: Format) -> None:
    terminator = row.dialect.terminator
    finishes = row.always_finishes or terminator is None
    for provider, stream in bodies(row, several=False):
        whole, cut = run(stream), run(replace(stream, ending=[]))
        assert verdict(whole) == "complete", provider.name
        assert verdict(cut) == ("complete" if stream.endless else "truncated"), provider.name
        assert whole.reply.finish_reason or stream.endless or not finishes, provider.name
        ends = {*whole.reply.terminators, *(type_ for type_, _ in stream.ending)}
        assert terminator is None or terminator.lower() in map(str.lower, ends), provider.name


@formats
def test_an_error_is_told_after_what_came(row: Format) -> None:
    for provider in of(row):
        run = failing(provider)
        assert verdict(run) == "error"
        assert run.reply.error is not None
        assert run.reply.error.message == WRONG, provider.name


@formats
def test_a_format_is_told_by_what_the_cell_names(row: Format) -> None:
    """Each name stands in an event of the format; without the names nothing shows it."""
    events = [event for _, stream in bodies(row) for event in (*stream.events, *stream.ending)]
    events += [each.error for each in of(row)]
    events += [event for _, event in ALSO if shown_by(event) is row.dialect]
    names = re.findall(r"[\w-]{2,}", " ".join(re.findall(r"`([^`]+)`", row.told_by)))
    written = [f"{type_} {dump_json(data)}" for type_, data in events]
    assert [name for name in names if not any(name in each for each in written)] == []
    assert any(shown_by(event) is row.dialect for event in events)
    for event in events:
        assert shown_by(without(names, event)) is not row.dialect or not names, event


@pytest.mark.parametrize(("id_", "event"), ALSO)
def test_an_event_may_show_its_format_alone(id_: str, event: Event) -> None:
    shown = shown_by(event)
    assert shown is not None
    assert shown.id == id_


def without(names: list[str], event: Event) -> Event:
    """The event with other names in the place of these."""
    type_, data = event
    text = dump_json(data)
    for name in names:
        type_, text = type_.replace(name, "x"), text.replace(name, "x")
    return type_, json.loads(text)


def shown_by(event: Event) -> type[Dialect] | None:
    type_, data = event
    text = data if isinstance(data, str) else dump_json(data)
    return recognised(items.Event(0, 0, type_ or "message", text), data)
