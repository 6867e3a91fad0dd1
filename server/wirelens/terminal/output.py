"""What the command prints of its runs, one class a format."""

import time
from typing import Protocol

from wirelens.ide.end_words import facts
from wirelens.ide.escapes import visible_json
from wirelens.ide.measures import counted, size
from wirelens.ide.result import event_object, result
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.findings import findings
from wirelens.stream.log import Entry
from wirelens.stream.run import Run
from wirelens.terminal.exits import OK, exit_code
from wirelens.terminal.growth import Growth, growth
from wirelens.terminal.junit import JUnitOutput
from wirelens.terminal.places import finding_line
from wirelens.terminal.screen import DIM, RED, YELLOW, Screen
from wirelens.terminal.summary import Row, row, table

REFRESH = (
    0.03  # seconds between two prints of a growing text: what comes faster is printed together
)
COST_SHARE = 10  # printing takes at most one part in so many of the time
_COLOURS = {"error": RED, "warning": YELLOW}


class Output(Protocol):
    """One format."""

    def begin(self, run: Run) -> None:
        """A run is about to be sent or played."""

    def changed(self, run: Run, entries: list[Entry]) -> None:
        """Something came; `entries` are the items that it completed."""

    def tick(self, run: Run) -> None:
        """Time has passed; called every `REFRESH` seconds while a run is on."""

    def end(self, run: Run) -> None:
        """The run has ended."""

    def close(self) -> None:
        """There is no further run."""


class TextOutput:
    """A view as it grows, then what is noteworthy on stderr."""

    def __init__(self, screen: Screen, view: str, several: bool) -> None:
        self._screen = screen
        self._view = view
        self._several = several
        self._growth: Growth | None = None
        self._due = 0.0  # when the text may be printed again
        self._rows: list[Row] = []

    def begin(self, run: Run) -> None:
        """Names the run where there are several."""
        if self._several:
            asked = run.requested
            name = f"{asked.name} · " if asked.name else ""
            self._screen.write(f"### {name}{asked.method} {asked.url}\n\n")
        self._growth = growth(self._screen, run, self._view)
        self._due = 0.0

    def changed(self, run: Run, entries: list[Entry]) -> None:
        """Prints what is new, the first delta at once."""
        self.tick(run)

    def tick(self, run: Run) -> None:
        """Prints what is new when it is time to."""
        started = time.monotonic()
        if self._growth is None or started < self._due:
            return
        if run.framing not in ("none", None):
            self._growth.show()
        if not self._growth.begun:
            _progress(self._screen, run)
        cost = time.monotonic() - started
        self._due = started + max(REFRESH, COST_SHARE * cost)

    def end(self, run: Run) -> None:
        """Prints the rest, and the findings."""
        if self._growth is not None:
            self._growth.finish()
        tell_findings(self._screen, run)
        if self._several:
            self._screen.write("\n")
            self._rows.append(row(run))

    def close(self) -> None:
        """Of several runs a table."""
        if len(self._rows) > 1:
            self._screen.write(table(self._rows))


class EventsOutput:
    """One event object a line as they come, then the run object.

    Events whose delta may be the beginning of a secret wait until the next ones have told.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._held: list[Entry] = []

    def begin(self, run: Run) -> None:
        """Nothing is printed yet."""
        self._held = []

    def changed(self, run: Run, entries: list[Entry]) -> None:
        """Prints the events among `entries`."""
        self._held += (entry for entry in entries if entry.number is not None)
        if not (run.pending and self._held and _may_become_secret(run)):
            self._print(run)

    def tick(self, run: Run) -> None:
        """Nothing changes with time alone."""

    def end(self, run: Run) -> None:
        """Prints the run object."""
        self._print(run)
        self._screen.write(visible_json(dump_json(result(run))) + "\n")

    def _print(self, run: Run) -> None:
        held, self._held = self._held, []
        for entry in held:
            self._screen.write(visible_json(dump_json(event_object(run, entry))) + "\n")

    def close(self) -> None:
        """Nothing is held back."""


class Silent:
    """A request that another needs: one line on stderr when it has ended, findings if it failed."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def begin(self, run: Run) -> None:
        """Nothing is printed yet."""

    def changed(self, run: Run, entries: list[Entry]) -> None:
        """Nothing is printed before the end."""

    def tick(self, run: Run) -> None:
        """Shows on a terminal that something comes."""
        _progress(self._screen, run)

    def end(self, run: Run) -> None:
        """Names the request and how it went."""
        asked = run.requested
        name = asked.name or f"{asked.method} {asked.url}"
        status = "" if run.response is None else f"{run.response.status} · "
        self._screen.tell(run.redaction.redact(f"{name}: {status}{facts(run)}"), DIM)
        if exit_code(run) != OK:
            tell_findings(self._screen, run)

    def close(self) -> None:
        """Nothing is held back."""


class JsonLinesOutput(EventsOutput):
    """One run object a line."""

    def changed(self, run: Run, entries: list[Entry]) -> None:
        """Nothing is printed before the end."""
        self._held.clear()

    def tick(self, run: Run) -> None:
        """Shows on a terminal that something comes."""
        _progress(self._screen, run)


class JsonOutput(JsonLinesOutput):
    """One object for one run, an array for several."""

    def __init__(self, screen: Screen, several: bool) -> None:
        super().__init__(screen)
        self._several = several
        self._results: list[JsonValue] = []

    def end(self, run: Run) -> None:
        """Keeps the run object."""
        self._results.append(result(run))

    def close(self) -> None:
        """Prints what was kept."""
        value = self._results if self._several or not self._results else self._results[0]
        self._screen.write(visible_json(dump_json(value, indent=2)) + "\n")


def output_for(format_: str, view: str, several: bool, screen: Screen) -> Output:
    """The output of `--format` and `--view`; `several` says whether more than one run may come."""
    match format_:
        case "json":
            return JsonOutput(screen, several)
        case "jsonl":
            return JsonLinesOutput(screen)
        case "junit":
            return JUnitOutput(screen)
        case "events":
            return EventsOutput(screen)
        case _:
            return TextOutput(screen, view, several)


def tell_findings(screen: Screen, run: Run) -> None:
    """Prints the findings, each with its place."""
    asked = run.requested
    for finding in findings(run):
        line = finding_line(run, finding)
        place = f"{asked.file}:{line}" if asked.file else run.source or asked.url
        at = f" (event {finding.event})" if finding.event else ""
        said = f"{place}: {finding.severity}[{finding.code}]: {finding.message}{at}"
        screen.tell(run.redaction.redact(said), _COLOURS.get(finding.severity, ""))


def _may_become_secret(run: Run) -> bool:
    """Whether the reply ends with what may be the beginning of a secret."""
    provenance, longest = run.reply.provenance, run.redaction.longest
    if not longest or not len(provenance):
        return False
    part = provenance[len(provenance) - 1].part
    return bool(run.redaction.split(part.slice(max(0, part.length - longest), part.length))[1])


def _progress(screen: Screen, run: Run) -> None:
    if run.response is None:
        screen.progress(f"{run.requested.method} {run.requested.url} · waiting for the response")
        return
    events = f"{counted(run.log.events, 'event')} · " if run.log.events else ""
    screen.progress(f"{run.response.status} · {events}{size(len(run.log.body))}")
