"""Scopes for tests: a request file's text, and a world that stands still."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime

from wirelens.ide.dynamic import Surroundings
from wirelens.ide.scope import Chain, Definition, Scope, file_definitions, scoped
from wirelens.secret import Secret
from wirelens.syntax.parse import parse

NOW = datetime(2026, 1, 31, 13, 5, 9, 42_000, tzinfo=UTC)


def surroundings(
    below: Callable[[int], int] = lambda limit: limit - 1,
    environ: Mapping[str, str] | None = None,
    dotenv: Mapping[str, str] | None = None,
) -> Surroundings:
    return Surroundings(
        now=lambda: NOW,
        below=below,
        environ=environ or {},
        dotenv={name: Secret(value, f".env: {name}") for name, value in (dotenv or {}).items()},
        example_server=lambda name: f"http://127.0.0.1:49152/{name}",
        project_root="/project",
    )


def scope(
    file: str = "",
    *,
    definitions: Iterable[Definition] = (),
    secret_names: Collection[str] = (),
    chain: Chain | None = None,
    below: Callable[[int], int] = lambda limit: limit - 1,
    environ: Mapping[str, str] | None = None,
    dotenv: Mapping[str, str] | None = None,
) -> Scope:
    known = scoped(
        [*file_definitions(parse(file).file), *definitions],
        surroundings(below, environ, dotenv),
        secret_names,
    )
    return known if chain is None else Scope(known.definitions, known.surroundings, chain)
