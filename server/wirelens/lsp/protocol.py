"""pygls's protocol with what 2.1.1 leaves undone, each point measured against real clients.

- frames go to the outbox, never straight to stdout: a client that does not read blocks nothing;
- messages are structured whole: an argument that contains `{"jsonrpc": …}` stays an argument;
- every request gets exactly one answer, also a malformed one, and outside `initialize`…`shutdown`;
- `$/cancelRequest` reaches the coroutine behind a command;
- `workspace/textDocumentContent` is announced to clients that have it;
- custom messages arrive as plain dictionaries.
"""

import json
import logging
import uuid
from collections.abc import Generator, Hashable
from concurrent.futures import Future
from functools import partial
from typing import Any

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method
from pygls.protocol.json_rpc import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
)

from wirelens.ide.run_uris import SCHEME
from wirelens.lsp.frames import frame
from wirelens.lsp.outbox import Outbox
from wirelens.lsp.registrations import without_registered

logger = logging.getLogger(__name__)

PARSE_ERROR, INVALID_REQUEST, NOT_INITIALIZED = -32700, -32600, -32002


class Protocol(LanguageServerProtocol):
    """LSP over an outbox. `exit_code` is set when the client says `exit`."""

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        self.outbox: Outbox | None = None
        self.exit_code: int | None = None
        self._initialized = False
        self._children: dict[int, str] = {}  # a generator's result future → the inner request's id
        super().__init__(server, converter)

    def receive(self, content: bytes) -> None:
        """Takes the content of one frame; never raises, whatever the client sent."""
        try:
            data = json.loads(content)
        except (ValueError, RecursionError):
            self._refuse(None, PARSE_ERROR, "the content is no JSON")
            return
        if not isinstance(data, dict) or data.get("jsonrpc") != self.VERSION:
            self._refuse(None, INVALID_REQUEST, 'expected one object with "jsonrpc": "2.0"')
            return
        self._receive_message(data)

    def _receive_message(self, data: dict[str, Any]) -> None:
        method, id_ = data.get("method"), data.get("id")
        refused = self._refusal(method) if isinstance(method, str) else None
        if refused is not None:
            if id_ is not None:
                self._refuse(id_, *refused)
            return
        try:
            message = self._structured(data)
        except JsonRpcException as error:
            self._fail(method, id_, error)
            return
        if method == types.INITIALIZE:
            self._initialized = True
        self.handle_message(message)

    def forget(self, id_: str) -> None:
        """Drops a request to the client: an answer that comes after all is an unknown one."""
        self._request_futures.pop(id_, None)
        self._result_types.pop(id_, None)

    def _structured(self, data: dict[str, Any]) -> Any:  # Any: pygls's own union of message classes
        try:
            return self._converter.structure(data, self._kind(data))
        except Exception as error:  # the converter raises what the client's values make it raise
            raise JsonRpcInvalidParams(
                "the message does not have the shape of its method"
            ) from error

    def _kind(self, data: dict[str, Any]) -> Any:
        method = data.get("method")
        if "id" not in data:
            return self.get_message_type(str(method)) or JsonRPCNotification
        if "error" in data:
            return types.ResponseErrorMessage
        if method is not None:
            return self.get_message_type(method) or JsonRPCRequestMessage
        return self._result_types.pop(data["id"], None) or JsonRPCResponseMessage

    def structure_message(self, data: dict[str, Any]) -> dict[str, Any]:
        """Leaves nested objects alone; `receive` structures the whole message."""
        return data

    def _refusal(self, method: str) -> tuple[int, str] | None:
        if method == types.EXIT:
            return None
        if self._shutdown:
            return INVALID_REQUEST, f'"{method}" after "shutdown"'
        if not self._initialized and method != types.INITIALIZE:
            return NOT_INITIALIZED, f'"{method}" before "initialize"'
        if self._initialized and method == types.INITIALIZE:
            return INVALID_REQUEST, '"initialize" may be sent once'
        return None

    def _refuse(self, id_: Any, code: int, message: str) -> None:
        self._post({"jsonrpc": "2.0", "id": id_, "error": {"code": code, "message": message}})

    def _fail(self, method: object, id_: Any, error: JsonRpcException) -> None:
        if method is not None and id_ is not None:
            self._send_response(id_, error=error.to_response_error())
        elif method is None and (future := self._request_futures.pop(id_, None)) is not None:
            future.set_exception(error)

    def _send_data(self, data: Any) -> None:
        if data:
            self._post(self._converter.unstructure(data))

    def _post(self, message: dict[str, Any]) -> None:
        if self.outbox is None:
            return
        try:
            self.outbox.put(frame(message), _key(message))
        except ValueError:  # a NaN: our own fault, and no reason to lose the connection
            logger.exception('cannot be sent: "%s"', message.get("method"))

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        """Announces the virtual documents, and not what is registered later."""
        result = yield from super().lsp_initialize(params)
        without_registered(result.capabilities, params.capabilities)
        workspace = params.capabilities.workspace
        if workspace is not None and workspace.text_document_content is not None:
            options = types.TextDocumentContentOptions(schemes=[SCHEME])
            if result.capabilities.workspace is not None:
                result.capabilities.workspace.text_document_content = options
        return result

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """Cancels what is pending; iterates a copy, since callbacks shrink the table."""
        yield from self._handled(types.SHUTDOWN, *args)
        current = self.msg_id
        self._shutdown = True
        for id_, future in list(self._request_futures.items()):
            if id_ != current and not future.done():
                future.cancel()

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> Generator[Any, Any, None]:
        """Notes the exit code (LSP 3.17: 0 only after `shutdown`); `serve` returns it."""
        yield from self._handled(types.EXIT, *args)
        self.exit_code = 0 if self._shutdown else 1

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: Any) -> Generator[Any, Any, None]:
        """Only the handler: pygls would keep a copy of the text, and raise for odd URIs."""
        yield from self._handled(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: Any) -> Generator[Any, Any, None]:
        """Only the handler: pygls would apply the edits to the whole text once more."""
        yield from self._handled(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: Any) -> Generator[Any, Any, None]:
        """Only the handler."""
        yield from self._handled(types.TEXT_DOCUMENT_DID_CLOSE, params)

    def _handled(self, method: str, *args: Any) -> Generator[Any, Any, None]:
        if (handler := self.fm.features.get(method)) is not None:
            yield handler, args, None

    def _run_generator(
        self,
        future: Future[Any] | None,
        *,
        gen: Generator[Any, Any, Any],
        result_future: Future[Any],
    ) -> None:
        if result_future.cancelled():
            return
        try:
            handler, args, kwargs = gen.send(None if future is None else future.result())
        except StopIteration as stop:
            result_future.set_result(stop.value)
            return
        except Exception as error:  # the handler's error is the request's answer
            result_future.set_exception(error)
            return
        child = str(uuid.uuid4())
        self._children[id(result_future)] = child
        then = partial(self._run_generator, gen=gen, result_future=result_future)
        self._execute_handler(child, handler, callback=then, args=args, kwargs=kwargs)

    def _handle_cancel_notification(self, msg_id: int | str) -> None:
        future = self._request_futures.get(msg_id)
        child = self._children.pop(id(future), "") if future is not None else ""
        if (inner := self._request_futures.pop(child, None)) is not None:
            inner.cancel()
        if future is not None and not future.cancelled():
            self._request_futures.pop(msg_id, None)
            future.cancel()


def converter() -> Converter:
    """pygls's converter, but custom messages keep their parameters as plain dictionaries."""
    made: Converter = default_converter()  # type: ignore[no-untyped-call]  # pygls leaves it untyped
    for message in (JsonRPCRequestMessage, JsonRPCNotification, JsonRPCResponseMessage):
        made.register_structure_hook(message, lambda data, kind: kind(**data))
    return made


def _key(message: dict[str, Any]) -> Hashable | None:
    """What a waiting message may be replaced by: the next state of the same thing."""
    method, params = message.get("method"), message.get("params")
    if method == types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS and isinstance(params, dict):
        return method, params["uri"]
    if method == types.PROGRESS and isinstance(params, dict):
        value = params.get("value")
        if isinstance(value, dict) and value.get("kind") == "report":
            return method, params["token"]
    return None
