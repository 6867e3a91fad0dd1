"""The layers point down, and each outside library has one home."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import ROOT

PACKAGE = ROOT / "server" / "wirelens"

# Lowest first; modules of one row are blind to each other unless they share a package.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("text", "grammar", "iregexp", "jsonvalue", "secret", "xpath"),
    ("jsonpath",),
    ("syntax", "stream"),
    ("recording", "ide"),
    ("run",),
    ("lsp", "terminal"),
    ("cli",),
    ("__main__",),
)
HOMES = {
    "lark": {"grammar"},
    "jsonpath_ng": {"jsonpath"},
    "elementpath": {"xpath"},
    "httpx": {"run.transport", "run.transport_faults"},
    "httpcore": {"run.transport"},
    "pygls": {"lsp"},
    "lsprotocol": {"lsp"},
}
PURE = (
    *("text", "grammar", "iregexp", "jsonvalue", "jsonpath", "xpath", "secret"),
    *("syntax", "stream", "ide"),
)
IMPURE = {
    "asyncio",
    "httpx",
    "os",
    "random",
    "socket",
    "subprocess",
    "tempfile",
    "threading",
    "time",
}
# What a module of the core may have all the same, and why.
ALLOWED: dict[str, set[str]] = {}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    relative = path.relative_to(PACKAGE).with_suffix("")
    return ".".join(part for part in relative.parts if part != "__init__")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(module: str) -> int:
    top = module.split(".")[0]
    # `jsonpath_functions` belongs to `jsonpath`: a module's helpers share its layer by name.
    for number, row in enumerate(LAYERS):
        if any(top == name or top.startswith(f"{name}_") for name in row):
            return number
    raise AssertionError(f'"{module}" stands in no layer')


def within(module: str, homes: set[str]) -> bool:
    return any(module == home or module.startswith(f"{home}.") for home in homes)


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_point_down(path: Path) -> None:
    module = dotted(path)
    if not module:
        return
    own = module.split(".")[0]
    for name in imports(path):
        if not name.startswith("wirelens."):
            continue
        other = name.removeprefix("wirelens.")
        if other.split(".")[0] == own or other == "__version__":
            continue
        up = layer(other) >= layer(module) and not other.startswith(f"{own}_")
        assert not up or layer(other) == 0 == layer(module), f'"{module}" imports "{other}"'


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_each_library_has_one_home(path: Path) -> None:
    module = dotted(path)
    for name in imports(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or within(module, homes), f'"{module}" imports "{name}"'


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_the_core_does_no_io(path: Path) -> None:
    module = dotted(path)
    if not within(module, set(PURE)):
        return
    found = {name.split(".")[0] for name in imports(path)} & IMPURE
    assert not found - ALLOWED.get(module, set()), f'"{module}" imports {sorted(found)}'


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_a_file_is_one_noun(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 400, f"{lines} lines: look for the second noun"


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_a_function_is_one_thought(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            start = first.end_lineno if documented and first.end_lineno else node.lineno
            length = (node.end_lineno or start) - start
            assert length <= 40, f'"{node.name}" in {path.name} has {length} lines'
