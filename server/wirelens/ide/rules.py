"""What a request's directives say about reading its stream, as rules and problems."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wirelens.ide.assertions import block_assertions
from wirelens.ide.path_problems import path_problem
from wirelens.jsonpath import Path, PathProblem, compile_bare_path
from wirelens.stream.rules import PathRule, Rules, RuleSlot
from wirelens.syntax.directives import SLOTS
from wirelens.syntax.nodes import Block, Directive
from wirelens.syntax.problems import Problem
from wirelens.text import Span

_SLOT = re.compile(rf"({'|'.join(SLOTS)})\s*:\s*")
_EVENT = re.compile(r"event\s+(\S+)")


@dataclass(slots=True)
class BlockRules:
    """The rules of one block, and what is wrong with its directives; spans count in the block."""

    rules: Rules = field(default_factory=Rules)
    problems: list[Problem] = field(default_factory=list)


def block_rules(block: Block) -> BlockRules:
    """The rules that the directives of `block` give; a wrong value is a problem and no rule.

    Values of the wrong shape are the parser's problems already and are passed over here.
    """
    found = BlockRules()
    for directive in block.directives:
        read = _READERS.get(directive.name)
        if read is not None and directive.value:
            read(found, directive)
    asserted = block_assertions(block)
    found.rules = replace(found.rules, assertions=tuple(asserted.assertions))
    found.problems += asserted.problems
    return found


def path_span(directive: Directive) -> Span:
    """Where the path of a `@jsonpath` directive stands, behind the slot."""
    slot = _SLOT.match(directive.value)
    span = directive.value_span
    return Span(span.start + (slot.end() if slot else 0), span.end)


def _merge(found: BlockRules, directive: Directive) -> None:
    found.rules = replace(found.rules, merge=directive.value)


def _jsonpath(found: BlockRules, directive: Directive) -> None:
    slot = _SLOT.match(directive.value)
    start = slot.end() if slot else 0
    path = _path(found, directive, start)
    if path is not None:
        rule = PathRule(_RULE_SLOTS[slot[1] if slot else "text"], path)
        found.rules = replace(found.rules, paths=(*found.rules.paths, rule))


def _events(found: BlockRules, directive: Directive) -> None:
    types = frozenset(each.strip() for each in directive.value.split(",") if each.strip())
    found.rules = replace(found.rules, events=types)


def _max_events(found: BlockRules, directive: Directive) -> None:
    if directive.value.isascii() and directive.value.isdigit() and len(directive.value) < 19:
        found.rules = replace(found.rules, max_events=int(directive.value))


def _until(found: BlockRules, directive: Directive) -> None:
    event = _EVENT.fullmatch(directive.value)
    if event is not None:
        found.rules = replace(found.rules, until_type=event[1])
    elif (path := _path(found, directive, 0)) is not None:
        found.rules = replace(found.rules, until_path=path)


def _path(found: BlockRules, directive: Directive, start: int) -> Path | None:
    text = directive.value[start:]
    path = compile_bare_path(text)
    if not isinstance(path, PathProblem):
        return path
    at = directive.value_span.start + start
    found.problems.append(path_problem("jsonpath-invalid", path, text, at))
    return None


_READERS: dict[str, Callable[[BlockRules, Directive], None]] = {
    "merge": _merge,
    "jsonpath": _jsonpath,
    "events": _events,
    "max-events": _max_events,
    "until": _until,
}
_RULE_SLOTS: dict[str, RuleSlot] = {
    "text": "text",
    "reasoning": "reasoning",
    "tool": "tool",
    "finish": "finish",
    "usage": "usage",
    "error": "error",
}
