"""What `wirelens run` will send, looked at as a whole before the first request goes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from wirelens.ide.dependencies import RequestPlace, Step, run_order
from wirelens.ide.prompts import Prompt, prompts
from wirelens.ide.variable_problems import VariableChecker
from wirelens.run.environment_file import FileProblem
from wirelens.run.launch import Launch, Surround, launch
from wirelens.run.program import Program, Sent, import_problems, program
from wirelens.run.request import Refused
from wirelens.run.settings import Settings
from wirelens.run.spool import close_body
from wirelens.secret import Secret
from wirelens.stream.run import Requested
from wirelens.syntax.problems import Problem, Severity
from wirelens.terminal.places import tell_problems
from wirelens.terminal.screen import RED, Screen
from wirelens.terminal.selection import Selected, Source
from wirelens.text import LineIndex


@dataclass(frozen=True, slots=True)
class Sending:
    """What `wirelens run` was asked, beside which requests. `record`: a path, or "" for ours."""

    settings: Settings = field(default_factory=Settings)
    environments: tuple[str, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict, repr=False)
    record: str | None = None
    repeat: int = 1
    bail: bool = False
    parallel: int = 1


@dataclass(frozen=True, slots=True)
class Planned:
    """A request with the files whose requests it may name."""

    program: Program
    sent: Sent
    place: RequestPlace
    requested: Requested

    @property
    def path(self) -> Path:
        """The file that the request stands in."""
        return self.program.path(self.place)

    @property
    def start(self) -> int:
        """The offset of the request's block in its file."""
        return self.program.start(self.place)

    @property
    def text(self) -> str:
        """The text of that file."""
        return self.program.texts[self.place.file]

    @property
    def label(self) -> str:
        """How messages call it."""
        return self.requested.name or f"{self.path}:{self.requested.line + 1}"

    def order(self) -> list[Step] | Problem:
        """What must be sent before it."""
        return run_order(self.program.known, self.place, self.program.was_sent)

    def needed(self, step: Step) -> "Planned":
        """A request that this one needs."""
        return replace(self, place=step.place, requested=_requested(self.program, step.place))

    def prompts(self) -> list[Prompt]:
        """What is still to be asked for it."""
        given = self.program.surrounds[self.place.file].overrides
        return [each for each in prompts(self.program.block(self.place)) if each.name not in given]

    def launched(self, answers: Mapping[str, str | Secret]) -> Launch | Refused:
        """The request with every variable resolved, `answers` to its prompts among them."""
        surround = self.program.surrounds[self.place.file]
        scope = self.program.scope(self.place, answers)
        return launch(self.program.block(self.place), scope, surround, self.requested)


def plan(screen: Screen, selected: Sequence[Selected], sending: Sending) -> list[Planned] | None:
    """The requests in the order of sending; None after a message about all that cannot be sent."""
    planned: list[Planned] = []
    file_problems: dict[FileProblem, None] = {}
    refused: dict[tuple[Path, Problem], str] = {}
    for names, source in product(_rounds(sending.environments), _sources(selected)):
        surround = Surround(source.path, sending.settings, names, sending.overrides)
        sent = Sent()
        made = program(source.parse.file, surround, sent)
        problems = [each for known in made.environments for each in known.problems]
        file_problems |= dict.fromkeys(problems)
        for each in selected:
            if each.source is source:
                place = RequestPlace(0, source.parse.file.blocks.at(each.start))
                planned.append(Planned(made, sent, place, each.requested))
                found = () if problems else _problems(screen, planned[-1])
                refused |= {(source.path, problem): source.text for problem in found}
    _tell_file_problems(screen, file_problems)
    for (path, problem), text in refused.items():
        tell_problems(screen, str(path), text, [problem])
    if not (file_problems or refused):
        return planned
    screen.tell("nothing was sent", RED)
    return None


def _problems(screen: Screen, planned: Planned) -> Iterator[Problem]:
    """Why the request cannot be sent, spans counted from the start of its file."""
    for problem in _own_problems(screen, planned):
        yield problem.moved(planned.start)


def _own_problems(screen: Screen, planned: Planned) -> Iterable[Problem]:
    block = planned.program.block(planned.place)
    surround = planned.program.surrounds[planned.place.file]
    if wrong := list(import_problems(block, surround)):
        return wrong
    asked = planned.prompts()
    if asked and not screen.asks:
        return [_unasked(each) for each in asked]
    order = planned.order()
    if isinstance(order, Problem):
        return [order]
    if order or asked:
        # What will only be known when it is sent cannot be resolved now, all else can be checked.
        scope = planned.program.scope(planned.place)
        found = VariableChecker(scope).problems(planned.place.block, block)
        return [each for each in found if each.code in _REFUSING or each.severity is Severity.ERROR]
    launched = planned.launched({})
    if isinstance(launched, Refused):
        return launched.problems
    close_body(launched.run)
    return ()


_REFUSING = ("variable-undefined",)


def _unasked(prompt: Prompt) -> Problem:
    said = f'"{prompt.name}" is asked for, and there is no terminal to ask at'
    return Problem(prompt.span, "variable-undefined", said, f"give --var {prompt.name}=…")


def _requested(made: Program, place: RequestPlace) -> Requested:
    block, lines = made.block(place), LineIndex(made.texts[place.file])
    start = made.start(place)
    request = block.request
    first = start if request is None else start + request.span.start
    last = start if request is None else start + max(request.span.start, request.span.end - 1)
    path = str(made.surrounds[place.file].path)
    name = block.name or None
    return Requested("", "", name, path, lines.line(first), lines.line(last))


def _rounds(environments: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    return [(name,) for name in environments] or [()]


def _sources(selected: Sequence[Selected]) -> list[Source]:
    return list({id(each.source): each.source for each in selected}.values())


def _tell_file_problems(screen: Screen, problems: Iterable[FileProblem]) -> None:
    for each in problems:
        where = f"{each.path}:{each.line}"
        screen.tell(
            f"{where}: {each.problem.severity}[{each.problem.code}]: {each.problem.message}"
        )
