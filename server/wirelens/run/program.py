"""A request file with the files that it imports: whose requests may be named, and what they gave.

`# @import ./other.http` makes the other file's requests known by their names; each is resolved in
the scope of its own file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from wirelens.ide.chaining import Exchange, chained
from wirelens.ide.dependencies import Known, RequestPlace, reference_names
from wirelens.ide.imports import imports
from wirelens.ide.scope import Scope, Unresolved
from wirelens.run.environment import Environment
from wirelens.run.launch import Launch, Surround, environment_of, scope_of
from wirelens.run.outgoing import OutgoingRequest, revealed_name
from wirelens.run.spool import close_body
from wirelens.run.workspace import Unreadable, read_inside
from wirelens.secret import Secret, SecretText
from wirelens.stream.run import Run
from wirelens.syntax.names import slug
from wirelens.syntax.nodes import Block, RequestFile
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Problem

MOST_FILES = 100
_NONE: Mapping[str, str | Secret] = {}


class Exchanges(Protocol):
    """Who knows the last exchange of each named request."""

    def of(self, path: Path, name: str) -> Exchange | None:
        """The last exchange of the request of that name in a file; None before there is one."""


@dataclass(slots=True)
class Sent:
    """The last exchange of each named request, by its file and its name in references."""

    _exchanges: dict[tuple[Path, str], Exchange] = field(default_factory=dict)

    def keep(self, path: Path, name: str, launched: Launch) -> Run | None:
        """Keeps a run that has ended until the request is sent again.

        Returns the run that nobody can refer to from now on, where there is one.
        """
        if not slug(name):
            return launched.run
        key = path.resolve(), slug(name)
        old = self._exchanges.get(key)
        self._exchanges[key] = exchange(launched.run, launched.outgoing)
        return None if old is None else old.run

    def close(self) -> None:
        """Frees all runs."""
        for each in self._exchanges.values():
            close_body(each.run)
        self._exchanges.clear()

    def of(self, path: Path, name: str) -> Exchange | None:
        """The last exchange, None before there is one."""
        return self._exchanges.get((path.resolve(), name))


@dataclass(frozen=True, slots=True)
class Program:
    """The files that may name each other's requests, the one that is meant first."""

    known: Known
    texts: tuple[str, ...]
    surrounds: tuple[Surround, ...]
    environments: tuple[Environment, ...]
    sent: Exchanges

    def exchange(self, name: str) -> Exchange | None:
        """The last exchange of the request of that name."""
        place = self.known.names.get(name)
        return None if place is None else self.sent.of(self.path(place), name)

    def scope(self, place: RequestPlace, answers: Mapping[str, str | Secret] = _NONE) -> Scope:
        """The scope of a request, with the answers to its prompts."""
        if not answers:
            return self.known.scope(place)
        file, surround = self.known.files[place.file][0], self.surrounds[place.file]
        scope = scope_of(file, replace(surround, answers=answers), self.environments[place.file])
        known = self.known.scope(place)
        return replace(scope, chain=known.chain, requests=known.requests)

    def path(self, place: RequestPlace) -> Path:
        """The file of a request."""
        return self.surrounds[place.file].path

    def start(self, place: RequestPlace) -> int:
        """Where the block of a request starts in its file."""
        return self.known.files[place.file][0].starts[place.block]

    def block(self, place: RequestPlace) -> Block:
        """The block of a request."""
        return self.known.block(place)

    def was_sent(self, name: str) -> bool:
        """Whether the request of that name has an exchange."""
        return self.exchange(name) is not None


def program(file: RequestFile, surround: Surround, sent: Exchanges) -> Program:
    """The file and all that it imports, each once; what cannot be read is left out here.

    `import_problems` tells what was left out.
    """
    files = _with_imports(file, surround)
    names: dict[str, RequestPlace] = {}
    for number, (each, _) in enumerate(files):
        for name, place in reference_names(each, number).items():
            names.setdefault(name, place)
    return _linked(files, names, sent)


def naming_scope(file: RequestFile, surround: Surround, environment: Environment) -> Scope:
    """The scope of a file that is looked at and not sent: it knows which requests may be named."""
    files = _with_imports(file, surround)
    names = frozenset(name for each, _ in files for name in reference_names(each))
    return replace(scope_of(file, surround, environment), requests=names)


def import_problems(block: Block, surround: Surround) -> Iterator[Problem]:
    """What is wrong with the files that a block imports, spans counting in it."""
    for name, span in imports(block):
        found = surround.workspace.find(name)
        if isinstance(found, Unreadable):
            yield Problem(span, found.code, found.message, found.hint)


def exchange(run: Run, outgoing: OutgoingRequest) -> Exchange:
    """What a run sent and got, as references read it."""
    parts = (
        part.decode("utf-8", "replace") if isinstance(part, bytes) else part
        for part in outgoing.body.parts
    )
    headers = tuple((revealed_name(name), value) for name, value in outgoing.headers)
    return Exchange(run, headers, SecretText.join(parts))


def _with_imports(file: RequestFile, surround: Surround) -> list[tuple[RequestFile, Surround]]:
    """The file and all that it imports, directly or not, each once."""
    files = [(file, surround)]
    seen = {surround.path.resolve()}
    for each, its in files:  # grows as it goes
        for path in _imported(each, its):
            if path.resolve() in seen or len(files) >= MOST_FILES:
                continue
            seen.add(path.resolve())
            content = read_inside(path, its.workspace.root, path.name)
            if isinstance(content, bytes):
                text = content.decode("utf-8-sig", "replace")
                around = replace(its, path=path)
                files.append((parse(text, around.decisions).file, around))
    return files


def _imported(file: RequestFile, surround: Surround) -> Iterator[Path]:
    for block in file.blocks:
        for name, _ in imports(block):
            found = surround.workspace.find(name)
            if isinstance(found, Path):
                yield found


def _linked(
    files: list[tuple[RequestFile, Surround]], names: dict[str, RequestPlace], sent: Exchanges
) -> Program:
    requests = frozenset(names)

    def chain(expression: str) -> SecretText | Unresolved | None:
        return chained(expression, requests, made.exchange)

    environments = [environment_of(surround) for _, surround in files]
    scopes: list[tuple[RequestFile, Scope]] = [
        (file, replace(scope_of(file, surround, environment), chain=chain, requests=requests))
        for (file, surround), environment in zip(files, environments, strict=True)
    ]
    made = Program(
        Known(scopes, names),
        tuple("".join(block.text for block in file.blocks) for file, _ in files),
        tuple(surround for _, surround in files),
        tuple(environments),
        sent,
    )
    return made
