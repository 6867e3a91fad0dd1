"""Whether git has a file that should be nobody else's: asked of git, where there is one."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from wirelens.run.environment_file import FileProblem
from wirelens.syntax.problems import Problem
from wirelens.text import Span

_TIMEOUT = 2  # seconds


def tracked_file_problems(private_files: Iterable[Path]) -> Iterator[FileProblem]:
    """A problem for each private file that git tracks."""
    git = shutil.which("git")
    if git is None or not Path(git).is_absolute():  # else it may be the workspace's
        return
    for file in private_files:
        if _is_tracked(git, file):
            message = (
                f'"{file.name}" holds secrets and is tracked by git, expected it to be ignored'
            )
            hint = f'"git rm --cached {file.name}" and a line in ".gitignore" keep it out'
            problem = Problem(Span(0, 0), "private-file-tracked", message, hint)
            yield FileProblem(file, 1, problem)


def _is_tracked(git: str, file: Path) -> bool:
    # A repository's own configuration may name a program for `core.fsmonitor`; it is not started.
    command = [git, "-c", "core.fsmonitor=false", "ls-files", "--error-unmatch", "--", file.name]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603  # the program is git's, the file name one of our table
            command,
            cwd=file.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
