"""The edits that carry out a finding's remedies in the block whose request was run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wirelens.ide.escapes import short_line
from wirelens.ide.layout import indent, line_end, line_span, line_start
from wirelens.ide.rules import path_span
from wirelens.stream.finding import Finding
from wirelens.stream.remedy import UseDialect, UseEvents, UseRule
from wirelens.syntax.nodes import Block, Directive
from wirelens.syntax.problems import Edit, Fix, replacement
from wirelens.text import Span

LONGEST_SAMPLE = 40
_SLOTS = {"text": "text", "reasoning": "reasoning", "tool": "tool calls"}


def finding_fixes(finding: Finding, block: Block, directive: Directive | None) -> tuple[Fix, ...]:
    """The fixes, the best first and it alone preferred; spans count in the block.

    `directive` is the one that the finding is about, if it is about any and the block has it.
    """
    rules = [each for each in finding.remedies if isinstance(each, UseRule)]
    if directive is None:
        found = list(_new_rules(block, rules)) if finding.code == "dialect-unknown" else []
    else:
        found = list(_changed(block, directive, finding))
    return tuple(replace(fix, preferred=not number) for number, fix in enumerate(found))


def _new_rules(block: Block, rules: Sequence[UseRule]) -> Iterator[Fix]:
    """Rules above the request line: the best of each slot together, then each alone."""
    best = {rule.slot: rule for rule in reversed(rules)}
    together = [rule for rule in rules if best[rule.slot] is rule]
    if len(together) > 1:
        read = " and ".join(f'{_SLOTS[rule.slot]} from "{rule.path}"' for rule in together)
        yield Fix(f"Read {read}", (_lines(block, together),))
    for rule in rules:
        title = f'Read {_SLOTS[rule.slot]} from "{rule.path}": {_sample(rule)}'
        yield Fix(title, (_lines(block, [rule]),))


def _lines(block: Block, rules: Sequence[UseRule]) -> Edit:
    text = block.text
    at = line_start(text, block.request.span.start if block.request else 0)
    before, end = indent(text, at), line_end(text)
    lines = (f"{before}# @jsonpath {rule.written}{end}" for rule in rules)
    return Edit(Span(at, at), "".join(lines))


def _changed(block: Block, directive: Directive, finding: Finding) -> Iterator[Fix]:
    for remedy in finding.remedies:
        match remedy:
            case UseRule():
                title = f'Change to "{remedy.path}": {_sample(remedy)}'
                yield replacement(title, path_span(directive), remedy.path)
            case UseEvents(type_) if _can_be_listed(type_):
                yield replacement(f'Change to "{type_}"', directive.value_span, type_)
            case UseDialect(dialect):
                yield replacement(f'Change to "{dialect}"', directive.value_span, dialect)
                yield from _removal(block, directive)
            case _:
                pass


def _can_be_listed(type_: str) -> bool:
    """Whether `@events` can name it: a peer may send anything as a type."""
    return type_.isprintable() and "," not in type_ and type_ == type_.strip() != ""


def _removal(block: Block, directive: Directive) -> Iterator[Fix]:
    """None for a directive that is a request separator as well: `### @merge x`."""
    if block.separator is None or block.separator.span.end <= directive.span.start:
        title = f'Remove "@{directive.name} {directive.value}"'
        yield replacement(title, line_span(block.text, directive.span.start), "")


def _sample(rule: UseRule) -> str:
    return f'"{short_line(rule.sample, LONGEST_SAMPLE)}"'
