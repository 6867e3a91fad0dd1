"""`--format junit`: the runs as a JUnit XML report, which every CI service reads.

One suite a request file, one case a request; the layout is the one that Jenkins' JUnit plugin and
the Python package junitparser accept.
"""

import re
from xml.etree import ElementTree

from wirelens.ide.end_words import facts
from wirelens.stream.finding import Finding
from wirelens.stream.findings import findings
from wirelens.stream.log import Entry
from wirelens.stream.outcomes import outcomes
from wirelens.stream.run import Run
from wirelens.terminal.exits import FAILED, exit_code
from wirelens.terminal.screen import Screen

# What XML 1.0 cannot hold, section 2.2.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JUnitOutput:
    """Keeps a case for each run and prints the report when there is no further one."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._suites: dict[str, list[ElementTree.Element]] = {}

    def begin(self, run: Run) -> None:
        """Nothing is printed yet."""

    def changed(self, run: Run, entries: list[Entry]) -> None:
        """Nothing is printed before the end."""

    def tick(self, run: Run) -> None:
        """Nothing changes with time alone."""

    def end(self, run: Run) -> None:
        """Keeps the run's case."""
        file = run.requested.file or run.source or run.requested.url
        self._suites.setdefault(file, []).append(_case(run, file))

    def close(self) -> None:
        """Prints the report."""
        root = ElementTree.Element("testsuites", {"name": "wirelens"})
        for file, cases in self._suites.items():
            suite = ElementTree.SubElement(root, "testsuite", {"name": _fit(file), **_sums(cases)})
            suite.extend(cases)
        root.attrib |= _sums(list(root.iter("testcase")))
        ElementTree.indent(root)
        text = ElementTree.tostring(root, encoding="unicode")
        self._screen.write(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n')


def _case(run: Run, file: str) -> ElementTree.Element:
    asked = run.requested
    case = ElementTree.Element(
        "testcase",
        classname=_fit(file),
        name=_fit(run.redaction.redact(asked.name or f"{asked.method} {asked.url}")),
        time=f"{0 if run.ended is None else run.ended.at:.3f}",
        file=_fit(file),
        line=str(asked.line + 1),
    )
    if exit_code(run) == FAILED:
        case.append(_failure(run))
    told = ElementTree.SubElement(case, "system-out")
    told.text = _fit(run.redaction.redact(facts(run)))
    return case


def _failure(run: Run) -> ElementTree.Element:
    """A broken promise is a failure; a run that went wrong otherwise is an error."""
    wrong = [each for each in findings(run) if each.severity == "error"]
    broken = [each for each in wrong if each.code == "assertion-failed"]
    kind = "failure" if broken and len(broken) == len(wrong) else "error"
    said = [run.redaction.redact(_told(each)) for each in wrong] or [
        run.redaction.redact(facts(run))
    ]
    message = said[0]
    if kind == "failure":
        message = f"{len(broken)} of {len(outcomes(run))} assertions failed"
    element = ElementTree.Element(kind, type=wrong[0].code if wrong else "verdict")
    element.set("message", _fit(message))
    element.text = _fit("\n".join(said))
    return element


def _told(finding: Finding) -> str:
    at = f" (event {finding.event})" if finding.event else ""
    return f"{finding.code}: {finding.message}{at}"


def _sums(cases: list[ElementTree.Element]) -> dict[str, str]:
    return {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)),
        "time": f"{sum(float(case.get('time', '0')) for case in cases):.3f}",
    }


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)
