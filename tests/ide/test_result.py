"""A run and an event as JSON objects: keys, their order, and what they hold."""

import json

import pytest

from runs import DONE, begun, chat, event, feed, finish, played, reasoning, text, tool, usage
from wirelens.ide.opentelemetry import histogram
from wirelens.ide.result import event_object, result
from wirelens.stream.run import End, Requested, Run


def test_the_run_object() -> None:
    run = played(
        (0.2, ": hi\n\n"),
        (0.4, text("Hi")[0]),
        (0.6, tool('{"city":', "get_weather") + tool('"Paris"}')),
        (0.8, finish("tool_calls") + usage(completion_tokens=7) + DONE),
        end=0.9,
    )
    found = result(run)
    body_size = len(run.log.body)
    assert json.loads(json.dumps(found)) == {
        "source": None,
        "request": {
            "name": "chat",
            "method": "POST",
            "url": "http://127.0.0.1/v1/chat/completions",
            "file": "chat.http",
            "line": 3,
            "end_line": 12,
        },
        "response": {
            "status": 200,
            "http_version": "HTTP/1.1",
            "headers": [["content-type", "text/event-stream"]],
        },
        "framing": "sse",
        "dialect": "openai-chat",
        "messages": [
            {
                "role": None,
                "text": "Hi",
                "reasoning": "",
                "refusal": "",
                "tool_calls": [
                    {"id": "call_1", "name": "get_weather", "arguments": '{"city":"Paris"}'}
                ],
                "citations": [],
                "finish_reason": "tool_calls",
            }
        ],
        "usage": {"completion_tokens": 7},
        "model": None,
        "error": None,
        "end": {"transport": "eof", "terminator": "[DONE]", "verdict": "complete"},
        "counts": {"bytes": body_size, "reads": 4, "events": 6, "comments": 1},
        "timing": {
            "headers": 0.1,
            "first_byte": 0.2,
            "first_event": 0.4,
            "first_reasoning": None,
            "first_text": 0.4,
            "ttft": 0.4,
            "end": 0.9,
            "gap_p50": 0.2,
            "gap_p95": 0.2,
            "gap_max": 0.2,
            "delivery": "unknown",
        },
        "speed": {
            "reasoning": None,
            "answer": {"tokens": 7, "seconds": 0.2, "per_second": 35.0, "estimated": False},
        },
        "opentelemetry": {
            "gen_ai.operation.name": "chat",
            "gen_ai.response.finish_reasons": ["tool_calls"],
            "gen_ai.usage.output_tokens": 7,
            "gen_ai.client.operation.duration": 0.9,
            "gen_ai.client.operation.time_to_first_chunk": 0.4,
            "gen_ai.client.operation.time_per_output_chunk": histogram(run.content_arrivals()),
        },
        "findings": [],
        "assertions": [],
    }


def test_the_keys_keep_their_order() -> None:
    found = result(played((0.5, text("Hi")[0])))
    assert " ".join(found) == (
        "source request response framing dialect messages usage model error end counts timing "
        "speed opentelemetry findings assertions"
    )


def test_what_is_unknown_is_null() -> None:
    run = Run(Requested("GET", "http://127.0.0.1/"))
    found = result(run)
    assert [name for name, value in found.items() if value is None] == [
        "source",
        "response",
        "framing",
        "usage",
        "model",
        "error",
        "opentelemetry",
    ]
    assert found["request"] == {
        "name": None,
        "method": "GET",
        "url": "http://127.0.0.1/",
        "file": None,
        "line": None,
        "end_line": None,
    }
    assert found["end"] == {"transport": None, "terminator": None, "verdict": None}


def test_a_finding_has_its_event() -> None:
    found = result(played((0.5, text("Hi")[0] + finish())))
    assert found["findings"] == [
        {
            "code": "terminator-missing",
            "severity": "warning",
            "message": 'expected the terminator "[DONE]" after the finish reason "stop", '
            "found the end",
            "event": 2,
        }
    ]


def test_an_error_has_its_words_and_the_providers_object() -> None:
    error: dict[str, object] = {"error": {"message": "Overloaded"}}
    found = result(played((0.5, text("Hi")[0] + 'data: {"error": {"message": "Overloaded"}}\n\n')))
    assert found["error"] == {"message": "Overloaded", "value": error}


def test_times_have_no_tail_of_floating_point() -> None:
    found = result(played((0.1, text("a")[0]), (0.1 + 0.2, text("b")[0])))
    assert isinstance(times := found["timing"], dict)
    assert times["gap_max"] == 0.2


def check(run: Run, number: int, **expected: object) -> None:
    """The object of an event has these members among all that it must have."""
    found = event_object(run, run.log.event(number))
    names = "index at read offset type id data slot delta message"
    assert " ".join(found) == names
    assert {name: found[name] for name in expected} == expected


def test_the_event_object() -> None:
    first = "id: 7\n" + event({"choices": []}, "named")
    run = played((0.4, first), (0.6, reasoning("Hm")[0]))
    check(run, 1, index=1, at=0.4, read=1, offset=0, type="named", id="7", slot=None, delta=None)
    check(run, 1, data='{"choices": []}', message=None)
    check(run, 2, index=2, at=0.6, read=2, offset=len(first), type="message", id="7")
    check(run, 2, slot="reasoning", delta="Hm", message=0)


def test_of_an_event_with_deltas_for_two_parts_the_first_is_told() -> None:
    run = played((0.4, chat({"reasoning_content": "Hm", "content": "Hi"})))
    check(run, 1, slot="reasoning", delta="Hm")


def test_only_an_event_has_an_event_object() -> None:
    run = played((0.4, ": hi\n\n"))
    with pytest.raises(ValueError, match="only an event"):
        event_object(run, run.log[0])


def test_a_secret_that_the_server_sends_back_is_masked_everywhere() -> None:
    secret = "sk-4f1c-secret"
    run = feed(begun(secret=secret), (0.4, event({"error": secret})), (0.5, text(secret)[0]))
    run.end(End(1.0, "error", "stalled", f"no byte after {secret}"))
    whole = json.dumps([result(run), event_object(run, run.log.event(2))])
    assert secret not in whole
    assert '"delta": "***"' in whole
