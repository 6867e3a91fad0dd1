"""Starts the language server over one of its transports. Logs go to stderr and to the client."""

import logging
import sys

from lsprotocol import types

from wirelens.lsp import commands, features, listen
from wirelens.lsp.server import Server

LOUD = ("pygls", "httpx", "httpcore", "asyncio")  # their INFO lines hold whole messages and URLs


def stdio() -> int:
    """Serves the client at stdin and stdout; the result is the exit code."""
    _log_to_stderr()
    return listen.listen_stdio(make_server)


def tcp(port: int) -> int:
    """Serves clients of a loopback port."""
    _log_to_stderr()
    return listen.listen_tcp(make_server, port)


def ws(port: int) -> int:
    """Serves clients of a loopback port over WebSocket."""
    _log_to_stderr()
    return listen.listen_ws(make_server, port)


def make_server() -> Server:
    """A server with every feature and command, for one client."""
    server = Server()
    features.register(server)
    commands.register(server)
    ours, handler = logging.getLogger("wirelens"), _ClientLog(server)
    ours.addHandler(handler)
    server.closing.append(lambda: ours.removeHandler(handler))
    return server


class _ClientLog(logging.Handler):
    """Sends warnings and errors to the client as `window/logMessage`."""

    def __init__(self, server: Server) -> None:
        super().__init__(logging.WARNING)
        self._server = server

    def emit(self, record: logging.LogRecord) -> None:
        """Sends one record; its exception's text stays on stderr."""
        is_error = record.levelno >= logging.ERROR
        kind = types.MessageType.Error if is_error else types.MessageType.Warning
        params = types.LogMessageParams(type=kind, message=record.getMessage())
        self._server.client.notify(types.WINDOW_LOG_MESSAGE, params)


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
