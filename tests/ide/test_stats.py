"""The numbers of a run."""

from runs import DONE, begun, feed, finish, played, reasoning, text, usage
from wirelens.ide.views import view
from wirelens.stream.run import Run


def check(run: Run, *rows: str) -> None:
    """The tables have these rows."""
    shown = view("stats", run).splitlines()
    assert [row for row in rows if f"| {row} |" not in shown] == []


def reply() -> Run:
    told = usage(completion_tokens=30, completion_tokens_details={"reasoning_tokens": 20})
    return played(
        (0.4, reasoning("Hm")[0]),
        (0.9, reasoning(" so")[0]),
        (1.4, text("Hi")[0]),
        (2.4, text("!")[0] + finish("tool_calls")),
        (2.5, told + DONE),
        end=2.6,
    )


def test_the_times() -> None:
    check(
        reply(),
        "headers | 0.100 s",
        "first byte | 0.400 s",
        "first reasoning | 0.400 s",
        "first text | 1.400 s",
        "first token (ttft) | 0.400 s",
        "end | 2.600 s",
    )


def test_the_gaps() -> None:
    check(reply(), "p50 | 0.500 s", "p95 | 1.000 s", "max | 1.000 s")


def test_what_the_gaps_cannot_tell() -> None:
    said = "4 of 7 events shared a read, so gaps are between reads"
    check(reply(), f"measured | {said}")
    alone = played(*((0.1 * n, each) for n, each in enumerate(text("a", "b"))))
    assert "shared" not in view("stats", alone)


def test_the_speed_of_reasoning_and_answer_apart() -> None:
    check(reply(), "reasoning | 20 | 0.500 s | 40 tok/s", "answer | 10 | 1.500 s | 6.7 tok/s")


def test_the_end() -> None:
    check(
        reply(),
        'verdict | complete: finish reason "tool_calls", terminator "\\[DONE]"',
        "finish reason | tool_calls",
        "transport | eof",
        "dialect | openai-chat",
    )


def test_the_delivery_and_the_counts() -> None:
    check(reply(), "network reads | 5", "events | 7", "comments | 0", "framing | sse")
    check(reply(), "most events in one read | 2 (read 4)")


def test_the_usage_as_the_provider_spells_it() -> None:
    check(reply(), "completion_tokens | 30", "completion_tokens_details.reasoning_tokens | 20")


def test_a_burst_is_explained() -> None:
    run = played((2.0, "".join(text(*"abcde")) + finish() + DONE))
    check(
        run,
        "verdict | buffered: 5 events came all at once after 2.000 s: "
        'no "transfer-encoding: chunked", so it was not sent in chunks',
    )


def test_the_findings() -> None:
    said = 'expected the terminator "\\[DONE]" after the finish reason "stop", found the end'
    check(played((0.5, text("Hi")[0] + finish())), f"warning: terminator-missing | 2 | {said}")


def test_what_is_not_known_yet_is_a_dash() -> None:
    check(feed(begun()), "first byte | –", "end | –", "verdict | pending", "events | 0")
