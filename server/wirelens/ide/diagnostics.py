"""Diagnostics: problems of a request file and findings of its runs, each at a place in the text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wirelens.ide.advice import block_advice
from wirelens.ide.assertions import block_assertions
from wirelens.ide.escapes import short_line
from wirelens.ide.finding_fixes import finding_fixes
from wirelens.ide.keys import key_problems
from wirelens.ide.rules import block_rules
from wirelens.ide.runnables import line_span
from wirelens.ide.unexecuted import unexecuted
from wirelens.stream.finding import Finding
from wirelens.stream.findings import GAP_THRESHOLD, findings
from wirelens.stream.rules import Rules
from wirelens.stream.run import Run
from wirelens.syntax.nodes import Block, Directive, Request
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
        fixes = tuple(fix.moved(distance) for fix in self.fixes) if self.fixes else ()
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
    one place are counted. What is said about rules is not told of others that were put there since.
    """
    if block.request is None:
        return []
    rules = block_rules(block).rules
    places: dict[tuple[str, Span], list[Finding]] = {}
    for finding in findings(run, gap_threshold):
        if finding.code in _OF_RULES and not _are_those(rules, run.rules):
            continue
        span = _place(finding, block, block.request)
        places.setdefault((finding.code, span), []).append(finding)
    return [
        replace(_counted(run, span, found), fixes=_fixes(found[0], block)).moved(start)
        for (_, span), found in places.items()
    ]


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
_OF_RULES = {"dialect-unknown", *_DIRECTIVES}


def _are_those(rules: Rules, of_run: Rules) -> bool:
    """Whether they read a stream as those of the run did; `Event` fields may have added types."""
    read, was_read = (
        (each.merge, [(rule.slot, rule.path.text) for rule in each.paths])
        for each in (rules, of_run)
    )
    return read == was_read and rules.events in (None, of_run.events)


def _place(finding: Finding, block: Block, request: Request) -> Span:
    """What the finding is about if the block still has it, else the request line."""
    if finding.code == "assertion-failed":
        spans, number = block_assertions(block).spans, finding.directive or 0
        return spans[number] if number < len(spans) else line_span(request)
    directive = _directive(finding, block)
    return line_span(request) if directive is None else directive.span


def _directive(finding: Finding, block: Block) -> Directive | None:
    """The directive that the finding is about; of `@merge` and `@events` the last one counts."""
    name = _DIRECTIVES.get(finding.code)
    if finding.code == "rule-unmatched" and finding.directive is None:
        name = "events"
    named = [each for each in block.directives if each.name == name]
    found = named[finding.directive or 0 :] if name == "jsonpath" else named[-1:]
    return found[0] if found else None


def _fixes(finding: Finding, block: Block) -> tuple[Fix, ...]:
    return finding_fixes(finding, block, _directive(finding, block))


def _advised(block: Block) -> Iterator[Diagnostic]:
    if block.request is not None:
        span = line_span(block.request)
        for each in block_advice(block):
            yield Diagnostic(span, each.code, Severity.INFORMATION, each.message)
