"""One finding: something noteworthy about a run, and the table of what matters how much."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from wirelens.stream.remedy import Remedy

Severity = Literal["error", "warning", "information", "hint"]

LISTED = 20  # findings of one code with a place of their own; the rest is counted


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noteworthy about a run.

    `event` counts from 1, `offset` is a byte offset into the body, `directive` counts from 0 the
    directives that the code is about: the assertions for `assertion-failed`, `@jsonpath` for
    `rule-unmatched`, `@merge` for `dialect-mismatch`. `count` is how many it stands for.
    `remedies` are what the request file could say instead, the best first.
    """

    code: str
    message: str
    event: int | None = None
    offset: int | None = None
    directive: int | None = None
    count: int = 1
    remedies: tuple[Remedy, ...] = ()

    @property
    def severity(self) -> Severity:
        """As the table of codes says."""
        return SEVERITIES.get(self.code, "error")  # a transport may end a run in ways of its own


def bounded(findings: Iterable[Finding], listed: int = LISTED) -> Iterator[Finding]:
    """The first of each code as they are, then how many more there are."""
    seen: dict[str, int] = {}
    for finding in findings:
        seen[finding.code] = seen.get(finding.code, 0) + 1
        if seen[finding.code] <= listed:
            yield finding
    for code, count in seen.items():
        if count > listed:
            more = count - listed
            yield Finding(code, f"{more} more, {count} in all", count=more)


_ERRORS = """
    connect-failed tls-failed timeout redirect-refused http-status secret-origin untrusted
    assertion-failed error-in-band truncated stalled line-too-long event-too-large inflation-limit
"""
_WARNINGS = """
    terminator-missing finish-missing data-after-end length-limited content-filtered
    delivered-in-burst gap dialect-unknown dialect-mismatch rule-unmatched arguments-invalid
    event-unterminated json-invalid utf8-invalid field-unknown retry-invalid id-invalid
    content-type-mismatch block-order message-restarted sequence-gap index-reused
"""
SEVERITIES: dict[str, Severity] = {
    **dict.fromkeys(_ERRORS.split(), "error"),
    **dict.fromkeys(_WARNINGS.split(), "warning"),
}
