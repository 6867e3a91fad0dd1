"""Findings as GitHub annotations: a broken promise stands beside its line in the pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

import os

from wirelens.stream.finding import Finding
from wirelens.stream.findings import findings
from wirelens.stream.run import Run
from wirelens.terminal.places import finding_line
from wirelens.terminal.screen import Screen

_LEVELS = {"error": "error", "warning": "warning"}


def annotate(screen: Screen, run: Run) -> None:
    """Prints the run's findings as workflow commands, where a GitHub workflow runs us."""
    file = run.requested.file
    if file is None or os.environ.get("GITHUB_ACTIONS") != "true":
        return
    for finding in findings(run):
        line = finding_line(run, finding)
        screen.tell(run.redaction.redact(annotation(finding, file, line)))


def annotation(finding: Finding, file: str, line: int) -> str:
    """The workflow command for one finding; `line` counts from 1."""
    level = _LEVELS.get(finding.severity, "notice")
    properties = f"file={_property(file)},line={line},title={_property(finding.code)}"
    return f"::{level} {properties}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
