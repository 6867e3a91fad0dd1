"""Lenses and code actions before, during and after a run."""

import pytest

from runs import DONE, REQUESTED, begun, event, every, feed, finish, played, text, usage
from wirelens.ide.assertions import read_assertion
from wirelens.ide.lenses import RunState, actions, lenses, run_state
from wirelens.ide.runnables import runnables
from wirelens.stream.assertion import Assertion
from wirelens.stream.rules import Rules
from wirelens.stream.run import End, Run
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Severity

JSON = (("content-type", "application/json; charset=utf-8"),)


def check(
    state: RunState | None, *expected: str, request: str = "# @name chat\nGET http://h"
) -> None:
    """What the lenses say, with the view that each shows."""
    (runnable,) = runnables(parse(request).file)
    found = lenses(runnable, state)
    assert [each.title + (f" → {each.view}" if each.view else "") for each in found] == list(
        expected
    )
    assert all(each.span == runnable.line for each in found)
    assert all((each.view is not None) == (each.command == "wirelens.show") for each in found)


def check_summary(run: Run, expected: str) -> RunState:
    """What the result lens says of a run."""
    state = run_state(run)
    assert state.summary == expected
    return state


def answered(body: str, status: int = 200, secret: str = "") -> Run:
    return played((0.1, body), end=0.12, run=begun(headers=JSON, status=status, secret=secret))


def test_before_a_run_a_request_can_be_sent() -> None:
    check(None, "▶ Send")


def test_while_it_runs_it_can_be_cancelled() -> None:
    check(run_state(feed(begun(), (0.5, text("Hi")[0]))), "■ Cancel")


def test_after_a_stream_there_is_a_result_and_a_lens_for_each_view() -> None:
    state = run_state(played((0.412, text("Hi")[0]), (0.5, finish() + DONE)))
    check(
        state,
        "▶ Resend",
        "200 · openai-chat · ttft 412 ms · complete → reply",
        "reply → reply",
        "timeline → timeline",
        "raw → raw",
        "json → json",
        "stats → stats",
    )
    assert state.severity is None


def test_assertions_are_counted() -> None:
    kept, broken = read_assertion("text == Hi"), read_assertion("text == Ho")
    assert isinstance(kept, Assertion)
    assert isinstance(broken, Assertion)
    reads = (0.5, text("Hi")[0]), (0.6, finish() + DONE)
    passed = played(*reads, run=begun(Rules(assertions=(kept,))))
    failed = played(*reads, run=begun(Rules(assertions=(kept, broken))))
    assert run_state(passed).summary.endswith("· 1/1 ✓")
    assert run_state(failed).summary.endswith("· 1/2 ✗")
    assert run_state(failed).code == "assertion-failed"


def test_a_plain_response_has_its_body() -> None:
    check(
        run_state(answered('{"a": 1}')),
        "▶ Resend",
        "200 · application/json · 8 B · 120 ms → body",
        "raw → raw",
        "body → body",
    )


def test_the_speed_is_told_where_tokens_are_known() -> None:
    pieces = [*text("a", "b", "c"), finish(), usage(completion_tokens=20), DONE]
    run = played(*every(0.2, pieces))
    check_summary(run, "200 · openai-chat · ttft 500 ms · 50 tok/s · complete")


def test_a_truncated_stream() -> None:
    state = check_summary(
        played((0.5, text("Hi")[0])), "200 · openai-chat · ttft 500 ms · truncated"
    )
    assert (state.code, state.severity) == ("truncated", Severity.ERROR)


def test_a_failure_tells_its_reason_in_short() -> None:
    run = played((0.5, event({"error": {"message": "over\nloaded " * 9}})))
    state = run_state(run)
    assert state.summary.startswith("200 · unknown · error: over␊loaded ")
    assert state.summary.endswith("…")
    assert len(state.summary) < 100


def test_a_request_that_reached_nobody() -> None:
    run = Run(REQUESTED)
    run.end(End(0.1, "error", "connect-failed", "connection refused"))
    check(
        run_state(run),
        "▶ Resend",
        "error: connection refused → timeline",
        "timeline → timeline",
    )


def test_a_cancelled_stream() -> None:
    run = feed(begun(), (0.5, text("Hi")[0]))
    run.end(End(0.6, "cancelled"))
    check_summary(run, "200 · openai-chat · ttft 500 ms · cancelled")


def test_a_status_that_tells_of_an_error_is_grave() -> None:
    state = check_summary(answered("{}", 429), "429 · application/json · 2 B · 120 ms")
    assert (state.code, state.severity) == ("http-status", Severity.ERROR)


def test_no_secret_is_told() -> None:
    run = begun(secret="hunter2hunter2")
    run.end(End(0.6, "error", "timeout", "x" * 50 + " hunter2hunter2"))
    assert "hunter" not in run_state(run).summary


@pytest.mark.parametrize("method", ["GRPC", "WS"])
def test_other_protocols_have_no_lens(method: str) -> None:
    check(None, request=f"{method} http://h")


def test_every_lens_is_a_code_action_too() -> None:
    (runnable,) = runnables(parse("# @name chat\nGET http://h").file)
    done = run_state(answered("{}"))
    titles = [
        [each.title for each in actions(runnable, state)]
        for state in (None, RunState(pending=True), done)
    ]
    assert titles == [
        ["Send chat"],
        ["Cancel chat"],
        ["Resend chat", "Show raw of chat", "Show body of chat"],
    ]
