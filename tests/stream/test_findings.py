"""What is noteworthy about a run: code, place and words."""

from itertools import pairwise

import pytest

from runs import (
    DONE,
    begun,
    chat,
    event,
    every,
    feed,
    finish,
    played,
    text,
    tool,
)
from wirelens.jsonpath import PathProblem, compile_path
from wirelens.stream.finding import LISTED, SEVERITIES, Finding, bounded
from wirelens.stream.findings import findings
from wirelens.stream.rules import PathRule, Rules, RuleSlot
from wirelens.stream.run import End, Run

HI = text("Hi")[0]
WHOLE = HI + finish() + DONE
PLAIN = (("content-type", "application/json"),)


def check(run: Run, *expected: tuple[str, int | None]) -> list[Finding]:
    """The run has findings of these codes at these events, and no others."""
    found = findings(run)
    assert [(each.code, each.event) for each in found] == list(expected)
    return found


def ended(body: str, end: End, run: Run | None = None) -> Run:
    run = feed(begun() if run is None else run, (0.5, body))
    run.end(end)
    return run


def rule(slot: RuleSlot, path: str) -> PathRule:
    compiled = compile_path(path)
    assert not isinstance(compiled, PathProblem)
    return PathRule(slot, compiled)


def test_a_whole_reply_has_none() -> None:
    check(played((0.5, WHOLE)))


def test_a_pending_reply_is_not_yet_without_its_end() -> None:
    check(feed(begun(), (0.5, HI)))


def test_an_error_status_tells_what_the_body_says() -> None:
    headers = (*PLAIN, ("retry-after", "20"))
    body = '{"error": {"message": "slow down"}}'
    found = check(
        played((0.5, body), run=begun(headers=headers, status=429)), ("http-status", None)
    )
    assert found[0].message == "status 429 Too Many Requests: slow down (retry-after: 20)"
    assert found[0].severity == "error"


@pytest.mark.parametrize("code", ["connect-failed", "tls-failed", "redirect-refused", "timeout"])
def test_a_run_without_a_response_tells_the_transports_words(code: str) -> None:
    run = Run(begun().requested)
    run.end(End(1.0, "error", code, 'cannot resolve "nowhere.test"'))
    found = check(run, (code, None))
    assert found[0].message == 'cannot resolve "nowhere.test"'


def test_a_transport_that_gives_no_code_gets_one() -> None:
    run = Run(begun().requested)
    run.end(End(1.0, "error", None, "the peer spoke no HTTP"))
    check(run, ("connect-failed", None))


def test_damaged_content_is_a_cut() -> None:
    said = 'the "gzip" content ends too early'
    found = check(ended(HI, End(1.0, "error", "truncated", said)), ("truncated", 1))
    assert found[0].message.startswith(f"{said} after event 1, expected")


def test_a_transport_that_breaks_for_no_known_reason() -> None:
    check(ended(HI, End(1.0, "error", None, "the peer broke")), ("truncated", 1))


def test_a_run_cancelled_before_its_response_is_no_failure() -> None:
    run = Run(begun().requested)
    run.end(End(1.0, "cancelled"))
    check(run)


def test_an_error_in_the_stream_stands_at_its_event() -> None:
    found = check(
        played((0.5, HI + event({"error": {"message": "Overloaded"}}))), ("error-in-band", 2)
    )
    assert found[0].message == "the stream carries an error: Overloaded"
    assert found[0].offset == len(HI)


def test_an_error_between_the_events_stands_at_its_bytes_and_is_no_unknown_field() -> None:
    body = HI + '{\n  "error": {\n    "message": "Overloaded"\n  }\n}\n\n'
    found = check(played((0.5, body)), ("error-in-band", None))
    assert found[0].offset == len(HI)


