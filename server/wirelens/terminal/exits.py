"""The exit codes of the command, and which one a run deserves."""

from wirelens.stream.outcomes import succeeded
from wirelens.stream.run import Run

OK, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def exit_code(run: Run) -> int:
    """0 for a run that is all well, 1 for a failed one."""
    return OK if succeeded(run) else FAILED
