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
class Edit:
    """Text to be written in the place of what `span` covers."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a problem together, none over another, and what to call them.

    A `preferred` one is what was most likely meant: editors apply it at a single key.
    """

    title: str
    edits: tuple[Edit, ...]
    preferred: bool = True

    def moved(self, distance: int) -> "Fix":
        """The same edits, `distance` code points further on."""
        edits = tuple(replace(each, span=each.span.moved(distance)) for each in self.edits)
        return replace(self, edits=edits)

    def applied(self, text: str) -> str:
        """`text` after the edits, whose spans count from its start."""
        for edit in sorted(self.edits, key=lambda each: each.span.start, reverse=True):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        return text


def replacement(title: str, span: Span, text: str) -> Fix:
    """The fix that writes `text` in the place of what `span` covers."""
    return Fix(title, (Edit(span, text),))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the file. `message` names the thing, `hint` says what to do."""

    span: Span
    code: str
    message: str
    hint: str = ""
    fixes: tuple[Fix, ...] = ()

    @property
    def severity(self) -> Severity:
        """As the table of codes says."""
        return SEVERITIES[self.code]

    def moved(self, distance: int) -> "Problem":
        """The same problem, `distance` code points further on."""
        fixes = tuple(fix.moved(distance) for fix in self.fixes) if self.fixes else ()
        return replace(self, span=self.span.moved(distance), fixes=fixes)


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
