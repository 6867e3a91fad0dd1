"""Arrivals tell the same whether they are asked after every event or once at the end."""

from itertools import groupby, pairwise

from hypothesis import given
from hypothesis import strategies as st

from runs import begun, chat, event, feed, text
from wirelens.stream.arrivals import Arrivals

READS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), max_size=12)
Told = tuple[object, ...]


def told(arrivals: Arrivals) -> Told:
    gaps = [(gap.previous, gap.event, gap.seconds) for gap in arrivals.longer_than(2.0)]
    waits = list(arrivals.waits())
    return (arrivals.events, arrivals.shared, arrivals.most, arrivals.fullest, waits, gaps)


def counted(events: list[tuple[int, int, float]]) -> Told:
    """The same, counted anew from the events."""
    reads = [list(group) for _, group in groupby(events, key=lambda each: each[1])]
    waits = [(a[-1][0], b[0][0], b[0][2] - a[0][2]) for a, b in pairwise(reads)]
    most = max(map(len, reads), default=0)
    return (
        len(events),
        sum(len(each) for each in reads if len(each) > 1),
        most,
        next((each[0][1] for each in reads if len(each) == most), 0),
        sorted(seconds for _, _, seconds in waits),
        [each for each in waits if each[2] > 2.0],
    )


@given(READS, st.booleans())
def test_they_count_what_came(reads: list[tuple[int, int]], asks_often: bool) -> None:
    arrivals, at = Arrivals(), 0.0
    events: list[tuple[int, int, float]] = []
    for number, (wait, count) in enumerate(reads, 1):
        at += wait
        for _ in range(count):
            events.append((len(events) + 1, number, at))
            arrivals.add(*events[-1])
            assert not asks_often or told(arrivals) == counted(events)
    assert told(arrivals) == counted(events)
    assert arrivals.spread == (events[-1][2] - events[0][2] if events else 0.0)


def test_content_is_told_apart_once_the_dialect_is_known() -> None:
    run = feed(begun(), (0.1, event({"choices": []})), (0.3, event({"choices": []})))
    assert run.content_arrivals().events == 2
    feed(run, (0.6, text("Hi")[0]), (0.7, chat({"role": "assistant"})), (1.0, text("!")[0]))
    assert run.content_arrivals().events == 2
    assert [round(wait, 6) for wait in run.content_arrivals().waits()] == [0.4]
    assert run.arrivals.events == 5
