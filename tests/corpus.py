"""Where recorded data lies that a clone does not carry: `WIRELENS_DATA`, or `../shared/data`."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def path(name: str) -> Path:
    """The file or folder `name` of the recorded data; skips the test where there is none."""
    folder = Path(os.environ.get("WIRELENS_DATA") or ROOT.parent / "shared" / "data")
    found = folder / name
    if not found.exists():
        pytest.skip(f'no recorded data: "{name}" is neither under WIRELENS_DATA nor ../shared/data')
    return found
