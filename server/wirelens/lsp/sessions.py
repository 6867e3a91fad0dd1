"""The last runs of each request, under a slot that a re-run keeps: its views stay the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from wirelens.ide.lenses import RunState, run_state
from wirelens.ide.run_uris import ViewName
from wirelens.ide.runnables import Runnable
from wirelens.lsp.showing import Showing
from wirelens.run.background import Started
from wirelens.run.live import LiveRun

QUEUED = RunState(pending=True)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What makes a request the same one through edits: its document and its name or target."""

    uri: str
    name: str


@dataclass(slots=True)
class Session:
    """One request's slot: its last run, the run before it, and the views that are shown."""

    slot: int
    key: RequestKey
    title: str
    live: LiveRun | None = None
    previous: LiveRun | None = None
    started: Started | None = None
    state: RunState | None = None
    showings: dict[ViewName, Showing] = field(default_factory=dict)
    progress_token: str = ""  # of the run that is on
    signalled: bool = False  # a change is on its way from the runs' thread to the protocol's

    @property
    def pending(self) -> bool:
        """Whether its last run goes on."""
        return self.state is not None and self.state.pending

    def begin(self, live: LiveRun) -> None:
        """A new run takes the place of the last one."""
        if self.previous is not None:
            self.previous.close()
        self.previous, self.live, self.state = self.live, live, QUEUED

    def settle(self) -> None:
        """Takes the state from the run."""
        if self.live is not None:
            self.state = self.live.look(run_state)

    def cancel(self) -> None:
        """Closes the run's connection; does nothing if no run is on."""
        if self.started is not None:
            self.started.cancel()

    def forget(self) -> None:
        """Frees the runs and stops their views."""
        self.cancel()
        for showing in self.showings.values():
            showing.close()
        for live in (self.live, self.previous):
            if live is not None:
                live.close()
        self.live = self.previous = self.state = None
        self.showings.clear()


class Sessions:
    """Every slot of one server."""

    def __init__(self) -> None:
        self._slots = count(1)
        self._by_key: dict[RequestKey, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._by_key.values()))

    def of(self, uri: str, runnable: Runnable) -> Session | None:
        """The slot of a request, if it ever ran."""
        return self._by_key.get(request_key(uri, runnable))

    def opened(self, uri: str, runnable: Runnable) -> Session:
        """The slot of a request, made on its first run."""
        key = request_key(uri, runnable)
        if key not in self._by_key:
            title = runnable.name or runnable.method
            self._by_key[key] = Session(next(self._slots), key, title)
        return self._by_key[key]

    def at(self, slot: int) -> Session | None:
        """The slot of a number."""
        return next((each for each in self if each.slot == slot), None)

    def in_document(self, uri: str) -> list[Session]:
        """The slots of a document's requests."""
        return [each for each in self if each.key.uri == uri]


def request_key(uri: str, runnable: Runnable) -> RequestKey:
    """The key of a request as it stands now."""
    return RequestKey(uri, runnable.name or f"{runnable.method} {runnable.target}")
