"""The real Neovim with our plugin, headless: lens, growing buffer, cancel, diagnostics."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import ROOT
from servers import behaviours, scripted
from servers.scripted import Choose, Drip, Send, Stall

HERE = Path(__file__).parent
WORDS = ("One ", "lamp, ", "three ", "switches, ", "one ", "visit.")


def event(word: str) -> bytes:
    return b'data: {"choices":[{"index":0,"delta":{"content":"%b"}}]}\n\n' % word.encode()


END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


@pytest.fixture(scope="module")
def nvim(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of a Neovim that is new enough; in CI it is installed, elsewhere it may lack."""
    found = os.environ.get("WIRELENS_NVIM") or shutil.which("nvim")
    if os.environ.get("CI") and found is None:
        folder = Path(os.environ.get("WIRELENS_EDITORS", tmp_path_factory.mktemp("neovim")))
        command = ["bash", str(HERE / "get_neovim.sh"), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        found = done.stdout.splitlines()[-1]
    if found is None:
        pytest.skip("no Neovim: set WIRELENS_NVIM, or CI=true to have it installed")
    version = subprocess.run(_command(found, "--version"), capture_output=True, text=True)
    if not os.environ.get("CI") and "NVIM v0.12" not in version.stdout:
        pytest.skip(f"Neovim 0.12 is needed, found {version.stdout.splitlines()[:1]}")
    return _command(found)


def _command(nvim: str, *arguments: str) -> list[str]:
    runtime = Path(nvim).resolve().parents[1] / "share" / "nvim" / "runtime"
    prefix = ["env", f"VIMRUNTIME={runtime}"] if runtime.is_dir() else []
    return [*prefix, nvim, *arguments]


def test_neovim_shows_a_reply_grow_and_cancels_another(nvim: list[str], tmp_path: Path) -> None:
    head = behaviours.SSE + behaviours.CHUNKED
    words = b"".join(behaviours.chunk(event(word)) for word in WORDS)
    routes: dict[str, list[scripted.Step]] = {
        "/whole": [
            Send(head),
            Drip(words, 0.001),
            Send(behaviours.chunk(END) + behaviours.LAST_CHUNK),
        ],
        "/endless": [Send(head + behaviours.chunk(event("One "))), Stall()],
    }
    with scripted.serve(Choose(routes)) as server:
        file = tmp_path / "a.http"
        file.write_text(
            f"### whole\nPOST {server.url('/whole')}\n\n"
            f"### endless\nPOST {server.url('/endless')}\n\n"
            "### undefined\nGET {{nope}}\n",
            encoding="utf-8",
        )
        serve = f"{sys.executable} -m wirelens lsp"
        driver = ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-l", str(HERE / "neovim.lua")]
        done = subprocess.run(
            [*nvim, *driver, str(ROOT / "editors" / "neovim"), serve, str(file)],
            capture_output=True,
            text=True,
            timeout=120,
            env=os.environ
            | {"PYTHONPATH": str(ROOT / "server"), "XDG_STATE_HOME": str(tmp_path / "state")},
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert server.connection(1).gone.wait(scripted.PATIENCE)
    seen = dict(line.partition(" ")[::2] for line in done.stdout.splitlines())
    assert seen["diagnostic"] == "8 variable-undefined"
    assert int(seen["versions"]) >= 5
    assert "One lamp, three switches, one visit.⏎⏎---⏎⏎complete · stop" in seen["reply"]
    assert seen["modified"] == "false filetype markdown"
    line = event("switches, ").decode().rstrip()
    assert seen["line"] == f"whole.sse {line}"
    assert seen["references"] == "1"
    assert seen["word"] == "switches"
    assert "Event 2" in seen["hover"]
    assert 'adds "lamp, " to text' in seen["hover"].replace("`", "")
    assert seen["timeline"] == "long"
    assert "cancelled" in seen["lenses"]
    whole = next(line for line in done.stdout.splitlines() if "reply | timeline" in line)
    assert "▶ Resend | 200 · openai-chat · complete | reply | timeline | raw | json" in whole
