"""Whether a run kept its assertions, and what was found where it did not."""

from collections.abc import Iterator
from dataclasses import dataclass

from wirelens.jsonpath_functions import NOTHING, Result
from wirelens.jsonvalue import JsonFault, parse_json
from wirelens.stream.assertion import Assertion, EventValue, Fact, as_text, holds
from wirelens.stream.assertion_subjects import matching, subject_event, subject_value, value_at
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict

SHOWN = 500  # characters of a value that was found


@dataclass(frozen=True, slots=True)
class Outcome:
    """One assertion's result; `event` is the event that settled it, where one did."""

    assertion: Assertion
    passed: bool
    found: str
    event: int | None = None


def outcomes(run: Run) -> list[Outcome]:
    """The results of all assertions, in order; empty while the run is pending."""
    if run.ended is None:
        return []
    return [_outcome(run, assertion) for assertion in run.rules.assertions]


def succeeded(run: Run) -> bool:
    """Whether an ended run is all well: whole, of a status that was hoped for, promises kept."""
    if verdict(run) not in ("complete", "stopped", "cancelled"):
        return False
    if not all(each.passed for each in outcomes(run)):
        return False
    refused = run.response is not None and run.response.status >= 400
    return not refused or run.rules.asserts(Fact("status"))


@dataclass(frozen=True, slots=True)
class _Judged:
    kept: bool
    found: str
    event: int | None


def _outcome(run: Run, assertion: Assertion) -> Outcome:
    subject = assertion.subject
    if isinstance(subject, EventValue):
        judged = _JUDGES[subject.quantifier](run, assertion, subject)
    else:
        found = subject_value(run, subject)
        kept = holds(assertion.operator, found, assertion.expected)
        judged = _Judged(kept, _shown(found), subject_event(run, subject))
    return Outcome(assertion, judged.kept != assertion.negated, judged.found, judged.event)


def _any(run: Run, assertion: Assertion, subject: EventValue) -> _Judged:
    seen = 0
    for number, found in _values(run, subject):
        seen += 1
        if holds(assertion.operator, found, assertion.expected):
            return _Judged(True, _shown(found), number)
    return _Judged(False, f"none of {seen} events", None)


def _every(run: Run, assertion: Assertion, subject: EventValue) -> _Judged:
    seen = 0
    for number, found in _values(run, subject):
        seen += 1
        if not holds(assertion.operator, found, assertion.expected):
            return _Judged(False, _shown(found), number)
    # No event at all keeps no promise: an assertion that looked at nothing must not pass.
    return _Judged(seen > 0, f"all of {seen} events" if seen else "no such event", None)


def _values(run: Run, subject: EventValue) -> Iterator[tuple[int, Result]]:
    """The value in each event; data that is no JSON, such as `[DONE]`, has no paths."""
    for event in matching(run, subject.events):
        if subject.path is None:
            yield event.number, event.data
            continue
        value = parse_json(event.data)
        if not isinstance(value, JsonFault):
            yield event.number, value_at(subject.path, value)


def _shown(found: Result) -> str:
    if found is NOTHING:
        return "nothing"
    text = as_text(found)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


_JUDGES = {"any": _any, "every": _every}
