"""Runs whose output waits until it is their turn to be printed."""

from wirelens.run.spool import close_body
from wirelens.stream.log import Entry
from wirelens.stream.run import Run
from wirelens.terminal.output import Output


class Deferred:
    """An output that keeps the runs of one file, to hand them on when those before are printed."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._spent: list[Run] = []

    def begin(self, run: Run) -> None:
        """Nothing is printed yet."""

    def changed(self, run: Run, entries: list[Entry]) -> None:
        """Nothing is printed yet."""

    def tick(self, run: Run) -> None:
        """Nothing is printed yet."""

    def end(self, run: Run) -> None:
        """Keeps the run."""
        self._runs.append(run)

    def spend(self, run: Run) -> None:
        """Nobody needs the run once it is printed."""
        self._spent.append(run)

    def release(self, output: Output) -> None:
        """Prints the runs by another output and frees those that are spent."""
        for run in self._runs:
            output.begin(run)
            output.changed(run, list(run.log))
            output.end(run)
        for run in self._spent:
            close_body(run)

    def close(self) -> None:
        """Nothing is held back for ever: whoever made this output releases it."""
