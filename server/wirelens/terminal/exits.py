"""The exit codes of the command, and which one a run deserves."""

from wirelens.stream.assertion import Fact
from wirelens.stream.outcomes import outcomes
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict

OK, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_FAILURES = ("truncated", "error", "stalled", "limit")


def exit_code(run: Run) -> int:
    """0 for a run that is all well, 1 for a failed one."""
    if verdict(run) in _FAILURES:
        return FAILED
    if not all(each.passed for each in outcomes(run)):
        return FAILED
    refused = run.response is not None and run.response.status >= 400
    return FAILED if refused and not run.rules.asserts(Fact("status")) else OK
