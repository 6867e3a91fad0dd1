"""What a user installs carries the grammar and the samples, byte for byte."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from corpus import ROOT

CARRIED = {"grammar": "wirelens/grammars", "sample-requests": "wirelens/sample-requests"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize("folder", CARRIED)
def test_a_wheel_carries_the_files_of_the_checkout(wheel: Path, folder: str) -> None:
    listed = ["git", "ls-files", "-z", folder]
    tracked = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.split(b"\0")
    names = [name.decode() for name in tracked if name]
    assert names
    with zipfile.ZipFile(wheel) as archive:
        for name in names:
            inside = name.replace(folder, CARRIED[folder], 1)
            assert archive.read(inside) == (ROOT / name).read_bytes()
