"""The worked example of CONTRIBUTING.md: done to a copy of the checkout, all of it holds."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import ROOT

COPIED = ("server", "tests", "grammar", "docs", "pyproject.toml", "CONTRIBUTING.md")
_BLOCK = re.compile(r"^`([\w./]+\.py)`\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(
    r"(.*?)^(\w[^\n]* = \()\n(.*?)^    # The others follow\.\n\)\n", re.MULTILINE | re.DOTALL
)
_WORD = re.compile(r"add `(\w+)` to `DIALECTS` in\s+`([\w./]+)`")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which the example was followed."""
    folder = tmp_path_factory.mktemp("contributing")
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copy if source.is_file() else shutil.copytree
        copy(source, folder / name)
    guide = (folder / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path, block in _BLOCK.findall(guide):
        follow(folder / path, block)
    ((word, path),) = _WORD.findall(guide)
    add_word(folder / path, word)
    return folder


def follow(path: Path, block: str) -> None:
    """Writes the file, or adds the rows to the table that it has."""
    table = _TABLE.fullmatch(block)
    if table is None:
        assert not path.exists(), path
        path.write_text(block, encoding="utf-8")
        return
    imports, opening, rows = table.groups()
    text = path.read_text(encoding="utf-8")
    assert text.count(f"\n{opening}\n") == 1, opening
    text = text.replace(f"\n{opening}\n", f"\n{opening}\n{rows}")
    path.write_text(text.replace("\nfrom ", f"\n{imports.strip()}\nfrom ", 1), encoding="utf-8")


def add_word(path: Path, word: str) -> None:
    text = path.read_text(encoding="utf-8")
    opening = 'DIALECTS = _words("""\n'
    assert text.count(opening) == 1
    path.write_text(text.replace(opening, f"{opening}    {word}\n"), encoding="utf-8")


def run(checkout: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env={"PYTHONPATH": f"{checkout / 'server'}{os.pathsep}{checkout / 'tests'}"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_format_is_merged_and_stands_on_the_page(checkout: Path) -> None:
    run(checkout, "tests/formats_page.py")
    page = (checkout / "docs" / "formats.md").read_text(encoding="utf-8")
    ticks = {"text": "✓", "usage": "✓", "finish reason": "✓", "error": "✓"}
    heads = next(line for line in page.splitlines() if line.startswith("| dialect | text"))
    marks = [ticks.get(head, "–") for head in heads.strip("| ").split(" | ")[1:]]
    assert f"| `parrot` | {' | '.join(marks)} |\n" in page
    row = "| `parrot` | Parrot | `parrot` with `say` or `bye` in it | a finish reason, then `bye` |"
    assert f"{row}\n" in page
    run(
        checkout,
        *("-m", "pytest", "-p", "no:cacheprovider", "-k", "parrot or page or merge_knows"),
        *("tests/stream/test_parrot.py", "tests/stream/test_formats.py"),
        "tests/syntax/test_directives.py",
    )


def test_the_example_is_clean(checkout: Path) -> None:
    paths = [path for path, block in blocks() if _TABLE.fullmatch(block) is None]
    assert len(paths) == 3
    run(checkout, "-m", "ruff", "format", "--check", *paths)
    run(checkout, "-m", "ruff", "check", *paths)


def blocks() -> list[tuple[str, str]]:
    return _BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


def test_what_the_guide_links_to_is_there() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)", guide)
    assert [link for link in links if not (ROOT / link).exists()] == []
