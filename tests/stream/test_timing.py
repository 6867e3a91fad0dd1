"""When what came first came, how evenly the rest did, how fast, and whether it streamed."""

import pytest

from runs import DONE, begun, chat, event, every, feed, finish, played, reasoning, text, tool, usage
from wirelens.stream.run import Run
from wirelens.stream.timing import percentile, timing

ROLE = chat({"role": "assistant", "content": ""})


def check(run: Run, **expected: object) -> None:
    """The named times are the expected ones."""
    times = timing(run)
    found = {name: getattr(times, name) for name in expected}
    rounded = {k: round(v, 6) if isinstance(v, float) else v for k, v in found.items()}
    assert rounded == expected


def test_before_the_response_nothing_is_known() -> None:
    check(Run(begun().requested), headers=None, first_byte=None, ttft=None, end=None, gap_max=None)


def test_each_first_has_its_own_time() -> None:
    run = played(
        (0.2, ": connected\n\n"),
        (0.3, ROLE),
        (0.5, reasoning("Hm")[0]),
        (0.9, text("Hi")[0]),
        (1.0, finish() + DONE),
        end=1.1,
    )
    check(
        run,
        headers=0.1,
        first_byte=0.2,
        first_event=0.3,
        first_reasoning=0.5,
        first_text=0.9,
        ttft=0.5,
        end=1.1,
    )


def test_the_time_to_the_first_token_ignores_roles_and_empty_deltas() -> None:
    check(played((0.3, ROLE), (0.4, chat({"content": ""})), (0.7, text("Hi")[0])), ttft=0.7)


def test_the_first_token_may_be_of_a_tool_call() -> None:
    run = played((0.3, tool("", "get_weather")), (0.6, tool("{}")))
    check(run, ttft=0.6, first_text=None)


def test_the_first_token_may_be_of_a_refusal() -> None:
    check(played((0.6, chat({"refusal": "No"}))), ttft=0.6, first_text=None)


def test_events_that_waited_for_the_dialect_keep_their_own_times() -> None:
    undecided = event({"choices": [], "prompt_filter_results": []})
    check(played((0.2, undecided), (0.4, text("Hi")[0])), first_event=0.2, ttft=0.4)


def test_gaps_are_the_nearest_ranks_of_the_waits_between_deltas() -> None:
    reads = [(0.1, ""), (0.2, ""), (0.4, ""), (0.7, ""), (1.7, "")]
    run = played(*((at, text("a")[0]) for at, _ in reads))
    check(run, gap_p50=0.2, gap_p95=1.0, gap_max=1.0)


def test_events_of_one_read_have_no_gap_between_them() -> None:
    run = played((0.1, "".join(text("a", "b", "c"))), (0.5, text("d")[0]))
    check(run, gap_p50=0.4, gap_max=0.4)


def test_pings_do_not_shorten_a_gap() -> None:
    run = played((0.1, text("a")[0]), (1.0, ": ping\n\n"), (2.0, ROLE), (3.1, text("b")[0]))
    check(run, gap_max=3.0)


def test_the_wait_for_the_usage_is_no_gap_between_deltas() -> None:
    run = played((0.1, text("a")[0]), (0.2, text("b")[0]), (5.0, usage(completion_tokens=2)))
    check(run, gap_max=0.1)


def test_where_no_dialect_merges_every_event_counts() -> None:
    run = played(*every(0.2, [event({"n": number}) for number in range(6)]))
    check(run, gap_max=0.2, delivery="streamed", ttft=None)


@pytest.mark.parametrize(
    ("percent", "expected"), [(0, 1.0), (50, 2.0), (75, 3.0), (95, 4.0), (100, 4.0)]
)
def test_a_percentile_is_a_value_that_occurred(percent: int, expected: float) -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], percent) == expected


def test_no_values_have_no_percentile() -> None:
    assert percentile([], 50) is None


def test_deltas_that_come_one_by_one_are_streamed() -> None:
    check(played(*every(0.1, text(*"abcde"))), delivery="streamed")


def test_four_deltas_are_too_few_to_judge() -> None:
    check(played((0.5, "".join(text(*"abcd")))), delivery="unknown")


def test_deltas_that_share_one_read_are_buffered() -> None:
    check(played((0.5, "".join(text(*"abcde")))), delivery="buffered")


def test_one_late_delta_of_ten_does_not_make_a_stream() -> None:
    check(played((0.5, "".join(text(*"abcdefghi"))), (0.9, text("j")[0])), delivery="buffered")


def test_two_late_deltas_of_ten_do() -> None:
    run = played((0.5, "".join(text(*"abcdefgh"))), (0.9, "".join(text("i", "j"))))
    check(run, delivery="streamed")


def test_a_burst_of_reads_at_the_end_of_a_long_wait_is_buffered() -> None:
    check(played(*every(0.01, text(*"abcde"), start=8.9)), delivery="buffered")


def test_a_burst_that_is_much_of_a_short_run_is_not() -> None:
    check(played(*every(0.01, text(*"abcde"), start=0.2), end=0.25), delivery="streamed")


def test_while_more_may_come_the_delivery_is_unknown() -> None:
    check(feed(begun(), (0.5, "".join(text(*"abcde")))), delivery="unknown")


def test_a_body_that_was_played_without_times_is_not_judged() -> None:
    check(played((0.0, "".join(text(*"abcde"))), end=0.0), delivery="unknown")


def test_a_wait_counts_for_what_came_after_it() -> None:
    run = played(
        *every(0.5, reasoning("a", "b", "c"), start=1.0),
        *every(0.5, text("d", "e"), start=2.5),
        (3.5, usage(completion_tokens=30, completion_tokens_details={"reasoning_tokens": 20})),
    )
    times = timing(run)
    assert times.reasoning is not None
    assert times.answer is not None
    assert (times.reasoning.seconds, times.reasoning.per_second) == (1.0, 20.0)
    assert (times.answer.seconds, times.answer.per_second) == (1.0, 10.0)
    assert not times.answer.estimated


def test_without_usage_the_rate_is_an_estimate() -> None:
    rate = timing(played(*every(1.0, text("four", "four", "four")))).answer
    assert rate is not None
    assert (rate.tokens, rate.per_second, rate.estimated) == (3, 1.5, True)


def test_a_burst_has_no_rate() -> None:
    rate = timing(played((0.5, "".join(text(*"abcde"))))).answer
    assert rate is not None
    assert rate.per_second is None


def test_long_gaps_stand_at_the_event_after_them() -> None:
    run = played((0.1, text("a")[0]), (0.2, text("b")[0]), (2.4, ROLE), (3.3, text("c")[0]))
    gaps = run.content_arrivals().longer_than(2.0)
    found = [(gap.previous, gap.event, round(gap.seconds, 6)) for gap in gaps]
    assert found == [(2, 4, 3.1)]
