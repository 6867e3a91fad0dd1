"""Fixes that define variables, move definitions, and put variables in the place of keys."""

import re
from collections.abc import Iterator

from wirelens.ide.diagnostics import Diagnostic
from wirelens.ide.keys import key_variable
from wirelens.ide.layout import line_end, line_span
from wirelens.ide.scope import Definition, Scope, Source
from wirelens.ide.templates import templates
from wirelens.syntax.lines import BYTE_ORDER_MARK
from wirelens.syntax.nodes import Block, Literal, Reference, RequestFile, Variable
from wirelens.syntax.problems import Edit, Fix
from wirelens.text import Span

_NAME = re.compile(r"%?(\w[\w-]*)")


def definition_fixes(file: RequestFile, found: Diagnostic, scope: Scope) -> Iterator[Fix]:
    """Defines the undefined variable at the top of the file, with a value yet to be written."""
    name = _NAME.fullmatch(_expression(file, found.span))
    if name is None or scope.definition(name[1]) is not None:
        return  # what a definition leads to is undefined, or no name can stand there
    at = _top(file)
    text = f"@{name[1]} = {_line_end(file)}"
    title = f'Define "@{name[1]} = " at the top of the file'
    yield Fix(title, (Edit(at, text),), preferred=False)


def order_fixes(file: RequestFile, found: Diagnostic, scope: Scope) -> Iterator[Fix]:
    """Moves the definition above its first use, to the top, if it leans on no other there."""
    name = _expression(file, found.span).lstrip("%")
    definitions = scope.definitions.get(name, ())
    place = definitions[0].place if definitions else None
    if place is None or sum(each.source is Source.FILE for each in definitions) > 1:
        return
    block, start = file.blocks[place.block], file.starts[place.block]
    variable = next(each for each in block.variables if each.name_span == place.span)
    if any(_leans_on_file(part, scope) for part in variable.value.parts):
        return
    line = line_span(block.text, variable.span.start)
    written = variable.span.of(block.text) + _line_end(file)
    edits = (Edit(_top(file), written), Edit(line.moved(start), ""))
    yield Fix(f'Move the definition of "{name}" to the top of the file', edits)


def key_fixes(file: RequestFile, found: Diagnostic, scope: Scope) -> Iterator[Fix]:
    """Writes a variable in the place of a key: the one that has its value, or a new one."""
    number = file.blocks.at(found.span.start)
    block, start = file.blocks[number], file.starts[number]
    span = found.span.moved(-start)
    if not _is_in_template(block, span):
        return
    key = span.of(block.text)
    own = next((each.name for each in block.variables if _holds(each, span)), None)
    known = [each for each in _secrets(scope, key) if each.name != own]
    for name, where in ((each.name, each.detail) for each in known):
        yield Fix(f'Change to "{{{{{name}}}}}" of {where}', (_reference(found, name),))
    if not known:
        name = _free(key_variable(key), scope)
        where = 'and put the key into "http-client.private.env.json"'
        title = f'Change to "{{{{{name}}}}}", {where}'
        yield Fix(title, (_reference(found, name),), preferred=False)


def _expression(file: RequestFile, span: Span) -> str:
    """The expression of the reference at a span of the file; "" if there is none."""
    number = file.blocks.at(span.start)
    place = span.moved(-file.starts[number])
    parts = (part for template in templates(file.blocks[number]) for part in template.parts)
    outer = [part for part in parts if isinstance(part, Reference)]
    references = (*outer, *(inner for each in outer for inner in each.inner))
    return next((each.expression for each in references if each.span == place), "")


def _top(file: RequestFile) -> Span:
    at = len(BYTE_ORDER_MARK) if file.blocks[0].text.startswith(BYTE_ORDER_MARK) else 0
    return Span(at, at)


def _line_end(file: RequestFile) -> str:
    """The line end of the file's first line."""
    return line_end(file.blocks[0].text)


def _leans_on_file(part: Literal | Reference, scope: Scope) -> bool:
    """Whether the part is a reference that the file defines, or one that others spell."""
    if isinstance(part, Literal):
        return False
    definition = scope.definition(part.expression.lstrip("%"))
    is_of_file = definition is not None and definition.source is Source.FILE
    return is_of_file or bool(part.inner)


def _is_in_template(block: Block, span: Span) -> bool:
    """Whether variables may stand there: not in comments, directives or scripts."""
    parts = (part for template in templates(block) for part in template.parts)
    return any(isinstance(part, Literal) and _covers(part.span, span) for part in parts)


def _holds(variable: Variable, span: Span) -> bool:
    return _covers(variable.span, span)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _secrets(scope: Scope, key: str) -> list[Definition]:
    """The definitions whose value is the key."""
    holding = (found[0] for found in scope.definitions.values())
    return [each for each in holding if [secret.reveal() for secret in each.secrets] == [key]]


def _free(name: str, scope: Scope) -> str:
    """The name, numbered if it is given."""
    number = 2
    free = name
    while scope.definition(free) is not None:
        free, number = f"{name}_{number}", number + 1
    return free


def _reference(found: Diagnostic, name: str) -> Edit:
    return Edit(found.span, f"{{{{{name}}}}}")
