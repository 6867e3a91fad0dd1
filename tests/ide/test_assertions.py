"""Assertions as the file writes them: what they mean, and what is wrong with others."""

import re
from dataclasses import replace

import pytest

from corpus import ROOT
from runs import DONE, begun, chat, event, every, finish, played, reasoning, text, tool, usage
from wirelens.ide.assertions import block_assertions, read_assertion
from wirelens.stream.assertion import Assertion
from wirelens.stream.assertion_subjects import FACTS
from wirelens.stream.outcomes import Outcome, outcomes
from wirelens.stream.run import Run
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Problem


def reply() -> Run:
    """A reply of two words of reasoning, three of text, a tool call and usage."""
    return played(
        *every(
            0.1,
            [
                *reasoning("Let me ", "think"),
                *text("Hi", " there", ", Ann"),
                tool('{"city":', "get_weather"),
                tool('"Paris"}'),
                finish("stop"),
                usage(prompt_tokens=9, completion_tokens=12),
                DONE,
            ],
        )
    )


def check(assertion: str, run: Run | None = None) -> Outcome:
    """The outcome of one assertion on a run, `reply()` unless another is given."""
    read = read_assertion(assertion)
    assert isinstance(read, Assertion), read
    run = reply() if run is None else run
    run.rules = replace(run.rules, assertions=(read,))
    (outcome,) = outcomes(run)
    return outcome


@pytest.mark.parametrize(
    "assertion",
    [
        "status == 200",
        "status < 300",
        "not status == 500",
        "header content-type contains event-stream",
        "header Content-Type == text/event-stream",
        "not header x-missing exists",
        'text == "Hi there, Ann"',
        "text == Hi there, Ann",
        "text contains there",
        "text matches ^Hi .* Ann$",
        "text matches /Ann/",
        'text matches "there,\\\\s"',
        "not text contains error",
        "reasoning exists",
        "reasoning contains think",
        "tool_calls contains get_weather",
        "not tool_calls contains get_time",
        "finish_reason == stop",
        "finish_reason != length",
        "usage.completion_tokens <= 12",
        "usage.prompt_tokens == 9",
        "events == 10",
        "events > 3",
        "events message == 10",
        "events ping == 0",
        "events within 650 ms == 2",
        "any event $.choices[0].delta.content == Hi",
        "any event choices[0].finish_reason == stop",
        "any event message $.usage exists",
        "any event message within 0.6 s exists",
        "not any event $.error exists",
        'every event $.object == "chat.completion.chunk"',
        "event_types contains message",
        'event_types contains ["message", "message"]',
        "ttft < 2 s",
        "ttft <= 500 ms",
        "ttft < 1",
        "gap_max < 200ms",
        "duration >= 9",
        "verdict == complete",
        "delivery == streamed",
        "$.choices[0].message.content contains Ann",
        "choices[0].message.role == assistant",
        "$.choices[?@.index == 0].finish_reason contains stop",
        '$.choices[0].message.tool_calls[0].function.arguments == {"city":"Paris"}',
        "$..role contains assistant",
    ],
)
def test_a_kept_promise_passes(assertion: str) -> None:
    outcome = check(assertion)
    assert outcome.passed, outcome


@pytest.mark.parametrize(
    ("assertion", "found"),
    [
        ("status == 500", "200"),
        ("not status == 200", "200"),
        ("header x-missing == 1", "nothing"),
        ("text contains Bob", "Hi there, Ann"),
        ("finish_reason == length", "stop"),
        ("usage.completion_tokens > 12", "12"),
        ("usage.missing exists", "nothing"),
        ("events < 10", "10"),
        ("every event $.choices[0].delta.content exists", "nothing"),
        ("every event error $.message exists", "no such event"),
        ("any event $.error exists", "none of 9 events"),
        ("event_types contains [message, error]", '["message","message",'),
        ("ttft < 100 ms", "0.5"),
        ("verdict == truncated", "complete"),
        ("$.choices[0].message.nothing exists", "nothing"),
        ("model exists", "nothing"),
    ],
)
def test_a_broken_promise_fails_and_tells_what_was_found(assertion: str, found: str) -> None:
    outcome = check(assertion)
    assert not outcome.passed
    assert outcome.found.startswith(found)


