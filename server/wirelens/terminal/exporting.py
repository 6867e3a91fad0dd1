"""`wirelens export`: one request of a file for another tool. Nothing is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from wirelens.ide.curl_text import curl_text
from wirelens.ide.httpx_script import httpx_script
from wirelens.ide.openai_script import Unsendable, openai_script
from wirelens.ide.portable import Portable
from wirelens.run.launch import Surround, environment_of, scope_of
from wirelens.run.porting import portable
from wirelens.run.request import Refused
from wirelens.run.settings import Settings
from wirelens.terminal.exits import OK, WRONG_USE
from wirelens.terminal.places import tell_problems
from wirelens.terminal.screen import RED, Screen
from wirelens.terminal.selection import Wish, read_sources, select

EXPORTS: dict[str, Callable[[Portable], str | Unsendable]] = {
    "curl": curl_text,
    "httpx": httpx_script,
    "openai": openai_script,
    "python-openai": openai_script,
}


@dataclass(frozen=True, slots=True)
class Exporting:
    """What `wirelens export` was asked, beside which request."""

    format: str
    environments: tuple[str, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict, repr=False)


def export_request(screen: Screen, file: Path, wish: Wish, exporting: Exporting) -> int:
    """Prints the one request that is meant in the format that was asked for."""
    sources = read_sources(screen, [file], Settings().syntax)
    selected = [] if sources is None else select(screen, sources, wish)
    if len(selected) > 1:
        screen.tell("several requests have that name: say which with --line", RED)
    if len(selected) != 1:
        return WRONG_USE
    (each,) = selected
    surround = Surround(
        each.source.path,
        environments=exporting.environments,
        overrides=exporting.overrides,
    )
    scope = scope_of(each.source.parse.file, surround, environment_of(surround))
    # The example server ends with this process: nobody could reach its address later.
    lasting = replace(scope, surroundings=replace(scope.surroundings, example_server=None))
    found = portable(each.block, lasting, surround)
    if isinstance(found, Refused):
        placed = [problem.moved(each.start) for problem in found.problems]
        tell_problems(screen, str(file), each.source.text, placed)
        return WRONG_USE
    text = EXPORTS[exporting.format](found)
    if isinstance(text, Unsendable):
        screen.tell(f'"{exporting.format}" is not possible: {text.reason}', RED)
        return WRONG_USE
    screen.write(text)
    return OK
