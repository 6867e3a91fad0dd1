"""One file of environments: `{"dev": {"host": "…"}, "$shared": {…}}`.

A value that is no string stands for its JSON text. A member that means nothing is told with its
line, never with its value.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wirelens.ide.scope import Definition, Source, as_secret
from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.run.workspace import Unreadable, read_inside
from wirelens.syntax.parse import parse_template
from wirelens.syntax.problems import Problem
from wirelens.text import LineIndex, Span

PUBLIC_FILE = "http-client.env.json"
PRIVATE_FILES = ("http-client.private.env.json", f"{PUBLIC_FILE}.user")

# Members of an environment that configure a client: no request can name them.
CONFIGURATIONS = ("SSLConfiguration", "Security")

_SCHEMA = "$schema"
_KINDS = {str: "a string", bool: "a boolean", list: "a list", type(None): "null"}


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem in another file than the request file; its span counts from that file's start."""

    path: Path
    line: int  # counts from 1
    problem: Problem


@dataclass(frozen=True, slots=True, repr=False)
class EnvironmentFile:
    """The environments in a file, by name."""

    path: Path
    environments: Mapping[str, Mapping[str, JsonValue]]
    problems: tuple[FileProblem, ...] = ()

    def definitions(self, environment: str) -> Iterator[Definition]:
        """What an environment of that name defines here."""
        for name, value in self.environments.get(environment, {}).items():
            if name not in CONFIGURATIONS and value is not None:
                text = value if isinstance(value, str) else dump_json(value)
                found = Definition(
                    name=name,
                    source=Source.ENVIRONMENT,
                    value=parse_template(text),
                    detail=f"{self.path.name} ({environment})",
                    file=str(self.path),
                )
                yield as_secret(found) if is_private(self.path.name) else found

    def configurations(self, environment: str) -> dict[str, JsonValue]:
        """The members of an environment that configure the client."""
        members = self.environments.get(environment, {})
        return {name: members[name] for name in CONFIGURATIONS if name in members}


def is_private(file_name: str) -> bool:
    """Whether a file of that name is there to hold secrets."""
    return file_name in PRIVATE_FILES or file_name.split(".")[:2] == ["", "env"]


def read_environment_file(path: Path, root: Path) -> EnvironmentFile:
    """The file, without those of its members that mean nothing, and a problem for each of them."""
    text = read_text(path, root)
    if isinstance(text, FileProblem):
        return EnvironmentFile(path, {}, (text,))
    value = parse_json(text)
    if isinstance(value, JsonFault):
        problem = invalid(path, text, value.line, value.message)
        return EnvironmentFile(path, {}, (problem,))
    if not isinstance(value, dict):
        problem = invalid(
            path, text, 1, f"expected an object of environments, found {_kind(value)}"
        )
        return EnvironmentFile(path, {}, (problem,))
    members = {name: member for name, member in value.items() if name != _SCHEMA}
    environments = {
        name: {key: each for key, each in member.items() if not _is_elsewhere(each)}
        for name, member in members.items()
        if isinstance(member, dict)
    }
    problems = [
        invalid(path, text, _line_of(text, name), message)
        for name, message in _member_faults(members)
    ]
    return EnvironmentFile(path, environments, tuple(problems))


def read_text(path: Path, root: Path) -> str | FileProblem:
    """The text of a file inside the workspace, without a byte order mark."""
    content = read_inside(path, root, path.name)
    if isinstance(content, Unreadable):
        problem = Problem(Span(0, 0), content.code, content.message, content.hint)
        return FileProblem(path, 1, problem)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return FileProblem(path, line, _invalid(path, line, Span(0, 0), "expected text in UTF-8"))


def invalid(path: Path, text: str, line: int, message: str) -> FileProblem:
    """A problem with one line of an environment file."""
    span = LineIndex(text).span(line - 1)
    return FileProblem(path, line, _invalid(path, line, span, message))


def _invalid(path: Path, line: int, span: Span, message: str) -> Problem:
    return Problem(span, "environment-invalid", f'"{path.name}" line {line}: {message}')


def _member_faults(members: Mapping[str, JsonValue]) -> Iterator[tuple[str, str]]:
    """The name of each member that cannot be used, and what is wrong with it."""
    for name, member in members.items():
        if not isinstance(member, dict):
            expected = f'environment "{name}" expected an object of variables'
            yield name, f"{expected}, found {_kind(member)}"
            continue
        for key, value in member.items():
            if _is_elsewhere(value):
                yield key, f'variable "{key}" is kept by a provider, expected its value'


def _is_elsewhere(value: JsonValue) -> bool:
    """Whether it only says where Visual Studio finds the value: a vault, or user secrets."""
    return isinstance(value, dict) and "provider" in value


def _kind(value: JsonValue) -> str:
    return _KINDS.get(type(value), "an object" if isinstance(value, dict) else "a number")


def _line_of(text: str, name: str) -> int:
    return LineIndex(text).line(max(text.find(json.dumps(name, ensure_ascii=False)), 0)) + 1
