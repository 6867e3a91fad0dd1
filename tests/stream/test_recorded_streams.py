"""Bodies that providers really sent, merged: each in every way that it may come, none left out.

Where an official SDK merged a body too, it agrees, but for the differences that have a reason. The
others are added up event by event, without the merge. `pytest -s` shows the totals.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from recorded import Recorded, recorded
from replies import check_provenance, summary
from sdk_differences import DIFFERENCES
from sdk_results import differing, shown, told_by_the_sdk, told_by_us
from sums import Sum, events_of, told
from sums_of_agents import SUMS as OF_AGENTS
from sums_of_models import SUMS as OF_MODELS
from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.items import Event
from wirelens.stream.merge import recognised
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict

SUMS = OF_MODELS | OF_AGENTS

UNKNOWN = {  # of no dialect: errors alone, speech as text, what was stored without blank lines
    "gemini/prism-php_prism__Fixtures.gemini.stream-basic-text-1.sse",
    "huggingface/huggingface_huggingface.js__inference.tapes.json-b5bb4f452-e9fc55386e8e.sse",
    "openai/crmne_ruby_llm__vcr_transcription_basic_functionality_openai_gpt-4o-transcribe_streams_text_deltas_and_returns_the_final_transcription.sse",
    "openai-php-fixtures/openai-php_client__Fixtures.Streams.ChatCompletionCreateError.sse",
    "openai-php-fixtures/openai-php_client__Testing.Responses.Fixtures.Chat.CreateStreamedResponseFixture.sse",
    "openai-php-fixtures/openai-php_client__Testing.Responses.Fixtures.Threads.Runs.ThreadRunStreamResponseFixture.sse",
    "vertex/FirebaseExtended_vertexai-sdk-test-data__vertexai.streaming-failure-invalid-json.sse",
}
NOTED = {
    "anthropic/vercel_ai__anthropic.spliced-message-start.chunks.sse": ["message-restarted"],
    "cerebras/huggingface_huggingface.js__inference.tapes.json-b5bb4f452-b3cad22ff43c.sse": [
        "json-invalid"
    ],
    "cerebras/vercel_ai__cerebras.cererebras-structured-output-tools.1.chunks.sse": [
        "message-restarted",
        "index-reused",
    ],
    "openai/vercel_ai__openai.responses.parallel-tool-call-wrapper.1.chunks.sse": ["json-invalid"],
}


@cache
def runs() -> tuple[tuple[Recorded, Run], ...]:
    """Every body, whole, with the blank line that dispatches its last event."""
    return tuple((each, each.run()) for each in (body.closed() for body in recorded()))


def of_sdk() -> Iterator[tuple[Recorded, dict[str, JsonValue]]]:
    """The bodies that an SDK merged, as it got them; a lone event has to be dispatched, though."""
    for each in recorded():
        if each.expected is not None:
            yield each.closed() if each.events == 1 else each, each.expected


def log_of(run: Run) -> Iterator[Event]:
    for number in range(1, run.log.events + 1):
        event = run.log.event(number).item
        assert isinstance(event, Event)
        yield event


def test_every_body_has_as_many_events_as_were_counted() -> None:
    assert {each.file for each, run in runs() if run.log.events != each.events} == set()


def test_every_body_is_of_the_dialect_that_its_label_says() -> None:
    wrong = {each.file for each, run in runs() if run.merger.dialect_id != each.dialect}
    assert wrong == set()
    assert {each.file for each, _ in runs() if each.dialect == "unknown"} == UNKNOWN


def test_no_event_shows_another_dialect() -> None:
    for each, run in runs():
        for event in log_of(run):
            value = parse_json(event.data)
            found = None if isinstance(value, JsonFault) else recognised(event, value)
            assert found is None or found.id == each.dialect, each.file


def test_how_a_body_comes_never_shows() -> None:
    for each, whole in runs():
        expected = (summary(whole), verdict(whole), whole.merger.merged())
        for way, run in each.ways():
            assert (summary(run), verdict(run), run.merger.merged()) == expected, (each.file, way)
            check_provenance(run.reply)
        dump_json(expected[2])


def test_a_body_that_lacks_its_last_blank_line_shows_its_dialect_once_an_event_came() -> None:
    cut = [each for each in recorded() if each != each.closed()]
    assert len(cut) > 10
    for each in cut:
        run = each.run()
        assert run.log.events == each.events - 1
        assert run.merger.dialect_id == (each.dialect if run.log.events else "unknown"), each.file


def test_each_piece_of_text_stands_in_the_data_of_its_event() -> None:
    for each, run in runs():
        provenance = run.reply.provenance
        for piece in (provenance[row] for row in range(len(provenance))):
            event = run.log.event(piece.event).item
            if piece.part.slot != "tool":
                assert isinstance(event, Event)
                assert piece.text in "".join(strings(parse_json(event.data))), each.file


def strings(value: JsonValue | JsonFault) -> Iterator[str]:
    """Every string in a value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for child in value.values() if isinstance(value, dict) else value:
            yield from strings(child)


