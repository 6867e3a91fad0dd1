"""Where the command prints: results to stdout, errors and progress to stderr.

A terminal gets colour and a progress line, a pipe does not; `NO_COLOR` is honoured
(https://no-color.org).
"""

import errno
import getpass
import io
import os
import shutil
import sys
from dataclasses import dataclass
from typing import TextIO

from wirelens.ide.escapes import visible_line

DIM, BOLD, RED, YELLOW = "\x1b[2m", "\x1b[1m", "\x1b[31m", "\x1b[33m"
RESET = "\x1b[0m"
_ERASE_LINE = "\r\x1b[2K"


class StdoutError(OSError):
    """Results cannot be written: a full disk, a stream that was closed. There is no going on."""


@dataclass(slots=True)
class Screen:
    """Two streams, and what they can show."""

    out: TextIO
    err: TextIO
    out_coloured: bool
    err_coloured: bool
    shows_progress: bool
    asks: bool = False  # whether a person can be asked
    _progress: str = ""

    @property
    def columns(self) -> int:
        """The width of the terminal."""
        return shutil.get_terminal_size().columns

    def write(self, text: str) -> None:
        """Prints a piece of a result, at once."""
        self.erase_progress()
        try:
            self.out.write(text)
            self.out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise StdoutError(error.errno, error.strerror, "stdout") from None

    def ask(self, question: str, is_secret: bool) -> str:
        """What the person at the terminal answers; a secret is not shown while it is typed."""
        self.erase_progress()
        prompt = f"{visible_line(question)}: "
        if is_secret:
            return getpass.getpass(prompt, self.err)
        self.err.write(prompt)
        self.err.flush()
        return sys.stdin.readline().rstrip("\r\n")

    def tell(self, text: str, colour: str = "") -> None:
        """Prints a line to stderr; what a peer or a file put into it is shown, never obeyed."""
        self.erase_progress()
        text = visible_line(text)
        self.err.write(f"{colour}{text}{RESET}\n" if colour and self.err_coloured else f"{text}\n")
        self.err.flush()

    def progress(self, text: str) -> None:
        """Shows the state of a run on the terminal's last line; nothing in a pipe."""
        if self.shows_progress and text != self._progress:
            self.err.write(f"{_ERASE_LINE}{DIM if self.err_coloured else ''}{text}{RESET}")
            self.err.flush()
            self._progress = text

    def erase_progress(self) -> None:
        """Takes the progress line away."""
        if self._progress:
            self.err.write(_ERASE_LINE)
            self.err.flush()
            self._progress = ""


def standard_screen() -> Screen:
    """The process's own streams; what they cannot encode is replaced, never an error.

    A stream that was closed before the process began is None in Python.
    """
    out, err = sys.stdout or _Closed(), sys.stderr or io.StringIO()
    for stream in (out, err):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    coloured = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(
        out=out,
        err=err,
        out_coloured=out.isatty() and coloured,
        err_coloured=err.isatty() and coloured,
        shows_progress=err.isatty() and os.environ.get("TERM") != "dumb",
        asks=err.isatty() and sys.stdin is not None and sys.stdin.isatty(),
    )


def abandon_stdout() -> None:
    """Whatever is still to be written to stdout, also as the process ends, goes nowhere."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Closed(io.StringIO):
    """A stream that nobody can write to."""

    def write(self, text: str, /) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
