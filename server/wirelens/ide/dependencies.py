"""Which requests a request needs, and in which order they must run before it.

A request needs those that `# @ref` and `# @forceRef` name, and those whose exchange a reference
reads (`{{login.response.body.token}}`), directly or through a variable.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wirelens.ide.chaining import named_request
from wirelens.ide.scope import Definition, Scope
from wirelens.ide.templates import templates
from wirelens.syntax.names import slug
from wirelens.syntax.nodes import Block, Reference, RequestFile, Template
from wirelens.syntax.problems import Problem
from wirelens.text import Span

REFERENCES = ("ref", "forceRef")
DEEPEST = 64


@dataclass(frozen=True, slots=True)
class RequestPlace:
    """Where a request stands: the number of its file among those known, and of its block."""

    file: int
    block: int


@dataclass(frozen=True, slots=True)
class Dependency:
    """A request that another needs; `span` counts in the block that says so.

    `is_forced`: it is sent anew each time. `is_asked`: a directive names it, so that it may be sent
    without asking.
    """

    name: str
    span: Span
    is_forced: bool = False
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One request to be sent before the one that is meant."""

    place: RequestPlace
    name: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The request files that may name each other's requests, the one that is meant first."""

    files: Sequence[tuple[RequestFile, Scope]]
    names: Mapping[str, RequestPlace]

    def block(self, place: RequestPlace) -> Block:
        """The block at a place."""
        return self.files[place.file][0].blocks[place.block]

    def scope(self, place: RequestPlace) -> Scope:
        """The scope of the block's file."""
        return self.files[place.file][1]


def reference_names(file: RequestFile, number: int = 0) -> dict[str, RequestPlace]:
    """What references call the requests of a file, the `number`th; of equal names the first."""
    names: dict[str, RequestPlace] = {}
    for index, block in enumerate(file.blocks):
        if block.request is not None and slug(block.name):
            names.setdefault(slug(block.name), RequestPlace(number, index))
    return names


def dependencies(block: Block, scope: Scope) -> list[Dependency]:
    """What the block's request needs, each once, in the order of the file."""
    found: dict[str, Dependency] = {}
    for directive in block.directives:
        if directive.name in REFERENCES:
            name = slug(directive.value)
            is_forced = directive.name == "forceRef"
            found[name] = Dependency(name, directive.value_span, is_forced, is_asked=True)
    for template in templates(block):
        for expression, span in _expressions(template, scope):
            name = named_request(expression, scope.requests) or ""
            if name in scope.requests:
                found.setdefault(name, Dependency(name, span))
    return list(found.values())


def run_order(
    known: Known, place: RequestPlace, was_sent: Callable[[str], bool]
) -> list[Step] | Problem:
    """The requests that must be sent before the one at `place`, in order; those sent already are
    left out unless they are forced. A circle is a problem, its span counting in the block."""
    return _Order(known, was_sent).before(place)


class _Order:
    def __init__(self, known: Known, was_sent: Callable[[str], bool]) -> None:
        self._known = known
        self._was_sent = was_sent
        self._steps: dict[RequestPlace, Step] = {}

    def before(
        self, place: RequestPlace, trail: tuple[RequestPlace, ...] = ()
    ) -> list[Step] | Problem:
        trail = (*trail, place)
        for each in dependencies(self._known.block(place), self._known.scope(place)):
            needed = self._known.names.get(each.name)
            if needed is None:
                said = f'no request is named "{each.name}"'
                return Problem(each.span, "request-unknown", said)
            if needed in trail:
                return self._circle(each, (*trail[trail.index(needed) :], needed))
            if needed in self._steps or (self._was_sent(each.name) and not each.is_forced):
                continue
            if len(trail) > DEEPEST:
                said = f"more than {DEEPEST} requests need one another"
                return Problem(each.span, "variable-loop", said)
            found = self.before(needed, trail)
            if isinstance(found, Problem):
                # Where the fault is, is in another block: what led there is told at this place.
                return Problem(each.span, found.code, found.message)
            self._steps[needed] = Step(needed, each.name, each.is_asked)
        return list(self._steps.values())

    def _circle(self, dependency: Dependency, trail: tuple[RequestPlace, ...]) -> Problem:
        names = " → ".join(self._known.block(each).name for each in trail)
        said = f'request "{dependency.name}" needs itself: {names}'
        return Problem(dependency.span, "variable-loop", said)


def _expressions(
    template: Template, scope: Scope, seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Span]]:
    """The expressions of a template, and those of the variables that it uses, at its own places."""
    for part in template.parts:
        if not isinstance(part, Reference):
            continue
        name = part.expression.lstrip("%")
        yield name, part.span
        definition = scope.definition(name)
        if definition is None or name in seen:
            continue
        for value in _templates(definition):
            inner = _expressions(value, scope, seen | {name})
            yield from ((expression, part.span) for expression, _ in inner)


def _templates(definition: Definition) -> Iterator[Template]:
    if isinstance(definition.value, Template):
        yield definition.value
