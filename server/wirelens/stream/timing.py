"""The times of a run, in seconds since sending; None where there is none (yet).

An event *with content* brought a delta; where no dialect merges, every event counts as one. Gaps
lie between successive network reads that completed an event with content: events that share a read
share its time, so the distances within a read are unknown, not zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from wirelens.stream.arrivals import Arrivals
from wirelens.stream.reply import Stretch
from wirelens.stream.run import Run
from wirelens.stream.tokens import tokens

Delivery = Literal["buffered", "streamed", "unknown"]

EVENTS_TO_JUDGE = 5
PERCENT_OF_ONE_READ = 90
BURST = 0.05  # seconds
BURST_SHARE = 0.05  # of the time from sending to the end
CLOCK = 1e-7  # seconds; no clock is as fine, but 8.05 - 8.0 is more than 0.05


@dataclass(frozen=True, slots=True)
class Rate:
    """Tokens, and the seconds that they took to arrive; None where the arrival says nothing."""

    tokens: int
    seconds: float | None
    estimated: bool

    @property
    def per_second(self) -> float | None:
        """Tokens per second."""
        return self.tokens / self.seconds if self.seconds else None


@dataclass(frozen=True, slots=True)
class Timing:
    """When what came first came, how evenly the rest did, and how fast."""

    headers: float | None
    first_byte: float | None
    first_event: float | None
    first_reasoning: float | None
    first_text: float | None
    ttft: float | None
    end: float | None
    gap_p50: float | None
    gap_p95: float | None
    gap_max: float | None
    delivery: Delivery
    reasoning: Rate | None
    answer: Rate | None


def timing(run: Run) -> Timing:
    """All times of `run` as far as they are known."""
    stretches = list(run.reply.provenance.stretches())
    arrivals = run.content_arrivals()
    waits = arrivals.waits()
    delivery = _delivery(run, arrivals)
    reasoning, answer = _rates(run, stretches, delivery)
    return Timing(
        headers=None if run.response is None else run.response.at,
        first_byte=_first_byte(run),
        first_event=run.log.event_time(1) if run.log.events else None,
        first_reasoning=_first(run, stretches, ("reasoning",)),
        first_text=_first(run, stretches, ("text",)),
        ttft=_first(run, stretches, ("text", "reasoning", "tool", "refusal")),
        end=None if run.ended is None else run.ended.at,
        gap_p50=percentile(waits, 50),
        gap_p95=percentile(waits, 95),
        gap_max=waits[-1] if waits else None,
        delivery=delivery,
        reasoning=reasoning,
        answer=answer,
    )


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The nearest rank: the least value that `percent` % of the values do not exceed."""
    if not ordered:
        return None
    return ordered[max(-(-len(ordered) * percent // 100), 1) - 1]


def _delivery(run: Run, arrivals: Arrivals) -> Delivery:
    # A bare body is played without times: its end at 0 says that nobody measured.
    if run.ended is None or run.ended.at <= 0 or arrivals.events < EVENTS_TO_JUDGE:
        return "unknown"
    if 100 * arrivals.most >= PERCENT_OF_ONE_READ * arrivals.events:
        return "buffered"
    bound = min(BURST, BURST_SHARE * run.ended.at)
    return "buffered" if arrivals.spread <= bound + CLOCK else "streamed"


def _first_byte(run: Run) -> float | None:
    log = run.log
    reads = (log.read(number) for number in range(1, log.reads + 1))
    return next((read.at for read in reads if read.end > read.offset), None)


def _first(run: Run, stretches: Iterable[Stretch], slots: tuple[str, ...]) -> float | None:
    events = (each.first_event for each in stretches if each.part.slot in slots)
    event = next(events, None)
    return None if event is None else run.log.event_time(event)


def _rates(
    run: Run, stretches: Iterable[Stretch], delivery: Delivery
) -> tuple[Rate | None, Rate | None]:
    """The rates of reasoning and answer; a burst tells nothing about the model's speed."""
    counted = tokens(run.reply)
    thinking, answering = _durations(run, stretches)
    if delivery == "buffered":
        thinking = answering = 0.0
    estimated = counted.split_is_estimated
    return (
        None if counted.reasoning is None else Rate(counted.reasoning, thinking or None, estimated),
        None if counted.answer is None else Rate(counted.answer, answering or None, estimated),
    )


def _durations(run: Run, stretches: Iterable[Stretch]) -> tuple[float, float]:
    """How long reasoning and answer took: each wait counts for what came after it."""
    thinking = answering = 0.0
    previous: float | None = None
    for stretch in stretches:
        last = run.log.event_time(stretch.last_event)
        took = last - (run.log.event_time(stretch.first_event) if previous is None else previous)
        if stretch.part.slot == "reasoning":
            thinking += took
        else:
            answering += took
        previous = last
    return thinking, answering