def test_what_is_out_of_order_or_unreadable_is_noted_and_nothing_else() -> None:
    noted = {each.file: [note.code for note in run.reply.notes] for each, run in runs()}
    assert {file: codes for file, codes in noted.items() if codes} == NOTED


def test_merges_agree_with_those_of_the_official_sdks_but_for_named_differences() -> None:
    results = {
        each.file: (told_by_the_sdk(each, expected), told_by_us(each, each.run()))
        for each, expected in of_sdk()
    }
    assert len(results) > 120
    assert len(DIFFERENCES) <= 15
    differ = {file: differing(*pair) for file, pair in results.items() if differing(*pair)}
    assert differ.keys() == {difference.file for difference in DIFFERENCES}
    for difference in DIFFERENCES:
        ours = results[difference.file][1]
        told = {field: shown(ours[field]) for field in differ[difference.file]}
        assert told == difference.ours, difference.file


def test_the_other_replies_are_the_sum_of_their_events() -> None:
    for each, run in runs():
        if each.expected is None and each.dialect in SUMS:
            assert told(run) == summed(each), each.file


def summed(each: Recorded) -> Sum:
    total = SUMS[each.dialect](events_of(each))
    return replace(total, verdict="error") if total.error else total


def test_a_body_of_no_dialect_has_no_reply_but_may_have_an_error() -> None:
    for each, run in runs():
        if each.dialect == "unknown":
            assert run.reply.messages == [], each.file
            assert (run.reply.error is not None) == (each.format == "error-only"), each.file


def test_bodies_that_were_stored_without_blank_lines_are_whole_with_them() -> None:
    spaced = [each.spaced().run() for each in recorded() if "single-newline" in each.defects]
    assert [(run.merger.dialect_id, told(run).text[-35:], told(run).finish) for run in spaced] == [
        ("gemini", "cool things. Mostly magic, though.\n", "STOP"),
        ("openai-chat", "ello! This is a fake chat response.", "stop"),
        ("openai-assistants", "Hello! How can I assist you today?", "completed"),
    ]


def test_every_body_is_held_against_an_sdk_a_sum_or_the_list_of_the_unknown() -> None:
    held = Counter[tuple[str, str]]()
    for each, _ in runs():
        by = "sdk" if each.expected is not None else "sum" if each.dialect in SUMS else "list"
        held[each.dialect, by] += 1
        assert by != "list" or each.file in UNKNOWN
    assert held.total() == len(recorded())
    print(_totals(held))


def _totals(held: Counter[tuple[str, str]]) -> str:
    """A table of the bodies by dialect, and one line about all of them."""
    rows = [f"{'dialect':22}bodies  events  sdk  sum"]
    for dialect in sorted({dialect for dialect, _ in held}):
        events = [each.events for each, _ in runs() if each.dialect == dialect]
        sdk, added = held[dialect, "sdk"], held[dialect, "sum"]
        rows.append(f"{dialect:22}{len(events):6}{sum(events):8}{sdk:5}{added:5}")
    verdicts = Counter(verdict(run) for _, run in runs())
    size = sum(len(each.body) for each, _ in runs())
    told = ", ".join(f"{count} {word}" for word, count in verdicts.most_common())
    differences = f"{len(DIFFERENCES)} differ from the SDK"
    rows.append(f"{len(runs())} bodies, {size} bytes: {told}; {differences}, each for a reason")
    return "\n" + "\n".join(rows)
