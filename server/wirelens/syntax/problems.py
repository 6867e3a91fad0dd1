"""What can be wrong with a request file, as data. Codes are stable."""

from dataclasses import dataclass, replace
from enum import StrEnum

from wirelens.text import Span


class Severity(StrEnum):
    """How much a problem or a finding matters; the words of the JSON output."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Fix:
    """One edit that mends a problem: what to call it, and the text for the problem's place."""

    title: str
    span: Span
    text: str

    def moved(self, distance: int) -> "Fix":
        """The same edit, `distance` code points further on."""
        return replace(self, span=self.span.moved(distance))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the file. `message` names the thing, `hint` says what to do."""

    span: Span
    code: str
    message: str
    hint: str = ""
    fix: Fix | None = None

    @property
    def severity(self) -> Severity:
        """As the table of codes says."""
        return SEVERITIES[self.code]

    def moved(self, distance: int) -> "Problem":
        """The same problem, `distance` code points further on."""
        fix = self.fix and self.fix.moved(distance)
        return replace(self, span=self.span.moved(distance), fix=fix)


SEVERITIES: dict[str, Severity] = {
    "request-line-expected": Severity.ERROR,
    "header-malformed": Severity.ERROR,
    "directive-value": Severity.ERROR,
    "jsonpath-invalid": Severity.ERROR,
    "assertion-invalid": Severity.ERROR,
    "variable-loop": Severity.ERROR,
    "variable-unsafe": Severity.ERROR,
    "file-missing": Severity.ERROR,
    "file-outside-workspace": Severity.ERROR,
    "environment-invalid": Severity.ERROR,
    "request-unknown": Severity.ERROR,
    "blank-line-missing": Severity.WARNING,
    "variable-undefined": Severity.WARNING,
    "request-name-duplicate": Severity.WARNING,
    "key-in-file": Severity.WARNING,
    "private-file-tracked": Severity.WARNING,
    "method-unusual": Severity.INFORMATION,
    "not-executed": Severity.INFORMATION,
    "variable-before-definition": Severity.INFORMATION,
    "directive-unknown": Severity.HINT,
    "method-in-body": Severity.HINT,
}
