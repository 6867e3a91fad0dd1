"""The published test vectors of AWS Signature Version 4, out of botocore's source distribution.

They are fetched once into pytest's cache; they are never part of this project.
"""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_RELEASE = "1.44.5"
_INSIDE = f"botocore-{_RELEASE}/tests/unit/auth/aws4_testsuite/"


@dataclass(frozen=True, slots=True)
class Vector:
    """A request, and what it becomes on its way to the value of its `Authorization` field."""

    name: str
    request: bytes
    canonical: str
    to_sign: str
    authorization: str


def vectors(config: pytest.Config) -> list[Vector]:
    """All vectors; skips where they cannot be fetched, but fails there in CI."""
    archive = _archive(config.cache.mkdir("botocore")) if config.cache else None
    if archive is None:
        message = "botocore's source distribution cannot be fetched from PyPI"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return list(_vectors(archive))


def _archive(folder: Path) -> Path | None:
    archive = folder / f"botocore-{_RELEASE}.tar.gz"
    if not archive.exists():
        command = [*(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")]
        command += ["--no-binary", ":all:", "--dest", str(folder), f"botocore=={_RELEASE}"]
        subprocess.run(command, capture_output=True, timeout=300, check=False)
    return archive if archive.exists() else None


def _vectors(archive: Path) -> Iterator[Vector]:
    with tarfile.open(archive) as opened:
        members = {each.name: each for each in opened if each.name.startswith(_INSIDE)}

        def content(name: str) -> bytes:
            file = opened.extractfile(members[name])
            assert file is not None
            return file.read().replace(b"\r\n", b"\n")

        for name in sorted(members):
            stem, dot, _ = name.rpartition(".req")
            if dot:
                texts = (content(f"{stem}.{each}").decode() for each in ("creq", "sts", "authz"))
                yield Vector(stem.removeprefix(_INSIDE), content(name), *texts)
