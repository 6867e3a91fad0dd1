"""`wirelens import` and `wirelens export` as a person uses them."""

import os
import subprocess
import sys
from pathlib import Path

from corpus import ROOT

CHAT = (
    "### chat\nPOST http://h/v1/chat/completions\nAuthorization: Bearer {{$processEnv MY_KEY}}\n"
    '\n{"model": "m"}\n\n### other\nGET http://h/\n'
)


def wirelens(folder: Path, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """The exit code, what went to stdout and what to stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "wirelens", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "server"), "NO_COLOR": "1"},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_command_is_imported_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    code, out, err = wirelens(tmp_path, "import", "-", "--as", "curl", stdin="curl -Lk http://h/é")
    assert (code, out) == (0, "GET http://h/é\n")
    assert err.startswith('-:1:6: information[not-executed]: option "--insecure" is not imported')


def test_a_command_that_means_nothing_is_told_with_its_column(tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text("curl -L \\\n  'http://h", encoding="utf-8")
    told = "a.sh:2:3: error: ' is never closed, expected ' before the end of the command\n"
    assert wirelens(tmp_path, "import", "a.sh") == (2, "", told)


def test_a_request_is_exported_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(CHAT, encoding="utf-8")
    code, out, err = wirelens(tmp_path, "export", "a.http", "--name", "chat", "--as", "curl")
    assert (code, err) == (0, "")
    assert out.startswith("curl http://h/v1/chat/completions \\\n")
    assert '"Authorization: Bearer $MY_KEY"' in out
    for format_ in ("httpx", "openai", "python-openai"):
        code, out, err = wirelens(tmp_path, "export", "a.http", "--name", "chat", "--as", format_)
        assert (code, err) == (0, "")
        assert 'os.environ["MY_KEY"]' in out


def test_what_cannot_be_exported_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(CHAT, encoding="utf-8")
    code, out, err = wirelens(tmp_path, "export", "a.http", "--name", "other", "--as", "openai")
    assert (code, out) == (2, "")
    assert err.startswith('"openai" is not possible: the SDK sends "POST …/chat/completions"')
    assert wirelens(tmp_path, "export", "a.http", "--name", "none")[0] == 2
    (tmp_path / "b.http").write_text("GET {{$exampleServer}}/", encoding="utf-8")
    code, out, err = wirelens(tmp_path, "export", "b.http")
    assert (code, out) == (2, "")
    assert '"$exampleServer" has no value here' in err
