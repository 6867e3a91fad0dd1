"""`wirelens run`: sends requests, one after the other, and prints what comes as it comes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
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
from wirelens.syntax.problems import Problem
from wirelens.terminal.annotations import annotate
from wirelens.terminal.exits import OK, WRONG_USE, exit_code
from wirelens.terminal.output import Output
from wirelens.terminal.places import tell_problems
from wirelens.terminal.screen import RED, Screen, StdoutError
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


@dataclass(frozen=True, slots=True)
class _Planned:
    """A request in one environment, with all that it will be resolved by."""

    selected: Selected
    surround: Surround
    scope: Scope


async def send_all(
    screen: Screen, selected: Sequence[Selected], sending: Sending, output: Output
) -> int:
    """Sends the requests in order, each as often as asked, once in each environment.

    Where one of them cannot be sent, all that is wrong is told and nothing is sent.
    """
    try:
        planned = _planned(screen, selected, sending)
        return WRONG_USE if planned is None else await _send_each(screen, planned, sending, output)
    finally:
        output.close()  # also after an interrupt: what has ended is a result


async def _send_each(
    screen: Screen, planned: Sequence[_Planned], sending: Sending, output: Output
) -> int:
    code = OK
    for each in planned:
        for _ in range(sending.repeat):
            code = max(code, await _send(screen, each, sending, output))
    return code


def _planned(
    screen: Screen, selected: Sequence[Selected], sending: Sending
) -> list[_Planned] | None:
    """The requests in the order of sending; None after a message about all that cannot be sent."""
    planned: list[_Planned] = []
    file_problems: dict[FileProblem, None] = {}
    refused: dict[tuple[Path, Problem], Source] = {}
    for names, source in product(_rounds(sending.environments), _sources(selected)):
        surround = Surround(source.path, sending.settings, names, sending.overrides)
        environment = environment_of(surround)
        file_problems |= dict.fromkeys(environment.problems)
        scope = scope_of(source.parse.file, surround, environment)
        for each in selected:
            if each.source is source:
                planned.append(_Planned(each, surround, scope))
                problems = () if environment.problems else _problems(planned[-1])
                refused |= {(source.path, problem): source for problem in problems}
    _tell_file_problems(screen, file_problems)
    for (path, problem), source in refused.items():
        tell_problems(screen, str(path), source.text, [problem])
    if not (file_problems or refused):
        return planned
    screen.tell("nothing was sent", RED)
    return None


def _problems(planned: _Planned) -> Iterator[Problem]:
    """Why the request cannot be sent, spans counted from the start of its file."""
    launched = _launched(planned)
    if isinstance(launched, Refused):
        for problem in launched.problems:
            yield problem.moved(planned.selected.start)


def _launched(planned: _Planned) -> Launch | Refused:
    each = planned.selected
    return launch(each.block, planned.scope, planned.surround, each.requested)


def _rounds(environments: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    return [(name,) for name in environments] or [()]


def _sources(selected: Sequence[Selected]) -> list[Source]:
    return list({id(each.source): each.source for each in selected}.values())


async def _send(screen: Screen, planned: _Planned, sending: Sending, output: Output) -> int:
    each = planned.selected
    launched = _launched(planned)
    if isinstance(launched, Refused):  # a file is gone since all were looked at
        placed = [problem.moved(each.start) for problem in launched.problems]
        tell_problems(screen, str(each.source.path), each.source.text, placed)
        screen.tell(f'"{each.requested.name or each.requested.line + 1}" was not sent', RED)
        return WRONG_USE
    _tell_unused(screen, each, planned.scope)
    try:
        return await _perform(screen, launched, each, sending, output)
    except (BrokenPipeError, StdoutError):
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


def _tell_file_problems(screen: Screen, problems: Iterable[FileProblem]) -> None:
    for each in problems:
        where = f"{each.path}:{each.line}"
        screen.tell(
            f"{where}: {each.problem.severity}[{each.problem.code}]: {each.problem.message}"
        )


def _tell_unused(screen: Screen, each: Selected, scope: Scope) -> None:
    """What the request says and wirelens does not do must not look as if it were done."""
    own = (problem for problem in each.block.problems if problem.code == "not-executed")
    unused = [problem.moved(each.start) for problem in (*own, *unexecuted(each.block))]
    tell_problems(screen, str(each.source.path), each.source.text, unused)
