"""Code lenses above a request, and the same as code actions: what can be done with it now."""

from collections.abc import Iterator
from dataclasses import dataclass

from wirelens.ide.end_words import assertion_count, failure_in_words
from wirelens.ide.escapes import short_line, visible_line
from wirelens.ide.measures import duration, size, speed
from wirelens.ide.runnables import Runnable
from wirelens.stream.findings import findings
from wirelens.stream.run import Run
from wirelens.stream.timing import timing
from wirelens.stream.verdict import verdict
from wirelens.syntax import methods
from wirelens.syntax.problems import Severity
from wirelens.text import Span

SEND, CANCEL, SHOW = "wirelens.send", "wirelens.cancel", "wirelens.show"

STREAM_VIEWS = ("reply", "timeline", "raw", "json", "stats")
PLAIN_VIEWS = ("raw", "body")
UNANSWERED_VIEWS = ("timeline",)

LONGEST_REASON = 60
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class RunState:
    """What lenses tell of a request's last run; a run that waits for its turn is pending too.

    `code` and `severity` are those of the gravest finding.
    """

    pending: bool
    summary: str = ""
    views: tuple[str, ...] = ()
    code: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Lens:
    """One lens: where it stands, what it says, what a press does; `view` is for `SHOW`."""

    span: Span
    title: str
    command: str
    view: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One code action; `view` is for `SHOW`."""

    title: str
    command: str
    view: str | None = None


def run_state(run: Run) -> RunState:
    """The state of a run, as far as lenses tell it."""
    if run.pending:
        return RunState(pending=True)
    order = list(Severity)
    found = findings(run)
    worst = min(found, key=lambda each: order.index(Severity(each.severity)), default=None)
    return RunState(
        pending=False,
        summary=visible_line(run.redaction.redact(_summary(run))),
        views=_views(run),
        code=None if worst is None else worst.code,
        severity=None if worst is None else Severity(worst.severity),
    )


def lenses(runnable: Runnable, state: RunState | None) -> list[Lens]:
    """The lenses of a request; `state` is None before its first run."""
    if _is_protocol(runnable):
        return []
    span = runnable.line
    if state is None:
        return [Lens(span, "▶ Send", SEND)]
    if state.pending:
        return [Lens(span, "■ Cancel", CANCEL)]
    result = Lens(span, state.summary, SHOW, _first_view(state))
    shown = (Lens(span, view, SHOW, view) for view in state.views)
    return [Lens(span, "▶ Resend", SEND), result, *shown]


def actions(runnable: Runnable, state: RunState | None) -> list[Action]:
    """What the lenses offer, for clients that show none."""
    if _is_protocol(runnable):
        return []
    label = _label(runnable)
    if state is None:
        return [Action(f"Send {label}", SEND)]
    if state.pending:
        return [Action(f"Cancel {label}", CANCEL)]
    shown = (Action(f"Show {view} of {label}", SHOW, view) for view in state.views)
    return [Action(f"Resend {label}", SEND), *shown]


def _is_protocol(runnable: Runnable) -> bool:
    """Whether it is a request of another protocol than HTTP, which is read and not sent."""
    return runnable.method.upper() in methods.PROTOCOLS


def _label(runnable: Runnable) -> str:
    return short_line(runnable.name or f"{runnable.method} {runnable.target}", LONGEST_LABEL)


def _first_view(state: RunState) -> str | None:
    """The view that tells most."""
    return next((view for view in ("reply", "body", "timeline") if view in state.views), None)


def _is_stream(run: Run) -> bool:
    return run.framing not in (None, "none")


def _views(run: Run) -> tuple[str, ...]:
    if _is_stream(run):
        return STREAM_VIEWS
    return PLAIN_VIEWS if run.answered else UNANSWERED_VIEWS


def _summary(run: Run) -> str:
    told = _stream(run) if _is_stream(run) else _plain(run)
    status = "" if run.response is None else str(run.response.status)
    return " · ".join(each for each in (status, *told, assertion_count(run)) if each)


def _stream(run: Run) -> Iterator[str]:
    times = timing(run)
    yield run.merger.dialect_id
    if times.ttft is not None:
        yield f"ttft {duration(times.ttft)}"
    if times.answer is not None:
        yield speed(times.answer) or ""
    yield _ending(run)


def _plain(run: Run) -> Iterator[str]:
    if run.answered:
        told = "" if run.response is None else run.response.header("content-type") or ""
        yield told.partition(";")[0].strip()
        yield size(len(run.log.body))
        yield "" if run.ended is None else duration(run.ended.at)
    if verdict(run) != "complete":
        yield _ending(run)


def _ending(run: Run) -> str:
    """The verdict, with the reason where something went wrong."""
    word = verdict(run) or ""
    reason = failure_in_words(run) if word in ("error", "truncated", "stalled", "limit") else None
    if not reason:
        return word
    # Masked before it is cut: half a secret would be masked no more.
    return f"{word}: {short_line(run.redaction.redact(reason), LONGEST_REASON)}"
