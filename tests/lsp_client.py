"""A raw JSON-RPC client of the language server over stdio: bytes out, messages in."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus import ROOT

PATIENCE = 20.0
Message = dict[str, Any]


class LspClient:
    """One server process. Requests of the server are answered by `answers`, or with null."""

    def __init__(self, folder: Path, **environment: str) -> None:
        state = {"XDG_STATE_HOME": str(folder / ".state"), "XDG_CACHE_HOME": str(folder / ".cache")}
        path = {"PYTHONPATH": str(ROOT / "server")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wirelens", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | path | state | environment,
        )
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self.silent: set[str] = set()  # methods that get no answer
        self.reading = threading.Event()  # cleared: the client reads nothing
        self.reading.set()
        self.messages: list[tuple[float, Message]] = []
        self._arrived = threading.Condition()
        self._ids = iter(range(1, 1_000_000))
        self._lock = threading.Lock()
        self.errors: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.reading.set()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue

    def initialize(self, folder: Path, capabilities: Message, **options: Any) -> Message:
        """The handshake; returns the server's capabilities."""
        params = {
            "processId": os.getpid(),
            "rootUri": folder.as_uri(),
            "capabilities": capabilities,
            "initializationOptions": options,
            "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
        }
        result = self.request("initialize", params)
        self.notify("initialized", {})
        capabilities_of_server: Message = result["capabilities"]
        return capabilities_of_server

    def open(self, uri: str, text: str) -> None:
        """Opens a document at version 1."""
        item = {"uri": uri, "languageId": "http", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def execute(self, command: str, *arguments: Any) -> Any:
        """Runs a command and returns its result."""
        return self.request(
            "workspace/executeCommand", {"command": command, "arguments": list(arguments)}
        )

    def notify(self, method: str, params: Any) -> None:
        """Sends a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        """Sends a request and returns the result; fails on an error."""
        answer = self.answer(method, params)
        assert "error" not in answer, answer
        return answer["result"]

    def answer(self, method: str, params: Any) -> Message:
        """Sends a request and returns the whole answer."""
        id_ = next(self._ids)
        self.send({"jsonrpc": "2.0", "id": id_, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == id_ and "method" not in message)

    def send(self, message: Message) -> None:
        """Sends any message."""
        content = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))

    def send_bytes(self, data: bytes) -> None:
        """Sends any bytes."""
        assert self.process.stdin is not None
        with self._lock:
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def wait(self, wanted: Callable[[Message], bool], seconds: float = PATIENCE) -> Message:
        """The first message that is wanted, of all that came or will come."""
        with self._arrived:
            found: list[Message] = []

            def arrived() -> bool:
                found.extend(each for _, each in self.messages if wanted(each))
                return bool(found)

            assert self._arrived.wait_for(arrived, seconds), self.said()
            return found[0]

    def notified(self, method: str, wanted: Callable[[Any], bool] = lambda params: True) -> Any:
        """The parameters of the first notification or request of a method that is wanted."""

        def matches(message: Message) -> bool:
            return message.get("method") == method and wanted(message.get("params"))

        return self.wait(matches).get("params")

    def all(self, method: str) -> list[Any]:
        """The parameters of every message of a method so far."""
        with self._arrived:
            return [each.get("params") for _, each in self.messages if each.get("method") == method]

    def said(self) -> str:
        """What the server wrote to stderr so far."""
        lines: list[bytes] = []
        while not self.errors.empty():
            lines.append(self.errors.get())
        return b"".join(lines).decode(errors="replace")

    def leave(self) -> int:
        """Says `shutdown` and `exit`; returns the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(PATIENCE)

    def _read(self) -> None:
        assert self.process.stdout is not None
        while True:
            self.reading.wait()
            header = self.process.stdout.readline()
            if not header:
                return
            if header.lower().startswith(b"content-length"):
                length = int(header.split(b":")[1])
                self.process.stdout.readline()
                self._take(json.loads(self.process.stdout.read(length)))

    def _take(self, message: Message) -> None:
        with self._arrived:
            self.messages.append((time.monotonic(), message))
            self._arrived.notify_all()
        method = message.get("method")
        if method is not None and "id" in message and method not in self.silent:
            answer = self.answers.get(method)
            result = None if answer is None else answer(message.get("params"))
            with suppress(OSError, ValueError):  # the test has closed the pipe
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.errors.put(line)