def test_a_json_text_is_compared_with_the_text_of_the_file() -> None:
    run = played((0.5, event({"choices": [{"index": 0, "delta": {"content": "42"}}]})))
    assert check("text == 42", run).passed
    assert check("text < 43", run).passed
    assert not check("text == 43", run).passed


def test_true_is_not_one() -> None:
    run = played((0.5, chat({"content": "x"})), (0.6, event({"ok": True})))
    assert not check("any event $.ok == 1", run).passed
    assert check("any event $.ok == true", run).passed


def test_the_event_that_settled_it_is_known() -> None:
    assert check("not any event $.choices[0].delta.content == Hi").event == 3
    assert check("every event $.choices[0].delta.content exists").event == 1
    assert check("text contains Bob").event == 3
    assert check("finish_reason == length").event == 8


def test_a_run_that_goes_on_has_no_outcomes() -> None:
    run = played((0.5, chat({"content": "x"})))
    run.ended = None
    read = read_assertion("status == 200")
    assert isinstance(read, Assertion)
    run.rules = replace(run.rules, assertions=(read,))
    assert outcomes(run) == []


@pytest.mark.parametrize(
    ("assertion", "marked", "message"),
    [
        ("", "", "expected an operator"),
        ("status", "status", "expected an operator"),
        ("status ==", "=", 'expected a value after "=="'),
        ("statsu == 200", "statsu", "expected a subject"),
        ("== 200", "== 200", "expected an operator"),
        ("header == 1", "header ", "name of one header field"),
        ("ttft < soon", "soon", "expected a duration"),
        ("ttft contains 1", "1", "expected a comparison of a time"),
        ("text matches [", "[", "expected"),
        ('text == "open', '"open', "expected a JSON string"),
        ("text exists now", "now", 'expected nothing after "exists"'),
        ("$.a[ == 1", "$.a[ == 1", "expected an operator"),
        ("$.a[x] == 1", "x", "expected"),
    ],
)
def test_what_cannot_be_read_is_a_problem_at_its_place(
    assertion: str, marked: str, message: str
) -> None:
    problem = read_assertion(assertion)
    assert isinstance(problem, Problem)
    assert problem.code == "assertion-invalid"
    assert message in problem.message
    assert problem.span.of(assertion) == marked


@pytest.mark.parametrize(
    "assertion",
    ["js response.parsedBody.x == 1", "xpath /a == b", "body a isNumber", "body b startsWith c"],
)
def test_what_only_httpyac_checks_is_told_and_is_no_error(assertion: str) -> None:
    problem = read_assertion(assertion)
    assert isinstance(problem, Problem)
    assert problem.code == "not-executed"


def test_directives_and_question_marks_are_the_same_in_order_of_lines() -> None:
    source = "# @assert status == 200\nGET http://x/\n?? finish_reason == stop\n?? nonsense here\n"
    found = block_assertions(parse(source).file.blocks[0])
    assert [(each.line, each.text) for each in found.assertions] == [
        (-1, "status == 200"),
        (1, "finish_reason == stop"),
    ]
    assert [span.of(source) for span in found.spans] == ["status == 200", "finish_reason == stop"]
    assert [problem.code for problem in found.problems] == ["assertion-invalid"]


def test_a_near_miss_is_offered() -> None:
    problem = read_assertion("finish_reson == stop")
    assert isinstance(problem, Problem)
    assert problem.hint == 'did you mean "finish_reason"?'


def test_the_body_of_a_plain_response_is_asserted() -> None:
    run = begun(headers=(("content-type", "application/json"),))
    run.read(0.2, b'{"ok": true, "items": [{"id": 7}]}')
    run = played(run=run)
    assert check("$.ok == true", run).passed
    assert check("body items[0].id == 7", run).passed
    assert check('body contains "items"', run).passed
    assert check("text contains items", run).passed


def test_every_assertion_of_the_documentation_is_one() -> None:
    page = (ROOT / "docs" / "assertions.md").read_text(encoding="utf-8")
    examples = re.findall(r"^# @assert (.+)$", page, re.MULTILINE)
    assert len(examples) >= 10
    assert [each for each in examples if isinstance(read_assertion(each), Problem)] == []
    for subject in (*FACTS, "header", "usage.", "events", "any event", "every event"):
        assert f"`{subject}" in page, subject
