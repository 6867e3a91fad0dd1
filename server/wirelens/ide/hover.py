"""What is told of the thing under the pointer: a variable's value, a directive's meaning.

Text of the file or of a server stands in code spans only. No secret is shown, nothing is started.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wirelens.ide.directive_docs import DIRECTIVE_DOCS
from wirelens.ide.dynamic import DYNAMIC_VARIABLES, Surroundings, parsed_call
from wirelens.ide.markdown import code, fenced
from wirelens.ide.prompts import prompts
from wirelens.ide.scope import Definition, Place, Scope, Source
from wirelens.ide.templates import templates
from wirelens.ide.variables import Resolved, Resolver
from wirelens.secret import MASK, Redaction
from wirelens.syntax.directives import DIRECTIVES
from wirelens.syntax.nodes import (
    Block,
    Directive,
    Literal,
    Reference,
    RequestFile,
    Template,
    Variable,
)
from wirelens.text import Span

LONGEST_VALUE = 400  # characters


@dataclass(frozen=True, slots=True)
class Hover:
    """What it is about, as a span from the start of the file, and what is told."""

    span: Span
    markdown: str


def hover(file: RequestFile, offset: int, scope: Scope) -> Hover | None:
    """What is told about the place `offset`; None where nothing is known."""
    number = file.blocks.at(offset)
    block, start = file.blocks[number], file.starts[number]
    found = _in_block(number, block, offset - start, scope)
    return None if found is None else Hover(found.span.moved(start), found.markdown)


def _in_block(number: int, block: Block, offset: int, scope: Scope) -> Hover | None:
    for directive in block.directives:
        name = Span(directive.name_span.start - len("@"), directive.name_span.end)
        if _holds(name, offset):
            return Hover(name, _about_directive(directive))
    for variable in block.variables:
        if _holds(variable.name_span, offset):
            about = _about_definition(variable, Place(number, variable.name_span), scope)
            return Hover(variable.name_span, about)
    for template in templates(block):
        reference = _reference_at(template, offset)
        if reference is not None:
            return Hover(reference.span, _about_reference(reference, block, scope))
    return None


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end


def _reference_at(template: Template, offset: int) -> Reference | None:
    """The innermost reference; `{{ {{kind}}_url }}` has two, one in the other."""
    if not _holds(template.span, offset):
        return None
    outer = _at(template.parts, offset)
    return outer and (_at(outer.inner, offset) or outer)


def _at(parts: Sequence[Literal | Reference], offset: int) -> Reference | None:
    references = (part for part in parts if isinstance(part, Reference))
    return next((each for each in references if _holds(each.span, offset)), None)


def _about_directive(directive: Directive) -> str:
    doc = DIRECTIVE_DOCS[directive.name]
    expected = DIRECTIVES[directive.name].expected
    example = fenced(doc.example, "http")
    return f"`@{directive.name}`: {doc.description}\n\nValue: {expected}\n\n{example}"


def _about_reference(reference: Reference, block: Block, scope: Scope) -> str:
    expression = reference.expression
    name = expression.lstrip("%")
    if expression.startswith("$"):
        return _about_dynamic(reference, scope)
    if any(each.name == name for each in prompts(block)):
        return f"{_braced(reference)} is asked for when the request is sent"
    told = _resolved(reference, scope)
    if told.resolved.problems:
        return _about_faults(reference, told.resolved)
    lines = list(_origins(name, scope))
    return _listed(f"{_braced(reference)} is {_shown(told.resolved, scope)}", told.notes + lines)


def _about_dynamic(reference: Reference, scope: Scope) -> str:
    name = parsed_call(reference.expression).name
    variable = DYNAMIC_VARIABLES.get(name)
    resolved = _resolved(reference, scope).resolved
    if variable is None:
        return _about_faults(reference, resolved)
    lines = [f"written {code(variable.signature)}", f"for example {code(variable.example)}"]
    lines += _faults(resolved)
    return _listed(f"{_braced(reference)}: {variable.description}", lines)


def _about_faults(reference: Reference, resolved: Resolved) -> str:
    return _listed(f"{_braced(reference)} has no value", list(_faults(resolved)))


def _faults(resolved: Resolved) -> Iterator[str]:
    for problem in resolved.problems:
        yield from (code(each) for each in (problem.message, problem.hint) if each)


def _about_definition(variable: Variable, place: Place, scope: Scope) -> str:
    """The value that this definition gives, whether it holds or another one does."""
    known = scope.definitions.get(variable.name, ())
    own = next((each for each in known if each.place == place), None)
    if own is None:
        # The scope is of an older version of the file.
        own = Definition(variable.name, Source.FILE, variable.value, place=place)
        if any(each.secrets for each in known):
            return f"{code(variable.name)} is {code(MASK)}"
    told = _defined(own, scope)
    reference = _reference_to(variable.name)
    if told.resolved.problems:
        return _about_faults(reference, told.resolved)
    lines = told.notes
    if known and known[0] != own:
        lines = [*lines, f"not used: {_source(known[0])} holds"]
    return _listed(f"{code(variable.name)} is {_shown(told.resolved, scope)}", lines)


def _origins(name: str, scope: Scope) -> Iterator[str]:
    definition = scope.definition(name)
    if definition is None:
        if "." in name and "{{" not in name:
            yield f"from the last response of {code(name.partition('.')[0])}"
        return
    yield f"from {_source(definition)}"
    for shadowed in scope.shadowed(name):
        resolved = _defined(shadowed, scope).resolved
        value = "" if resolved.problems else f": {_shown(resolved, scope)}"
        yield f"shadows {_source(shadowed)}{value}"


def _source(definition: Definition) -> str:
    return code(definition.detail or definition.source.value)


@dataclass(frozen=True, slots=True)
class _Told:
    """A value as it would be now, and what must be said about it."""

    resolved: Resolved
    notes: list[str]


def _resolved(reference: Reference, scope: Scope) -> _Told:
    """The value as request preparation would have it; what only a run has is left as it stands."""
    drawn: list[None] = []
    harmless = replace(scope, surroundings=_harmless(scope.surroundings, drawn))
    resolved = Resolver(harmless).resolve(Template(reference.span, (reference,)))
    notes = ["each run has a value of its own"] if drawn else []
    return _Told(resolved, notes)


def _defined(definition: Definition, scope: Scope) -> _Told:
    """The value that one definition of a name gives, though another one may hold."""
    definitions = {**scope.definitions, definition.name: (definition,)}
    return _resolved(_reference_to(definition.name), replace(scope, definitions=definitions))


def _reference_to(name: str) -> Reference:
    span = Span(0, len(name))
    return Reference(span, name, span)


def _harmless(surroundings: Surroundings, drawn: list[None]) -> Surroundings:
    """Surroundings in which nothing starts, and that note in `drawn` what no two runs share."""

    def now() -> datetime:
        drawn.append(None)
        return surroundings.now()

    def below(limit: int) -> int:
        drawn.append(None)
        return surroundings.below(limit)

    return replace(surroundings, now=now, below=below, example_server=_example_server)


def _example_server(recording: str) -> str:
    return f"{{{{$exampleServer {recording}}}}}" if recording else "{{$exampleServer}}"


def _shown(resolved: Resolved, scope: Scope) -> str:
    text = Redaction(scope.secrets).redact(resolved.text.masked())
    if not text:
        return "empty"
    return code(text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…")


def _braced(reference: Reference) -> str:
    return code(f"{{{{{reference.expression}}}}}")


def _listed(title: str, lines: Sequence[str]) -> str:
    return title + ("\n\n" if lines else "") + "\n".join(f"- {line}" for line in lines)
