"""Writes a run to its recording while it happens, so that a crash keeps what came."""

from pathlib import Path
from typing import BinaryIO

from wirelens.recording import SUFFIX, RecordingWriter
from wirelens.recording_request import RecordedRequest
from wirelens.stream.run import Run
from wirelens.syntax.names import slug


class Recorder:
    """One run's recording. `OSError` where the file cannot be written."""

    def __init__(self, path: Path, run: Run, request: RecordedRequest) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = path.open("wb", buffering=0)
        self._writer = RecordingWriter(self._file, run.redaction, run.rules)
        self._run = run
        self._request = request
        self._reads = 0
        self._begun = False
        self._ended = False
        self.path = path

    def catch_up(self) -> None:
        """Writes what has come since the last call; nothing before the response's head."""
        run = self._run
        if run.response is None or self._ended:
            return
        if not self._begun:
            self._begun = True
            self._writer.begin(self._request, run.response)
        while self._reads < run.log.reads:
            self._reads += 1
            read = run.log.read(self._reads)
            self._writer.read(read.at, run.log.body.slice(read.offset, read.end))
        if run.ended is not None:
            self._ended = True
            self._writer.end(run.ended)

    def close(self) -> None:
        """Closes the file; a recording of a run without a response is no recording and goes."""
        self._file.close()
        if not self._begun:
            self.path.unlink(missing_ok=True)


def recording_path(folder: Path, name: str | None) -> Path:
    """Where the recording of a request of that name goes unless its path is given."""
    return folder / f"{slug(name or '') or 'request'}{SUFFIX}"
