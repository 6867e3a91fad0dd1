"""`wirelens replay`: the same views from a recording or a bare body, with no network."""

from collections.abc import Sequence
from pathlib import Path

from wirelens.ide.rules import block_rules
from wirelens.recording import Recording, recording_from
from wirelens.run.replaying import replay
from wirelens.stream.rules import Rules
from wirelens.stream.run import Requested, Run
from wirelens.syntax.decisions import decisions_for
from wirelens.syntax.names import slug
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Severity
from wirelens.syntax.requests import requests
from wirelens.terminal.exits import OK, WRONG_USE, exit_code
from wirelens.terminal.output import Output
from wirelens.terminal.places import read_text, tell_problems
from wirelens.terminal.screen import RED, YELLOW, Screen
from wirelens.terminal.selection import SUFFIXES
from wirelens.terminal.ticking import ticking


async def replay_all(
    screen: Screen, files: Sequence[Path], rules: Rules, speed: float, output: Output
) -> int:
    """Plays the files one after the other."""
    try:
        return await _play_each(screen, files, rules, speed, output)
    finally:
        output.close()  # also after an interrupt: what has ended is a result


async def _play_each(
    screen: Screen, files: Sequence[Path], rules: Rules, speed: float, output: Output
) -> int:
    code = OK
    for path in files:
        recording = _read(screen, path)
        code = max(code, WRONG_USE if recording is None else OK)
        if recording is not None:
            code = max(code, await _play(path, recording, rules, speed, output))
    return code


def rules_from(screen: Screen, wanted: str, syntax: str) -> Rules | None:
    """The rules of `REQUESTFILE#NAME`; None after a message where there are none."""
    name_of_file, _, name = wanted.rpartition("#")
    if not name_of_file:
        screen.tell(f'"--rules {wanted}" expects REQUESTFILE#NAME', RED)
        return None
    text = read_text(screen, Path(name_of_file))
    if text is None:
        return None
    for start, block in requests(parse(text, decisions_for(syntax, name_of_file)).file):
        if name in (block.name, slug(block.name)):
            found = block_rules(block)
            placed = [problem.moved(start) for problem in found.problems]
            tell_problems(screen, name_of_file, text, placed)
            is_wrong = any(each.severity is Severity.ERROR for each in found.problems)
            return None if is_wrong else found.rules
    screen.tell(f'{name_of_file}: no request is named "{name}"', RED)
    return None


def _read(screen: Screen, path: Path) -> Recording | None:
    if path.suffix in SUFFIXES:
        message = 'a request file, expected a recording or a body ("wirelens run" sends requests)'
        screen.tell(f"{path}: {message}", RED)
        return None
    try:
        recording = recording_from(path.name, path.read_bytes())
    except OSError as error:
        screen.tell(f"{path}: cannot be read: {error.strerror}", RED)
        return None
    for problem in recording.problems:
        screen.tell(f"{path}:{problem.line + 1}: {problem.message}", YELLOW)
    playable = recording.head is not None or recording.reads
    return recording if playable else None


async def _play(
    path: Path, recording: Recording, rules: Rules, speed: float, output: Output
) -> int:
    request = recording.request
    requested = (
        Requested("GET", path.name)
        if request is None
        else Requested(request.method, request.target)
    )
    run = Run(requested, rules, source=str(path))
    output.begin(run)
    try:
        async with ticking(output, run):
            await replay(run, recording, speed, lambda entries: output.changed(run, entries))
    finally:
        output.end(run)
    return exit_code(run)
