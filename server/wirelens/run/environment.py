"""Environments: `http-client.env.json`, its private siblings and `.env`, the nearest above a file.

Values of the private files are secrets, and win over public ones of the same environment. Those of
`$shared` stand behind the values of the environments that were chosen.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wirelens.ide.scope import Definition, Source
from wirelens.jsonvalue import JsonValue
from wirelens.run.dotenv import parse_dotenv
from wirelens.run.environment_file import (
    PRIVATE_FILES,
    PUBLIC_FILE,
    EnvironmentFile,
    FileProblem,
    invalid,
    is_private,
    read_environment_file,
    read_text,
)
from wirelens.run.workspace import Workspace, workspace_root
from wirelens.secret import Secret, SecretText
from wirelens.syntax.problems import Problem
from wirelens.text import Span

SHARED = "$shared"
DOTENV_FILE = ".env"


@dataclass(frozen=True, slots=True)
class Environment:
    """What the files around a request file define, the nearest definition of a name first.

    `configurations` are the members that configure a client (`SSLConfiguration`, `Security`).
    """

    definitions: tuple[Definition, ...] = ()
    dotenv: Mapping[str, Secret] = field(default_factory=dict)
    names: tuple[str, ...] = ()  # the environments that can be chosen
    configurations: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    files: tuple[Path, ...] = ()
    problems: tuple[FileProblem, ...] = ()

    @property
    def private_files(self) -> tuple[Path, ...]:
        """Those of the files whose values are secrets."""
        return tuple(file for file in self.files if is_private(file.name))


def read_environment(workspace: Workspace, chosen: Sequence[str]) -> Environment:
    """The environments of these names, of which a later one wins; none means `$shared` alone."""
    files = list(_environment_files(workspace))
    dotenvs = list(_dotenv_files(workspace, chosen))
    order = (*reversed(chosen), SHARED)
    definitions = [each for name in order for file in files for each in file.definitions(name)]
    dotenv = {name: secret for file in reversed(dotenvs) for name, secret in file.values.items()}
    configurations = [file.configurations(name) for name in order for file in files]
    read: list[EnvironmentFile | _DotenvFile] = [*files, *dotenvs]
    names = _names(files)
    known = {*names, *(file.environment for file in dotenvs)}
    return Environment(
        definitions=(*definitions, *map(_dotenv_definition, dotenv, dotenv.values())),
        dotenv=dotenv,
        names=names,
        configurations={key: each[key] for each in reversed(configurations) for key in each},
        files=tuple(file.path for file in read),
        problems=(
            *(problem for file in read for problem in file.problems),
            *(_unknown(name, names, files) for name in chosen if name not in known),
        ),
    )


def is_environment_file(file_name: str) -> bool:
    """Whether a file of that name holds environments or is a `.env` file."""
    return file_name == PUBLIC_FILE or is_private(file_name)


def environment_file_problems(path: Path) -> tuple[FileProblem, ...]:
    """What is wrong in one file of environments, whatever is chosen."""
    root = workspace_root(path)
    if path.name.startswith(DOTENV_FILE):
        return _read_dotenv_file(path, root, "").problems
    return read_environment_file(path, root).problems


@dataclass(frozen=True, slots=True)
class _DotenvFile:
    """One `.env` file; `environment` is "" or what its name ends with."""

    path: Path
    environment: str
    values: Mapping[str, Secret]
    problems: tuple[FileProblem, ...]


def _environment_files(workspace: Workspace) -> Iterator[EnvironmentFile]:
    """Private ones first: they win."""
    for name in (*PRIVATE_FILES, PUBLIC_FILE):
        path = _nearest(workspace, name)
        if path is not None:
            yield read_environment_file(path, workspace.root)


def _dotenv_files(workspace: Workspace, chosen: Sequence[str]) -> Iterator[_DotenvFile]:
    """The file of an environment before the one of all."""
    for environment in (*reversed(chosen), ""):
        name = f"{DOTENV_FILE}.{environment}" if environment else DOTENV_FILE
        path = _nearest(workspace, name)
        if path is not None:
            yield _read_dotenv_file(path, workspace.root, environment)


def _read_dotenv_file(path: Path, root: Path, environment: str) -> _DotenvFile:
    text = read_text(path, root)
    if isinstance(text, FileProblem):
        return _DotenvFile(path, environment, {}, (text,))
    assignments = parse_dotenv(text)
    return _DotenvFile(
        path=path,
        environment=environment,
        values={
            name: Secret(value, f"{path.name}: {name}")
            for name, value in assignments.values.items()
        },
        problems=tuple(
            invalid(path, text, each.line, f"expected {each.expected}")
            for each in assignments.malformed
        ),
    )


def _dotenv_definition(name: str, secret: Secret) -> Definition:
    return Definition(name, Source.DOTENV, SecretText((secret,)), detail=secret.source)


def _nearest(workspace: Workspace, name: str) -> Path | None:
    if name != Path(name).name:
        return None  # an environment's name may be any text, but a path
    candidates = (folder / name for folder in _folders(workspace))
    return next((path for path in candidates if os.path.lexists(path)), None)


def _folders(workspace: Workspace) -> Iterator[Path]:
    """The request file's folder and those above it, up to the root of the workspace."""
    yield workspace.folder
    if workspace.folder.is_relative_to(workspace.root):
        for folder in workspace.folder.parents:
            if not folder.is_relative_to(workspace.root):
                return
            yield folder


def _names(files: Sequence[EnvironmentFile]) -> tuple[str, ...]:
    """As the public file orders them; a name that starts with `$` names no environment."""
    names = (name for file in reversed(files) for name in file.environments)
    return tuple(dict.fromkeys(name for name in names if not name.startswith("$")))


def _unknown(name: str, names: Sequence[str], files: Sequence[EnvironmentFile]) -> FileProblem:
    path = files[-1].path if files else Path(PUBLIC_FILE)
    listed = ", ".join(f'"{each}"' for each in names)
    expected = f"expected one of {listed}" if names else "no file defines an environment"
    message = f'environment "{name}" is unknown, {expected}'
    return FileProblem(path, 1, Problem(Span(0, 0), "environment-invalid", message))
