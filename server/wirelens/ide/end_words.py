"""A run's end in words: the verdict with what it rests on, and the line of facts under a reply."""

from wirelens.ide.escapes import visible_line
from wirelens.ide.measures import approximately, counted, duration, speed
from wirelens.stream.outcomes import outcomes
from wirelens.stream.run import Run
from wirelens.stream.timing import timing
from wirelens.stream.tokens import tokens
from wirelens.stream.verdict import failure, verdict

_STOPS = {"until": "@until", "max-events": "@max-events"}


def verdict_in_words(run: Run) -> str:
    """`complete: finish reason "stop", terminator "[DONE]"`; `pending` while it is."""
    word = verdict(run)
    if word is None or run.ended is None:
        return "pending"
    match word:
        case "complete":
            why = _completed(run)
        case "stopped":
            why = f"as {_STOPS.get(run.stop or '', 'the request')} says"
        case "cancelled":
            why = "by you"
        case "limit":
            why = run.ended.message or "a bound was met, as the findings say"
        case "truncated":
            why = run.ended.message or _missing(run)
        case _:
            why = failure_in_words(run) or "no reason was given"
    return f"{word}: {visible_line(why)}"


def failure_in_words(run: Run) -> str | None:
    """The provider's or the transport's own words about what went wrong."""
    found = failure(run)
    if found is not None:
        return found.message
    return run.ended.message or run.ended.code if run.ended is not None else None


def facts(run: Run) -> str:
    """`complete · stop · ttft 412 ms · 38 tok/s · 312 tokens · 2.1 s`, as far as known."""
    times = timing(run)
    reasons = dict.fromkeys(m.finish_reason for m in run.reply.messages if m.finish_reason)
    said = [_error_status(run), verdict(run) or "pending", ", ".join(reasons)]
    if times.ttft is not None:
        said.append(f"ttft {duration(times.ttft)}")
    if times.answer is not None:
        said.append(speed(times.answer) or "")
    said.append(_token_count(run))
    said.append(assertion_count(run))
    if times.end is not None:
        said.append(duration(times.end))
    return " · ".join(visible_line(each) for each in said if each)


def assertion_count(run: Run) -> str:
    """`5/5 ✓` or `4/5 ✗`; empty where nothing is asserted."""
    found = outcomes(run)
    passed = sum(each.passed for each in found)
    return f"{passed}/{len(found)} {'✓' if passed == len(found) else '✗'}" if found else ""


def shared_reads(run: Run) -> str:
    """`4 of 7 events shared a read, so gaps are between reads`; empty where none did."""
    shared = run.arrivals.shared
    events = counted(run.log.events, "event")
    return f"{shared} of {events} shared a read, so gaps are between reads" if shared else ""


def _completed(run: Run) -> str:
    reply = run.reply
    told = []
    if reply.finish_reason is not None:
        told.append(f'finish reason "{reply.finish_reason}"')
    if reply.terminators:
        told.append(f'terminator "{terminator(run)}"')
    return ", ".join(told) or "a clean end"


def terminator(run: Run) -> str | None:
    """The terminator that ended the reply: the dialect's own where it came, else the first."""
    came, dialect = run.reply.terminators, run.merger.dialect
    native = None if dialect is None else dialect.terminator
    return native if native in came else next(iter(came), None)


def _missing(run: Run) -> str:
    dialect = run.merger.dialect
    if dialect is None:
        was_reset = run.ended is not None and run.ended.transport == "reset"
        return "the connection was reset" if was_reset else "the body ended inside an event"
    ending = f' nor the terminator "{dialect.terminator}"' if dialect.terminator else ""
    return f"neither a finish reason{ending} came" if ending else "no finish reason came"


def _error_status(run: Run) -> str:
    head = run.response
    return "" if head is None or head.status < 400 else f"{head.status} {head.reason}"


def _token_count(run: Run) -> str:
    count = tokens(run.reply)
    if not count.output:
        return ""
    share = approximately(count.split_is_estimated)
    thought = f" ({share}{count.reasoning} reasoning)" if count.reasoning else ""
    return f"{approximately(count.sum_is_estimated)}{counted(count.output, 'token')}{thought}"
