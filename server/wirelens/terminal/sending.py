"""`wirelens run`: sends requests, one after the other, and prints what comes as it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from wirelens.ide.scope import Scope
from wirelens.ide.unexecuted import unexecuted
from wirelens.run.environment_file import FileProblem
from wirelens.run.launch import Launch, Surround, environment_of, launch, scope_of
from wirelens.run.recorder import Recorder, recording_path
from wirelens.run.request import Refused
from wirelens.run.runner import perform
from wirelens.run.settings import Settings
from wirelens.run.spool import SpooledBody
from wirelens.stream.log import Entry
from wirelens.terminal.annotations import annotate
from wirelens.terminal.exits import OK, WRONG_USE, exit_code
from wirelens.terminal.output import Output
from wirelens.terminal.places import tell_problems
from wirelens.terminal.screen import RED, Screen
from wirelens.terminal.selection import Selected, Source
from wirelens.terminal.ticking import ticking


@dataclass(frozen=True, slots=True)
class Sending:
    """What `wirelens run` was asked, beside which requests. `record`: a path, or "" for ours."""

    settings: Settings = field(default_factory=Settings)
    environments: tuple[str, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict, repr=False)
    record: str | None = None
    repeat: int = 1


async def send_all(
    screen: Screen, selected: Sequence[Selected], sending: Sending, output: Output
) -> int:
    """Sends the requests in order, each as often as asked, once in each environment."""
    try:
        return await _send_rounds(screen, selected, sending, output)
    finally:
        output.close()  # also after an interrupt: what has ended is a result


async def _send_rounds(
    screen: Screen, selected: Sequence[Selected], sending: Sending, output: Output
) -> int:
    code = OK
    for surround_names in _rounds(sending.environments):
        for each in selected:
            for _ in range(sending.repeat):
                sent = await _send(
                    screen, each, replace(sending, environments=surround_names), output
                )
                code = max(code, sent)
    return code


def _rounds(environments: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    return [(name,) for name in environments] or [()]


async def _send(screen: Screen, each: Selected, sending: Sending, output: Output) -> int:
    surround = Surround(each.source.path, sending.settings, sending.environments, sending.overrides)
    environment = environment_of(surround)
    if environment.problems:
        _tell_file_problems(screen, environment.problems)
        return WRONG_USE
    scope = scope_of(each.source.parse.file, surround, environment)
    launched = launch(each.block, scope, surround, each.requested)
    if isinstance(launched, Refused):
        _tell_refused(screen, each.source, each.start, launched)
        return WRONG_USE
    _tell_unused(screen, each, scope)
    try:
        return await _perform(screen, launched, each, sending, output)
    except BrokenPipeError:
        raise
    except OSError as error:
        screen.tell(f"{error.filename}: cannot be written: {error.strerror}", RED)
        return WRONG_USE


async def _perform(
    screen: Screen, launched: Launch, each: Selected, sending: Sending, output: Output
) -> int:
    run = launched.run
    recorder = _recorder(launched, each, sending)

    def watch(entries: list[Entry]) -> None:
        if recorder is not None:
            recorder.catch_up()
        output.changed(run, entries)

    output.begin(run)
    try:
        async with ticking(output, run):
            await perform(run, launched.outgoing, watch)
    finally:
        if recorder is not None:
            recorder.close()
        output.end(run)
        annotate(screen, run)
    code = exit_code(run)
    if isinstance(run.body, SpooledBody):
        run.body.close()
    return code


def _recorder(launched: Launch, each: Selected, sending: Sending) -> Recorder | None:
    if sending.record is None:
        return None
    path = Path(sending.record)
    if not sending.record:
        folder = each.source.path.parent / sending.settings.recordings_folder
        path = recording_path(folder, each.requested.name)
    elif path.is_dir():
        path = recording_path(path, each.requested.name)
    return Recorder(path, launched.run, launched.recorded)


def _tell_refused(screen: Screen, source: Source, start: int, refused: Refused) -> None:
    placed = [problem.moved(start) for problem in refused.problems]
    tell_problems(screen, str(source.path), source.text, placed)
    screen.tell("nothing was sent", RED)


def _tell_file_problems(screen: Screen, problems: Sequence[FileProblem]) -> None:
    for each in problems:
        where = f"{each.path}:{each.line}"
        screen.tell(
            f"{where}: {each.problem.severity}[{each.problem.code}]: {each.problem.message}"
        )
    screen.tell("nothing was sent", RED)


def _tell_unused(screen: Screen, each: Selected, scope: Scope) -> None:
    """What the request says and wirelens does not do must not look as if it were done."""
    own = (problem for problem in each.block.problems if problem.code == "not-executed")
    unused = [problem.moved(each.start) for problem in (*own, *unexecuted(each.block))]
    tell_problems(screen, str(each.source.path), each.source.text, unused)
