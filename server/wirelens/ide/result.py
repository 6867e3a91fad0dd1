"""A run and an event as JSON objects: the shape is a contract, keys and order included.

Lines count from 1, times are seconds, null is what is unknown. Nothing leaves unredacted.
"""

from wirelens.ide.end_words import terminator
from wirelens.ide.masking import masked_data, masked_delta
from wirelens.ide.opentelemetry import opentelemetry
from wirelens.jsonvalue import JsonValue
from wirelens.stream.finding import Finding
from wirelens.stream.findings import findings
from wirelens.stream.items import Event
from wirelens.stream.log import Entry
from wirelens.stream.outcomes import Outcome, outcomes
from wirelens.stream.reply import Message
from wirelens.stream.run import Run
from wirelens.stream.timing import Rate, timing
from wirelens.stream.verdict import failure, verdict

JsonObject = dict[str, JsonValue]

_DECIMALS = 6  # of seconds: no clock is finer, and sums of floats show no tail


def result(run: Run) -> JsonObject:
    """The run object."""
    return _redacted(
        run,
        {
            "source": run.source,
            "request": _request(run),
            "response": _response(run),
            "framing": run.framing,
            "dialect": run.merger.dialect_id,
            "messages": [_message(each) for each in run.reply.messages],
            "usage": dict(run.reply.usage) or None,
            "model": run.reply.model,
            "error": _error(run),
            "end": _end(run),
            "counts": {
                "bytes": len(run.log.body),
                "reads": run.log.reads,
                "events": run.log.events,
                "comments": run.log.comments,
            },
            "timing": _timing(run),
            "speed": _speed(run),
            "opentelemetry": opentelemetry(run),
            "findings": [_finding(each) for each in findings(run)],
            "assertions": [_outcome(run, each) for each in outcomes(run)],
        },
    )


def event_object(run: Run, entry: Entry) -> JsonObject:
    """The object of one event. Of several deltas of one event it holds the first part's."""
    event = entry.item
    if not isinstance(event, Event) or entry.number is None:
        raise ValueError("only an event has an event object")
    pieces = run.reply.provenance.of_event(entry.number)
    first = pieces[0] if pieces else None
    same = [each for each in pieces if first is not None and each.part is first.part]
    return _redacted(
        run,
        {
            "index": entry.number,
            "at": round(entry.at, _DECIMALS),
            "read": entry.read,
            "offset": event.offset,
            "type": event.type,
            "id": event.id,
            "data": masked_data(run, entry.number, event.data),
            "slot": None if first is None else first.part.slot,
            "delta": "".join(masked_delta(run, each) for each in same) if same else None,
            "message": None if first is None else first.message,
        },
    )


def _redacted(run: Run, value: JsonObject) -> JsonObject:
    redacted = run.redaction.redact_value(value)
    assert isinstance(redacted, dict), "a redacted object is an object"  # noqa: S101
    return redacted


def _request(run: Run) -> JsonObject:
    requested = run.requested
    in_file = requested.file is not None
    return {
        "name": requested.name,
        "method": requested.method,
        "url": requested.url,
        "file": requested.file,
        "line": requested.line + 1 if in_file else None,
        "end_line": requested.end_line + 1 if in_file else None,
    }


def _response(run: Run) -> JsonObject | None:
    head = run.response
    if head is None:
        return None
    headers: list[JsonValue] = [[name, value] for name, value in head.headers]
    return {"status": head.status, "http_version": head.http_version, "headers": headers}


def _message(message: Message) -> JsonObject:
    calls: list[JsonValue] = [
        {"id": call.id, "name": call.name, "arguments": call.arguments}
        for call in message.tool_calls
    ]
    return {
        "role": message.role,
        "text": message.joined("text"),
        "reasoning": message.joined("reasoning"),
        "refusal": message.joined("refusal"),
        "tool_calls": calls,
        "citations": list(message.citations),
        "finish_reason": message.finish_reason,
    }


def _error(run: Run) -> JsonObject | None:
    found = failure(run)
    return None if found is None else {"message": found.message, "value": found.value}


def _end(run: Run) -> JsonObject:
    return {
        "transport": None if run.ended is None else run.ended.transport,
        "terminator": terminator(run),
        "verdict": verdict(run),
    }


def _timing(run: Run) -> JsonObject:
    times = timing(run)
    return {
        "headers": _rounded(times.headers),
        "first_byte": _rounded(times.first_byte),
        "first_event": _rounded(times.first_event),
        "first_reasoning": _rounded(times.first_reasoning),
        "first_text": _rounded(times.first_text),
        "ttft": _rounded(times.ttft),
        "end": _rounded(times.end),
        "gap_p50": _rounded(times.gap_p50),
        "gap_p95": _rounded(times.gap_p95),
        "gap_max": _rounded(times.gap_max),
        "delivery": times.delivery,
    }


def _speed(run: Run) -> JsonObject:
    """How fast reasoning and answer came, each null where there is none."""
    times = timing(run)
    return {"reasoning": _rate(times.reasoning), "answer": _rate(times.answer)}


def _rate(rate: Rate | None) -> JsonObject | None:
    if rate is None:
        return None
    return {
        "tokens": rate.tokens,
        "seconds": _rounded(rate.seconds),
        "per_second": _rounded(rate.per_second),
        "estimated": rate.estimated,
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, _DECIMALS)


def _outcome(run: Run, outcome: Outcome) -> JsonObject:
    assertion = outcome.assertion
    return {
        "line": run.requested.line + assertion.line + 1,
        "text": assertion.text,
        "passed": outcome.passed,
        "expected": assertion.expectation,
        "found": outcome.found,
    }


def _finding(finding: Finding) -> JsonObject:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "event": finding.event,
    }
