"""The command: arguments to one call each."""

import argparse
import asyncio
import gc
import signal
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from wirelens import __version__
from wirelens.ide.views import VIEWS
from wirelens.run.replaying import MAX, REAL
from wirelens.run.settings import Settings, from_text
from wirelens.stream.rules import Rules
from wirelens.terminal.checking import check
from wirelens.terminal.exits import INTERRUPTED, WRONG_USE
from wirelens.terminal.exporting import EXPORTS, Exporting, export_request
from wirelens.terminal.importing import IMPORTS, import_requests
from wirelens.terminal.listing import list_requests
from wirelens.terminal.output import output_for
from wirelens.terminal.planning import Sending
from wirelens.terminal.playing import replay_all, rules_from
from wirelens.terminal.screen import RED, Screen, StdoutError, abandon_stdout, standard_screen
from wirelens.terminal.selection import Wish, read_sources, select
from wirelens.terminal.sending import send_all

# A tree has no cycles, and to look through it for garbage takes longer than to make it: the
# collector looks after a hundred thousand new objects, not after seven hundred.
GARBAGE_THRESHOLDS = (100_000, 20, 50)
FORMATS = ("text", "json", "jsonl", "events", "junit")

Command = Callable[[argparse.Namespace, Screen], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    screen = standard_screen()
    parsed = _parser().parse_args(arguments)
    command: Command = parsed.command
    try:
        return command(parsed, screen)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has had enough
        abandon_stdout()
        return INTERRUPTED
    except StdoutError as error:
        screen.tell(f"stdout: cannot be written: {error.strerror}", RED)
        abandon_stdout()
        return WRONG_USE
    except OSError as error:  # a port that is taken
        screen.tell(f"{error.filename or 'wirelens'}: {error.strerror or error}", RED)
        return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wirelens",
        description="Runs .http request files and shows streamed replies as they come.",
    )
    parser.add_argument("--version", action="version", version=f"wirelens {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_lsp(commands.add_parser("lsp", help="the language server"))
    _add_run(commands.add_parser("run", help="send requests and show their replies"))
    _add_replay(commands.add_parser("replay", help="show a recording or a bare body again"))
    listing = commands.add_parser("list", help="the requests of files")
    _add_files(listing, "FILE", ("text", "json"), _list)
    checking = commands.add_parser("check", help="the problems of files")
    _add_files(checking, "PATH", ("text", "json"), _check)
    _add_import(commands.add_parser("import", help="other tools' requests as a request file"))
    _add_export(commands.add_parser("export", help="a request for another tool"))
    return parser


def _add_files(
    parser: argparse.ArgumentParser, name: str, formats: Sequence[str], command: Command
) -> None:
    parser.add_argument("files", metavar=name, nargs="+", type=Path)
    parser.add_argument("--format", choices=formats, default="text")
    parser.add_argument(
        "--set", metavar="SETTING=VALUE", action="append", default=[], help="change a setting"
    )
    parser.set_defaults(command=command)


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file, or - for the standard input")
    parser.add_argument(
        "--as", dest="format", choices=tuple(IMPORTS), help="what it holds; default: see for itself"
    )
    parser.set_defaults(command=lambda a, s: import_requests(s, a.file, a.format))


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--name", metavar="GLOB", help="the request of that name")
    which.add_argument("--line", metavar="N", type=int, help="the request at that line")
    parser.add_argument("--as", dest="format", choices=tuple(EXPORTS), default="curl")
    parser.add_argument("--env", metavar="E[,E2…]", default="", help="the environments")
    parser.add_argument(
        "--var",
        metavar="K=V",
        type=_assignment,
        action="append",
        default=[],
        help="sets a variable",
    )
    parser.set_defaults(command=_export)


def _add_lsp(parser: argparse.ArgumentParser) -> None:
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--stdio", action="store_true", help="over stdin and stdout, the default")
    way.add_argument(
        "--tcp", metavar="PORT", type=_port, help="on a port of the loopback interface"
    )
    way.add_argument("--ws", metavar="PORT", type=_port, help="the same, over WebSocket")
    parser.set_defaults(command=_lsp)


def _add_run(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--name", metavar="GLOB", help="the requests of that name")
    which.add_argument("--line", metavar="N", type=int, help="the request at that line")
    which.add_argument("--all", action="store_true", help="every request, in file order")
    parser.add_argument(
        "--env", metavar="E[,E2…]", default="", help="environments, one after another"
    )
    parser.add_argument(
        "--var",
        metavar="K=V",
        type=_assignment,
        action="append",
        default=[],
        help="sets a variable",
    )
    parser.add_argument("--view", choices=tuple(VIEWS), help="what text shows; default reply")
    parser.add_argument(
        "--record", metavar="PATH", nargs="?", const="", help="keep the stream as a recording"
    )
    parser.add_argument("--repeat", metavar="N", type=_count, default=1, help="send N times")
    parser.add_argument("--bail", action="store_true", help="stop at the first that fails")
    parser.add_argument(
        "--parallel", metavar="N", type=_count, default=1, help="so many files at a time"
    )
    _add_files(parser, "FILE", FORMATS, _run)


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--view", choices=tuple(VIEWS), help="what text shows; default reply")
    parser.add_argument(
        "--speed",
        type=_speed,
        help="real, a factor, or max; default real on a terminal, else max",
    )
    parser.add_argument("--rules", metavar="REQUESTFILE#NAME", help="read it by a request's rules")
    _add_files(parser, "FILE", FORMATS, _replay)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'expected a whole number, 1 or more, found "{text}"')
    return int(text)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (equals and name.strip()):
        raise argparse.ArgumentTypeError(f'expected NAME=VALUE, found "{text}"')
    return name.strip(), value


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f'expected a port, 0 to 65535, found "{text}"')
    return int(text)


