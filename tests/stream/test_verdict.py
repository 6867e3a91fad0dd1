"""Why a run ended, in one word."""

import pytest

from runs import DONE, begun, chat, event, feed, finish, played, text
from wirelens.jsonpath import PathProblem, compile_path
from wirelens.stream.rules import PathRule, Rules
from wirelens.stream.run import End, Run
from wirelens.stream.verdict import Verdict, verdict

HI = text("Hi")[0]
PLAIN = (("content-type", "application/json"),)
NAMELESS = event({"n": 1})


def check(expected: Verdict | None, body: str, end: End, run: Run | None = None) -> None:
    """A run with this body and this end has the expected verdict."""
    run = feed(begun() if run is None else run, (0.5, body))
    run.end(end)
    assert verdict(run) == expected


EOF = End(1.0, "eof")
RESET = End(1.0, "reset", None, "connection reset by peer")


def test_a_pending_run_has_none() -> None:
    assert verdict(feed(begun(), (0.5, HI))) is None


def test_terminator_and_finish_reason_complete_a_reply() -> None:
    check("complete", HI + finish() + DONE, EOF)


def test_a_terminator_alone_completes_it() -> None:
    check("complete", HI + DONE, EOF)


def test_a_finish_reason_alone_completes_it() -> None:
    check("complete", HI + finish(), EOF)


def test_neither_of_them_is_a_cut() -> None:
    check("truncated", HI, EOF)


def test_a_reset_after_the_finish_reason_takes_nothing_away() -> None:
    check("complete", HI + finish(), RESET)


def test_a_reset_before_it_is_a_cut() -> None:
    check("truncated", HI, RESET)


def test_an_unknown_stream_that_ends_cleanly_is_complete() -> None:
    check("complete", NAMELESS, EOF)


def test_an_unknown_stream_that_is_reset_is_cut() -> None:
    check("truncated", NAMELESS, RESET)


def test_an_unknown_stream_with_a_terminator_may_be_reset() -> None:
    check("complete", NAMELESS + DONE, RESET)


def test_json_lines_that_end_inside_a_value_are_cut() -> None:
    lines = (("content-type", "application/x-ndjson"),)
    check("complete", '{"n": 1}\n{"n": 2}', EOF, begun(headers=lines))
    check("truncated", '{"n": 1}\n{"n":', EOF, begun(headers=lines))


def test_an_unknown_stream_that_leaves_its_last_event_open_is_complete() -> None:
    check("complete", NAMELESS + NAMELESS.rstrip(), EOF)


def test_an_unknown_stream_whose_only_event_is_left_open_is_cut() -> None:
    check("truncated", NAMELESS.rstrip(), EOF)


def test_a_merge_by_paths_needs_a_clean_end_only() -> None:
    path = compile_path("$.n")
    assert not isinstance(path, PathProblem)
    check("complete", NAMELESS, EOF, begun(Rules(paths=(PathRule("text", path),))))


@pytest.mark.parametrize(("end", "expected"), [(EOF, "complete"), (RESET, "truncated")])
def test_a_plain_body_needs_a_clean_end(end: End, expected: Verdict) -> None:
    check(expected, '{"a": 1}', end, begun(headers=PLAIN))


def test_an_error_in_the_stream_is_one_whatever_follows() -> None:
    check("error", HI + event({"error": {"message": "Overloaded"}}) + finish() + DONE, EOF)


def test_a_body_that_is_nothing_but_an_error_is_one() -> None:
    check("error", '{"error": {"message": "no such model"}}', EOF, begun(headers=PLAIN))


def test_a_body_that_also_tells_of_an_error_is_not() -> None:
    check("complete", '{"job": 7, "error": "it failed"}', EOF, begun(headers=PLAIN))


def test_an_error_body_with_an_error_status_is_a_whole_answer() -> None:
    check("complete", '{"error": "slow down"}', EOF, begun(headers=PLAIN, status=429))


def test_a_transport_that_breaks_with_an_error_is_one() -> None:
    check("error", HI + finish(), End(1.0, "error", None, "the peer broke"))


def test_content_that_is_damaged_is_a_cut() -> None:
    end = End(1.0, "error", "truncated", "the content is damaged")
    check("truncated", HI, end)
    check("truncated", NAMELESS, end)
    check("complete", HI + finish(), end)


def test_a_run_without_a_response_failed() -> None:
    run = Run(begun().requested)
    run.end(End(1.0, "reset", "connect-failed", "cannot connect"))
    assert verdict(run) == "error"


@pytest.mark.parametrize("code", ["stalled", "timeout"])
def test_a_run_that_took_too_long_stalled(code: str) -> None:
    check("stalled", HI, End(9.0, "error", code, "no byte for 5 s"))


def test_the_user_may_cancel() -> None:
    check("cancelled", HI, End(1.0, "cancelled"))


def test_a_run_that_was_told_where_to_stop_is_stopped() -> None:
    check("stopped", HI + HI, End(1.0, "eof"), begun(Rules(max_events=1)))


def test_however_the_transport_calls_it() -> None:
    check("stopped", HI + HI, End(1.0, "cancelled"), begun(Rules(until_type="message")))


def test_a_bound_of_ours_is_a_limit() -> None:
    check("limit", HI, End(1.0, "error", "inflation-limit", "more than 1 GiB"))


def test_a_stream_without_a_content_event_is_cut() -> None:
    check("truncated", chat({"role": "assistant"}), EOF)


def test_the_order_of_reads_does_not_show() -> None:
    body = HI + finish() + DONE
    run = played(*((0.5, byte) for byte in body))
    assert verdict(run) == "complete"
