"""Why events were not merged, and what in the request file would have merged them, as findings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.dialects.bedrock_invoke import unwrapped
from wirelens.stream.finding import Finding
from wirelens.stream.items import Event
from wirelens.stream.nearest import enveloped_dialect, nearest_dialect
from wirelens.stream.remedy import UseEvents, UseRule
from wirelens.stream.rules import PathDialect, PathRule
from wirelens.stream.run import Run
from wirelens.stream.shape import PROPOSALS, near_rules, proposals

EVENTS_LOOKED_AT = 64
SAMPLE = 40  # characters


def unknown_dialect(run: Run) -> Iterator[Finding]:
    """Where nothing recognised the events: what they are near to, and which rules would do."""
    if run.merger.dialect is not None or run.rules.merge == "none":
        return
    if not _any_admitted(run) or run.reply.error is not None:
        return
    events = _first_events(run)
    values = [value for _, value in events]
    if not any(isinstance(value, dict | list) for value in values):
        said = "expected JSON of a known dialect, found other data; a script can read it"
        yield Finding("dialect-unknown", said, 1, run.log.event_offset(1))
        return
    rules = tuple(_shown(run, proposals(values)))
    said = f"the events are of no known dialect{_near(events)}{_would_yield('# @jsonpath ', rules)}"
    yield Finding("dialect-unknown", said, 1, run.log.event_offset(1), remedies=rules)


def unmatched_rules(run: Run) -> Iterator[Finding]:
    """One for `@events` if no event is of its types, one for each `@jsonpath` that met nothing."""
    if run.rules.events is not None and run.log.events and not _any_admitted(run):
        yield _unmatched_types(run, run.rules.events)
    dialect = run.merger.dialect
    if not isinstance(dialect, PathDialect) or not dialect.events:
        return
    values = [value for _, value in _first_events(run)]
    for number, (rule, matches) in enumerate(zip(run.rules.paths, dialect.matches, strict=True)):
        if not matches:
            rules = tuple(_shown(run, _instead(rule, run, values)))
            said = f'"@jsonpath {rule.slot}: {rule.path.text}" matched 0 of {dialect.events} events'
            message = said + _would_yield("", rules)
            yield Finding("rule-unmatched", message, directive=number, remedies=rules)


def _any_admitted(run: Run) -> bool:
    """Whether any event feeds the merge."""
    types = run.rules.events
    return any(types is None or each.type in types for each in _events(run, run.log.events))


def _unmatched_types(run: Run, types: frozenset[str]) -> Finding:
    came = Counter(each.type for each in _events(run, run.log.events))
    near = get_close_matches(" ".join(sorted(types)), came, n=1)
    shown = list(dict.fromkeys([*near, *(each for each, _ in came.most_common(PROPOSALS))]))
    listed = ", ".join(sorted(types))
    found = ", ".join(f'"{each}"' for each in shown[:PROPOSALS])
    rest = ", …" if len(came) > PROPOSALS else ""
    said = f'"@events {listed}" matched 0 of {came.total()} events, found {found}{rest}'
    safe = (each for each in shown[:PROPOSALS] if run.redaction.redact(each) == each)
    return Finding("rule-unmatched", said, remedies=tuple(map(UseEvents, safe)))


def _events(run: Run, count: int) -> Iterator[Event]:
    items = (run.log.event(number).item for number in range(1, count + 1))
    return (item for item in items if isinstance(item, Event))


def _first_events(run: Run) -> list[tuple[Event, JsonValue]]:
    """The first events that may be merged, with their JSON, if it is JSON, as rules see it."""
    types = run.rules.events
    found: list[tuple[Event, JsonValue]] = []
    for event in _events(run, min(run.log.events, EVENTS_LOOKED_AT)):
        value = parse_json(event.data)
        if (types is None or event.type in types) and not isinstance(value, JsonFault):
            found.append((event, unwrapped(event, value)))
    return found


def _near(events: list[tuple[Event, JsonValue]]) -> str:
    inside = enveloped_dialect(events)
    if inside is not None:
        return f'; inside "{inside.path}" they are "{inside.dialect}"'
    nearest = nearest_dialect(value for _, value in events)
    if nearest is None:
        return ""
    names = ", ".join(f'"{name}"' for name in nearest.shared)
    return f'; nearest is "{nearest.dialect}", by {names}: expected {nearest.lacking}, found none'


def _instead(rule: PathRule, run: Run, values: list[JsonValue]) -> list[UseRule]:
    """Rules of the same slot that would find something and are not in the file yet."""
    used = {each.path.text for each in run.rules.paths}
    same_slot = (each for each in proposals(values) if each.slot == rule.slot)
    found = {each.path: each for each in same_slot}
    near = {each.path: each for each in near_rules(rule.slot, rule.path.text, values)}
    ordered = (near | found).values()
    return [each for each in ordered if each.path not in used][:PROPOSALS]


def _shown(run: Run, rules: Iterable[UseRule]) -> Iterator[UseRule]:
    """The rules with the beginning of their samples; none whose path holds a secret."""
    for rule in rules:
        if run.redaction.redact(rule.path) == rule.path:
            # Masked before it is cut: half a secret would be masked no more.
            sample = run.redaction.redact(rule.sample)
            cut = sample[: SAMPLE - 1] + "…" if len(sample) > SAMPLE else sample
            yield replace(rule, sample=cut)


def _would_yield(before: str, rules: tuple[UseRule, ...]) -> str:
    told = (f'"{before}{rule.written}" would yield "{rule.sample}"' for rule in rules)
    listed = ", ".join(told)
    return f"; {listed}" if listed else ""
