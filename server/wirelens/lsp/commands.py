"""The commands: each is answered at once, what it does goes on in a task of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from lsprotocol import types

from wirelens.ide.curl_text import curl_text
from wirelens.ide.run_uris import ViewName
from wirelens.lsp import publishing
from wirelens.lsp.sending import Meant, meant, send
from wirelens.lsp.server import Server
from wirelens.lsp.sessions import Session
from wirelens.lsp.viewing import show, views
from wirelens.run.porting import portable
from wirelens.run.request import Refused

Answer = dict[str, Any] | str | None


def register(server: Server) -> None:
    """Registers every command."""
    for name, command in _COMMANDS.items():
        server.command(name)(_bound(server, command))


def _bound(
    server: Server, command: Callable[[Server, Sequence[Any]], Answer]
) -> Callable[..., Answer]:
    def execute(*arguments: Any) -> Answer:  # Any: what a client sends is checked by the command
        return command(server, arguments)

    return execute


def _send(server: Server, arguments: Sequence[Any]) -> Answer:
    wanted = _meant(server, arguments, _number(arguments, 2))
    if isinstance(wanted, str):
        server.client.tell(types.MessageType.Warning, wanted)
        return None
    session = server.sessions.opened(wanted.document.uri, wanted.runnable)
    server.spawn(send(server, wanted, session))
    return {"slot": session.slot}


def _cancel(server: Server, arguments: Sequence[Any]) -> Answer:
    session = _session(server, arguments)
    if session is not None:
        session.cancel()
    return None


def _show(server: Server, arguments: Sequence[Any]) -> Answer:
    return _shown(server, arguments, is_previous=False)


def _show_previous(server: Server, arguments: Sequence[Any]) -> Answer:
    return _shown(server, arguments, is_previous=True)


def _shown(server: Server, arguments: Sequence[Any], *, is_previous: bool) -> Answer:
    session = _session(server, arguments)
    view = arguments[2] if len(arguments) > 2 else "reply"
    if session is not None and view in views():
        show(server, session, ViewName(session.slot, view, is_previous), takes_focus=True)
    elif session is not None:
        expected = ", ".join(views())
        server.client.tell(types.MessageType.Warning, f'no view "{view}", expected {expected}')
    return None


def _copy_as_curl(server: Server, arguments: Sequence[Any]) -> Answer:
    """The text: a clipboard is the client's to fill."""
    wanted = _meant(server, arguments, None)
    if isinstance(wanted, str):
        server.client.tell(types.MessageType.Warning, wanted)
        return None
    scope = publishing.scope_in(server, wanted.document)
    found = portable(wanted.block, scope, server.surround(wanted.document.uri))
    if isinstance(found, Refused):
        message = f"nothing was copied: {found.problems[0].message}"
        server.client.tell(types.MessageType.Warning, message)
        return None
    return curl_text(found)


def _clear(server: Server, arguments: Sequence[Any]) -> Answer:
    session = _session(server, arguments)
    if session is not None:
        session.forget()
    return None


def _session(server: Server, arguments: Sequence[Any]) -> Session | None:
    wanted = _meant(server, arguments, None)
    if isinstance(wanted, str):
        server.client.tell(types.MessageType.Warning, wanted)
        return None
    session = server.sessions.of(wanted.document.uri, wanted.runnable)
    if session is None:
        server.client.tell(types.MessageType.Info, "this request was not run yet")
    return session


def _meant(server: Server, arguments: Sequence[Any], version: int | None) -> Meant | str:
    uri = arguments[0] if arguments else None
    line = _number(arguments, 1)
    if not isinstance(uri, str) or line is None:
        return "the command expects [uri, line]: a document and a line counted from 0"
    return meant(server, uri, line, version)


def _number(arguments: Sequence[Any], index: int) -> int | None:
    value = arguments[index] if len(arguments) > index else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_COMMANDS: dict[str, Callable[[Server, Sequence[Any]], Answer]] = {
    "wirelens.send": _send,
    "wirelens.cancel": _cancel,
    "wirelens.show": _show,
    "wirelens.showPrevious": _show_previous,
    "wirelens.copyAsCurl": _copy_as_curl,
    "wirelens.clear": _clear,
}
