"""What the user has agreed to, workspace by workspace: kept in user state, never in a repository.

Two questions: may requests of this workspace be sent at all, and may a secret go to this origin.
"""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


def state_folder() -> Path:
    """Where a user's state lies (XDG base directories; `LOCALAPPDATA` on Windows)."""
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "state") / "wirelens"


@dataclass(slots=True)
class Consent:
    """The answers of one user; `file` holds them from one session to the next."""

    file: Path
    _answers: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Consent":
        """The answers kept in `folder`; a damaged file counts as none."""
        file = folder / "consent.json"
        with suppress(OSError, ValueError):
            answers = json.loads(file.read_text(encoding="utf-8"))
            if isinstance(answers, dict):
                return cls(file, answers)
        return cls(file)

    def trusts(self, root: Path) -> bool | None:
        """Whether requests of the workspace may be sent; None: never asked."""
        trusted = self._of(root).get("trusted")
        return trusted if isinstance(trusted, bool) else None

    def trust(self, root: Path, trusted: bool) -> None:
        """Keeps the answer to whether requests of the workspace may be sent."""
        self._keep(root, self._of(root) | {"trusted": trusted})

    def allows(self, root: Path, origin: str) -> bool:
        """Whether secrets of the workspace may go to the origin."""
        return origin in self._of(root).get("origins", [])

    def allow(self, root: Path, origin: str) -> None:
        """Keeps that secrets of the workspace may go to the origin."""
        known = self._of(root)
        origins = [each for each in known.get("origins", []) if isinstance(each, str)]
        self._keep(root, known | {"origins": sorted({*origins, origin})})

    def _of(self, root: Path) -> dict[str, Any]:
        known = self._answers.get(str(root))
        return known if isinstance(known, dict) else {}

    def _keep(self, root: Path, known: dict[str, Any]) -> None:
        self._answers[str(root)] = known
        with suppress(OSError):  # a read-only home: the answer holds for this session
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self.file.parent)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(self._answers, file, indent=2)
            Path(name).replace(self.file)