def test_a_cut_names_the_last_event_and_what_was_expected() -> None:
    found = check(played((0.5, HI + HI)), ("truncated", 2))
    assert found[0].message == (
        "the body ended after event 2, "
        'expected a finish reason or the terminator "[DONE]", found neither'
    )
    assert found[0].offset == 2 * len(HI)


def test_a_cut_names_the_last_event_id() -> None:
    found = check(played((0.5, "id: 7\n" + HI)), ("truncated", 1))
    assert found[0].message.endswith('; the last event id is "7"')


def test_a_reset_is_told_with_its_reason() -> None:
    run = ended(HI, End(1.0, "reset", None, "connection reset by peer"))
    found = check(run, ("truncated", 1))
    assert found[0].message.startswith("connection reset by peer after event 1, expected")


def test_a_plain_body_is_cut_by_bytes() -> None:
    run = ended("{", End(1.0, "reset"), begun(headers=PLAIN))
    found = check(run, ("truncated", None))
    assert found[0].message == "the connection was reset after 1 bytes"


def test_a_stall_stands_at_the_last_event() -> None:
    found = check(ended(HI, End(9.0, "error", "stalled", "no byte for 5 s")), ("stalled", 1))
    assert found[0].message == "no byte for 5 s"


def test_a_stop_of_ours_is_worth_no_finding() -> None:
    check(played((0.5, HI + HI), run=begun(Rules(max_events=1))))


def test_what_a_cancelled_run_left_half_read_is_no_fault() -> None:
    check(ended(HI + "data: {", End(1.0, "cancelled")))


def test_a_finish_reason_without_the_terminator() -> None:
    found = check(played((0.5, HI + finish())), ("terminator-missing", 2))
    assert found[0].message == (
        'expected the terminator "[DONE]" after the finish reason "stop", found the end'
    )


def test_a_terminator_without_a_finish_reason() -> None:
    check(played((0.5, HI + DONE)), ("finish-missing", 2))


def test_each_choice_needs_its_finish_reason() -> None:
    second = chat({"content": "Ho"}, index=1)
    found = check(played((0.5, HI + second + finish() + DONE)), ("finish-missing", 4))
    assert "of message 2" in found[0].message


def test_content_after_the_terminator() -> None:
    check(played((0.5, WHOLE + HI)), ("data-after-end", 4))


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("length", "length-limited"),
        ("MAX_TOKENS", "length-limited"),
        ("content_filter", "content-filtered"),
        ("content-filter", "content-filtered"),
        ("SAFETY", "content-filtered"),
        ("refusal", "content-filtered"),
    ],
)
def test_a_reply_that_was_cut_short_says_so_at_its_finish(reason: str, code: str) -> None:
    check(played((0.5, HI + finish(reason) + DONE)), (code, 2))


def test_a_gap_stands_at_the_event_after_it() -> None:
    run = played((0.5, HI), (3.0, HI), (3.1, finish() + DONE))
    found = check(run, ("gap", 2))
    assert found[0].message == "2.500 s without content between event 1 and 2"
    assert not findings(run, gap_threshold=2.5)


def test_of_many_gaps_the_longest_are_listed() -> None:
    waits = [3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    times = [sum(waits[:count]) + 0.5 for count in range(len(waits) + 1)]
    run = feed(begun(), *((at, HI) for at in times))
    found = findings(run)
    assert [each.event for each in found] == [4, 5, 6, 7, 8, None]
    assert found[-1].message == "2 more, 7 in all"


def test_gaps_are_told_while_the_run_goes_on() -> None:
    check(feed(begun(), (0.5, HI), (5.0, HI)), ("gap", 2))


def test_arguments_that_are_no_json_stand_at_their_last_event() -> None:
    body = tool("", "get_weather") + tool('{"city": ') + finish("tool_calls") + DONE
    found = check(played((0.5, body)), ("arguments-invalid", 2))
    assert 'the arguments of "get_weather" are no JSON: line 1, column 10' in found[0].message


def test_arguments_that_were_cut_are_not_held_against_the_model() -> None:
    check(played((0.5, tool('{"city": ', "get_weather"))), ("truncated", 1))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("datum: 1", "field-unknown"),
        ("retry: soon", "retry-invalid"),
        ("id: a\0b", "id-invalid"),
    ],
)
def test_a_defect_stands_at_its_line(line: str, code: str) -> None:
    found = check(played((0.5, f"{HI}{line}\n\n{finish()}{DONE}")), (code, None))
    assert found[0].offset == len(HI)
    assert found[0].severity == "warning"


