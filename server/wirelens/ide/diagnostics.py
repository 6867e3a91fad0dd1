"""Diagnostics: problems of a request file and findings of its runs, each at a place in the text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wirelens.ide.advice import block_advice
from wirelens.ide.assertions import block_assertions
from wirelens.ide.escapes import short_line
from wirelens.ide.keys import key_problems
from wirelens.ide.rules import block_rules
from wirelens.ide.runnables import line_span
from wirelens.ide.unexecuted import unexecuted
from wirelens.stream.finding import Finding
from wirelens.stream.findings import GAP_THRESHOLD, findings
from wirelens.stream.run import Run
from wirelens.syntax.nodes import Block, Request
from wirelens.syntax.problems import Fix, Problem, Severity
from wirelens.text import Span

EXPLANATIONS = "https://github.com/wirelens/wirelens/blob/main/docs/findings.md"
LONGEST_MESSAGE = 1000  # a server's error may be a page of HTML


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem or a finding, ready to be shown. What only counts others has no code."""

    span: Span
    code: str
    severity: Severity
    message: str
    fixes: tuple[Fix, ...] = ()

    def moved(self, distance: int) -> "Diagnostic":
        """The same one, `distance` code points further on."""
        fixes = tuple(fix.moved(distance) for fix in self.fixes)
        return replace(self, span=self.span.moved(distance), fixes=fixes)


def href(code: str) -> str:
    """Where a code is explained."""
    return f"{EXPLANATIONS}#{code}"


def from_problem(problem: Problem) -> Diagnostic:
    """A problem with its hint in the message."""
    hint = f" ({problem.hint})" if problem.hint else ""
    message = problem.message + hint
    return Diagnostic(problem.span, problem.code, problem.severity, message, problem.fixes)


def block_diagnostics(block: Block) -> list[Diagnostic]:
    """What a block's text alone tells, spans counting in the block."""
    problems = (
        *block.problems,
        *block_rules(block).problems,
        *key_problems(block.text),
        *unexecuted(block),
    )
    return [*map(from_problem, problems), *_advised(block)]


def run_diagnostics(
    start: int, block: Block, run: Run, gap_threshold: float = GAP_THRESHOLD
) -> list[Diagnostic]:
    """The findings of a run on the block as it is now, which starts at `start` of the file.

    They stand at the request line or at the directive that they are about; those of one code at
    one place are counted.
    """
    if block.request is None:
        return []
    places: dict[tuple[str, Span], list[Finding]] = {}
    for finding in findings(run, gap_threshold):
        span = _place(finding, block, block.request)
        places.setdefault((finding.code, span), []).append(finding)
    return [_counted(run, span, found).moved(start) for (_, span), found in places.items()]


def finding_message(run: Run, finding: Finding) -> str:
    """What a finding says, without a secret, on one line."""
    return short_line(run.redaction.redact(finding.message), LONGEST_MESSAGE)


def _counted(run: Run, span: Span, found: list[Finding]) -> Diagnostic:
    first = found[0]
    total = sum(each.count for each in found)
    message = finding_message(run, first)
    if total > first.count:
        message += f" (the first of {total})"
    return Diagnostic(span, first.code, Severity(first.severity), message)


_DIRECTIVES = {"rule-unmatched": "jsonpath", "dialect-mismatch": "merge"}


def _place(finding: Finding, block: Block, request: Request) -> Span:
    """The directive that the finding is about if the block still has it, else the request line."""
    number = finding.directive or 0
    if finding.code == "assertion-failed":
        spans = block_assertions(block).spans
        return spans[number] if number < len(spans) else line_span(request)
    name = _DIRECTIVES.get(finding.code)
    if finding.code == "rule-unmatched" and finding.directive is None:
        name = "events"
    named = [each for each in block.directives if each.name == name]
    return named[number].span if number < len(named) else line_span(request)


def _advised(block: Block) -> Iterator[Diagnostic]:
    if block.request is not None:
        span = line_span(block.request)
        for each in block_advice(block):
            yield Diagnostic(span, each.code, Severity.INFORMATION, each.message)
