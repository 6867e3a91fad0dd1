"""Which files a request file may read."""

import os
from pathlib import Path

import pytest

from wirelens.run.workspace import LARGEST_FILE, Unreadable, Workspace, workspace_root
from wirelens.secret import Secret, SecretText


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A folder `api` in a workspace `root`, with another workspace beside it."""
    for folder in ("root/api/sub", "root2"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("root/api/a.json", "root/top.json", "root2/x.json", "outside.json"):
        (tmp_path / name).write_text(name)
    return Workspace(tmp_path / "root" / "api", tmp_path / "root")


def check(workspace: Workspace, path: str, expected: str) -> None:
    content = workspace.read(SecretText.from_text(path))
    assert content == expected.encode()


def check_refused(workspace: Workspace, path: str, code: str, message: str) -> None:
    found = workspace.read(SecretText.from_text(path))
    assert isinstance(found, Unreadable)
    assert (found.code, found.message) == (code, message)


def check_outside(workspace: Workspace, path: str) -> None:
    message = f'file "{path}" is not inside the workspace'
    check_refused(workspace, path, "file-outside-workspace", message)


def test_file_beside_the_request_file_is_read_first(workspace: Workspace) -> None:
    check(workspace, "a.json", "root/api/a.json")
    check(workspace, "./a.json", "root/api/a.json")
    check(workspace, "../top.json", "root/top.json")
    (workspace.root / "a.json").write_text("other")
    check(workspace, "a.json", "root/api/a.json")


def test_path_from_the_root_of_the_workspace_is_read(workspace: Workspace) -> None:
    check(workspace, "top.json", "root/top.json")
    check(workspace, "api/a.json", "root/api/a.json")
    check(workspace, str(workspace.root / "top.json"), "root/top.json")


def test_path_that_leads_out_is_refused(workspace: Workspace) -> None:
    for path in ("../../outside.json", "../../root2/x.json", "/etc/passwd", "//host/share/x"):
        check_outside(workspace, path)
    check_outside(workspace, "\\\\host\\share\\x")


def test_link_that_leads_out_is_refused(workspace: Workspace) -> None:
    (workspace.folder / "link.json").symlink_to("../../outside.json")
    (workspace.folder / "folder").symlink_to("../../root2")
    check_outside(workspace, "link.json")
    check_outside(workspace, "folder/x.json")


def test_link_that_stays_inside_is_read(workspace: Workspace) -> None:
    (workspace.folder / "link.json").symlink_to("../top.json")
    check(workspace, "link.json", "root/top.json")


def test_workspace_may_itself_be_reached_by_a_link(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("root")
    check(Workspace(tmp_path / "link" / "api", tmp_path / "link"), "a.json", "root/api/a.json")


def test_files_of_the_system_are_refused_even_in_a_workspace_of_everything() -> None:
    everything = Workspace(Path("/"), Path("/"))
    for path in ("/proc/self/environ", "/dev/zero", "proc/self/status"):
        check_outside(everything, path)


def test_pipe_does_not_hang(workspace: Workspace) -> None:
    os.mkfifo(workspace.folder / "pipe")
    message = '"pipe" is a pipe or a device, expected a file'
    check_refused(workspace, "pipe", "file-missing", message)


def test_what_is_no_file_is_told(workspace: Workspace) -> None:
    check_refused(workspace, "nope.json", "file-missing", 'file "nope.json" is missing')
    check_refused(workspace, "~/x", "file-missing", 'file "~/x" is missing')
    check_refused(workspace, "sub", "file-missing", '"sub" is a folder, expected a file')
    check_refused(
        workspace, "a\0b", "file-missing", "the path holds a NUL, expected the path of a file"
    )
    check_refused(workspace, " ", "file-missing", "the path is empty, expected the path of a file")
    (workspace.folder / "loop").symlink_to("loop")
    found = workspace.read(SecretText.from_text("loop"))
    assert isinstance(found, Unreadable)


def test_any_name_is_answered(workspace: Workspace) -> None:
    for path in ("\ud800", "x" * 5000, "a/" * 3000, "\n", "con:", "."):
        assert isinstance(workspace.read(SecretText.from_text(path)), Unreadable)


def test_large_file_is_refused(workspace: Workspace) -> None:
    with (workspace.folder / "large").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    check_refused(workspace, "large", "file-missing", 'file "large" is larger than 64 MiB')


def test_file_that_was_swapped_for_a_link_since_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = workspace.folder / "sub" / "x.json"
    swapped.write_text("inside")
    opened = os.open

    def swap_and_open(path: str, flags: int) -> int:
        (workspace.folder / "sub").rename(workspace.folder / "gone")
        (workspace.folder / "sub").symlink_to("../../root2")
        return opened(path, flags)

    monkeypatch.setattr(os, "open", swap_and_open)
    check_outside(workspace, "sub/x.json")


def test_message_does_not_show_a_secret_path(workspace: Workspace) -> None:
    found = workspace.read(SecretText(("x/", Secret("canary", "test"))))
    assert isinstance(found, Unreadable)
    assert found.message == 'file "x/***" is missing'


def test_root_is_the_nearest_folder_with_git_or_the_files_own(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "x.http"
    file.parent.mkdir(parents=True)
    assert workspace_root(file) == file.parent
    (tmp_path / "a" / ".git").write_text("gitdir: elsewhere")
    assert workspace_root(file) == tmp_path / "a"
