"""The server over TCP and WebSocket: on loopback, a session a client, foreign pages refused."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus import ROOT
from wirelens.lsp.frames import FrameDecoder, frame

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"processId": None, "rootUri": None, "capabilities": {}},
}


@contextmanager
def listening(way: str, folder: Path) -> Iterator[int]:
    """The port of a server that was started with `--tcp` or `--ws`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "wirelens", "lsp", way, "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "server"), "XDG_STATE_HOME": str(folder)},
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        assert "127.0.0.1:" in said
        yield int(said.rsplit(":", 1)[1])
    finally:
        process.kill()
        process.wait(20)
        process.stderr.close()


def initialized(client: socket.socket) -> str:
    client.sendall(frame(INITIALIZE))
    decoder = FrameDecoder()
    while not (contents := decoder.feed(client.recv(65536))):
        continue
    name: str = json.loads(contents[0])["result"]["serverInfo"]["name"]
    return name


def test_each_tcp_client_has_a_session_of_its_own(tmp_path: Path) -> None:
    with (
        listening("--tcp", tmp_path) as port,
        socket.create_connection(("127.0.0.1", port), 20) as one,
        socket.create_connection(("127.0.0.1", port), 20) as other,
    ):
        assert initialized(one) == "wirelens"
        assert initialized(other) == "wirelens"


def test_a_websocket_message_is_a_frame_s_content(tmp_path: Path) -> None:
    websockets = pytest.importorskip("websockets.sync.client", reason="needs wirelens[ws]")
    with (
        listening("--ws", tmp_path) as port,
        websockets.connect(f"ws://127.0.0.1:{port}") as client,
    ):
        client.send(json.dumps(INITIALIZE))
        assert json.loads(client.recv(20))["result"]["serverInfo"]["name"] == "wirelens"


def test_a_page_of_another_site_is_refused(tmp_path: Path) -> None:
    websockets = pytest.importorskip("websockets.sync.client", reason="needs wirelens[ws]")
    with listening("--ws", tmp_path) as port:
        url = f"ws://127.0.0.1:{port}"
        with pytest.raises(Exception, match="403"):
            websockets.connect(url, origin="https://evil.example")
        with websockets.connect(url, origin="http://localhost:3000") as client:
            client.send(json.dumps(INITIALIZE))
            assert "result" in json.loads(client.recv(20))
