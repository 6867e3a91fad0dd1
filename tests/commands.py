"""The command as a process of its own, as a person starts it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from corpus import ROOT


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "wirelens", *arguments]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT / "server"), "NO_COLOR": "1"}


def wirelens(*arguments: str, folder: Path) -> Done:
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Done(done.returncode, done.stdout, done.stderr)
