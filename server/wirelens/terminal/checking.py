"""`wirelens check`: every problem in the files, as a linter would."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wirelens.ide.diagnostics import Diagnostic, from_problem
from wirelens.ide.diagnostics_cache import file_diagnostics
from wirelens.ide.measures import counted
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.run.environment import environment_file_problems, is_environment_file
from wirelens.run.environment_file import FileProblem
from wirelens.run.launch import Surround, environment_of
from wirelens.run.program import naming_scope
from wirelens.run.settings import Settings
from wirelens.run.tracked import tracked_file_problems
from wirelens.run.unsendable import unsendable_problems
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Problem, Severity
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


# The problems of environment files, each once.
_Around = dict[Path, dict[Problem, None]]


def check(screen: Screen, paths: Sequence[Path], format_: str, settings: Settings) -> int:
    """Prints the problems of the files, folders being searched for request files.

    Environment files are looked at where they are named, and around the request files.
    """
    code = OK
    named = 0
    checked: list[_Checked] = []
    around: _Around = {}
    for path in _files(screen, paths):
        text = read_text(screen, path)
        if text is None:
            code = WRONG_USE
        elif is_environment_file(path.name):
            named += 1
            _note(around, environment_file_problems(path))
        else:
            checked.append(_check(Surround(path, settings), text, around))
    count = len(checked) + named
    checked += [_outside(path, problems) for path, problems in around.items()]
    if format_ == "json":
        found: list[JsonValue] = [_object(each, one) for each in checked for one in each.found]
        screen.write(dump_json(found, indent=2) + "\n")
    else:
        _tell(screen, checked, count)
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


def _check(surround: Surround, text: str, around: _Around) -> _Checked:
    environment = environment_of(surround)
    _note(around, environment.problems)
    _note(around, tracked_file_problems(environment.private_files))
    file = parse(text, surround.decisions).file
    scope = naming_scope(file, surround, environment)
    found = file_diagnostics(file, scope)
    told = {(each.code, each.span) for each in found}
    for start, block in zip(file.starts, file.blocks, strict=True):
        unsendable = unsendable_problems(block, scope, surround.workspace)
        diagnostics = (from_problem(problem).moved(start) for problem in unsendable)
        found += (each for each in diagnostics if (each.code, each.span) not in told)
    return _Checked(
        str(surround.path), text, tuple(sorted(found, key=lambda each: each.span.start))
    )


def _note(around: _Around, problems: Iterable[FileProblem]) -> None:
    for each in problems:
        around.setdefault(each.path.resolve(), {})[each.problem] = None


def _outside(path: Path, problems: Iterable[Problem]) -> _Checked:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # that it cannot be read is the problem
        text = ""
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return _Checked(str(shown), text, tuple(map(from_problem, problems)))


def _tell(screen: Screen, checked: Sequence[_Checked], files: int) -> None:
    results = Screen(screen.out, screen.out, screen.out_coloured, screen.out_coloured, False)
    for each in checked:
        tell_diagnostics(results, each.file, each.text, each.found)
    count = sum(len(each.found) for each in checked)
    screen.tell(f"{counted(files, 'file')} checked, {counted(count, 'problem')}")


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
