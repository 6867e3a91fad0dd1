"""A response body in memory up to a bound, beyond it in a private temporary file."""

import os
import tempfile

from wirelens.stream.run import Run

IN_MEMORY = 8 * 1024 * 1024


def close_body(run: Run) -> None:
    """Frees the body of a run that nobody looks at any more."""
    if isinstance(run.body, SpooledBody):
        run.body.close()


class SpooledBody:
    """A `stream.log.Body` of any length; the file has no name (0600, gone with the process)."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 - lives with the run
        self._length = 0

    def append(self, data: bytes) -> None:
        """Adds bytes at the end."""
        self._file.seek(0, os.SEEK_END)
        self._file.write(data)
        self._length += len(data)

    def slice(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`."""
        self._file.seek(start)
        return self._file.read(max(0, min(end, self._length) - start))

    def close(self) -> None:
        """Frees the memory or the file."""
        self._file.close()

    def __len__(self) -> int:
        return self._length
