"""What is wrong with the variables of a request file, told before anything is sent.

Nothing outside the file and its environments is looked at: what the process environment, `.env` or
a clock would give is taken for granted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from wirelens.ide.chaining import named_request
from wirelens.ide.dynamic import Surroundings
from wirelens.ide.keys import key_problems
from wirelens.ide.near import changes, near_names, near_question
from wirelens.ide.prompts import prompts
from wirelens.ide.scope import Chain, Definition, Place, Scope, SecretTemplate, Source, Unresolved
from wirelens.ide.templates import templates
from wirelens.ide.variables import Resolver
from wirelens.secret import Secret, SecretText
from wirelens.syntax.names import slug
from wirelens.syntax.nodes import (
    Block,
    Reference,
    RequestFile,
    Template,
)
from wirelens.syntax.problems import Problem

_Value = TypeVar("_Value")


def variable_problems(file: RequestFile, scope: Scope) -> list[Problem]:
    """Undefined, looping and too early used variables, and keys that should be variables.

    Spans count from the start of the file.
    """
    checker = VariableChecker(scope)
    found: list[Problem] = []
    for number, (start, block) in enumerate(zip(file.starts, file.blocks, strict=True)):
        found += (each.moved(start) for each in checker.problems(number, block))
        found += (each.moved(start) for each in key_problems(block.text))
    return sorted(found, key=lambda problem: problem.span.start)


class VariableChecker:
    """Tells what is wrong with the variables of blocks; resolves each definition once."""

    def __init__(self, scope: Scope) -> None:
        decisions = scope.surroundings.decisions
        self._scope = _assumed(scope)
        self._resolver = Resolver(self._scope)
        self._first = _first_places(scope) if decisions.tells_early_use else {}

    def problems(self, number: int, block: Block) -> list[Problem]:
        """The problems of the block of this number; spans count in the block."""
        asked = [each.name for each in prompts(block)]
        resolver = Resolver(_with_prompts(self._scope, asked)) if asked else self._resolver
        found = list(self._unknown_requests(block))
        for template in templates(block):
            if not any(isinstance(part, Reference) for part in template.parts):
                continue
            found += resolver.resolve(template).problems
            found += _early(number, template, self._first)
        return found

    def _unknown_requests(self, block: Block) -> Iterator[Problem]:
        names = self._scope.requests
        for directive in block.directives:
            name = slug(directive.value)
            if directive.name in ("ref", "forceRef") and name and name not in names:
                said = f'no request is named "{directive.value}"'
                near = near_names(name, names)
                yield Problem(
                    span=directive.value_span,
                    code="request-unknown",
                    message=said,
                    hint=near_question(near),
                    fixes=changes(directive.value_span, near),
                )


def assumed_scope(scope: Scope, block: Block) -> Scope:
    """The scope of a block with what only a run will know taken for granted, as empty text."""
    return _with_prompts(_assumed(scope), [each.name for each in prompts(block)])


def is_certain(template: Template, scope: Scope) -> bool:
    """Whether a template's text is known without a run: its value in an assumed scope holds."""
    return _is_certain(template, scope, frozenset())


def _is_certain(value: object, scope: Scope, trail: frozenset[str]) -> bool:
    references = value.parts if isinstance(value, Template | SecretTemplate) else ()
    for part in references:
        if not isinstance(part, Reference):
            continue
        name = part.expression.lstrip("%")
        definition = None if part.inner or name in trail else scope.definition(name)
        if definition is None or definition.source is Source.PROMPT:
            return False
        if not _is_certain(definition.value, scope, trail | {name}):
            return False
    return True


def _assumed(scope: Scope) -> Scope:
    surroundings = replace(_ASSUMED, decisions=scope.surroundings.decisions)
    return replace(scope, surroundings=surroundings, chain=_assumed_chain(scope.requests))


def _assumed_chain(names: frozenset[str]) -> Chain:
    """Before anything is sent a reference to a known request is taken for granted."""

    def chain(expression: str) -> SecretText | Unresolved | None:
        name = named_request(expression, names)
        if name is None or name in names:
            return None if name is None else SecretText()
        said = f'no request is named "{name}"'
        near = near_names(name, names)
        return Unresolved("request-unknown", said, near_question(near), name, near)

    return chain


class _Every(Mapping[str, _Value], Generic[_Value]):
    """A mapping in which every name has the same value."""

    def __init__(self, value: _Value) -> None:
        self._value = value

    def __getitem__(self, name: str) -> _Value:
        return self._value

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


_ASSUMED = Surroundings(
    now=lambda: datetime(2000, 1, 1, tzinfo=UTC),
    below=lambda _: 0,
    environ=_Every(""),
    dotenv=_Every(Secret("", "")),
    example_server=lambda _: "http://localhost",
)


def _with_prompts(scope: Scope, names: list[str]) -> Scope:
    asked = {name: (Definition(name, Source.PROMPT, SecretText()),) for name in names}
    return replace(scope, definitions={**scope.definitions, **asked})


def _first_places(scope: Scope) -> dict[str, Place]:
    """Where each variable that the file defines is defined first, if no other source defines it."""
    places: dict[str, Place] = {}
    for name, definitions in scope.definitions.items():
        if definitions[0].source is Source.FILE:
            known = [each.place for each in definitions if each.place is not None]
            places[name] = min(known, key=lambda place: (place.block, place.span.start))
    return places


def _early(number: int, template: Template, first: Mapping[str, Place]) -> Iterator[Problem]:
    references = [part for part in template.parts if isinstance(part, Reference)]
    for part in (*references, *(inner for outer in references for inner in outer.inner)):
        name = part.expression.lstrip("%")
        place = first.get(name)
        if place is None or (number, part.span.start) > (place.block, place.span.start):
            continue
        yield Problem(
            part.span,
            "variable-before-definition",
            f'variable "{name}" is used before its definition',
            hint="it has its last value in the file; other tools may read from top to bottom",
        )