def test_an_event_without_its_blank_line_is_told_with_what_was_lost() -> None:
    found = check(played((0.5, WHOLE + 'data: {"a": 1}')), ("event-unterminated", None))
    assert found[0].offset == len(WHOLE)
    assert found[0].message == (
        f"the event at byte {len(WHOLE)} was not dispatched: "
        'expected a blank line at its end, found the end of the body; lost "{"a": 1}"'
    )


def test_events_without_blank_lines_between_them_are_lost_as_one() -> None:
    found = findings(played((0.5, 'data: {"a": 1}\ndata: {"a": 2}\n')))
    assert [each.code for each in found] == ["truncated", "event-unterminated"]
    assert '; lost 2 lines of data, "{"a": 1}' in found[1].message


def test_an_event_with_its_blank_line_is_not_lost() -> None:
    check(played((0.5, WHOLE + "event: tick\n\n")))


def test_a_block_that_is_lost_before_its_data_is_told_by_its_type() -> None:
    found = check(played((0.5, WHOLE + "event: tick\n")), ("event-unterminated", None))
    assert found[0].message.endswith('; lost "event: tick"')


def test_of_what_is_lost_no_half_of_a_secret_is_told() -> None:
    run = begun(secret="sk-4f1c9a7be2")
    found = findings(played((0.5, f"{WHOLE}data: {'x' * 190}sk-4f1c9a7be2"), run=run))
    assert found[0].message.endswith(f'; lost "{"x" * 190}…"')


def test_of_many_defects_the_first_are_listed_and_the_rest_counted() -> None:
    run = played((0.5, "datum: 1\n\n" * (LISTED + 5) + WHOLE))
    found = findings(run)
    assert len(found) == LISTED + 1
    assert [each.offset for each in found[:2]] == [0, 10]
    assert found[-1].message == f"5 more, {LISTED + 5} in all"


def test_data_that_is_no_json_among_json_stands_at_its_event() -> None:
    found = check(played((0.5, HI + "data: {\n\n" + finish() + DONE)), ("json-invalid", 2))
    assert found[0].offset == len(HI)


def test_every_finding_has_a_severity() -> None:
    assert set(SEVERITIES.values()) == {"error", "warning"}


def test_bounding_keeps_the_order_within_the_bound() -> None:
    given = [Finding("gap", str(number)) for number in range(4)]
    kept = list(bounded(given, listed=2))
    assert [each.message for each in kept] == ["0", "1", "2 more, 4 in all"]


def test_findings_while_running_are_still_there_at_the_end() -> None:
    run = begun()
    seen = [set(findings(run))]
    for at, each in every(3.0, [HI, "datum: 1\n\n", HI, finish(), DONE]):
        feed(run, (at, each))
        seen.append(set(findings(run)))
    run.end(End(20.0, "eof"))
    seen.append(set(findings(run)))
    assert all(before <= after for before, after in pairwise(seen))


@pytest.mark.parametrize("arguments", ["print(1)", "@@\n-a\n+b", ""])
def test_free_text_may_be_the_argument_of_a_tool(arguments: str) -> None:
    check(played((0.5, tool(arguments, "run") + finish("tool_calls") + DONE)))


def test_arguments_cut_at_the_token_limit_are_told_as_that() -> None:
    body = tool('{"city": ', "get_weather") + finish("length") + DONE
    check(played((0.5, body)), ("length-limited", 2))
