"""What names stand for where a request is: definitions from every source, by precedence.

A name is defined once in a scope; what it shadows stays known, for hover.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase

from wirelens.ide.dynamic import Surroundings
from wirelens.secret import Secret, SecretText
from wirelens.syntax.nodes import Literal, Reference, RequestFile, Template, Variable
from wirelens.text import Span


class Source(StrEnum):
    """Where a definition stands."""

    OVERRIDE = "override"  # `--var NAME=value`
    PROMPT = "prompt"
    FILE = "file"
    ENVIRONMENT = "environment"
    DOTENV = "dotenv"


# The first that defines a name holds. JetBrains lets the environment win over the file.
PRECEDENCE = (Source.OVERRIDE, Source.PROMPT, Source.FILE, Source.ENVIRONMENT, Source.DOTENV)
JETBRAINS_PRECEDENCE = (
    Source.OVERRIDE,
    Source.PROMPT,
    Source.ENVIRONMENT,
    Source.FILE,
    Source.DOTENV,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the request file: the number of the block, and a span in it."""

    block: int
    span: Span


@dataclass(frozen=True, slots=True)
class SecretTemplate:
    """A template whose value is a secret, and so is all in it that is no reference."""

    parts: tuple[Secret | Reference, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A name and its value: a template that is resolved at use, or text that is no template.

    `detail` tells people where it stands (`http-client.env.json (dev)`), `file` is the file's path.
    """

    name: str
    source: Source
    value: Template | SecretTemplate | SecretText
    detail: str = ""
    place: Place | None = None
    file: str = ""

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets in it that can be told before it is resolved.

        What stands around a reference is none of its own: nobody wants every "https://" masked.
        """
        match self.value:
            case SecretText() as text:
                return text.secrets
            case SecretTemplate((Secret() as secret,)):
                return (secret,)
        return ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why an expression has no value: the code of its problem, and what the problem says.

    `near` are the names that may have been meant by `name`.
    """

    code: str
    message: str
    hint: str = ""
    name: str = ""
    near: tuple[str, ...] = ()


# An expression such as `login.response.body.token` as its value; None if it names no request.
Chain = Callable[[str], SecretText | Unresolved | None]


def _no_chain(_expression: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Scope:
    """Every definition by name, the one that holds first and what it shadows after it."""

    definitions: Mapping[str, tuple[Definition, ...]]
    surroundings: Surroundings
    chain: Chain = field(default=_no_chain)
    requests: frozenset[str] = frozenset()  # what references call the requests that are known

    def definition(self, name: str) -> Definition | None:
        """The definition that holds."""
        found = self.definitions.get(name)
        return found[0] if found else None

    def shadowed(self, name: str) -> tuple[Definition, ...]:
        """The definitions of the name that do not hold, the nearest first."""
        return self.definitions.get(name, ())[1:]

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that it knows, used or not: what a response may hand back."""
        known = (each for found in self.definitions.values() for each in found)
        return (
            *(secret for definition in known for secret in definition.secrets),
            *self.surroundings.dotenv.values(),
        )


def scoped(
    definitions: Iterable[Definition],
    surroundings: Surroundings,
    secret_names: Collection[str] = (),
    precedence: tuple[Source, ...] = PRECEDENCE,
) -> Scope:
    """A scope of definitions, those of one source nearest first. `secret_names` may be globs."""
    ordered = sorted(definitions, key=lambda each: precedence.index(each.source))
    by_name: dict[str, list[Definition]] = {}
    for definition in ordered:
        is_secret = any(fnmatchcase(definition.name, pattern) for pattern in secret_names)
        kept = as_secret(definition) if is_secret else definition
        by_name.setdefault(kept.name, []).append(kept)
    return Scope({name: tuple(found) for name, found in by_name.items()}, surroundings)


def file_definitions(file: RequestFile) -> list[Definition]:
    """The variables of a request file: of one name the last holds, wherever it is used."""
    return [
        Definition(
            name=variable.name,
            source=Source.FILE,
            value=variable.value,
            detail="the request file",
            place=Place(number, variable.name_span),
        )
        for number, variable in reversed(list(_variables(file)))
    ]


def given_definitions(values: Mapping[str, str | Secret], source: Source) -> list[Definition]:
    """Values that someone typed for this run: prompts and overrides. They are no templates."""
    return [
        Definition(name, source, SecretText((value,)), detail=source.value)
        for name, value in values.items()
    ]


def as_secret(definition: Definition) -> Definition:
    """The definition with a value that is nobody's to see."""
    source = f"{definition.detail}: {definition.name}"
    match definition.value:
        case SecretTemplate():
            return definition
        case SecretText() as text:
            value = text if text.secrets else SecretText((Secret(text.reveal(), source),))
            return replace(definition, value=value)
        case Template() as template:
            unescape = unescaped if definition.source is Source.FILE else str
            parts = (
                Secret(unescape(part.text), source) if isinstance(part, Literal) else part
                for part in template.parts
            )
            return replace(definition, value=SecretTemplate(tuple(parts), source))


def unescaped(text: str) -> str:
    """A file variable's text with its escapes applied."""
    return _ESCAPE.sub(lambda escape: _ESCAPED[escape[1]], text)


_ESCAPE = re.compile(r"\\([nrt\\])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}


def _variables(file: RequestFile) -> Iterator[tuple[int, Variable]]:
    for number, block in enumerate(file.blocks):
        for variable in block.variables:
            yield number, variable