def _speed(text: str) -> float:
    if text in ("real", "max"):
        return REAL if text == "real" else MAX
    try:
        speed = float(text)
    except ValueError:
        speed = 0
    if not speed > 0:
        raise argparse.ArgumentTypeError(f'expected real, max or a factor, found "{text}"')
    return speed


def _lsp(arguments: argparse.Namespace, screen: Screen) -> int:
    from wirelens.lsp import start  # the language server costs 0.4 s to import

    if arguments.tcp is not None:
        return start.tcp(arguments.tcp)
    return start.stdio() if arguments.ws is None else start.ws(arguments.ws)


def _list(arguments: argparse.Namespace, screen: Screen) -> int:
    settings = _settings(arguments, screen)
    if settings is None:
        return WRONG_USE
    return list_requests(screen, arguments.files, arguments.format, settings.syntax)


def _check(arguments: argparse.Namespace, screen: Screen) -> int:
    settings = _settings(arguments, screen)
    if settings is None:
        return WRONG_USE
    return check(screen, arguments.files, arguments.format, settings)


def _settings(arguments: argparse.Namespace, screen: Screen) -> Settings | None:
    """The settings of `--set`; None after a message about one that is wrong."""
    settings = Settings()
    for assignment in arguments.set:
        changed = from_text(settings, assignment)
        if isinstance(changed, str):
            screen.tell(changed, RED)
            return None
        settings = changed
    return settings


def _run(arguments: argparse.Namespace, screen: Screen) -> int:
    settings = _settings(arguments, screen)
    if settings is None:
        return WRONG_USE
    overrides = dict(arguments.var)
    sources = read_sources(screen, arguments.files, settings.syntax)
    wish = Wish(arguments.name, arguments.line, arguments.all)
    selected = [] if sources is None else select(screen, sources, wish)
    if not selected:
        return WRONG_USE
    chosen = arguments.env or settings.environment or ""
    environments = tuple(name.strip() for name in chosen.split(",") if name.strip())
    sending = Sending(
        settings,
        environments,
        overrides,
        arguments.record,
        arguments.repeat,
        arguments.bail,
        arguments.parallel,
    )
    several = len(selected) * max(1, len(environments)) * arguments.repeat > 1
    output = output_for(arguments.format, arguments.view or "reply", several, screen)
    return _interruptible(send_all(screen, selected, sending, output), screen)


def _export(arguments: argparse.Namespace, screen: Screen) -> int:
    environments = tuple(name.strip() for name in arguments.env.split(",") if name.strip())
    exporting = Exporting(arguments.format, environments, dict(arguments.var))
    wish = Wish(arguments.name, arguments.line)
    return export_request(screen, arguments.file, wish, exporting)


def _replay(arguments: argparse.Namespace, screen: Screen) -> int:
    settings = _settings(arguments, screen)
    if settings is None:
        return WRONG_USE
    wanted = arguments.rules
    rules = Rules() if wanted is None else rules_from(screen, wanted, settings.syntax)
    if rules is None:
        return WRONG_USE
    is_live = screen.out.isatty() and arguments.format in ("text", "events")
    speed = arguments.speed or (REAL if is_live else MAX)
    several = len(arguments.files) > 1
    output = output_for(arguments.format, arguments.view or "reply", several, screen)
    return _interruptible(replay_all(screen, arguments.files, rules, speed, output), screen)


def _interruptible(work: Coroutine[Any, Any, int], screen: Screen) -> int:
    """Runs `work`; an interrupt cancels it, which closes its connection, and gives 130."""

    async def run() -> int:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, task.cancel)
            except NotImplementedError:  # Windows: the interrupt is raised in `asyncio.run`
                break
        try:
            return await task
        except asyncio.CancelledError:
            return INTERRUPTED
        finally:
            screen.erase_progress()

    return asyncio.run(run())
