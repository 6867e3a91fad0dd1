"""Files that a request file may read: regular ones inside the workspace, and nothing else.

A request file is somebody else's text. Whatever it names is checked after links are resolved, and
again on the file that was opened, so that nothing can be put in its place in between.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from wirelens.secret import SecretText

LARGEST_FILE = 64 * 1024 * 1024
_SYSTEM_FOLDERS = ("/proc", "/sys", "/dev")
# Neither follows a link put there since, nor waits for the writer of a named pipe.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file was not read: the code of the problem, and what it says."""

    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the files of a request may be: `folder` is the request file's, inside `root`."""

    folder: Path
    root: Path

    def read(self, path: SecretText) -> bytes | Unreadable:
        """The content of the file that a request names; messages show the path masked.

        A relative path is looked up beside the request file and then from the workspace's root, the
        other way round than in REST Client: a file beside the request is the one that was meant.
        """
        found = self._found(path.reveal(), path.masked())
        if isinstance(found, Unreadable):
            return found
        return read_inside(found, self.root, path.masked())

    def find(self, name: str) -> Path | Unreadable:
        """The regular file inside the workspace that a request file names, as `read` finds it."""
        found = self._found(name, name)
        if isinstance(found, Unreadable):
            return found
        if not _is_inside(found, self.root):
            return _outside(name)
        if not found.is_file():
            return Unreadable("file-missing", f'"{name}" is no file')
        return found

    def _found(self, name: str, shown: str) -> Path | Unreadable:
        if (wrong := _malformed(name, shown)) is not None:
            return wrong
        candidates = [self.folder / name, self.root / name]
        found = next((each for each in candidates if os.path.lexists(each)), None)
        if found is None and not any(_is_inside(each, self.root) for each in candidates):
            return _outside(shown)
        if found is None:
            hint = f'looked in "{self.folder.name}" and in the root of the workspace'
            return Unreadable("file-missing", f'file "{shown}" is missing', hint)
        return found


def workspace_root(file: Path) -> Path:
    """The nearest folder above a request file with `.git` in it, or the file's own folder."""
    folder = file.resolve().parent
    folders = (folder, *folder.parents)
    # `Path.exists` raises for a name that is too long.
    return next((each for each in folders if os.path.exists(each / ".git")), folder)  # noqa: PTH110


def read_inside(file: Path, root: Path, shown: str) -> bytes | Unreadable:
    """The content of a file if it is a regular one inside `root`; messages call it `shown`."""
    if not _is_inside(file, root):
        return _outside(shown)
    real = os.path.realpath(file)
    try:
        descriptor = os.open(real, _FLAGS)
    except OSError as error:
        return _failed(shown, error)
    try:
        return _content(descriptor, root, shown)
    except OSError as error:
        return _failed(shown, error)
    finally:
        os.close(descriptor)


def _malformed(path: str, shown: str) -> Unreadable | None:
    if "\0" in path:
        return Unreadable("file-missing", "the path holds a NUL, expected the path of a file")
    if not path.strip():
        return Unreadable("file-missing", "the path is empty, expected the path of a file")
    if path.startswith(("\\\\", "//")):
        return _outside(shown)  # on Windows it would log in at another host
    if os.name == "nt" and ":" in os.path.splitdrive(path)[1]:
        return _outside(shown)  # a stream of a file
    return None


def _outside(shown: str) -> Unreadable:
    hint = "files outside are not read, nor links that lead there"
    message = f'file "{shown}" is not inside the workspace'
    return Unreadable("file-outside-workspace", message, hint)


def _failed(shown: str, error: OSError) -> Unreadable:
    reason = (error.strerror or "it cannot be opened").lower()
    return Unreadable("file-missing", f'file "{shown}" cannot be read: {reason}')


def _is_inside(path: Path, root: Path) -> bool:
    """Whether it is below the root once links are resolved, and no file of the system's own."""
    try:
        real, real_root = os.path.realpath(path), os.path.realpath(root)
    except ValueError:  # a name that no system has
        return True
    is_system = any(_within(real, folder) for folder in _SYSTEM_FOLDERS)
    return _within(real, real_root) and not is_system


def _within(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath([path, folder]) == folder
    except ValueError:  # another drive
        return False


def _content(descriptor: int, root: Path, shown: str) -> bytes | Unreadable:
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):
        return Unreadable("file-missing", f'"{shown}" is a folder, expected a file')
    if not stat.S_ISREG(status.st_mode):
        return Unreadable("file-missing", f'"{shown}" is a pipe or a device, expected a file')
    opened = _opened_path(descriptor)
    if opened is not None and not _is_inside(opened, root):
        return _outside(shown)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        limit = LARGEST_FILE // (1024 * 1024)
        return Unreadable("file-missing", f'file "{shown}" is larger than {limit} MiB')
    return content


def _opened_path(descriptor: int) -> Path | None:
    """Where the opened file is by now, as far as the system tells."""
    try:
        return Path(f"/proc/self/fd/{descriptor}").readlink()
    except OSError:
        return None
