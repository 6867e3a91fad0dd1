"""All that is noteworthy about a run, as a pure function of it.

What only the end can show is told when the run has ended; the rest as it comes.
"""

from collections.abc import Iterator

from wirelens.jsonvalue import parse_json
from wirelens.stream.assertion import Fact
from wirelens.stream.bodytext import shortened
from wirelens.stream.buffering import buffered_by
from wirelens.stream.defects import defects
from wirelens.stream.ending import ending
from wirelens.stream.errors import in_band_error
from wirelens.stream.finding import Finding
from wirelens.stream.outcomes import outcomes
from wirelens.stream.run import Run
from wirelens.stream.timing import timing
from wirelens.stream.unmerged import unknown_dialect, unmatched_rules
from wirelens.stream.verdict import ERROR_BYTES, failure

__all__ = ["Finding", "findings"]

GAP_THRESHOLD = 2.0  # seconds
GAPS_LISTED = 5


def findings(run: Run, gap_threshold: float = GAP_THRESHOLD) -> list[Finding]:
    """The findings about `run` so far: the response, the end, the stream, the bytes."""
    found = [*_status(run), *_error(run)]
    if run.ended is not None:
        found += [*ending(run), *_burst(run), *unknown_dialect(run), *unmatched_rules(run)]
        found += _broken(run)
    return [*found, *_gaps(run, gap_threshold), *defects(run)]


def _status(run: Run) -> Iterator[Finding]:
    head = run.response
    if head is None or head.status < 400 or run.rules.asserts(Fact("status")):
        return
    said = f"status {head.status} {head.reason}".rstrip()
    told = _told_by_body(run)
    wait = head.header("retry-after")
    message = said + (f": {told}" if told else "") + (f" (retry-after: {wait})" if wait else "")
    yield Finding("http-status", message)


def _told_by_body(run: Run) -> str | None:
    """What an error's body says, where it is JSON of a known shape."""
    if run.reply.error is not None:
        return run.reply.error.message
    body = run.log.body
    if run.framing != "none" or len(body) > ERROR_BYTES:
        return None
    value = parse_json(body.slice(0, len(body)).decode("utf-8", "replace"))
    found = in_band_error("", value) if isinstance(value, dict) else None
    return None if found is None else found.message


def _error(run: Run) -> Iterator[Finding]:
    error = failure(run)
    if error is None:
        return
    stray = next((start for start, _ in run.strays if _is_of_stray(run, start)), None)
    event = run.reply.error_event if stray is None else None
    offset = stray if event is None else run.log.event_offset(event)
    where = "the stream" if run.log.events else "the reply"
    yield Finding("error-in-band", f"{where} carries an error: {error.message}", event, offset)


def _is_of_stray(run: Run, start: int) -> bool:
    end = dict(run.strays)[start]
    value = parse_json(run.log.body.slice(start, end).decode("utf-8", "replace"))
    return run.reply.error is not None and value == run.reply.error.value


def _burst(run: Run) -> Iterator[Finding]:
    times = timing(run)
    if times.delivery != "buffered":
        return
    events = run.content_arrivals().events
    after = "" if times.ttft is None else f" after {times.ttft:.3f} s"
    cause = "" if run.response is None else f": {buffered_by(run.response)}"
    yield Finding("delivered-in-burst", f"{events} events came all at once{after}{cause}")


def _broken(run: Run) -> Iterator[Finding]:
    """The assertions that the run did not keep."""
    for number, outcome in enumerate(outcomes(run)):
        if not outcome.passed:
            assertion = outcome.assertion
            found = shortened(outcome.found)
            said = f"{assertion.text}: expected {assertion.expectation}, found {found}"
            yield Finding("assertion-failed", said, outcome.event, directive=number)


def _gaps(run: Run, threshold: float) -> Iterator[Finding]:
    gaps = run.content_arrivals().longer_than(threshold)
    longest = sorted(gaps, key=lambda gap: gap.seconds, reverse=True)[:GAPS_LISTED]
    listed = [gap for gap in gaps if gap in longest]
    for gap in listed:
        said = f"{gap.seconds:.3f} s without content between event {gap.previous} and {gap.event}"
        yield Finding("gap", said, gap.event, run.log.event_offset(gap.event))
    more = len(gaps) - len(listed)
    if more:
        yield Finding("gap", f"{more} more, {len(gaps)} in all", count=more)
