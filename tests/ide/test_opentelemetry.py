"""A run in the names of OpenTelemetry's conventions for generative AI."""

import pytest

from runs import (
    DONE,
    Headers,
    begun,
    chat,
    event,
    every,
    feed,
    finish,
    played,
    reasoning,
    text,
    usage,
)
from wirelens.ide.opentelemetry import BOUNDS, histogram, opentelemetry
from wirelens.jsonvalue import JsonValue
from wirelens.stream.arrivals import Arrivals
from wirelens.stream.run import End, Run

DURATION = "gen_ai.client.operation.duration"
FIRST = "gen_ai.client.operation.time_to_first_chunk"
EACH = "gen_ai.client.operation.time_per_output_chunk"
USED: JsonValue = {"reasoning_tokens": 20}


def check(run: Run, **expected: JsonValue) -> None:
    """The run is told by these names, `__` for a dot, and no others but the durations."""
    told = opentelemetry(run)
    assert told is not None
    durations = {name for name in told if name.startswith("gen_ai.client.")}
    found = {name: value for name, value in told.items() if name not in durations}
    assert found == {name.replace("__", "."): value for name, value in expected.items()}


def arrivals(*waits: float) -> Arrivals:
    """Events in reads of their own, after these waits."""
    came, at = Arrivals(), 0.0
    came.add(1, 1, at)
    for number, wait in enumerate(waits, 2):
        at += wait
        came.add(number, number, at)
    return came


def test_a_whole_reply() -> None:
    told = usage(prompt_tokens=12, completion_tokens=30, completion_tokens_details=USED)
    model = event({"object": "chat.completion.chunk", "model": "m", "choices": []})
    run = played(
        (0.4, model), (0.5, reasoning("Hm")[0]), (0.9, text("Hi")[0] + finish() + told + DONE)
    )
    check(
        run,
        gen_ai__operation__name="chat",
        gen_ai__response__model="m",
        gen_ai__response__finish_reasons=["stop"],
        gen_ai__usage__input_tokens=12,
        gen_ai__usage__output_tokens=30,
        gen_ai__usage__reasoning__output_tokens=20,
    )


def test_durations_are_seconds_since_sending() -> None:
    run = played(*every(0.25, [*text("a", "b", "c"), finish() + DONE]), end=1.5)
    told = opentelemetry(run)
    assert told is not None
    assert (told[DURATION], told[FIRST]) == (1.5, 0.5)
    assert told[EACH] == histogram(arrivals(0.25, 0.25))


def test_of_events_that_share_a_read_no_time_is_told() -> None:
    told = opentelemetry(played((0.5, "".join(text("a", "b", "c")))))
    assert told is not None
    assert FIRST in told
    assert EACH not in told


def test_a_histogram_counts_each_wait_between_two_bounds() -> None:
    point = histogram(arrivals(0.0078125, 0.03125, 0.015625, 100.0))
    assert (point["count"], point["min"], point["max"]) == (4, 0.007812, 100.0)
    assert point["sum"] == 100.054688
    assert point["bucketCounts"] == [1, 1, 1, *[0] * 11, 1]
    assert point["explicitBounds"] == list(BOUNDS)


def test_what_had_to_be_estimated_is_not_told() -> None:
    run = played((0.5, text("four")[0] + finish() + DONE))
    check(run, gen_ai__operation__name="chat", gen_ai__response__finish_reasons=["stop"])
    shared = reasoning("four")[0] + text("four")[0] + finish() + usage(completion_tokens=10) + DONE
    check(
        played((0.5, shared)),
        gen_ai__operation__name="chat",
        gen_ai__response__finish_reasons=["stop"],
        gen_ai__usage__output_tokens=10,
    )


def test_each_message_has_its_finish_reason() -> None:
    body = text("a")[0] + chat({"content": "b"}, index=1) + finish() + chat({}, "length", 1) + DONE
    told = opentelemetry(played((0.5, body)))
    assert told is not None
    assert told["gen_ai.response.finish_reasons"] == ["stop", "length"]


def test_a_format_of_one_provider_names_it() -> None:
    started: JsonValue = {"type": "message_start", "message": {"usage": {"input_tokens": 3}}}
    check(
        feed(begun(), (0.5, event(started))),
        gen_ai__operation__name="chat",
        gen_ai__provider__name="anthropic",
        gen_ai__usage__input_tokens=3,
    )


def test_a_cache_that_is_counted_apart_is_input_too() -> None:
    counted: JsonValue = {
        "input_tokens": 3,
        "cache_read_input_tokens": 20,
        "cache_creation_input_tokens": 4,
    }
    run = feed(begun(), (0.5, event({"type": "message_start", "message": {"usage": counted}})))
    told = opentelemetry(run)
    assert told is not None
    assert told["gen_ai.usage.input_tokens"] == 27


def error_type(run: Run) -> JsonValue:
    told = opentelemetry(run)
    assert told is not None
    return told.get("error.type")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"error": {"message": "m", "type": "overloaded_error"}}, "overloaded_error"),
        ({"type": "error", "error": {"type": "api_error", "message": "m"}}, "api_error"),
        ({"error": {"message": "m", "code": "rate_limit"}}, "rate_limit"),
        ({"error": {"message": "m", "code": 429}}, "_OTHER"),
        ({"error": "m"}, "_OTHER"),
    ],
)
def test_an_error_in_the_stream_is_called_what_the_provider_calls_it(
    error: JsonValue, expected: str
) -> None:
    assert error_type(played((0.5, text("Hi")[0] + event(error)))) == expected


def test_an_error_status_is_the_type_of_the_error() -> None:
    headers: Headers = (("content-type", "text/event-stream"),)
    run = played((0.5, event({"n": 1})), run=begun(headers=headers, status=429))
    assert error_type(run) == "429"


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (End(1.0, "error", "stalled", "no byte for 5 s"), "stalled"),
        (End(1.0, "reset"), "truncated"),
        (End(1.0, "cancelled"), None),
    ],
)
def test_a_run_that_broke_is_called_what_we_call_it(end: End, expected: JsonValue) -> None:
    run = feed(begun(), (0.5, text("Hi")[0]))
    run.end(end)
    assert error_type(run) == expected


def test_a_whole_reply_has_no_error() -> None:
    assert error_type(played((0.5, text("Hi")[0] + finish() + DONE))) is None


def test_what_is_no_stream_is_told_by_none_of_the_names() -> None:
    assert opentelemetry(begun()) is None
    run = played((0.5, "{}"), run=begun(headers=(("content-type", "application/json"),)))
    assert opentelemetry(run) is None
