"""The numbers of a run as Markdown tables: times, speed, end, delivery, usage, findings."""

from collections.abc import Iterator, Mapping

from wirelens.ide.end_words import shared_reads, terminator, verdict_in_words
from wirelens.ide.markdown import inline, table
from wirelens.ide.measures import approximately, milliseconds, size, speed
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.finding import Finding
from wirelens.stream.findings import findings
from wirelens.stream.run import Run
from wirelens.stream.timing import Rate, Timing, timing

UNKNOWN = "–"


def stats_view(run: Run) -> str:
    """All that is counted and measured of `run`."""
    times = timing(run)
    found = findings(run)
    sections = [
        table(("time", "after sending"), _times(times)),
        table(("gap between reads", ""), _gaps(run, times)),
        table(("speed", "tokens", "time", "rate"), _speeds(times)),
        table(("end", ""), _end(run)),
        table(("delivery", ""), _delivery(run, times, found)),
        table(("usage", ""), [(inline(name), inline(told)) for name, told in _usage(run)]),
        table(("finding", "event", ""), map(_finding, found)),
    ]
    return "\n".join(each for each in sections if each.count("\n") > 2)


def _times(times: Timing) -> Iterator[tuple[str, str]]:
    for name, seconds in (
        ("headers", times.headers),
        ("first byte", times.first_byte),
        ("first event", times.first_event),
        ("first reasoning", times.first_reasoning),
        ("first text", times.first_text),
        ("first token (ttft)", times.ttft),
        ("end", times.end),
    ):
        yield name, _seconds(seconds)


def _gaps(run: Run, times: Timing) -> Iterator[tuple[str, str]]:
    if times.gap_max is not None:
        yield "p50", _seconds(times.gap_p50)
        yield "p95", _seconds(times.gap_p95)
        yield "max", _seconds(times.gap_max)
    if told := shared_reads(run):
        yield "measured", told


def _speeds(times: Timing) -> Iterator[tuple[str, str, str, str]]:
    for name, rate in (("reasoning", times.reasoning), ("answer", times.answer)):
        if rate is not None:
            yield name, _tokens(rate), _seconds(rate.seconds), speed(rate) or UNKNOWN


def _tokens(rate: Rate) -> str:
    return f"{approximately(rate.estimated)}{rate.tokens}"


def _end(run: Run) -> Iterator[tuple[str, str]]:
    yield "verdict", inline(verdict_in_words(run))
    yield "finish reason", inline(run.reply.finish_reason or UNKNOWN)
    yield "terminator", inline(terminator(run) or UNKNOWN)
    yield "transport", inline(UNKNOWN if run.ended is None else run.ended.transport)
    yield "dialect", run.merger.dialect_id
    yield "model", inline(run.reply.model or UNKNOWN)


def _delivery(run: Run, times: Timing, found: list[Finding]) -> Iterator[tuple[str, str]]:
    log = run.log
    burst = next((each for each in found if each.code == "delivered-in-burst"), None)
    yield "verdict", f"{times.delivery}: {inline(burst.message)}" if burst else times.delivery
    yield "framing", run.framing or UNKNOWN
    yield "bytes", f"{len(log.body)} ({size(len(log.body))})" if len(log.body) else "0"
    yield "network reads", str(log.reads)
    yield "events", str(log.events)
    yield "comments", str(log.comments)
    if log.events:
        came = run.arrivals
        yield "most events in one read", f"{came.most} (read {came.fullest})"


def _usage(run: Run) -> Iterator[tuple[str, str]]:
    """The provider's own names, nested ones with dots between."""
    todo: list[tuple[str, Mapping[str, JsonValue]]] = [("", run.reply.usage)]
    while todo:
        prefix, values = todo.pop(0)
        for name, value in values.items():
            if isinstance(value, dict):
                todo.append((f"{prefix}{name}.", value))
            elif value is not None:
                yield prefix + name, value if isinstance(value, str) else dump_json(value)


def _finding(finding: Finding) -> tuple[str, str, str]:
    event = "" if finding.event is None else str(finding.event)
    return f"{finding.severity}: {finding.code}", event, inline(finding.message)


def _seconds(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else milliseconds(seconds)
