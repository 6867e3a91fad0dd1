"""`wirelens check`: every problem in the files, as a linter would."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wirelens.ide.diagnostics import Diagnostic, from_problem
from wirelens.ide.diagnostics_cache import file_diagnostics
from wirelens.ide.measures import counted
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.run.environment_file import FileProblem
from wirelens.run.launch import Surround, environment_of
from wirelens.run.program import naming_scope
from wirelens.run.settings import Settings
from wirelens.run.tracked import tracked_file_problems
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Severity
from wirelens.terminal.exits import FAILED, OK, WRONG_USE
from wirelens.terminal.places import read_text, tell_diagnostics
from wirelens.terminal.screen import RED, Screen
from wirelens.terminal.selection import SUFFIXES
from wirelens.text import LineIndex


@dataclass(frozen=True, slots=True)
class _Checked:
    """One file with what is wrong in it, spans counting from the file's start."""

    file: str
    text: str
    found: tuple[Diagnostic, ...]


def check(screen: Screen, paths: Sequence[Path], format_: str, settings: Settings) -> int:
    """Prints the problems of the files, folders being searched for request files."""
    code = OK
    checked: list[_Checked] = []
    around: dict[Path, _Checked] = {}  # the environment files, each once
    for path in _files(screen, paths):
        text = read_text(screen, path)
        if text is None:
            code = WRONG_USE
        else:
            checked.append(_check(Surround(path, settings), text, around))
    checked += around.values()
    if format_ == "json":
        found: list[JsonValue] = [_object(each, one) for each in checked for one in each.found]
        screen.write(dump_json(found, indent=2) + "\n")
    else:
        _tell(screen, checked)
    errors = any(one.severity == Severity.ERROR for each in checked for one in each.found)
    return max(code, FAILED if errors else OK)


def _files(screen: Screen, paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file())
        if not found:
            screen.tell(f"{path}: no request file in it ({', '.join(SUFFIXES)})", RED)
        yield from found


def _check(surround: Surround, text: str, around: dict[Path, _Checked]) -> _Checked:
    environment = environment_of(surround)
    tracked = tracked_file_problems(environment.private_files)
    for each in (*environment.problems, *tracked):
        around.setdefault(each.path, _outside(each))
    parsed = parse(text, surround.decisions)
    scope = naming_scope(parsed.file, surround, environment)
    return _Checked(str(surround.path), text, tuple(file_diagnostics(parsed.file, scope)))


def _outside(each: FileProblem) -> _Checked:
    text = each.path.read_text(encoding="utf-8", errors="replace")
    return _Checked(str(each.path), text, (from_problem(each.problem),))


def _tell(screen: Screen, checked: Sequence[_Checked]) -> None:
    results = Screen(screen.out, screen.out, screen.out_coloured, screen.out_coloured, False)
    for each in checked:
        tell_diagnostics(results, each.file, each.text, each.found)
    count = sum(len(each.found) for each in checked)
    screen.tell(f"{counted(len(checked), 'file')} checked, {counted(count, 'problem')}")


def _object(each: _Checked, found: Diagnostic) -> dict[str, JsonValue]:
    lines = LineIndex(each.text)
    start, end = found.span.start, found.span.end
    return {
        "file": each.file,
        "line": lines.line(start) + 1,
        "column": lines.column(start) + 1,
        "end_line": lines.line(end) + 1,
        "end_column": lines.column(end) + 1,
        "code": found.code,
        "severity": str(found.severity),
        "message": found.message,
    }
