"""Where the findings of a run stand in its views: at a byte of the raw one, at an event's row."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from wirelens.ide.diagnostics import finding_message
from wirelens.ide.raw import raw_view
from wirelens.ide.raw_lines import RawLines
from wirelens.ide.timeline import Timeline, left_out
from wirelens.ide.views import SHOWN, SHOWN_HEAD
from wirelens.stream.finding import Finding
from wirelens.stream.findings import GAP_THRESHOLD, findings
from wirelens.stream.run import Run
from wirelens.syntax.problems import Severity


@dataclass(frozen=True, slots=True)
class ViewDiagnostic:
    """A finding at a 0-based line of a view."""

    line: int
    code: str
    severity: Severity
    message: str


def view_diagnostics(
    view: str, run: Run, gap_threshold: float = GAP_THRESHOLD
) -> list[ViewDiagnostic]:
    """The findings that have a place in `view`, in the order of their lines."""
    placing = _PLACES.get(view)
    found = findings(run, gap_threshold) if placing is not None else []
    if placing is None or not found:
        return []
    place = placing(run)
    placed = [(place(finding), finding) for finding in found]
    told = [
        ViewDiagnostic(line, each.code, Severity(each.severity), finding_message(run, each))
        for line, each in placed
        if line is not None
    ]
    return sorted(told, key=lambda each: each.line)


_Place = Callable[[Finding], int | None]


def _raw_places(run: Run) -> _Place:
    shown = _shown_lines(run, raw_view(run))
    lines = RawLines(run)

    def place(finding: Finding) -> int | None:
        offset = finding.offset
        if offset is None and finding.event is not None and finding.event <= run.log.events:
            offset = run.log.event_offset(finding.event)
        return None if offset is None else shown(lines.line(offset))

    return place


def _timeline_places(run: Run) -> _Place:
    timeline = Timeline(run, left_out(run.log))
    shown = _shown_lines(run, timeline.feed())

    def place(finding: Finding) -> int | None:
        line = None if finding.event is None else timeline.event_lines.get(finding.event)
        return None if line is None else shown(line)

    return place


_PLACES: dict[str, Callable[[Run], _Place]] = {"raw": _raw_places, "timeline": _timeline_places}


def _shown_lines(run: Run, text: str) -> Callable[[int], int | None]:
    """Lines of a text as the view shows them: a secret of several lines is masked as one."""
    starts: list[int] = []  # lines on which such a secret begins
    lost = [0]  # lines that are lost up to each of them, and with it
    position = line = 0
    for start, end in run.redaction.spans(text):
        line += text.count("\n", position, start)
        inside = text.count("\n", start, end)
        if inside:
            starts.append(line)
            lost.append(lost[-1] + inside)
        line += inside
        position = end
    last = _last_line(run, text)

    def shown(line: int) -> int | None:
        before = bisect_left(starts, line)
        first = starts[before - 1] if before else 0
        moved = max(line - lost[before], first - lost[before - 1] if before else 0)
        return moved if last is None or moved <= last else None

    return shown


def _last_line(run: Run, text: str) -> int | None:
    """The last line before what the view of a very long text leaves out; None if nothing is."""
    if len(text) <= SHOWN:
        return None
    redacted = run.redaction.redact(text)
    return redacted.count("\n", 0, SHOWN_HEAD) if len(redacted) > SHOWN else None
