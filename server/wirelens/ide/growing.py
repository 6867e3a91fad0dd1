"""A view as it grows: what of the text shown so far stays, and what comes after it."""

from collections.abc import Callable
from dataclasses import dataclass

from wirelens.ide.growing_end import GrowingEnd, Source
from wirelens.ide.growing_raw import growing_bytes
from wirelens.ide.growing_reply import growing_part
from wirelens.ide.timeline import Timeline, left_out
from wirelens.ide.views import view
from wirelens.stream.run import Run

_SOURCES: dict[str, Callable[[Run], Source | None]] = {
    "reply": growing_part,
    "raw": growing_bytes,
}


@dataclass(frozen=True, slots=True)
class Growth:
    """The first `keep` characters stay; `text` takes the place of whatever followed them."""

    keep: int
    text: str


class GrowingView:
    """One view of one run. `feed` tells what changed since the last time: mostly what was added."""

    def __init__(self, name: str, run: Run) -> None:
        self._name = name
        self._run = run
        self._pieces: list[str] = []
        self._length = 0
        self._timeline = Timeline(run)
        source = _SOURCES.get(name)
        self._end = None if source is None else GrowingEnd(name, run, source)
        self._left_out = range(0)

    @property
    def text(self) -> str:
        """All that is shown now."""
        return "".join(self._pieces)

    def feed(self) -> Growth:
        """The growth since the last call; `Growth(length, "")` where there is none."""
        if self._end is not None:
            return self._replaced(self._end.text())
        if self._name != "timeline":
            return self._replaced(view(self._name, self._run))
        hidden = left_out(self._run.log)
        if hidden == self._left_out and not self._timeline.is_stale:
            return self._appended(self._timeline.feed())
        self._left_out = hidden
        self._timeline = Timeline(self._run, hidden)
        return self._replaced(self._timeline.feed())

    def _appended(self, text: str) -> Growth:
        growth = Growth(self._length, text)
        self._pieces.append(text)
        self._length += len(text)
        return growth

    def _replaced(self, text: str) -> Growth:
        keep = shared_beginning(self.text, text)
        self._pieces = [text]
        self._length = len(text)
        return Growth(keep, text[keep:])


def shared_beginning(old: str, new: str) -> int:
    """How many characters two texts begin with alike; compares slices, not characters."""
    if new.startswith(old):
        return len(old)
    same, differs = 0, min(len(old), len(new)) + 1
    while differs - same > 1:
        middle = (same + differs) // 2
        if old[same:middle] == new[same:middle]:
            same = middle
        else:
            differs = middle
    return same
