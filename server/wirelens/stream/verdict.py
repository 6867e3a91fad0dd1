"""Why a run ended, in one word. Either of terminator and finish reason completes a reply."""

from typing import Literal

from wirelens.jsonvalue import parse_json
from wirelens.stream.changes import Failure
from wirelens.stream.defects import cut_off
from wirelens.stream.dialects.bedrock_invoke import BedrockInvoke
from wirelens.stream.errors import in_band_error
from wirelens.stream.run import End, Run

Verdict = Literal["complete", "truncated", "error", "cancelled", "stalled", "stopped", "limit"]

_FORMLESS = ("unknown", "jsonpath", "script")

CUT = "truncated"  # the transport's code for a body that ended before its end
ERROR_BYTES = 64 * 1024  # no provider's error body is longer
_ERROR_KEYS = {"error", "type", "code", "status", "message", "detail", "request_id", "requestId"}


def verdict(run: Run) -> Verdict | None:
    """The verdict on `run`; None while it is pending."""
    if run.ended is None:
        return None
    return _interrupted(run, run.ended) or (
        "complete" if _is_whole(run, run.ended) else "truncated"
    )


def failure(run: Run) -> Failure | None:
    """The error that the reply carries, in its stream or as the whole of a successful response."""
    return run.reply.error or _error_body(run)


def _interrupted(run: Run, end: End) -> Verdict | None:
    """What ended the run before the peer did, or instead of it."""
    # We close the connection after `@until` and at a bound, whatever the transport calls it then.
    if run.stop in ("until", "max-events"):
        return "stopped"
    if run.stop == "limit" or end.code == "inflation-limit":
        return "limit"
    if end.transport == "cancelled":
        return "cancelled"
    if end.code in ("stalled", "timeout"):
        return "stalled"
    # A body that is cut short may still be whole as a reply; that is told apart below.
    broke = end.transport == "error" and end.code != CUT
    if broke or not run.answered or failure(run) is not None:
        return "error"
    return None


def _is_whole(run: Run, end: End) -> bool:
    if run.reply.terminators or run.reply.finish_reason is not None:
        return True
    return is_formless(run) and end.transport != "reset" and end.code != CUT and not _is_half(run)


def is_formless(run: Run) -> bool:
    """Whether a clean end is all that can be asked for, since no terminator is known."""
    dialect = run.merger.dialect
    if isinstance(dialect, BedrockInvoke) and dialect.is_agent:
        return True
    return run.framing in (None, "none") or run.merger.dialect_id in _FORMLESS


def _is_half(run: Run) -> bool:
    """Whether the body ends inside a value, a frame or its only event.

    The last of several events is left open by servers that send no more than a line end.
    """
    may_be_whole = run.framing == "sse" and run.log.events > 0
    return not may_be_whole and cut_off(run) is not None


def _error_body(run: Run) -> Failure | None:
    """An object that holds nothing but an error, sent with a status that says success."""
    head, body = run.response, run.log.body
    if run.framing != "none" or head is None or head.status >= 400 or len(body) > ERROR_BYTES:
        return None
    value = parse_json(body.slice(0, len(body)).decode("utf-8", "replace"))
    if not isinstance(value, dict) or not value.keys() <= _ERROR_KEYS:
        return None
    return in_band_error("", value)
